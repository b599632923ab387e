//! Events as the journal's file holds them: somebody may have changed it, or another version written it. What was read is
//! written and read again without a difference, under the same name.

use rescind_gateway::DryRun;
use serde_json::{Value, json};

use super::plan::tree_or_text;
use crate::random::Random;
use crate::target::{Reading, Target, holds};

const KINDS: &[&str] = &["intent", "answer", "lost", "outcome", "", "Intent", "plan", "token_created"];
const WORDS: &[&str] = &[
    "who",
    "method",
    "path",
    "idempotencyKey",
    "witnessed",
    "httpStatus",
    "business",
    "requestId",
    "reason",
    "outcome",
    "fault",
    "via",
    "Revoked",
    "Unknown",
    "Failed",
    "upstream_lost",
    "code",
    "operation",
    "danger",
    "undo",
];

/// Bodies, hurt as trees and as text, each under the name of its kind or another one.
pub(super) struct Events(Vec<(&'static str, Value)>);

/// An event as it is stored.
#[derive(Debug)]
pub(super) struct Stored {
    kind: &'static str,
    body: String,
}

impl Events {
    pub(super) fn new() -> Self {
        let held = json!({"kind": "membership", "role": "reader", "principal": {"kind": "user", "id": "alice"}});
        Self(vec![
            (
                "intent",
                json!({"who": "admin", "method": "POST", "path": "/p", "idempotencyKey": "k", "witnessed": [held]}),
            ),
            ("intent", json!({"who": "admin", "method": "PATCH", "path": "/p"})),
            ("answer", json!({"httpStatus": 200, "business": {"code": 0}, "requestId": "r"})),
            ("lost", json!({"reason": "upstream_lost"})),
            ("outcome", json!({"who": "admin", "outcome": "Revoked"})),
            ("outcome", json!({"who": "admin", "outcome": "StillEffective", "via": ["x"]})),
            (
                "token_created",
                json!({"name": "ci", "secret": "00", "expires": 1, "connections": ["prod"], "scopes": ["read", "run"]}),
            ),
            ("token_revoked", json!({"name": "ci"})),
        ])
    }
}

impl Target for Events {
    type Input = Stored;

    fn name(&self) -> &'static str {
        "event"
    }

    fn input(&self, random: &mut Random) -> Stored {
        let (kind, body) = random.pick(&self.0).cloned().unwrap_or_default();
        let kind = if random.once_in(8) { random.pick(KINDS).copied().unwrap_or_default() } else { kind };
        Stored { kind, body: tree_or_text(random, &[body], WORDS) }
    }

    fn check(&self, stored: &Stored) -> Result<Reading, String> {
        let Some(read) = DryRun::stored_event(stored.kind, &stored.body) else { return Ok(Reading::Refused) };
        holds(read.0 == stored.kind, "it has another kind")?;
        holds(DryRun::stored_event(read.0, &read.1) == Some(read), "written and read again it is another")?;
        Ok(Reading::Taken)
    }
}
