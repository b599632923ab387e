//! How far a plan is, and the buttons that steer it.

use leptos::prelude::*;
use rescind_domain::{ActionKind, EntryState, Outcome, PlanId, PlanStatus};

use super::ahead::{Ahead, WARNINGS, warnings};
use super::gate::{Gate, Press};
use super::standing::{Counts, done_badges};
use super::stored_entries;
use crate::api::Steer;
use crate::i18n::texts::With1;
use crate::i18n::{I18n, Locale, Texts, format, use_i18n};
use crate::pages::revoke::review::Review;
use crate::pages::undo::{self, Revoked, Undoing, undo_button};
use crate::state::load::Load;
use crate::state::plans::PlannedEntry;
use crate::state::plans::followed::LivePlan;
use crate::state::plans::model::Line;
use crate::state::plans::requests;
use crate::state::{Console, use_console};
use crate::ui::badge::{Badge, Tone};
use crate::ui::dynamic::dynamic;

/// The plan that is steered.
#[derive(Clone, Copy)]
pub struct Steered {
    /// Which.
    pub plan: StoredValue<PlanId>,
    /// As it is now.
    pub live: Memo<Option<LivePlan>>,
    /// How many entries are how far.
    pub counts: Memo<Counts>,
    /// Where it stands.
    pub status: Memo<PlanStatus>,
    /// The question before its undoing.
    pub question: undo::Question,
    /// Whether something can be sent from here that nobody was warned of on this page.
    pub sends: Memo<bool>,
    /// What is dangerous about that.
    pub ahead: Load<Ahead>,
    /// The question once more, about entries that would have done more than was confirmed.
    pub review: Review,
}

/// The bar, the numbers, and the buttons.
pub fn steering(steered: Steered) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let Steered { plan, live, counts, status, question, sends, ahead, review } = steered;
    let typed = RwSignal::new(String::new());
    let gate = Gate::new(console, steered, typed);
    let is = move |test: fn(&PlanStatus) -> bool| status.with(test);
    let begins = move || is(|status| matches!(status, PlanStatus::Stored | PlanStatus::Paused { .. }));
    let is_running = move || is(|status| *status == PlanStatus::Running);
    let is_paused = move || is(|status| matches!(status, PlanStatus::Paused { .. }));
    let is_stored = move || is(|status| *status == PlanStatus::Stored);
    let ends = move || is_running() || begins();
    let begin = move || if untrack(is_stored) { Steer::Start } else { Steer::Resume };
    // Whoever presses Enter in the field means the button that waits for it.
    let send =
        Callback::new(move |()| gate.press(if untrack(begins) { Press::Plan(begin()) } else { Press::RetryFailed }));
    let asking = move || plan.with_value(|plan| console.plans.is_asking(plan));
    let steering = move || plan.with_value(|plan| console.plans.is_steering(plan));
    let wait = move || if gate.is_ready() && !steering() { "false" } else { "true" };
    let described = move || sends.get().then_some(WARNINGS);
    let number = move |plural: fn(&Texts) -> &crate::i18n::Plural, count: usize| {
        format::count(i18n.locale(), count, plural(i18n.t()))
    };
    let id = plan.get_value();
    view! {
        <section
            class="steering"
            tabindex="-1"
            aria-label=i18n.text(|t| t.plans().state)
            hidden=move || counts.get().all == 0
        >
            {far(console, steered)}
            {dynamic(move || (counts.get().left() > 0).then(|| bar(counts)))}
            {dynamic(move || sends.get().then(|| warnings(ahead, typed, send)))}
            <div class="acts">
                <button
                    type="button"
                    class="btn"
                    hidden=move || !begins()
                    aria-disabled=wait
                    aria-describedby=described
                    on:click=move |_| gate.press(Press::Plan(begin()))
                >
                    {dynamic(move || if is_stored() { i18n.t().plans().start } else { i18n.t().plans().resume })}
                </button>
                {steer_button(console, id.clone(), Steer::Pause, move || !is_running())}
                {cancel_button(console, id, is_stored, move || !ends())}
                <button
                    type="button"
                    class="btn"
                    hidden=move || is_paused() || counts.get().repeatable == 0
                    aria-disabled=wait
                    aria-describedby=described
                    on:click=move |_| gate.press(Press::RetryFailed)
                >
                    {dynamic(move || number(|t| &t.plans().retry_failed, counts.get().repeatable))}
                </button>
                <button
                    type="button"
                    class="btn"
                    hidden=move || counts.get().unknown == 0
                    aria-disabled=move || if asking() { "true" } else { "false" }
                    on:click=move |_| plan.with_value(|plan| requests::steer(console, plan, Steer::Check))
                >
                    {dynamic(move || number(|t| &t.plans().check_unknown, counts.get().unknown))}
                </button>
                <button
                    type="button"
                    class="btn"
                    hidden=move || is_paused() || is_running() || counts.get().lost == 0
                    aria-disabled=wait
                    aria-describedby=described
                    on:click=move |_| gate.press(Press::RetryUnknown)
                >
                    {dynamic(move || number(|t| &t.plans().retry_unknown, counts.get().lost))}
                </button>
                {dynamic(move || (counts.get().unconfirmed > 0).then(|| review_button(console, live, review)))}
                {dynamic(move || (!is_running()).then(|| undo_of(console, live, question)))}
            </div>
        </section>
    }
    .into_any()
}

