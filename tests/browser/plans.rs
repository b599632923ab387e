//! What is heard of a plan shows at its row, in the bar of what runs, and in a message.

use std::collections::BTreeMap;

use leptos::prelude::*;
use rescind::api::Steer;
use rescind::i18n::{I18n, Spoken};
use rescind::pages::notices::messages;
use rescind::pages::revoke::cell::revoke_cell;
use rescind::state::Console;
use rescind::state::plans::watch::{own, take_in};
use rescind_domain::event::{EntryEvent, Frame};
use rescind_domain::{
    By, EntryId, EntryState, Grant, Outcome, PauseReason, PlanEntry, PlanId, PlanStatus, PlanSummary, StateCounts,
    Timestamp,
};
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
