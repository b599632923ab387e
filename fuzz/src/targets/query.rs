//! Queries of the journal. Whatever their values are, they become no SQL: the conditions are those of any other values, and
//! each parameter that says something has one.

use rescind_gateway::DryRun;

use crate::random::Random;
use crate::target::{Reading, Target, holds};
use crate::text;

/// The parameters that compare with a text.
const TEXTS: &[&str] = &["connection", "who", "principal", "role", "plan", "text"];
const OTHERS: &[&str] = &["outcome", "state", "unsettled", "before", "from", "to", "limit", "Role", ""];
const VALUES: &[&str] = &[
    "",
    "1",
    "0",
    "18446744073709551615",
    "-1",
    "Revoked",
    "Failed",
    "settled",
    "lost",
    "in_flight",
    "alice",
    "%27%20OR%201=1--",
    "%27;DROP%20TABLE%20event;--",
    "%22)",
    ":role",
    "%00",
    "%FF",
    "%D0%B0%D0%BB%D0%B8%D1%81%D0%B0",
    "a+b",
    "%",
];
const WORDS: &[&str] = &["&", "=", "role", "state", "'", "\"", ":", "%27", "%", "?", "#", ";", "--", " AND "];

/// Parameters with values, hurt as text.
pub(super) struct Queries;

/// A query, and the same with other values in the place of its texts.
#[derive(Debug)]
pub(super) struct Query {
    whole: String,
    /// Nothing where the query was hurt.
    twin: Option<(String, Vec<&'static str>)>,
}

impl Target for Queries {
    type Input = Query;

    fn name(&self) -> &'static str {
        "query"
    }

    fn input(&self, random: &mut Random) -> Query {
        let (mut whole, mut twin, mut texts) = (String::new(), String::new(), Vec::new());
        for _ in 0..random.below(5) {
            let value = random.pick(VALUES).copied().unwrap_or_default();
            let is_text = !random.once_in(3);
            let name = random.pick(if is_text { TEXTS } else { OTHERS }).copied().unwrap_or_default();
            whole += &format!("{}{name}={value}", if whole.is_empty() { "" } else { "&" });
            let says = is_text && !value.is_empty();
            twin += &format!("{}{name}={}", if twin.is_empty() { "" } else { "&" }, if says { "x" } else { value });
            if says {
                texts.push(name);
            }
        }
        if random.once_in(3) {
            return Query { whole: text::hurt(random, &whole, WORDS, &[]), twin: None };
        }
        Query { whole, twin: Some((twin, texts)) }
    }

    fn check(&self, query: &Query) -> Result<Reading, String> {
        let Some(conditions) = DryRun::journal_conditions(&query.whole) else { return Ok(Reading::Refused) };
        holds(conditions.is_ascii() && !conditions.contains([';', '"']), "a value has become SQL")?;
        if let Some((twin, texts)) = &query.twin {
            let of_twin = DryRun::journal_conditions(twin).ok_or("other texts are refused")?;
            holds(conditions == of_twin, "the conditions follow the values")?;
            let said = texts.iter().all(|name| conditions.contains(&format!(":{name}")));
            holds(said, "a parameter has no condition")?;
        }
        Ok(Reading::Taken)
    }
}