/// The button that asks again about what would have done more than was confirmed, where it revokes something.
fn review_button(console: Console, live: Memo<Option<LivePlan>>, review: Review) -> Option<AnyView> {
    let i18n = use_i18n();
    let is_asked = |entry: &PlannedEntry| entry.kind() == ActionKind::Revoke;
    let entries = move || -> Vec<PlannedEntry> {
        let is_unconfirmed = |state: &EntryState| state.outcome().is_some_and(Outcome::is_unconfirmed);
        let live = live.get();
        live.iter().flat_map(|live| stored_entries(console, live, is_unconfirmed)).filter(is_asked).collect()
    };
    let count = entries().len();
    (count > 0).then(|| {
        view! {
            <button
                type="button"
                class="btn"
                aria-disabled=move || if review.is_busy() { "true" } else { "false" }
                on:click=move |_| {
                    if !untrack(|| review.is_busy()) {
                        review.ask(console, untrack(entries));
                    }
                }
            >
                {move || format::count(i18n.locale(), count, &i18n.t().plans().review_unconfirmed)}
            </button>
        }
        .into_any()
    })
}

/// A button that asks something of a plan at once, hidden as long as `hidden`.
pub fn steer_button(
    console: Console,
    plan: PlanId,
    steer: Steer,
    hidden: impl Fn() -> bool + Send + Sync + 'static,
) -> AnyView {
    let i18n = use_i18n();
    let asked = plan.clone();
    let word: fn(&'static Texts) -> &'static str = match steer {
        Steer::Start => |t| t.plans().start,
        Steer::Pause => |t| t.plans().pause,
        Steer::Resume => |t| t.plans().resume,
        Steer::Cancel => |t| t.plans().cancel_remaining,
        Steer::Retry => |t| t.retry,
        Steer::Check => |t| t.messages().check_again,
    };
    view! {
        <button
            type="button"
            class="btn small quiet"
            hidden=hidden
            aria-disabled=move || if console.plans.is_asking(&plan) { "true" } else { "false" }
            on:click=move |_| requests::steer(console, &asked, steer)
        >
            {i18n.text(word)}
        </button>
    }
    .into_any()
}

fn cancel_button(
    console: Console,
    plan: PlanId,
    whole: impl Fn() -> bool + Copy + Send + Sync + 'static,
    hidden: impl Fn() -> bool + Send + Sync + 'static,
) -> AnyView {
    let i18n = use_i18n();
    let asked = plan.clone();
    view! {
        <button
            type="button"
            class="btn"
            hidden=hidden
            aria-disabled=move || if console.plans.is_asking(&plan) { "true" } else { "false" }
            on:click=move |_| requests::steer(console, &asked, Steer::Cancel)
        >
            {dynamic(move || if whole() { i18n.t().plans().cancel_all } else { i18n.t().plans().cancel_remaining })}
        </button>
    }
    .into_any()
}

/// How far it is, in numbers.
fn far(console: Console, steered: Steered) -> AnyView {
    let i18n = use_i18n();
    let Steered { plan, live, counts, status, .. } = steered;
    let line = move || {
        let is_still = console.plans.is_cut_off();
        plan.with_value(|plan| console.plans.line(plan)).filter(|_| !is_still)
    };
    view! {
        <p class="far">
            <b>{dynamic(move || {
                let Counts { all, done, .. } = counts.get();
                (i18n.t().plans().done_of)(&of(i18n, done), &of(i18n, all))
            })}</b>
            <span class="muted" aria-live="off">{dynamic(move || {
                let counts = counts.get();
                let is_cancelled = status.with(|status| matches!(status, PlanStatus::Cancelled { .. }));
                let left = if is_cancelled { None } else { Some(counts.left()) };
                numbers(i18n, counts.done, counts.failed, counts.unknown, left)
            })}</span>
            {dynamic(move || done_badges(counts.get()))}
            {dynamic(move || undone(live))}
            <span class="muted pace">{dynamic(move || line().and_then(|line| pace(i18n.t(), i18n.locale(), &line)))}</span>
        </p>
    }
    .into_any()
}

fn of(i18n: I18n, number: usize) -> String {
    format::number(i18n.locale(), number)
}

fn bar(counts: Memo<Counts>) -> AnyView {
    let i18n = use_i18n();
    view! {
        <progress
            aria-label=i18n.text(|t| t.operations().revoking_name)
            max=move || counts.get().all.to_string()
            value=move || (counts.get().all - counts.get().left()).to_string()
        ></progress>
    }
    .into_any()
}

/// Rate and time left, in words; nothing of a plan that does not run, or that waits: then nothing goes on at that pace.
#[must_use]
pub fn pace(t: &Texts, locale: Locale, line: &Line) -> Option<String> {
    if line.summary.status != PlanStatus::Running || !line.summary.waiting.is_empty() {
        return None;
    }
    let now = format::now();
    let number = |number: u64| format::number(locale, usize::try_from(number).unwrap_or(usize::MAX));
    let per_minute = line.pace.per_minute(now)?;
    let rate = if per_minute >= 60 {
        (t.plans().per_second)(&number(per_minute / 60))
    } else {
        (t.plans().per_minute)(&number(per_minute))
    };
    let left = line.summary.entries.saturating_sub(line.summary.states.settled);
    let time = line.pace.seconds_for(left, now).filter(|_| left > 0).map(|seconds| {
        if seconds < 90 {
            (t.plans().seconds_left)(&number(seconds))
        } else {
            (t.plans().minutes_left)(&number(seconds.div_ceil(60)))
        }
    });
    Some([Some(rate), time].into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// How far it is. Those whose fate nobody knows are among the `failed`, and are told apart. Nothing is `left` of what was
/// called off.
pub fn numbers(i18n: I18n, done: usize, failed: usize, unknown: usize, left: Option<usize>) -> String {
    let t = i18n.t().operations();
    let (failed, unknown) = (failed.saturating_sub(unknown), (unknown > 0).then_some(unknown));
    let said = |words: With1, number: Option<usize>| number.map(|number| words(&of(i18n, number)));
    let parts = [said(t.done, Some(done)), said(t.failed, Some(failed)), said(t.unknown, unknown), said(t.left, left)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(t.between)
}

/// Of how many entries an undo was sent: what they show is not what is there any more.
fn undone(live: Memo<Option<LivePlan>>) -> Option<AnyView> {
    let i18n = use_i18n();
    let live = live.get()?;
    let count = live.entries.iter().filter(|entry| Revoked::from(entry.as_ref()).is_undone()).count();
    let text = Signal::derive(move || format::count(i18n.locale(), count, &i18n.t().undo().with_undo));
    (count > 0).then(|| view! { <Badge tone=Tone::Warning text=text /> }.into_any())
}

/// The button that undoes what the plan revoked, as far as that can be.
fn undo_of(console: Console, live: Memo<Option<LivePlan>>, question: undo::Question) -> Option<AnyView> {
    let live = live.get()?;
    let entries = live.entries.iter().map(|entry| Revoked::from(entry.as_ref()));
    let undoing = Undoing::of(console, &live.read.reason, entries);
    (!undoing.entries.is_empty()).then(|| undo_button(question, undoing, None))
}
