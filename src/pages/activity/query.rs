//! Which rows of the journal are asked for: kept in the address, and spelled for the gateway. It asks nobody.

use js_sys::{Date, Number};
use leptos::prelude::*;

use crate::state::url;

/// The value of the outcome's filter that stands for everything that nobody knows yet.
pub(super) const UNSETTLED: &str = "unsettled";

/// A filter with a field of its own; the table's filter is the text that may be anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// Where.
    Connection,
    /// Who asked for it.
    Who,
    /// From whom it was taken.
    Principal,
    /// Which role.
    Role,
    /// What became of it.
    Outcome,
    /// The first day, in the reader's zone.
    From,
    /// The last day, itself included.
    To,
}

impl Field {
    /// All of them, in the order of the page.
    pub(super) const ALL: [Self; 7] =
        [Self::Outcome, Self::Connection, Self::Who, Self::Principal, Self::Role, Self::From, Self::To];

    /// Its name in the address, and, where the gateway means the same by it, there.
    #[must_use]
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Who => "who",
            Self::Principal => "principal",
            Self::Role => "role",
            Self::Outcome => "outcome",
            Self::From => "from",
            Self::To => "to",
        }
    }

    /// The gateway's parameter for a value. A day stands for the moment when it begins, or ends.
    fn parameter(self, value: &str) -> (&'static str, String) {
        match self {
            Self::Outcome if value == UNSETTLED => (UNSETTLED, "1".to_owned()),
            Self::From => (self.name(), beginning_of(value, 0)),
            Self::To => (self.name(), beginning_of(value, 1)),
            _ => (self.name(), value.to_owned()),
        }
    }
}

/// The filters of the page.
#[derive(Clone, Copy)]
pub(super) struct Filters {
    values: [(Field, RwSignal<String>); 7],
    /// The text that may be anywhere in a row.
    pub(super) text: RwSignal<String>,
}

impl Filters {
    /// As the address has them; a change goes there. `text` is looked after by the table.
    pub(super) fn of_address(text: RwSignal<String>) -> Self {
        let values = Field::ALL.map(|field| (field, RwSignal::new(url::current(field.name()).unwrap_or_default())));
        Effect::new(move |before: Option<()>| {
            for (field, value) in values {
                let value = value.get();
                if before.is_some() {
                    url::replace(field.name(), &value);
                }
            }
        });
        Self { values, text }
    }

    /// The value of a field.
    #[must_use]
    pub(super) fn value(&self, field: Field) -> RwSignal<String> {
        let found = self.values.iter().find(|(known, _)| *known == field);
        found.map_or(self.text, |(_, value)| *value)
    }

    /// The fields with a value, tracked.
    #[must_use]
    pub(super) fn given(&self) -> Vec<(Field, String)> {
        let values = self.values.iter().map(|(field, value)| (*field, value.get()));
        values.filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Whether there is any, tracked.
    #[must_use]
    pub(super) fn is_any(&self) -> bool {
        !self.text.with(String::is_empty) || !self.given().is_empty()
    }

    /// Takes all away.
    pub(super) fn clear(&self) {
        for value in self.values.iter().map(|(_, value)| value).chain([&self.text]) {
            value.set(String::new());
        }
    }

    /// The gateway's parameters for them, tracked. `text` may be behind what is being typed.
    #[must_use]
    pub(super) fn query(&self, text: &str) -> String {
        let given = self.given();
        let mut parameters: Vec<_> = given.iter().map(|(field, value)| field.parameter(value)).collect();
        parameters.push(("text", text.trim().to_owned()));
        url::query(&parameters)
    }
}

/// When a day such as `2026-01-31`, or the one `later` days after it, begins in the reader's zone: in milliseconds since
/// 1970. What is no day is passed on as it is, so that the gateway says so.
fn beginning_of(day: &str, later: i32) -> String {
    let mut parts = day.split('-').map(str::parse::<i32>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(number)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return day.to_owned();
    };
    let date = Date::new_with_year_month_day(year.unsigned_abs(), month - 1, number + later);
    // The browser writes the number: all that Rust needs for it would be loaded for this one.
    Number::from(date.get_time()).to_string_with_radix(10).map_or_else(|_| day.to_owned(), String::from)
}
