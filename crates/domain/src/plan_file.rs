//! A stored plan as a file: one record an entry, for a spreadsheet. It owns the columns; a cell's spelling is `csv`'s.

use crate::outcome::Outcome;
use crate::{BusinessStatus, EntryState, Grant, PlanEntry, PlanView, csv};

const HEADINGS: [&str; 17] = [
    "plan",
    "made_at",
    "who",
    "reason",
    "entry",
    "connection",
    "what",
    "from",
    "scope",
    "undoes",
    "state",
    "outcome",
    "verified",
    "http_status",
    "message",
    "request_id",
    "restored",
];

/// The plan as comma-separated values with a line of headings. Times are UTC.
#[must_use]
pub fn csv(plan: &PlanView) -> String {
    let mut text = csv::record(HEADINGS);
    for entry in &plan.entries {
        text.push_str(&record(plan, entry));
    }
    text
}

fn record(plan: &PlanView, entry: &PlanEntry) -> String {
    let outcome = match &entry.state {
        EntryState::Settled { outcome } => Some(outcome),
        _ => None,
    };
    let fault = outcome.and_then(Outcome::fault);
    let message = fault.map(|fault| {
        let code = fault.business.as_ref().map(code).unwrap_or_default();
        let words = fault.message.clone().unwrap_or_default();
        format!("{code} {words}").trim().to_owned()
    });
    let via = match outcome {
        Some(Outcome::StillEffective { via }) => Some(via.join(", ")),
        Some(Outcome::Pending { operation }) => Some(operation.to_string()),
        _ => None,
    };
    let restored: Vec<String> = entry.restored.iter().map(Grant::what_in_full).collect();
    let cells = [
        plan.id.to_string(),
        plan.at.to_utc(),
        plan.who.clone(),
        plan.reason.clone(),
        entry.id.to_string(),
        entry.entry.connection.to_string(),
        entry.entry.grant.what_in_full(),
        entry.entry.grant.from_whom(),
        entry.entry.grant.scope().map(ToString::to_string).unwrap_or_default(),
        entry.entry.action.undoes().map(ToString::to_string).unwrap_or_default(),
        state_word(&entry.state).to_owned(),
        outcome.map(Outcome::name).unwrap_or_default().to_owned(),
        outcome.map(|outcome| outcome.is_verified().to_string()).unwrap_or_default(),
        fault.and_then(|fault| fault.http_status).map(|status| status.to_string()).unwrap_or_default(),
        message.or(via).unwrap_or_default(),
        fault.and_then(|fault| fault.request_id.as_ref()).map(ToString::to_string).unwrap_or_default(),
        restored.join("; "),
    ];
    csv::record(cells.iter().map(String::as_str))
}

/// The state as it is spelled on the wire.
const fn state_word(state: &EntryState) -> &'static str {
    match state {
        EntryState::Planned => "planned",
        EntryState::InFlight => "in_flight",
        EntryState::Answered => "answered",
        EntryState::Lost => "lost",
        EntryState::Settled { .. } => "settled",
    }
}

/// The vendor's own status as words.
fn code(status: &BusinessStatus) -> String {
    match status {
        BusinessStatus::Code(code) | BusinessStatus::Rpc(code) => format!("code {code}"),
        BusinessStatus::Envelope { status_code, api_code, .. } => {
            let api_code = api_code.map(|code| format!(" apiCode {code}"));
            format!("statusCode {status_code}{}", api_code.unwrap_or_default())
        }
        BusinessStatus::Operation(operation) => format!("operation {operation}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Proof;
    use crate::{
        ConnectionId, Entry, EntryId, Fault, FaultKind, FaultSource, Grant, Membership, PlanId, Principal, RequestId,
        Retry, RoleRef, Timestamp,
    };

    fn entry(number: u8, user: &str, state: EntryState) -> PlanEntry {
        PlanEntry {
            id: EntryId::new(format!("p.{number}")),
            entry: Entry::revoke(
                ConnectionId::new("milvus"),
                Grant::Membership(Membership::new(RoleRef::plain("reader"), Principal::user(user))),
            ),
            state,
            captured: Vec::new(),
            restored: Vec::new(),
            observed: None,
            comparison: None,
        }
    }

    #[test]
    fn every_entry_is_a_record_and_no_name_is_a_formula() {
        let mut fault = Fault::new(FaultKind::Rejected, FaultSource::Vendor, "POST", "/p", Retry::Useless);
        fault.http_status = Some(200);
        fault.business = Some(BusinessStatus::Code(65535));
        fault.message = Some("no, \"never\"".into());
        fault.request_id = Some(RequestId::new("r-1"));
        let settled = |outcome| EntryState::Settled { outcome };
        let Entry { connection, grant, .. } = entry(1, "alice", EntryState::Planned).entry;
        let undo = Entry::grant(connection, entry(3, "eve", EntryState::Planned).entry.grant, EntryId::new("p.1"));
        let plan = PlanView {
            id: PlanId::new("p"),
            at: Timestamp(1_700_000_000_000),
            who: "admin".into(),
            reason: "=cmd()".into(),
            entries: vec![
                PlanEntry { restored: vec![grant], ..entry(1, "alice", settled(Outcome::Revoked)) },
                entry(2, "@bob", settled(Outcome::failed(fault, Proof::Said))),
                PlanEntry { entry: undo, ..entry(3, "eve", EntryState::Planned) },
            ],
            progress: Vec::new(),
            later: Vec::new(),
            seq: 0,
            status: crate::PlanStatus::default(),
            waiting: Vec::new(),
            started: None,
            resumed: None,
            retried: None,
            again: Vec::new(),
        };
        let text = csv(&plan);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], HEADINGS.join(","));
        let start = format!("p,{},admin,'=cmd()", plan.at.to_utc());
        assert_eq!(lines[1], format!("{start},p.1,milvus,reader,alice,,,settled,Revoked,true,,,,reader"));
        let refusal = r#"settled,Failed,false,200,"code 65535 no, ""never""",r-1,"#;
        assert_eq!(lines[2], format!("{start},p.2,milvus,reader,'@bob,,,{refusal}"));
        assert_eq!(lines[3], format!("{start},p.3,milvus,reader,eve,,p.1,planned,,,,,,"));
        assert_eq!(lines.len(), 4);
    }
}
