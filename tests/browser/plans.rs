//! What is heard of a plan shows at its row, in the bar of what runs, and in a message.

use std::collections::BTreeMap;

use leptos::prelude::*;
use rescind::api::Steer;
use rescind::i18n::{I18n, Spoken, format};
use rescind::pages::notices::messages;
use rescind::pages::plan::waiting::seconds_left;
use rescind::pages::revoke::cell::revoke_cell;
use rescind::state::Console;
use rescind::state::plans::watch::{own, take_in};
use rescind::ui::banner::{Action, Banner, Report};
use rescind_domain::event::{EntryEvent, Frame};
use rescind_domain::{
    BusinessStatus, By, ConnectionId, EntryId, EntryState, Fault, FaultKind, FaultSource, Grant, Outcome, PauseReason,
    PlanEntry, PlanId, PlanStatus, PlanSummary, RequestId, Retry, StateCounts, Timestamp, Waiting,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, settle};
use crate::words::{connection, entry};

fn event(seq: u64, user: &str, state: EntryState) -> EntryEvent {
    EntryEvent {
        seq,
        at: Timestamp(1),
        plan: PlanId::new("p"),
        reason: "leaves".into(),
        entry: PlanEntry {
            id: EntryId::new(format!("p.{user}")),
            entry: entry(user).entry,
            state,
            captured: Vec::new(),
            restored: Vec::new(),
            observed: None,
            comparison: None,
        },
    }
}

fn plan(seq: u64, status: PlanStatus, planned: u64, revoked: u64) -> PlanSummary {
    PlanSummary {
        seq,
        status,
        waiting: Vec::new(),
        id: PlanId::new("p"),
        at: Timestamp(1),
        who: "admin".into(),
        reason: "leaves".into(),
        entries: planned + revoked,
        first: None,
        states: StateCounts { planned, settled: revoked, ..StateCounts::default() },
        again: 0,
        outcomes: BTreeMap::from([("Revoked".to_owned(), revoked)]),
    }
}

fn frame(entries: Vec<EntryEvent>, plan: PlanSummary) -> Frame {
    Frame { seq: Some(plan.seq), entries, plans: vec![plan], progress: Vec::new() }
}

/// A page with a row of alice, what runs, and the messages.
async fn shown() -> (Page, Console) {
    let made = StoredValue::new(None);
    let page = Page::of(move || {
        I18n::provide(Spoken::ENGLISH);
        let console = Console::provide();
        console.connections.set(vec![connection()]);
        made.set_value(Some(console));
        let grant: Grant = entry("alice").entry.grant;
        view! {
            <div id="row">{revoke_cell(&connection(), grant, None, None, Callback::new(|_| {}))}</div>
            {messages()}
        }
    })
    .await;
    (page, made.get_value().unwrap())
}

fn outcome(seq: u64, user: &str, outcome: Outcome) -> EntryEvent {
    event(seq, user, EntryState::Settled { outcome })
}

#[wasm_bindgen_test]
async fn a_frame_changes_the_row_the_bar_and_the_message_of_a_plan_that_was_made_here() {
    Owner::new().set();
    let (page, console) = shown().await;
    assert_eq!(page.texts("#row button"), ["Revoke"]);
    own(console, &PlanId::new("p"), Steer::Start);

    let planned = vec![event(1, "alice", EntryState::Planned), event(1, "bob", EntryState::Planned)];
    take_in(console, &frame(planned, plan(1, PlanStatus::Running, 2, 0)));
    settle().await;
    assert_eq!(page.texts("#row"), ["Waiting"]);
    let bar = page.one("progress[aria-label=Revoking]");
    assert_eq!((bar.get_attribute("max"), bar.get_attribute("value")), (Some("2".into()), Some("0".into())));
    assert_eq!(page.texts(".running button:not([hidden])"), ["Pause", "Cancel remaining"]);

    take_in(console, &frame(vec![outcome(2, "alice", Outcome::Revoked)], plan(2, PlanStatus::Running, 1, 1)));
    settle().await;
    assert_eq!(page.one("progress").get_attribute("value").as_deref(), Some("1"));
    assert_eq!(page.texts("[role=status]"), Vec::<String>::new(), "the plan is not over");

    take_in(console, &frame(vec![outcome(3, "bob", Outcome::Revoked)], plan(3, PlanStatus::Finished, 0, 2)));
    settle().await;
    assert_eq!(page.all("progress").len(), 0);
    let said = page.texts(".success [role=status]").concat();
    assert!(said.starts_with("Revoked read_only from 2 holders."), "{said}");
}

