//! What an outcome may say, given the truth, and which fault a trouble is.

use rescind_domain::{Act, Fault, Outcome};

use super::lane::Found;

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

/// The outcome's name on the wire.
pub(super) fn name_of(outcome: &Outcome) -> String {
    outcome.name().to_owned()
}

/// What is wrong with what was found, if anything is.
pub(super) fn wrong(act: Act, trouble: &str, found: &Found) -> Option<String> {
    let agrees = match &found.outcome {
        // An outcome of the other act claims what nobody wanted.
        outcome if outcome.act().is_some_and(|other| other != act) => false,
        Outcome::Revoked | Outcome::AlreadyAbsent | Outcome::StillEffective { .. } | Outcome::StillAbsent => {
            !found.held
        }
        Outcome::Restored | Outcome::AlreadyHeld | Outcome::StillPresent => found.held,
        // It did not happen.
        Outcome::Failed { .. } => found.held == (act == Act::Take),
        // These claim nothing.
        Outcome::Accepted | Outcome::Pending { .. } | Outcome::Unknown { .. } => true,
    };
    if !agrees {
        return Some("does not agree with the sandbox".to_owned());
    }
    let (_, kinds) = FAULTS.iter().find(|(name, _)| *name == trouble)?;
    let kind = name(found.outcome.fault()?);
    (!kinds.contains(&kind.as_str())).then(|| format!("should be {kinds:?}"))
}
