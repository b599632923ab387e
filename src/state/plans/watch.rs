//! Listens to the gateway's events from sign-in to sign-out, and shows what follows from them: at the rows, in the messages,
//! and in the bar of what runs. It asks for nothing to be done.

use std::sync::Arc;

use crate::transport::TransportFailure;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::event::{EntryEvent, Frame, Message};
use rescind_domain::{GatewayErrorKind, PlanId, PlanStatus, PlanSummary};

use super::link::Link;
use super::model::{Changes, Following, Model, Showing};
use super::{PlannedEntry, Watched};
use crate::api::Steer;
use crate::i18n::format;
use crate::state::notices::Told;
use crate::state::revocations::RowState;
use crate::state::{Console, preferences};
use crate::transport::events::Events;
use crate::transport::pause;

/// The pause before what is open is read again when that failed, in milliseconds.
const READ_EVERY: u32 = 2_000;
/// How many of the newest plans are looked at for those that wait for somebody.
const NEWEST: usize = 100;
/// After so many milliseconds without an answer the gateway counts as out of reach.
const LOST_AFTER: u64 = 5_000;

/// Reads what is open, and listens from then on, in place of an earlier listening.
pub fn begin(console: Console) {
    let plans = console.plans;
    plans.close();
    let turn = plans.turn.get_value();
    plans.model(|model| model.adopt_earlier(preferences::own_plans()));
    spawn_local(async move {
        if !read_open(console, turn).await {
            return;
        }
        let after = move || plans.model(|model| model.seq());
        let heard = move |message| hear(console, message, turn);
        let told = move |status| plans.note_link(|link| link.tell(status));
        let events = Events::listen(console.client, after, heard, told);
        plans.listening.try_set_value(Some(Box::new(events)));
    });
}

/// From now on, what becomes of a plan is told on this page, as of one that was made here.
pub fn own(console: Console, plan: &PlanId, steer: Steer) {
    console.plans.model(|model| match steer {
        Steer::Start => model.adopt_whole(plan),
        Steer::Pause | Steer::Resume | Steer::Cancel | Steer::Retry | Steer::Check => model.adopt(plan),
    });
}

/// Takes a message in.
pub fn hear(console: Console, message: Message, turn: u64) {
    match message {
        Message::Hello { .. } => {}
        Message::Reset { seq } => {
            console.plans.model(|model| model.reset(seq));
            spawn_local(async move {
                read_open(console, turn).await;
            });
        }
        Message::Frame(frame) => take_in(console, &frame),
    }
}

/// Applies what has changed, and shows it.
pub fn take_in(console: Console, frame: &Frame) {
    console.plans.note_heard(frame);
    show(console, console.plans.model(|model| model.apply(frame, format::now())));
}

/// Reads what is open until that succeeds, in place of an earlier read; whether somebody still wants it then.
async fn read_open(console: Console, turn: u64) -> bool {
    let plans = console.plans;
    let began = format::now();
    let number = plans.reading.try_update_value(|number| {
        *number += 1;
        *number
    });
    let is_wanted = || plans.turn.try_get_value() == Some(turn) && plans.reading.try_get_value() == number;
    loop {
        plans.model(Model::begin_read);
        let read = console.client.open_plans().await;
        // Those that wait for somebody are not open; without them only the bar lacks something.
        let newest = if read.is_ok() { console.client.plans(None, NEWEST).await } else { Ok(Vec::new()) };
        let found = read.as_ref().ok().filter(|_| is_wanted()).map(|open| {
            let is_paused = |plan: &PlanSummary| matches!(plan.status, PlanStatus::Paused { .. });
            let paused: Vec<PlanSummary> = newest.unwrap_or_default().into_iter().filter(is_paused).collect();
            plans.model(|model| model.read_open(open, &paused, format::now()))
        });
        plans.model(Model::end_read);
        match (found, read) {
            _ if !is_wanted() => return false,
            (Some(changes), _) => {
                plans.note_link(Link::read);
                show(console, changes);
                return true;
            }
            (None, Err(failure)) if is_signed_out(&failure) => return false,
            (None, _) if format::now().0.saturating_sub(began.0) >= LOST_AFTER => {
                plans.note_link(|link| link.miss(began));
            }
            (None, _) => {}
        }
        pause(READ_EVERY).await;
        if !is_wanted() {
            return false;
        }
    }
}

