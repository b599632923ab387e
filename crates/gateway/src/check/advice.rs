//! What is wrong with a connection, in a sentence that says what to do. It repeats the vendor's own words and never a
//! credential.

use rescind_domain::{Fault, FaultKind, FaultSource};

/// What to do about a fault.
pub(super) fn of_fault(fault: &Fault) -> String {
    match fault.source {
        FaultSource::Gateway | FaultSource::Browser => of_no_answer(fault),
        FaultSource::Vendor => of_answer(fault),
    }
}

/// There is no answer. The line in the log before this one says what the system says.
fn of_no_answer(fault: &Fault) -> String {
    let advice = match &fault.kind {
        FaultKind::Offline => {
            "no connection could be made: look at url in the config, at the name, the firewall and the certificate authority"
        }
        FaultKind::Timeout => {
            "there was no answer in time: look whether the vendor is up and the firewall lets answers in"
        }
        FaultKind::Unknown => {
            "the connection ended before there was a whole answer: look whether url leads to the vendor's API"
        }
        _ => return fault.message.clone().unwrap_or_else(|| "nothing could be sent".to_owned()),
    };
    advice.to_owned()
}

/// The vendor, or somebody in its place, answered with a failure.
fn of_answer(fault: &Fault) -> String {
    let advice = match &fault.kind {
        FaultKind::Unauthenticated => "the credential is not accepted: look whether it is right and has not ended",
        FaultKind::Forbidden { .. } => "the account may not see this: give it the right to",
        FaultKind::NotFound => "there is no such call: look at url in the config, and at the vendor's version",
        FaultKind::Malformed { .. } => {
            "the answer is not the vendor's: look whether url leads to a proxy or a page for people"
        }
        FaultKind::RateLimited { .. } => "there were too many calls: try again later",
        FaultKind::Timeout | FaultKind::Unavailable => "the vendor cannot answer now: try again later",
        _ => "the vendor refused to answer",
    };
    let mut text = advice.to_owned();
    if let FaultKind::Forbidden { missing: Some(right) } = &fault.kind {
        text.push_str(&format!(" ({right})"));
    }
    if let Some(status) = fault.http_status {
        text.push_str(&format!("; HTTP {status}"));
    }
    if let Some(message) = &fault.message {
        // One line: it may come from anybody.
        let message: String = message.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
        text.push_str(&format!("; its words: {message}"));
    }
    text
}
