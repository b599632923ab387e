//! Fields that keep only the rows with a chosen value, each with how many rows that would be. A field of which all rows have the
//! same value is not shown, unless it hides something.

use std::sync::Arc;

use leptos::prelude::*;

use super::TableState;
use super::shown::Shown;
use crate::i18n::{format, use_i18n};
use crate::ui::dynamic::dynamic;

/// What a row says in a field.
pub(super) type ChoiceOf<T> = Arc<dyn Fn(&T) -> String + Send + Sync>;
/// What a value is called in the reader's language.
pub(super) type ChoiceWord = Arc<dyn Fn(&str) -> String + Send + Sync>;

/// A field that chooses rows.
#[derive(Clone)]
pub struct Choice<T> {
    /// Its name in the address.
    pub id: &'static str,
    /// What it is called.
    pub title: Signal<String>,
    /// A row's value, the same in every language: it stands in the address.
    pub of: ChoiceOf<T>,
    /// What it is called, tracked.
    pub word: ChoiceWord,
    /// How it is shown: [`CHOICE`].
    pub view: ChoiceView,
}

/// How a choice is shown. Who has one names it, so that the first page, whose table has none, need not load it.
#[derive(Clone, Copy)]
pub struct ChoiceView(fn(usize, &Field, Shown, TableState) -> AnyView);

/// The one way in which choices are shown.
pub const CHOICE: ChoiceView = ChoiceView(field);

/// A field without the rows' type.
#[derive(Clone)]
pub(super) struct Field {
    pub(super) id: &'static str,
    pub(super) title: Signal<String>,
    pub(super) word: ChoiceWord,
    view: ChoiceView,
}

impl<T> From<&Choice<T>> for Field {
    fn from(choice: &Choice<T>) -> Self {
        Self { id: choice.id, title: choice.title, word: Arc::clone(&choice.word), view: choice.view }
    }
}

impl Field {
    /// The field of the table's choice at this place.
    pub(super) fn show(&self, number: usize, shown: Shown, state: TableState) -> AnyView {
        (self.view.0)(number, self, shown, state)
    }
}

fn field(number: usize, field: &Field, shown: Shown, state: TableState) -> AnyView {
    let i18n = use_i18n();
    let Field { id, title, word, .. } = field.clone();
    let chosen = move || {
        let choices = state.choices.get();
        choices.into_iter().find(|(column, _)| column == id).map(|(_, value)| value)
    };
    let values = Memo::new(move |_| shown.counts(number));
    let choose = move |event| {
        let value = event_target_value(&event);
        state.choices.update(|choices| {
            choices.retain(|(column, _)| column != id);
            // Values are numbered, so that any text can be one.
            let place = value.parse::<usize>().ok();
            let value = place.and_then(|place| values.with_untracked(|values| values.get(place).cloned()));
            choices.extend(value.map(|(value, _)| (id.to_owned(), value)));
        });
    };
    let options = move || {
        let (chosen, values) = (chosen(), values.get());
        let number = |count| format::number(i18n.locale(), count);
        let all = (i18n.t().all_of)(&title.get(), &number(values.iter().map(|(_, count)| count).sum()));
        let option = |(place, (value, count)): (usize, &(String, usize))| {
            let text = format!("{} ({})", word(value), number(*count));
            view! { <option value=place.to_string() selected=chosen.as_ref() == Some(value)>{text}</option> }
        };
        view! {
            <option value="" selected=chosen.is_none()>{all}</option>
            {values.iter().enumerate().map(option).collect_view()}
        }
    };
    view! {
        <select
            class="field facet"
            aria-label=move || title.get()
            hidden=move || values.with(|values| values.len() < 2) && chosen().is_none()
            on:change=choose
        >
            {dynamic(options)}
        </select>
    }
    .into_any()
}
