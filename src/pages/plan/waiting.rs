//! What a plan waits for: which connection, what that means and what to do about it, and when it is tried again; and which
//! entry holds it up of which nobody knows what became of it.

use std::time::Duration;

use leptos::prelude::*;
use rescind_domain::{ConnectionId, Fault, FaultKind, PlanId, Timestamp, Waiting};

use super::progress::steer_button;
use crate::api::Steer;
use crate::i18n::{Locale, Texts, format, use_i18n};
use crate::pages::words;
use crate::state::{url, use_console};
use crate::ui::dynamic::dynamic;
use crate::ui::icon::{Icon, Picture};

/// How often the time that is left is written anew.
const TICK: Duration = Duration::from_secs(1);
/// Up to so many seconds are counted as seconds.
const IN_SECONDS: u64 = 90;

/// What a plan waits for, a part for each connection and for each entry. What has not changed stays, so that it is not
/// announced again.
pub fn waiting(plan: PlanId, all: Memo<Vec<Waiting>>) -> AnyView {
    let troubles = Memo::new(move |_| all.with(|all| all.iter().filter_map(Trouble::of).collect::<Vec<Trouble>>()));
    let connections = Memo::new(move |_| {
        troubles.with(|all| all.iter().map(|trouble| trouble.connection.clone()).collect::<Vec<ConnectionId>>())
    });
    let unsettled = Memo::new(move |_| {
        let is_unsettled = |waiting: &&Waiting| matches!(waiting, Waiting::Unsettled { .. });
        all.with(|all| all.iter().filter(is_unsettled).cloned().collect::<Vec<Waiting>>())
    });
    view! {
        {dynamic(move || {
            connections.get().into_iter().map(|connection| one(&plan, troubles, connection)).collect_view()
        })}
        {dynamic(move || unsettled.with(|all| all.iter().map(holding).collect_view()))}
    }
    .into_any()
}

/// An entry that holds the plan up, with the way to it.
fn holding(waiting: &Waiting) -> Option<AnyView> {
    let Waiting::Unsettled { plan, grant, until, .. } = waiting else { return None };
    let i18n = use_i18n();
    let (href, grant, until) = (url::plan(plan), grant.clone(), *until);
    let is_here = use_console().location.path() == href;
    let said = move || {
        let t = i18n.t();
        let entry = (t.messages().from_whom)(&words::what(t, &grant), &words::whom(t, &grant));
        (t.plans().waiting_unsettled)(&entry, &format::date_time(i18n.locale(), until))
    };
    // Its own page has it already.
    let link = (!is_here).then(|| view! { <a href=href>{i18n.text(|t| t.plans().open)}</a> });
    let view = view! {
        <div class="waits" role="note">
            <Picture icon=Icon::Hazard />
            <div>
                <p role="status">{dynamic(said)} " " {link}</p>
            </div>
        </div>
    };
    Some(view.into_any())
}

/// A connection that cannot be used now.
#[derive(Clone, PartialEq)]
struct Trouble {
    connection: ConnectionId,
    fault: Fault,
    since: Timestamp,
    retry_at: Option<Timestamp>,
}

impl Trouble {
    fn of(waiting: &Waiting) -> Option<Self> {
        let Waiting::Connection { connection, fault, since, retry_at } = waiting.clone() else { return None };
        Some(Self { connection, fault: *fault, since, retry_at })
    }
}

fn one(plan: &PlanId, all: Memo<Vec<Trouble>>, connection: ConnectionId) -> AnyView {
    let (i18n, console) = (use_i18n(), use_console());
    let label = label_of(&connection);
    let found = move |all: &Vec<Trouble>| all.iter().find(|trouble| trouble.connection == connection).cloned();
    let waiting = Memo::new(move |_| all.with(&found));
    let said = move || {
        let Trouble { fault, since, retry_at, .. } = waiting.get()?;
        let t = i18n.t();
        let head = (t.plans().waiting_for)(&label, &format::date_time(i18n.locale(), since));
        let (meaning, advice) = meaning_and_advice(t, &fault);
        let then = if retry_at.is_some() { t.plans().goes_on } else { t.plans().part_given_up };
        let text = [meaning.as_str(), advice, then].into_iter().filter(|text| !text.is_empty());
        let text = text.collect::<Vec<_>>().join(" ");
        Some(view! { <b>{head}</b> " " {text} })
    };
    let goes_on = move || waiting.with(|waiting| waiting.as_ref().is_none_or(|waiting| waiting.retry_at.is_some()));
    let facts = move || waiting.with(|waiting| waiting.as_ref().map(|waiting| codes(&waiting.fault)));
    view! {
        <div class="waits" role="note">
            <Picture icon=Icon::Hazard />
            <div>
                <p role="status">{dynamic(said)}</p>
                <p class="facts">{dynamic(facts)}</p>
                {countdown(waiting)}
                {steer_button(console, plan.clone(), Steer::Resume, goes_on)}
            </div>
        </div>
    }
    .into_any()
}

