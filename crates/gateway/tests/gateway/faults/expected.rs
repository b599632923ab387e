//! What an outcome may say, given the truth, and which fault a trouble is.

use rescind_domain::outcome::Proof;
use rescind_domain::{ActionKind, Fault, Outcome};

use super::lane::{Cell, Found};

/// The faults by what went wrong. A trouble that is not here may be any.
const FAULTS: &[(&str, &[&str])] = &[
    ("status 401", &["unauthenticated"]),
    ("status 403", &["forbidden"]),
    ("status 404", &["not_found"]),
    ("status 408", &["timeout"]),
    ("status 429", &["rate_limited"]),
    ("retry later", &["rate_limited"]),
    ("status 500", &["unavailable"]),
    ("status 502", &["unavailable"]),
    ("status 503", &["unavailable"]),
    ("status 504", &["timeout"]),
    ("delay", &["timeout"]),
    ("slow drip", &["timeout"]),
    ("cut before", &["unknown"]),
    ("cut after", &["unknown"]),
    ("cut in the body", &["unknown"]),
    ("nothing", &["malformed"]),
    ("truncated JSON", &["malformed"]),
    ("truncated after the change", &["malformed"]),
    ("not UTF-8 as announced", &["malformed"]),
    ("null", &["malformed"]),
    ("a list", &["malformed"]),
    ("HTML", &["malformed"]),
    ("HTML after the change", &["malformed"]),
    ("gzip bomb", &["malformed"]),
];

/// The fault's kind as it stands on the wire.
pub(super) fn name(fault: &Fault) -> String {
    serde_json::to_value(&fault.kind).unwrap()["kind"].as_str().unwrap().to_owned()
}

/// What a lost answer may look like.
const LOSSES: &[&str] = &[
    "status 500",
    "status 502",
    "status 503",
    "status 504",
    "delay",
    "slow drip",
    "cut before",
    "cut after",
    "cut in the body",
    "nothing",
    "truncated JSON",
    "truncated after the change",
    "not UTF-8 as announced",
    "null",
    "a list",
    "HTML",
    "HTML after the change",
    "gzip bomb",
];

/// What says nothing of what a read was for.
const NOT_ANSWERED: &[&str] = &[
    "status 500",
    "status 502",
    "status 503",
    "status 504",
    "delay",
    "slow drip",
    "cut before",
    "cut after",
    "cut in the body",
];

/// What is wrong with what was found, if anything is.
pub(super) fn wrong(cell: &Cell, found: &Found) -> Option<String> {
    if !agrees(cell.kind, found) {
        return Some("does not agree with the sandbox".to_owned());
    }
    let is_done = found.held == (cell.kind == ActionKind::Grant);
    if cell.waited && !is_done {
        return Some("a fault of the connection is no entry's".to_owned());
    }
    if cell.of_the_call && LOSSES.contains(&cell.trouble.as_str()) && !is_done {
        let is_unknown = matches!(found.outcome, Outcome::Unknown { .. });
        return (!is_unknown).then(|| "a lost answer is never a failure".to_owned());
    }
    let is_not_sent = found.outcome.proof() == Some(Proof::NotSent);
    if !cell.of_the_call && NOT_ANSWERED.contains(&cell.trouble.as_str()) && is_not_sent {
        return Some("a read that was not answered fails no entry".to_owned());
    }
    let (_, kinds) = FAULTS.iter().find(|(name, _)| *name == cell.trouble)?;
    let kind = name(found.outcome.fault()?);
    (!kinds.contains(&kind.as_str())).then(|| format!("should be {kinds:?}"))
}

/// The same after it was tried again without any trouble.
pub(super) fn wrong_again(kind: ActionKind, found: &Found) -> Option<String> {
    let is_done = found.outcome.is_done() && found.held == (kind == ActionKind::Grant);
    (!agrees(kind, found) || !is_done).then(|| "the second try does not lead to the truth".to_owned())
}

fn agrees(kind: ActionKind, found: &Found) -> bool {
    match &found.outcome {
        // An outcome of the other kind claims what nobody wanted.
        outcome if outcome.kind().is_some_and(|other| other != kind) => false,
        Outcome::Revoked | Outcome::AlreadyAbsent | Outcome::StillEffective { .. } | Outcome::StillAbsent => {
            !found.held
        }
        Outcome::Restored | Outcome::AlreadyHeld | Outcome::StillPresent => found.held,
        // It did not happen.
        Outcome::Failed { .. } => found.held == (kind == ActionKind::Revoke),
        // These claim nothing.
        Outcome::Accepted | Outcome::Pending { .. } | Outcome::Unknown { .. } => true,
    }
}
