//! Puts outcomes and faults into words: the only place that decides what is claimed of them. It never says "revoked" of
//! anything but [`Outcome::Revoked`].

use rescind_domain::outcome::Proof;
use rescind_domain::{ActionKind, BusinessStatus, Fault, FaultKind, FaultSource, Grant, Outcome, Retry, sort};

use super::compared::compared;
use crate::api::Steer;
use crate::i18n::api_codes;
use crate::i18n::texts::With2;
use crate::i18n::{Plural, Texts, format, use_i18n};
use crate::state::notices::Said;
use crate::state::plans::PlannedEntry;
use crate::ui::banner::{Report, Tone};

/// A success's sentence and how it is known; nothing for outcomes that are none.
#[must_use]
pub fn success(t: &Texts, said: &Said) -> Option<(String, String)> {
    let Said::Outcome { entries, outcome, .. } = said else { return None };
    let (what, whom) = names(t, entries);
    let (sentence, proof) = match outcome {
        Outcome::Revoked => (t.messages().revoked, t.messages().revoked_proof),
        Outcome::Accepted => (t.messages().accepted, t.messages().accepted_proof),
        Outcome::AlreadyAbsent => (t.messages().already_absent, t.messages().already_absent_proof),
        Outcome::Restored => (t.messages().restored, t.messages().restored_proof),
        Outcome::AlreadyHeld => (t.messages().already_held, t.messages().already_held_proof),
        Outcome::StillEffective { .. }
        | Outcome::StillPresent
        | Outcome::StillAbsent
        | Outcome::Pending { .. }
        | Outcome::Unknown { .. }
        | Outcome::Failed { .. } => return None,
    };
    Some((sentence(&what, &whom), proof.to_owned()))
}

/// What is spoken of, and from whom it is or was to be taken: the words of one grant, a number where several differ.
#[must_use]
pub fn names(t: &Texts, entries: &[PlannedEntry]) -> (String, String) {
    let locale = use_i18n().locale();
    let one = |of: &dyn Fn(&Grant) -> String, count: fn(usize, usize) -> usize, many: &Plural| {
        let all = sort::set(entries.iter().map(|entry| of(entry.what())));
        match all.first().filter(|_| all.len() == 1) {
            Some(one) => one.clone(),
            None => format::count(locale, count(all.len(), entries.len()), many),
        }
    };
    let whom = one(&Grant::from_whom, |holders, _| holders, &t.messages().principals_count);
    let scopes = sort::set(entries.iter().map(|entry| entry.what().scope()));
    let place = entries.first().filter(|_| scopes.len() == 1).and_then(|entry| entry.what().place());
    let whom = in_place(t, &whom, place);
    // The same role of two people are two grants.
    (one(&|grant| what(t, grant), |_, grants| grants, &t.messages().grants_count), whom)
}

/// What from whom, or to whom.
#[must_use]
pub fn sentence(t: &Texts, kind: ActionKind) -> With2 {
    match kind {
        ActionKind::Revoke => t.messages().from_whom,
        ActionKind::Grant => t.undo().to_whom,
    }
}

/// How many grants a message names.
const NAMED: usize = 8;

/// The grants of a message by name, where there are several.
fn listed(t: &Texts, entries: &[PlannedEntry]) -> Option<String> {
    let name = |entry: &PlannedEntry| sentence(t, entry.kind())(&what(t, entry.what()), &whom(t, entry.what()));
    let mut names: Vec<String> = entries.iter().take(NAMED).map(name).collect();
    let more = entries.len().saturating_sub(NAMED);
    if more > 0 {
        names.push((t.revoke().more)(&format::number(use_i18n().locale(), more)));
    }
    (entries.len() > 1).then(|| names.join(", "))
}

/// What is taken away or given back: the role, the privilege with its object, or all access to a place.
#[must_use]
pub fn what(t: &Texts, grant: &Grant) -> String {
    match grant {
        Grant::Membership(membership) => membership.role.to_string(),
        Grant::Privilege(grant) => {
            let object = format!("{} {}", grant.object_type, grant.object_name);
            (t.messages().privilege_on)(&grant.privilege, &object, &grant.database)
        }
        Grant::Access(access) => (t.messages().access_to)(&access.on),
    }
}

