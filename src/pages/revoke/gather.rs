//! From rows that are not grants themselves, roles or people, to the question about the grants behind them: these are read
//! first. It asks, and does nothing else.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::Fault;
use rescind_domain::read::Gap;

use super::{Asked, Missing, Question};
use crate::i18n::{Texts, use_i18n};
use crate::pages::gaps::{gap_notes, note};
use crate::pages::notices::unread;
use crate::state::load::Load;
use crate::transport::Abort;
use crate::ui::dialog;
use crate::ui::dynamic::dynamic;
use crate::ui::table::TableState;

/// What is read before a question.
#[derive(Clone, Copy)]
pub struct Gather {
    asked: Load<Asked>,
    /// Whether it is about what is selected now.
    timely: RwSignal<bool>,
    read: StoredValue<Option<Callback<()>>>,
}

impl Gather {
    /// Nothing is read yet. Whoever selects something else in the table has changed their mind.
    #[must_use]
    pub fn new(table: TableState, question: Question) -> Self {
        let (asked, timely): (Load<Asked>, _) = (Load::new(), RwSignal::new(false));
        Effect::new(move |before: Option<u32>| {
            let turns = table.turns.get();
            if before.is_some_and(|before| before != turns) {
                asked.cancel();
                timely.set(false);
            }
            turns
        });
        // Each reading opens the question once, unless another one is open by now.
        Effect::new(move || {
            if let Some(read) = asked.get().filter(|read| !read.value.wishes.is_empty() && !dialog::is_open()) {
                question.set(Some(Asked::clone(&read.value)));
            }
        });
        Self { asked, timely, read: StoredValue::new(None) }
    }

    /// Reads, then asks.
    pub fn run<F>(self, read: impl Fn(Abort) -> F + Send + Sync + 'static)
    where
        F: Future<Output = Result<Asked, Fault>> + 'static,
    {
        let read = Arc::new(read);
        let again = Callback::new(move |()| {
            let read = Arc::clone(&read);
            self.timely.set(true);
            self.asked.run(move |abort| read(abort));
        });
        self.read.set_value(Some(again));
        again.run(());
    }

    /// Whether it is being read, tracked.
    #[must_use]
    pub fn is_busy(self) -> bool {
        self.asked.is_busy()
    }

    /// Why there is no question: it could not be read, or there is nothing to take away, which `nothing` says. `subject` is what
    /// was to be read.
    pub fn notes(
        self,
        subject: fn(&'static Texts) -> &'static str,
        nothing: fn(&'static Texts) -> &'static str,
    ) -> AnyView {
        let i18n = use_i18n();
        let again = Callback::new(move |()| {
            if let Some(again) = self.read.get_value() {
                again.run(());
            }
        });
        let fault = move || self.asked.fault().filter(|_| self.timely.get());
        let empty = move || {
            let read = self.asked.get().filter(|_| self.timely.get() && !self.asked.is_busy());
            read.filter(|read| read.value.wishes.is_empty())
        };
        // Then the banner says why there is nothing.
        let is_unread = |gaps: &[Missing]| gaps.iter().any(|missing| matches!(missing.gap, Gap::Unread { .. }));
        let missing = move |Missing { at, gap }: &Missing| {
            view! {
                <p class="label">{at.clone()}</p>
                {gap_notes(std::slice::from_ref(gap), again)}
            }
        };
        view! {
            {dynamic(move || fault().map(|fault| unread(subject(i18n.t()), &fault, again)))}
            {dynamic(move || empty().filter(|read| !is_unread(&read.value.gaps)).map(|_| note(nothing(i18n.t()).to_owned())))}
            {dynamic(move || empty().map(|read| read.value.gaps.iter().map(missing).collect_view()))}
        }
        .into_any()
    }
}
