//! The bodies of the gateway's plan interface. What was read is written and read again without a difference, and a plan's file
//! has a record for each entry, none of which begins a formula.

use rescind_domain::plan::SomeEntries;
use rescind_domain::{ConnectionId, Grant, NewPlan, PlanRef, PlanSummary, PlanView, plan_file};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::json::{Stock, change};
use crate::random::Random;
use crate::target::{Reading, Target, holds};
use crate::text;

const WORDS: &[&str] = &[
    "connection",
    "grant",
    "undoes",
    "accepts",
    "wildcard",
    "key",
    "start",
    "time_limit_ms",
    "reason",
    "entries",
    "kind",
    "membership",
    "privilege",
    "access",
    "role",
    "scope",
    "principal",
    "id",
    "user",
    "department",
    "group",
    "state",
    "outcome",
    "Revoked",
    "settled",
    "planned",
    "in_flight",
    "captured",
    "restored",
    "observed",
    "comparison",
    "status",
    "running",
    "paused",
    "seq",
    "at",
    "who",
    "states",
    "outcomes",
    "roles",
    "on",
    "objectType",
    "object_type",
    "grantor",
    "=1+1",
    "@x",
    "\"",
    ",",
    "\n",
];

/// Bodies, hurt as trees and as text.
pub(super) struct Plans(Vec<Value>);

impl Plans {
    pub(super) fn new() -> Self {
        let user = json!({"kind": "user", "id": "alice"});
        let held = json!({"kind": "membership", "role": "reader", "scope": "default", "principal": user});
        let access =
            json!({"kind": "access", "scope": "c/orders", "on": "orders", "principal": user, "roles": ["read"]});
        let fault = json!({"kind": "rejected", "source": "vendor", "method": "POST", "path": "/p", "retry": "useless"});
        let entry = |state: Value| {
            let mut entry = json!({"id": "p.1", "connection": "prod", "grant": held, "captured": [held]});
            if let (Some(entry), Value::Object(state)) = (entry.as_object_mut(), state) {
                entry.extend(state);
            }
            entry
        };
        let privilege = json!({"kind": "privilege", "role": "reader", "object_type": "Global", "object_name": "*",
                               "database": "default", "privilege": "Query", "grantor": "root"});
        let entries = json!([
            {"connection": "prod", "grant": held, "undoes": "p.1", "accepts": ["grants_administrator"]},
            {"connection": "prod", "grant": access},
            {"connection": "prod", "grant": privilege, "accepts": ["wildcard", privilege]},
        ]);
        let view = json!({
            "id": "p", "at": 1_700_000_000_000_u64, "who": "admin", "reason": "left", "seq": 7,
            "status": {"status": "paused", "at": 5, "by": {"who": "admin"}, "why": {"reason": "person"}},
            "entries": [
                entry(json!({"state": {"state": "planned"}})),
                entry(json!({"state": {"state": "settled", "outcome": "Failed", "fault": fault}, "undoes": "p.2"})),
                entry(json!({"state": {"state": "settled", "outcome": "StillEffective", "via": ["=x"]}})),
            ],
        });
        let states = json!({"planned": 1, "in_flight": 0, "answered": 0, "lost": 0, "settled": 2});
        let summary = json!({"id": "p", "at": 1, "who": "a", "reason": "", "entries": 3, "states": states, "outcomes": {"Revoked": 2}});
        Self(vec![
            json!({"key": "k", "reason": "left", "entries": entries, "time_limit_ms": 1000, "start": true}),
            json!({"entries": ["p.1", "p.2"]}),
            json!({"id": "p", "entries": [{"id": "p.1"}, {"id": "p.2"}]}),
            view,
            summary,
        ])
    }
}

/// Reads a text and, where that succeeds, writes and reads it again.
pub(super) fn again<T: DeserializeOwned + Serialize + PartialEq>(text: &str) -> Result<Option<T>, String> {
    let Ok(read) = serde_json::from_str::<T>(text) else { return Ok(None) };
    let written = serde_json::to_string(&read).map_err(|error| format!("it cannot be written: {error}"))?;
    let same = serde_json::from_str::<T>(&written).is_ok_and(|again| again == read);
    holds(same, "written and read again it is another").map(|()| Some(read))
}

/// A grant has one key, which does not change when it is written and read.
pub(super) fn has_one_key(grant: &Grant) -> Result<(), String> {
    let connection = ConnectionId::new("prod");
    let again = serde_json::to_value(grant).ok().and_then(|value| serde_json::from_value::<Grant>(value).ok());
    let same = again.is_some_and(|again| again.key(&connection) == grant.key(&connection));
    holds(same, "a grant has another key when it was written and read")
}

impl Target for Plans {
    type Input = String;

    fn name(&self) -> &'static str {
        "plan"
    }

    fn input(&self, random: &mut Random) -> String {
        tree_or_text(random, &self.0, WORDS)
    }

    fn check(&self, body: &String) -> Result<Reading, String> {
        let new = again::<NewPlan>(body)?;
        new.iter().flat_map(|plan| &plan.entries).try_for_each(|entry| has_one_key(&entry.grant))?;
        let view = again::<PlanView>(body)?;
        view.as_ref().map_or(Ok(()), has_a_file)?;
        let some = again::<SomeEntries>(body)?.is_some_and(|some| !some.entries.is_empty());
        let others = some || again::<PlanRef>(body)?.is_some() || again::<PlanSummary>(body)?.is_some();
        Ok(Reading::of(others || new.is_some() || view.is_some()))
    }
}

fn has_a_file(plan: &PlanView) -> Result<(), String> {
    let (records, cells) = records(&plan_file::csv(plan)).ok_or("the plan's file ends in the midst of a cell")?;
    holds(records == plan.entries.len() + 1, "the plan's file has not one record for each entry")?;
    let is_formula = |cell: &String| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    holds(!cells.iter().any(is_formula), "a cell of the plan's file begins a formula")
}

/// How many records a text of comma-separated values has, and all of its cells.
fn records(text: &str) -> Option<(usize, Vec<String>)> {
    let (mut records, mut cells, mut cell, mut quoted) = (0, Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => cell.extend(characters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                records += 1;
                cells.push(std::mem::take(&mut cell));
            }
            // A record ends with both.
            '\r' if !quoted && characters.peek() == Some(&'\n') => {}
            other => cell.push(other),
        }
    }
    (!quoted && cell.is_empty()).then_some((records, cells))
}

/// One of the samples with changes in its tree, or with wounds in its text.
pub(super) fn tree_or_text(random: &mut Random, samples: &[Value], words: &[&str]) -> String {
    let mut value = random.pick(samples).cloned().unwrap_or_default();
    if !random.once_in(5) {
        change(random, &mut value, Stock { words, donors: samples });
    }
    let written = value.to_string();
    if random.once_in(4) { text::hurt(random, &written, words, &[]) } else { written }
}