/// Both statuses and the words of whoever refused, in one line.
fn codes(fault: &Fault) -> String {
    let statuses = words::statuses(fault);
    let words = fault.message.as_ref().filter(|message| !message.is_empty()).map(|message| format!("“{message}”"));
    statuses.into_iter().chain(words).collect::<Vec<_>>().join(" · ")
}

/// When the connection is tried again: counted down for the eye, and as a moment for whoever listens.
fn countdown(waiting: Memo<Option<Trouble>>) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let second = Trigger::new();
    if let Ok(tick) = set_interval_with_handle(move || second.notify(), TICK) {
        on_cleanup(move || tick.clear());
    }
    let times =
        Memo::new(move |_| waiting.with(|waiting| waiting.as_ref().and_then(|all| Some((all.since, all.retry_at?)))));
    // Without news nobody knows when, or whether.
    let known = move || times.get().filter(|_| !console.plans.is_cut_off());
    let left = move || {
        second.track();
        known().map(|(since, at)| left_words(i18n.t(), i18n.locale(), seconds_left(since, at, format::now())))
    };
    let moment = move || known().map(|(_, at)| (i18n.t().plans().next_try_at)(&format::date_time(i18n.locale(), at)));
    view! {
        <p class="countdown">
            <span aria-hidden="true">{dynamic(left)}</span>
            <span class="visually-hidden">{dynamic(moment)}</span>
        </p>
    }
    .into_any()
}

/// The whole seconds up to a moment of the gateway's, never more than it waits in all: the two clocks may differ.
#[must_use]
pub fn seconds_left(since: Timestamp, at: Timestamp, now: Timestamp) -> u64 {
    let whole = at.0.saturating_sub(since.0);
    at.0.saturating_sub(now.0).min(whole).div_ceil(1000)
}

fn left_words(t: &Texts, locale: Locale, seconds: u64) -> String {
    let number = |number: u64| format::number(locale, usize::try_from(number).unwrap_or(usize::MAX));
    match seconds {
        0 => t.plans().trying.to_owned(),
        1..=IN_SECONDS => (t.plans().next_try_in)(&number(seconds)),
        _ => (t.plans().next_try_in_minutes)(&number(seconds.div_ceil(60))),
    }
}

/// Why a connection cannot be used, and what to do about it; nothing to do where waiting is all.
fn meaning_and_advice(t: &'static Texts, fault: &Fault) -> (String, &'static str) {
    let plans = t.plans();
    match fault.kind {
        FaultKind::RateLimited { .. } => (plans.rate_limited.to_owned(), ""),
        FaultKind::Unauthenticated => (words::meaning(t, fault), plans.fix_credential),
        FaultKind::Offline => (words::meaning(t, fault), plans.fix_server),
        _ => (words::meaning(t, fault), plans.fix_other),
    }
}

/// Why a plan is paused whose connection could not be used for too long, and what to do before it is resumed.
#[must_use]
pub fn given_up_words(connection: &ConnectionId, fault: &Fault) -> String {
    let t = use_i18n().t();
    let (meaning, advice) = meaning_and_advice(t, fault);
    let codes = Some(codes(fault)).filter(|codes| !codes.is_empty()).map(|codes| format!("({codes})"));
    let said = (t.plans().why_connection_fault)(&label_of(connection), format!("{meaning} {advice}").trim_end());
    std::iter::once(said).chain(codes).collect::<Vec<_>>().join(" ")
}

fn label_of(connection: &ConnectionId) -> String {
    use_console().connection(connection).map_or_else(|| connection.to_string(), |known| known.label)
}