/// Reads the entries of a plan that are not begun. When that fails, their rows show nothing until they are.
async fn read_entries(console: Console, plan: &PlanId) {
    let plans = console.plans;
    plans.model(Model::begin_read);
    if let Ok(view) = console.client.plan(plan).await {
        show(console, plans.model(|model| model.read_entries(&view)));
    }
    plans.model(Model::end_read);
}

/// Reads what became of a plan that was made here, of which events may have passed unheard. When that fails it is not told.
pub(super) async fn read_own(console: Console, plan: &PlanId) {
    if let Ok(view) = console.client.plan(plan).await {
        show(console, console.plans.model(|model| model.read_own(&view)));
    }
}

fn is_signed_out(failure: &TransportFailure) -> bool {
    matches!(failure, TransportFailure::Gateway { error, .. }
        if matches!(error.kind, GatewayErrorKind::SignedOut | GatewayErrorKind::ProxySignIn))
}

/// Shows what has changed.
pub(super) fn show(console: Console, changes: Changes) {
    let plans = console.plans;
    let connections = console.connections.get_untracked();
    let entry = |event: &Arc<EntryEvent>| PlannedEntry::of_event(&connections, event);
    let Changes { rows, outcomes, gone, back, told, unread, unlisted, missed } = changes;
    let row = |change: super::model::RowChange| {
        let shown = change.event.as_ref().and_then(&entry);
        let state = match (change.showing, shown) {
            (Showing::Nothing, _) | (_, None) => RowState::Idle,
            (Showing::Waiting, Some(entry)) => RowState::Waiting(entry.kind()),
            (Showing::Running(step), Some(entry)) => RowState::Running(entry.kind(), step),
            (Showing::Settling, Some(_)) => RowState::Settling,
            (Showing::Settled(outcome), Some(entry)) => RowState::Settled(Box::new(entry), outcome),
        };
        (change.key, state)
    };
    console.revocations.show(rows.into_iter().map(row).collect());
    let places = outcomes.iter().map(|event| event.entry.entry.connection.clone()).collect();
    console.revocations.settle(gone, &back, places, missed);
    let said = |event: &Arc<EntryEvent>| {
        let outcome = event.entry.state.outcome()?.clone();
        Some(Told { entry: entry(event)?, outcome, comparison: event.entry.comparison.clone() })
    };
    let is_any_told = !told.is_empty();
    console.notices.say_all(told.iter().filter_map(said).collect());
    let (lines, following, untold) = plans.model(|model| (model.lines(), model.operations(), model.untold()));
    plans.lines.maybe_update(|shown| std::mem::replace(shown, lines.clone()) != lines);
    let watched = |Following { entries, operation, in_the_way }: Following| {
        let entries: Vec<PlannedEntry> = entries.iter().filter_map(&entry).collect();
        (!entries.is_empty()).then_some(Watched { entries, operation, in_the_way })
    };
    let watched: Vec<Watched> = following.into_iter().filter_map(watched).collect();
    plans.watched.maybe_update(|shown| std::mem::replace(shown, watched.clone()) != watched);
    plans.show_version();
    if is_any_told || plans.remembered.with_value(|remembered| *remembered != untold) {
        preferences::keep_own_plans(&untold);
        plans.remembered.set_value(untold);
    }
    for plan in unlisted {
        spawn_local(async move { read_entries(console, &plan).await });
    }
    for plan in unread {
        spawn_local(async move { read_own(console, &plan).await });
    }
}
