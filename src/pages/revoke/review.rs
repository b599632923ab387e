//! The question asked once more about entries that were not sent, because nobody had confirmed what they would do by then. It
//! shows what there is now; what is confirmed becomes a plan of its own.

use leptos::prelude::*;

use super::confirm::Confirm;
use super::read_again::read_again;
use super::{Asked, Question};
use crate::state::Console;
use crate::state::load::Load;
use crate::state::plans::PlannedEntry;
use crate::ui::dialog;

/// The question, and what is read before it.
#[derive(Clone, Copy)]
pub struct Review {
    question: Question,
    read: Load<Asked>,
}

impl Review {
    /// Nothing is asked yet.
    #[must_use]
    pub fn new() -> Self {
        let (question, read): (Question, Load<Asked>) = (RwSignal::new(None), Load::new());
        // Each reading opens the question once, unless another one is open by now.
        Effect::new(move || {
            if let Some(read) = read.get().filter(|_| !dialog::is_open()) {
                question.set(Some(Asked::clone(&read.value)));
            }
        });
        Self { question, read }
    }

    /// Reads what there is now around these entries, then asks.
    pub fn ask(self, console: Console, entries: Vec<PlannedEntry>) {
        self.read.run(move |abort| async move { Ok(read_again(console, entries, abort).await.question()) });
    }

    /// Whether it is being read, tracked.
    #[must_use]
    pub fn is_busy(self) -> bool {
        self.read.is_busy()
    }

    /// The dialog, as long as the question is open.
    pub fn dialog(self) -> AnyView {
        view! { <Confirm question=self.question /> }.into_any()
    }
}

impl Default for Review {
    fn default() -> Self {
        Self::new()
    }
}