/// A name with its place, where the place has to be told.
#[must_use]
pub fn in_place(t: &Texts, name: &str, place: Option<&str>) -> String {
    place.map_or_else(|| name.to_owned(), |place| (t.messages().in_place)(name, place))
}

/// From whom a grant is taken, or to whom it is given back, with its place where its own words do not say it.
#[must_use]
pub fn whom(t: &Texts, grant: &Grant) -> String {
    in_place(t, &grant.from_whom(), grant.place())
}

/// Whether the vendor's API never shows such grants that were to be taken away, so that looking again tells nothing.
#[must_use]
pub fn is_never_shown(entries: &[PlannedEntry]) -> bool {
    let is_by_code = |entry: &PlannedEntry| match entry.what() {
        Grant::Membership(membership) => entry.connection.capabilities.by_code.contains(&membership.principal.kind),
        Grant::Privilege(_) | Grant::Access(_) => false,
    };
    entries.iter().all(|entry| entry.kind() == ActionKind::Revoke && is_by_code(entry))
}

/// The banner of a message that is no success.
#[must_use]
pub fn report(said: &Said) -> Report {
    let t = use_i18n().t();
    let (what, whom) = names(t, said.entries());
    let sentences = sentences(t, said.entries());
    match said {
        Said::NotStarted { fault, is_lost: true, .. } => {
            let report = of_fault(t, (sentences.not_confirmed)(&what, &whom), fault);
            let meaning = t.messages().perhaps_started.to_owned();
            Report { meaning, advice: t.messages().perhaps_started_advice.to_owned(), ..report }
        }
        Said::NotStarted { fault, is_lost: false, .. } | Said::NotAsked { fault, .. } => {
            let report = of_fault(t, (sentences.could_not)(&what, &whom), fault);
            Report { meaning: format!("{} {}", t.messages().nothing_was_sent, report.meaning), ..report }
        }
        Said::NotSteered { steer, fault, .. } => of_fault(t, (t.messages().not_steered)(steer_word(t, *steer)), fault),
        Said::Outcome { outcome, comparison, .. } => {
            let report = match outcome {
                Outcome::Failed { fault, proof } => {
                    let report = of_fault(t, (sentences.could_not)(&what, &whom), fault);
                    let certainty = match proof {
                        Proof::NotSent => t.messages().nothing_was_sent,
                        Proof::ReadAgain => t.messages().looked_again_still_there,
                        Proof::Said => "",
                    };
                    let is_restored = said.entries().first().is_some_and(|entry| entry.kind() == ActionKind::Grant);
                    let advice = match fault.kind {
                        FaultKind::Unconfirmed if is_restored => t.undo().unconfirmed_advice.to_owned(),
                        _ => report.advice,
                    };
                    Report {
                        meaning: format!("{} {certainty}", report.meaning).trim_end().to_owned(),
                        advice,
                        ..report
                    }
                }
                Outcome::Unknown { fault } => {
                    let report = of_fault(t, (sentences.unknown)(&what, &whom), fault);
                    match fault.kind {
                        _ if is_never_shown(said.entries()) => {
                            Report { advice: t.messages().never_shown_advice.to_owned(), ..report }
                        }
                        // Trying again is for later: first it has to be known.
                        FaultKind::Unknown | FaultKind::Unavailable | FaultKind::Timeout | FaultKind::Offline => {
                            Report { advice: t.messages().unknown_advice.to_owned(), ..report }
                        }
                        _ => report,
                    }
                }
                Outcome::StillEffective { via } => Report {
                    title: (t.messages().still_effective)(&what, &whom),
                    meaning: (t.messages().still_effective_meaning)(&via.join(", ")),
                    advice: t.messages().still_effective_advice.to_owned(),
                    tone: Tone::Warning,
                    ..Report::default()
                },
                Outcome::StillPresent => Report {
                    title: (sentences.still_present)(&what, &whom),
                    meaning: t.messages().still_present_meaning.to_owned(),
                    advice: t.messages().still_present_advice.to_owned(),
                    ..Report::default()
                },
                Outcome::Pending { operation } => Report {
                    title: (sentences.still_running)(&what, &whom),
                    meaning: t.messages().still_running_meaning.to_owned(),
                    advice: t.messages().still_running_advice.to_owned(),
                    facts: vec![(t.operations().operation.to_owned(), operation.to_string())],
                    tone: Tone::Warning,
                    ..Report::default()
                },
                Outcome::StillAbsent => Report {
                    title: (sentences.still_absent)(&what, &whom),
                    meaning: t.messages().still_absent_meaning.to_owned(),
                    advice: t.messages().still_present_advice.to_owned(),
                    ..Report::default()
                },
                Outcome::Revoked
                | Outcome::Accepted
                | Outcome::AlreadyAbsent
                | Outcome::Restored
                | Outcome::AlreadyHeld => {
                    let (title, meaning) = success(t, said).unwrap_or_default();
                    Report { title, meaning, ..Report::default() }
                }
            };
            let note = comparison.as_ref().and_then(|comparison| compared(t, comparison, &what));
            Report { names: listed(t, said.entries()), note, ..report }
        }
    }
}

