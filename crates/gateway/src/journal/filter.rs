//! Which rows of the journal are asked for: the parameters of a query, and the conditions in SQL that they stand for. Only
//! the conditions that are asked for get into the statement, so that the database can follow an index where one helps:
//! principal, role and plan have one, and what is unsettled is a short list. Everything else is met by walking back from
//! the newest row.

use rescind_domain::{Outcome, Timestamp};
use rusqlite::ToSql;

use super::InFlight;
use crate::error::Error;
use crate::reach::Reach;

/// The values of a statement, each with the name that it has there.
type Values = Vec<(&'static str, Box<dyn ToSql>)>;

/// All conditions hold together. An empty text is no condition.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// Only rows with a smaller number: the cursor of paging.
    pub(super) before: Option<u64>,
    texts: Vec<(Text, String)>,
    state: Option<State>,
    /// From this moment on.
    from: Option<Timestamp>,
    /// Before this moment.
    to: Option<Timestamp>,
    unsettled: bool,
    /// Only rows of these connections.
    reach: Reach,
}

/// A condition that compares with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    Connection,
    Who,
    Principal,
    Role,
    Outcome,
    Plan,
    /// Anywhere in the row, whatever the case.
    Anywhere,
}

/// How far an attempt is. None of the journal is only planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    InFlight,
    Answered,
    Lost,
    Settled,
}

/// The attempts in `:in_flight`, which is [`InFlight::to_json`]: those whose answers this process waits for.
const WAITING: &str = "(SELECT value ->> 0, value ->> 1 FROM json_each(:in_flight))";

impl Filter {
    /// Of what is within somebody's reach; that is no parameter of theirs.
    pub(super) fn within(reach: Reach) -> Self {
        Self { reach, ..Self::default() }
    }

    /// Takes a parameter; yields false when there is none of this name.
    pub(crate) fn take(&mut self, name: &str, value: &str) -> Result<bool, Error> {
        let text = match name {
            "connection" => Text::Connection,
            "who" => Text::Who,
            "principal" => Text::Principal,
            "role" => Text::Role,
            "outcome" => Text::Outcome,
            "plan" => Text::Plan,
            "text" => Text::Anywhere,
            _ => return self.take_other(name, value),
        };
        if text == Text::Outcome && !value.is_empty() && !Outcome::NAMES.contains(&value) {
            return Err(one_of(name, &Outcome::NAMES));
        }
        if !value.is_empty() {
            self.texts.push((text, value.to_owned()));
        }
        Ok(true)
    }

