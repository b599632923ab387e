//! The bodies of the journal's interface, and the answers that the gateway makes itself. What was read is written and read
//! again without a difference, and only an outcome that a look stands behind calls itself verified.

use rescind_domain::{EntryState, GatewayErrorBody, JournalPage, Outcome};
use serde_json::{Value, json};

use super::plan::{again, has_one_key, tree_or_text};
use crate::random::Random;
use crate::target::{Reading, Target, holds};

const WORDS: &[&str] = &[
    "outcome",
    "fault",
    "via",
    "operation",
    "kind",
    "source",
    "method",
    "path",
    "retry",
    "state",
    "rows",
    "next",
    "number",
    "entry",
    "plan",
    "at",
    "who",
    "reason",
    "connection",
    "grant",
    "undoes",
    "captured",
    "httpStatus",
    "business",
    "requestId",
    "verified",
    "idempotencyKey",
    "Revoked",
    "Accepted",
    "AlreadyAbsent",
    "StillEffective",
    "StillPresent",
    "Restored",
    "AlreadyHeld",
    "StillAbsent",
    "Pending",
    "Unknown",
    "Failed",
    "settled",
    "in_flight",
    "answered",
    "lost",
    "rejected",
    "forbidden",
    "missing",
    "rate_limited",
    "retry_after_seconds",
    "error",
    "message",
    "signed_out",
    "observed",
    "comparison",
    "compared",
    "also_gone",
    "instead",
    "gateway",
    "console",
    "result",
];

/// Bodies, hurt as trees and as text.
pub(super) struct Journals(Vec<Value>);

impl Journals {
    pub(super) fn new() -> Self {
        let fault = json!({"kind": "rate_limited", "retry_after_seconds": 2, "source": "vendor", "method": "POST", "path": "/p",
                           "retry": "safe", "http_status": 429, "message": "slow down", "raw": "{}"});
        let held = json!({"kind": "membership", "role": "reader", "principal": {"kind": "user", "id": "alice"}});
        let row = json!({
            "number": 1, "entry": "p.1", "plan": "p", "at": 1, "who": "admin", "reason": "left", "connection": "prod",
            "grant": held, "captured": [held], "method": "POST", "path": "/p", "idempotencyKey": "k", "httpStatus": 200,
            "requestId": "r", "result": "accepted", "state": "settled", "outcome": "Revoked", "verified": true,
            "observed": {"by": "gateway", "read": "GET /p", "at": 2},
            "comparison": {"compared": "also_gone", "grants": [held], "from": 1, "to": 2, "place": "besides"},
        });
        let mut lost = row.clone();
        if let Some(lost) = lost.as_object_mut() {
            lost.insert("state".to_owned(), json!("lost"));
            lost.remove("outcome");
        }
        Self(vec![
            json!({"outcome": "Revoked"}),
            json!({"outcome": "StillEffective", "via": ["x"]}),
            json!({"outcome": "Pending", "operation": "o"}),
            json!({"outcome": "Unknown", "fault": fault}),
            json!({"outcome": "Failed", "fault": fault}),
            json!({"rows": [row, lost], "next": 1}),
            json!({"error": {"kind": "signed_out", "message": "Sign in."}}),
        ])
    }
}

impl Target for Journals {
    type Input = String;

    fn name(&self) -> &'static str {
        "journal"
    }

    fn input(&self, random: &mut Random) -> String {
        tree_or_text(random, &self.0, WORDS)
    }

    fn check(&self, body: &String) -> Result<Reading, String> {
        let refusal = again::<GatewayErrorBody>(body)?.is_some();
        let outcome = again::<Outcome>(body)?;
        outcome.as_ref().map_or(Ok(()), is_what_it_says)?;
        let page = again::<JournalPage>(body)?;
        for row in page.iter().flat_map(|page| &page.rows) {
            has_one_key(&row.grant)?;
            if let EntryState::Settled { outcome } = &row.state {
                is_what_it_says(outcome)?;
            }
        }
        Ok(Reading::of(refusal || outcome.is_some() || page.is_some()))
    }
}

/// The outcome is the one that its text names, and what it may claim follows from the name alone.
fn is_what_it_says(outcome: &Outcome) -> Result<(), String> {
    let written = serde_json::to_value(outcome).unwrap_or_default();
    holds(written.get("outcome").and_then(Value::as_str) == Some(outcome.name()), "an outcome has two names")?;
    let proved =
        ["Revoked", "AlreadyAbsent", "StillEffective", "StillPresent", "Restored", "AlreadyHeld", "StillAbsent"];
    holds(outcome.is_verified() == proved.contains(&outcome.name()), "an outcome claims what it cannot")?;
    holds(!outcome.is_gone() || outcome.is_verified(), "something is gone that nobody looked for")
}