#[wasm_bindgen_test]
async fn of_somebody_elses_plan_there_is_no_message_and_what_pauses_it_is_said() {
    Owner::new().set();
    let (page, console) = shown().await;
    let by = Some(By { who: "eve".into(), session: None });
    let paused = PlanStatus::Paused { at: Timestamp(1_000_000_000_000), by, why: PauseReason::Person };
    let entries = vec![outcome(1, "bob", Outcome::Revoked), event(1, "alice", EntryState::Planned)];
    take_in(console, &frame(entries, plan(1, paused, 1, 1)));
    settle().await;
    let said = page.texts(".running [role=status]").concat();
    assert!(said.contains("“leaves” is paused. Not started: 1.") && said.contains("Paused by eve"), "{said}");
    assert_eq!(page.texts(".running button"), ["Resume", "Cancel remaining", "Dismiss"]);
    assert_eq!(page.texts("#row button"), ["Revoke"], "a paused plan holds no row");
    take_in(console, &frame(vec![outcome(2, "alice", Outcome::Revoked)], plan(2, PlanStatus::Finished, 0, 2)));
    settle().await;
    assert_eq!((page.all(".running").len(), page.all(".success").len()), (0, 0));
}

fn refused(kind: FaultKind, request: &str) -> Fault {
    let mut fault = Fault::new(kind, FaultSource::Vendor, "POST", "/p", Retry::Safe);
    fault.http_status = Some(401);
    fault.business = Some(BusinessStatus::Code(1800));
    fault.message = Some("user not authenticated".into());
    fault.request_id = Some(RequestId::new(request));
    fault
}