    fn take_other(&mut self, name: &str, value: &str) -> Result<bool, Error> {
        match name {
            "before" => self.before = number(name, value)?,
            "from" => self.from = number(name, value)?.map(Timestamp),
            "to" => self.to = number(name, value)?.map(Timestamp),
            "state" => {
                self.state = match value {
                    "" => None,
                    "in_flight" => Some(State::InFlight),
                    "answered" => Some(State::Answered),
                    "lost" => Some(State::Lost),
                    "settled" => Some(State::Settled),
                    _ => return Err(one_of(name, &["in_flight", "answered", "lost", "settled"])),
                }
            }
            "unsettled" => {
                self.unsettled = match value {
                    "" => false,
                    "1" => true,
                    _ => return Err(one_of(name, &["1"])),
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The conditions, each with ` AND ` before it, and their values.
    pub(super) fn conditions(&self, in_flight: &InFlight) -> (String, Values) {
        let (mut sql, mut values) = (String::new(), Values::new());
        let mut add = |condition: &str| {
            sql.push_str(" AND ");
            sql.push_str(condition);
        };
        if let Some(before) = self.before {
            add("first.seq < :before");
            values.push((":before", Box::new(i64::try_from(before).unwrap_or(i64::MAX))));
        }
        if let Some(Timestamp(from)) = self.from {
            add("first.at_ms >= :from");
            values.push((":from", Box::new(i64::try_from(from).unwrap_or(i64::MAX))));
        }
        if let Some(Timestamp(to)) = self.to {
            add("first.at_ms < :to");
            values.push((":to", Box::new(i64::try_from(to).unwrap_or(i64::MAX))));
        }
        if let Some(named) = self.reach.to_json() {
            add("entry.connection IN (SELECT value FROM json_each(:reach))");
            values.push((":reach", Box::new(named)));
        }
        for (text, value) in &self.texts {
            add(text.condition());
            values.push((text.name(), Box::new(value.clone())));
        }
        if let Some(state) = self.state {
            add(&state.condition());
            if matches!(state, State::InFlight | State::Lost) {
                values.push((":in_flight", Box::new(in_flight.to_json())));
            }
        }
        if self.unsettled {
            // An attempt that was followed by another needs no settling, whatever became of it.
            add("first.entry IN (SELECT entry FROM unsettled)");
            add("NOT EXISTS (SELECT 1 FROM event WHERE entry = first.entry AND attempt > first.attempt)");
        }
        (sql, values)
    }
}

impl Text {
    const fn name(self) -> &'static str {
        match self {
            Self::Connection => ":connection",
            Self::Who => ":who",
            Self::Principal => ":principal",
            Self::Role => ":role",
            Self::Outcome => ":outcome",
            Self::Plan => ":plan",
            Self::Anywhere => ":text",
        }
    }

    const fn condition(self) -> &'static str {
        match self {
            Self::Connection => "entry.connection = :connection",
            Self::Who => "first.body ->> 'who' = :who",
            Self::Principal => "entry.principal = :principal",
            Self::Role => "entry.role = :role",
            Self::Outcome => "latest.kind = 'outcome' AND latest.body ->> 'outcome' = :outcome",
            Self::Plan => "plan.id = :plan",
            Self::Anywhere => {
                "(holds(:text, plan.id, plan.reason, entry.id, entry.connection)
                OR holds_value(:text, entry.grant_json, first.body, latest.body, answer.body))"
            }
        }
    }
}

impl State {
    fn condition(self) -> String {
        match self {
            Self::InFlight => format!("latest.kind = 'intent' AND (first.entry, first.attempt) IN {WAITING}"),
            Self::Answered => "latest.kind = 'answer'".to_owned(),
            Self::Lost => format!(
                "(latest.kind = 'lost' OR latest.kind = 'intent' AND (first.entry, first.attempt) NOT IN {WAITING})"
            ),
            Self::Settled => "latest.kind = 'outcome'".to_owned(),
        }
    }
}

/// The conditions of a query's parameters.
pub(crate) fn conditions(parameters: &[(String, String)]) -> Result<String, Error> {
    let mut filter = Filter::default();
    each(parameters, |name, value| filter.take(name, value))?;
    Ok(filter.conditions(&InFlight::default()).0)
}

/// A number, or nothing.
pub(super) fn number(name: &str, value: &str) -> Result<Option<u64>, Error> {
    match value {
        "" => Ok(None),
        value => value.parse().map(Some).map_err(|_| Error::bad_request(format!("`{name}` must be a whole number."))),
    }
}

/// The value is none of those that the parameter has.
pub(super) fn one_of(name: &str, values: &[&str]) -> Error {
    Error::bad_request(format!("`{name}` must be one of: {}.", values.join(", ")))
}

/// Gives each parameter of a query to `take`, which yields false when it knows none of this name.
pub(super) fn each(
    parameters: &[(String, String)],
    mut take: impl FnMut(&str, &str) -> Result<bool, Error>,
) -> Result<(), Error> {
    let mut unknown = Vec::new();
    for (index, (name, value)) in parameters.iter().enumerate() {
        if parameters.iter().take(index).any(|(earlier, _)| earlier == name) {
            return Err(Error::bad_request(format!("`{name}` stands twice in the query.")));
        }
        if !take(name, value)? {
            unknown.push(format!("`{name}`"));
        }
    }
    match unknown.is_empty() {
        true => Ok(()),
        false => {
            Err(Error::bad_request(format!("The query has parameters that are not known: {}.", unknown.join(", "))))
        }
    }
}