/// What asks for it is called.
fn steer_word(t: &Texts, steer: Steer) -> &'static str {
    match steer {
        Steer::Start => t.plans().start,
        Steer::Pause => t.plans().pause,
        Steer::Resume => t.plans().resume,
        Steer::Cancel => t.plans().cancel_remaining,
        Steer::Retry => t.retry,
        Steer::Check => t.messages().check_again,
    }
}

/// The sentences that differ between taking away and giving back, and between one grant and several.
struct Sentences {
    could_not: With2,
    not_confirmed: With2,
    unknown: With2,
    still_running: With2,
    still_present: With2,
    still_absent: With2,
}

fn sentences(t: &Texts, entries: &[PlannedEntry]) -> Sentences {
    let (messages, undo) = (t.messages(), t.undo());
    let (still_present, unknown, still_absent) = if entries.len() > 1 {
        (messages.many_still_present, messages.many_unknown, messages.many_still_absent)
    } else {
        (messages.still_present, messages.outcome_unknown, messages.still_absent)
    };
    match entries.first().map_or(ActionKind::Revoke, PlannedEntry::kind) {
        ActionKind::Revoke => Sentences {
            could_not: messages.could_not_revoke,
            not_confirmed: messages.not_confirmed,
            unknown,
            still_running: messages.still_running,
            still_present,
            still_absent,
        },
        ActionKind::Grant => Sentences {
            could_not: undo.could_not,
            not_confirmed: undo.not_confirmed,
            unknown: undo.unknown,
            still_running: undo.still_running,
            still_present,
            still_absent,
        },
    }
}

/// The banner of a read that failed.
#[must_use]
pub fn unread(subject: &str, fault: &Fault) -> Report {
    let t = use_i18n().t();
    of_fault(t, (t.messages().could_not_read)(subject), fault)
}

/// How often it has happened, when more than once.
#[must_use]
pub fn times(times: usize) -> Option<String> {
    let i18n = use_i18n();
    (times > 1).then(|| format::count(i18n.locale(), times, &i18n.t().messages().times))
}

fn of_fault(t: &Texts, title: String, fault: &Fault) -> Report {
    let (meaning, advice) = meaning_and_advice(t, fault);
    let mut facts = Vec::new();
    if let Some(status) = fault.http_status {
        facts.push(("HTTP".to_owned(), status.to_string()));
    }
    facts.extend(fault.business.as_ref().into_iter().flat_map(business_facts));
    facts.extend(fault.operation.iter().map(|id| ("operation".to_owned(), id.to_string())));
    if fault.source == FaultSource::Gateway {
        facts.push((t.messages().fact_gateway.to_owned(), String::new()));
    }
    // The gateway's own judgement has no call behind it.
    facts.extend((!fault.method.is_empty()).then(|| (fault.method.clone(), fault.path.clone())));
    Report {
        title,
        meaning,
        quote: fault.message.clone().filter(|message| !message.is_empty()),
        advice,
        facts,
        request_id: fault.request_id.as_ref().map(ToString::to_string),
        raw: fault.raw.clone(),
        ..Report::default()
    }
}