#[wasm_bindgen_test]
async fn a_plan_that_waits_says_why_and_what_to_do_once_and_counts_down_for_the_eye_alone() {
    Owner::new().set();
    let (page, console) = shown().await;
    let waits = |seq, seconds: u64, request| {
        let fault = Box::new(refused(FaultKind::Unauthenticated, request));
        let retry_at = Timestamp(format::now().0 + seconds * 1000);
        let since = Timestamp(1_000_000_000_000);
        let waiting = vec![Waiting::Connection {
            connection: ConnectionId::new("milvus"),
            fault,
            since,
            retry_at: Some(retry_at),
        }];
        frame(Vec::new(), PlanSummary { waiting, ..plan(seq, PlanStatus::Running, 2, 0) })
    };
    take_in(console, &waits(1, 3_600, "one"));
    settle().await;
    let announced = page.one(".waits [role=status]");
    let said = announced.text_content().unwrap();
    assert!(said.starts_with("Waiting for Milvus since"), "{said}");
    for part in ["does not accept the gateway's credential", "Replace the credential", "No entry has failed"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert_eq!(page.texts(".waits .facts"), ["HTTP 401 · code 1800 · “user not authenticated”"]);
    let countdown = page.one(".waits .countdown [aria-hidden=true]");
    assert_eq!(countdown.text_content().unwrap(), "Next try in 60 min.");
    assert!(page.texts(".waits .visually-hidden").concat().starts_with("Next try: "));
    assert_eq!(page.all(".waits [role=status] .countdown").len(), 0, "it is not announced each second");

    let count = "node.changes = 0; const all = { subtree: true, childList: true, characterData: true };
        new MutationObserver((records) => { node.changes += records.length; }).observe(node, all);";
    js_sys::Function::new_with_args("node", count).call1(&JsValue::NULL, &announced).unwrap();
    take_in(console, &waits(2, 7_200, "two"));
    settle().await;
    assert_eq!(countdown.text_content().unwrap(), "Next try in 120 min.");
    let changes = js_sys::Reflect::get(&announced, &"changes".into()).unwrap();
    assert!(announced.is_connected() && changes == 0, "the same is not announced again: {changes:?}");
    take_in(console, &frame(Vec::new(), plan(3, PlanStatus::Running, 2, 0)));
    settle().await;
    assert_eq!(page.all(".waits").len(), 0);
}

#[wasm_bindgen_test]
async fn a_part_that_was_given_up_waits_for_somebody_and_counts_nothing_down() {
    Owner::new().set();
    let (page, console) = shown().await;
    let waits = |seq, retry_at| {
        let (connection, fault) = (ConnectionId::new("milvus"), Box::new(refused(FaultKind::Unauthenticated, "one")));
        let waiting = vec![Waiting::Connection { connection, fault, since: Timestamp(1_000_000_000_000), retry_at }];
        frame(Vec::new(), PlanSummary { waiting, ..plan(seq, PlanStatus::Running, 2, 0) })
    };
    take_in(console, &waits(1, Some(Timestamp(format::now().0 + 60_000))));
    settle().await;
    assert_eq!(page.all(".waits button:not([hidden])").len(), 0, "it goes on by itself");
    take_in(console, &waits(2, None));
    settle().await;
    let said = page.texts(".waits [role=status]").concat();
    assert!(said.contains("waits until you press Resume") && !said.contains("by itself"), "{said}");
    assert_eq!(page.texts(".waits button:not([hidden])"), ["Resume"]);
    assert_eq!(page.texts(".waits .countdown").concat(), "");
}

#[wasm_bindgen_test]
fn seconds_are_counted_to_none_and_never_beyond_the_whole_pause() {
    let left = |now| seconds_left(Timestamp(10_000), Timestamp(40_000), Timestamp(now));
    assert_eq!([10_000, 10_001, 39_999, 40_000, 50_000].map(left), [30, 30, 1, 0, 0]);
    assert_eq!(left(0), 30, "a clock that is behind makes the pause no longer");
}

#[wasm_bindgen_test]
async fn why_a_plan_is_paused_is_said_with_what_to_do_before_the_codes() {
    Owner::new().set();
    let (page, console) = shown().await;
    let fault = Box::new(refused(FaultKind::Unauthenticated, "one"));
    let why = PauseReason::ConnectionFault { connection: ConnectionId::new("milvus"), fault };
    let paused = PlanStatus::Paused { at: Timestamp(1_000_000_000_000), by: None, why };
    take_in(console, &frame(Vec::new(), plan(1, paused, 2, 0)));
    settle().await;
    let said = page.texts(".running [role=status]").concat();
    let expected = "Milvus could not be used for 15 minutes. The vendor does not accept the gateway's credential. \
        Replace the credential in the gateway's configuration. Then resume. \
        (HTTP 401 · code 1800 · “user not authenticated”)";
    assert!(said.ends_with(expected), "{said}");
}

#[wasm_bindgen_test]
async fn what_is_said_again_to_go_on_is_said_once_in_a_message() {
    Owner::new().set();
    let going = Signal::stored(Some("Verifying".to_owned()));
    let action =
        |label: &str| Action { label: label.into(), run: Callback::new(|()| {}), going, is_off: Signal::stored(false) };
    let report =
        Report { title: "Unknown.".into(), actions: vec![action("Check again"), action("Retry")], ..Report::default() };
    let page = Page::of(move || view! { <Banner report=report /> }).await;
    assert_eq!(page.texts(".acts .badge"), ["Verifying"]);
    assert_eq!(page.texts(".acts button"), ["Check again", "Retry"]);
}
