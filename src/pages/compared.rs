//! What a call changed besides what was asked for, in words: in the message, on the plan's page, in the activity and on paper.

use rescind_domain::observation::Place;
use rescind_domain::{ActionKind, Comparison, Grant};

use super::words::{self, sentence, whom};
use crate::i18n::{Texts, format, use_i18n};

/// What a call changed besides what was asked for; nothing where that is nothing. `what` is what was asked for.
#[must_use]
pub fn compared(t: &Texts, comparison: &Comparison, what: &str) -> Option<String> {
    let locale = use_i18n().locale();
    match comparison {
        Comparison::Same => None,
        Comparison::NotCompared { why } => Some((t.messages().not_compared)(why)),
        Comparison::AlsoGone { grants, count, from, to, place } => {
            let name = |grant: &Grant| sentence(t, ActionKind::Revoke)(&words::what(t, grant), &whom(t, grant));
            let names: Vec<String> = grants.iter().map(name).collect();
            let number = count.and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
            let gone = match names.is_empty() {
                true => format::count(locale, number, &t.messages().grants_count),
                false => names.join(", "),
            };
            let (from, to) = (format::date_time(locale, *from), format::date_time(locale, *to));
            Some(match place {
                Place::Besides => (t.messages().also_gone)(&from, &to, &gone),
                Place::Instead => (t.messages().gone_instead)(what, &from, &to, &gone),
            })
        }
    }
}