/// A fault in one line: both statuses, then the words of whoever refused.
#[must_use]
pub fn line(fault: &Fault) -> String {
    let mut parts = statuses(fault);
    let words = fault.message.clone().filter(|message| !message.is_empty());
    parts.push(words.unwrap_or_else(|| meaning(use_i18n().t(), fault)));
    parts.join(" · ")
}

/// Both statuses, each with its name, as far as there are any.
#[must_use]
pub fn statuses(fault: &Fault) -> Vec<String> {
    // The gateway's own status is nothing that the vendor said.
    let http = fault.http_status.filter(|_| fault.source != FaultSource::Gateway);
    let mut parts: Vec<String> = http.map(|status| format!("HTTP {status}")).into_iter().collect();
    let facts = fault.business.as_ref().into_iter().flat_map(business_facts);
    parts.extend(facts.map(|(name, value)| format!("{name} {value}")));
    parts
}

/// What a fault means, in a sentence.
#[must_use]
pub fn meaning(t: &Texts, fault: &Fault) -> String {
    meaning_and_advice(t, fault).0
}

/// The vendor's own status, in its own words.
pub(super) fn business_facts(status: &BusinessStatus) -> Vec<(String, String)> {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    match status {
        BusinessStatus::Code(code) | BusinessStatus::Rpc(code) => vec![fact("code", code.to_string())],
        BusinessStatus::Envelope { status_code, api_code, .. } => {
            let mut facts = vec![fact("statusCode", status_code.to_string())];
            facts.extend(api_code.map(|code| {
                let meaning = api_codes::meaning(code).map(|meaning| format!(" ({meaning})"));
                fact("apiCode", format!("{code}{}", meaning.unwrap_or_default()))
            }));
            facts
        }
        BusinessStatus::Operation(id) => vec![fact("operation", id.to_string())],
    }
}

fn meaning_and_advice(t: &Texts, fault: &Fault) -> (String, String) {
    let faults = t.faults();
    let text = match &fault.kind {
        FaultKind::Offline => &faults.offline,
        FaultKind::Timeout if fault.retry == Retry::Safe => &faults.timeout_of_read,
        FaultKind::Timeout => &faults.timeout,
        FaultKind::Cancelled => &faults.cancelled,
        FaultKind::SignedOut => &faults.signed_out,
        FaultKind::Unauthenticated if fault.source == FaultSource::Gateway => &faults.no_credential,
        FaultKind::Unauthenticated => &faults.unauthenticated,
        FaultKind::Forbidden { missing: Some(privilege) } => {
            return ((faults.forbidden_missing)(privilege), faults.forbidden.advice.to_owned());
        }
        FaultKind::Forbidden { missing: None } => &faults.forbidden,
        FaultKind::NotFound => &faults.not_found,
        FaultKind::Vanished => &faults.vanished,
        FaultKind::InvalidInput { .. } => &faults.invalid_input,
        FaultKind::Conflict { blocking: Some(operation) } => {
            return ((faults.conflict_with)(operation.as_str()), faults.conflict.advice.to_owned());
        }
        FaultKind::Conflict { blocking: None } => &faults.conflict,
        FaultKind::Unconfirmed => &faults.unconfirmed,
        FaultKind::RateLimited { retry_after_seconds: Some(seconds) } => {
            return ((faults.rate_limited_for)(&seconds.to_string()), String::new());
        }
        FaultKind::RateLimited { retry_after_seconds: None } => &faults.rate_limited,
        FaultKind::Rejected if fault.source == FaultSource::Gateway => &faults.gateway_refused,
        FaultKind::Rejected => &faults.rejected,
        FaultKind::Malformed { .. } => &faults.malformed,
        FaultKind::Unavailable => &faults.unavailable,
        FaultKind::Unknown => &faults.lost,
    };
    let advice = if fault.retry == Retry::Safe && text.advice.is_empty() { t.retry } else { text.advice };
    let meaning = if fault.operation.is_some() { faults.operation_failed } else { text.meaning };
    (meaning.to_owned(), advice.to_owned())
}
