//! How far a plan is, and the buttons that steer it.

use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::{EntryId, EntryState, Outcome, PlanId, PlanView};

use super::ahead::{Ahead, WARNINGS, warnings, would_be_sent};
use super::standing::{Counts, Standing, done_badges};
use crate::i18n::texts::With1;
use crate::i18n::{I18n, Locale, Texts, format, use_i18n};
use crate::pages::undo::{self, Taken, Undoing, undo_button};
use crate::state::load::Load;
use crate::state::runs::{Phase, Run};
use crate::state::{Console, execute, go_on, resume, use_console};
use crate::ui::badge::{Badge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::effect::effect;

/// The plan that is steered.
#[derive(Clone, Copy)]
pub struct Steered {
    /// Which.
    pub plan: StoredValue<PlanId>,
    /// As it was read.
    pub read: Load<PlanView>,
    /// The same with what this tab knows beyond that.
    pub newest: Callback<(), Option<PlanView>>,
    /// How many entries are how far.
    pub counts: Signal<Counts>,
    /// Where it stands.
    pub standing: Signal<Standing>,
    /// The question before its undoing.
    pub question: undo::Question,
    /// Whether something can be sent from here that nobody was warned of on this page.
    pub sends: Signal<bool>,
    /// What is dangerous about that.
    pub ahead: Load<Ahead>,
}

/// What somebody presses that sends something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press {
    GoOn,
    TryAgain,
}

/// A press that waits for the warnings, and what was there to be seen.
#[derive(Clone)]
struct Pressed {
    press: Press,
    shown: Arc<Ahead>,
    standing: Standing,
    sent: HashSet<EntryId>,
}

/// The bar, the numbers, and the buttons.
pub fn steering(steered: Steered) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let Steered { plan, read, newest, counts, standing, question, sends, ahead } = steered;
    let here = move || plan.with_value(|id| console.runs.of(id));
    let pausable = move || standing.get() == Standing::Running;
    let resumable = move || standing.get() == Standing::Paused || standing.get().waits();
    let cancellable = move || pausable() || (resumable() && standing.get() != Standing::Cancelled);
    let idle = move || here().is_none() && standing.get() != Standing::Elsewhere;
    let typed = RwSignal::new(String::new());
    // What nobody has been warned of cannot be sent; a pause of this tab was warned of before it began.
    let ready = move || {
        let is_typed = |word: &str| typed.with(|typed| typed.trim() == word);
        let warned = || ahead.get().is_some_and(|ahead| ahead.value.word.as_deref().is_none_or(is_typed));
        !sends.get() || (!ahead.is_busy() && warned())
    };
    let wait = move || if ready() { "false" } else { "true" };
    let described = move || sends.get().then_some(WARNINGS);
    let pressed: RwSignal<Option<Pressed>> = RwSignal::new(None);
    let sent = move || newest.run(()).map(|plan| would_be_sent(plan.entries.iter())).unwrap_or_default();
    let press = move |press: Press| {
        if untrack(ready) {
            typed.set(String::new());
            match press {
                Press::GoOn => go_on::go_on(console, plan.get_value()),
                Press::TryAgain => retry(console, newest.run(())),
            }
            return;
        }
        let shown = ahead.untracked().filter(|_| untrack(|| ahead.is_busy())).map(|shown| shown.value);
        let is_typed =
            |shown: &Arc<Ahead>| shown.word.as_deref().is_none_or(|word| typed.get_untracked().trim() == word);
        let counts =
            |shown| Pressed { press, shown, standing: standing.get_untracked(), sent: sent().into_iter().collect() };
        pressed.set(shown.filter(is_typed).map(counts));
    };
    // What is pressed while the warnings are read again is not lost. It counts only for what was there to be seen: as soon as
    // anything else is done with the plan, or would be sent, or is warned of, it has to be pressed again.
    effect(move |_| {
        let stands = standing.get();
        if pressed.with_untracked(|pressed| pressed.as_ref().is_some_and(|pressed| pressed.standing != stands)) {
            pressed.set(None);
        }
        if ahead.is_busy() {
            return;
        }
        let Some(wanted) = pressed.try_update(Option::take).flatten() else { return };
        let is_as_seen = ahead.untracked().is_some_and(|now| now.value.adds_nothing_to(&wanted.shown))
            && sent().iter().all(|entry| wanted.sent.contains(entry));
        if is_as_seen && untrack(|| sends.get()) {
            press(wanted.press);
        }
    });
    let go_on = move || press(Press::GoOn);
    let try_again = move || press(Press::TryAgain);
    // Whoever presses Enter in the field means the button that waits for it.
    let send = Callback::new(move |()| if untrack(resumable) { go_on() } else { try_again() });
    let steer = move |_| match standing.get_untracked() {
        Standing::Running => plan.with_value(|plan| console.runs.pause(plan)),
        _ => go_on(),
    };
    let number = move |plural: fn(&Texts) -> &crate::i18n::Plural, count: usize| {
        format::count(i18n.locale(), count, plural(i18n.t()))
    };
    view! {
        <section
            class="steering"
            tabindex="-1"
            aria-label=i18n.text(|t| t.plans().state)
            hidden=move || counts.get().all == 0
        >
            <p class="far">
                <b>{dynamic(move || {
                    let Counts { all, done, .. } = counts.get();
                    (i18n.t().plans().done_of)(&of(i18n, done), &of(i18n, all))
                })}</b>
                <span class="muted" aria-live="off">{dynamic(move || {
                    let counts = counts.get();
                    let left = if standing.get() == Standing::Cancelled { None } else { Some(counts.left()) };
                    numbers(i18n, counts.done, counts.failed, counts.unknown, left)
                })}</span>
                {dynamic(move || done_badges(counts.get()))}
                {dynamic(move || undone(read))}
                <span class="muted pace">{dynamic(move || here().and_then(|run| pace(i18n.t(), i18n.locale(), &run)))}</span>
            </p>
            {dynamic(move || (counts.get().left() > 0).then(|| bar(counts)))}
            {dynamic(move || sends.get().then(|| warnings(ahead, typed, send)))}
            <div class="acts">
                <button
                    type="button"
                    class="btn"
                    hidden=move || !(pausable() || resumable())
                    aria-disabled=wait
                    aria-describedby=described
                    on:click=steer
                >
                    {dynamic(move || match standing.get() {
                        Standing::Running => i18n.t().plans().pause,
                        Standing::NotStarted => i18n.t().plans().start,
                        _ => i18n.t().plans().go_on,
                    })}
                </button>
                <button
                    type="button"
                    class="btn"
                    hidden=move || !cancellable()
                    on:click=move |_| plan.with_value(|id| go_on::cancel(console, id))
                >
                    {dynamic(move || match standing.get() {
                        Standing::NotStarted => i18n.t().plans().cancel_all,
                        _ => i18n.t().plans().cancel_rest,
                    })}
                </button>
                <button
                    type="button"
                    class="btn"
                    hidden=move || !idle() || counts.get().repeatable == 0
                    aria-disabled=wait
                    aria-describedby=described
                    on:click=move |_| try_again()
                >
                    {dynamic(move || number(|t| &t.plans().retry_failed, counts.get().repeatable))}
                </button>
                <button
                    type="button"
                    class="btn"
                    hidden=move || !idle() || counts.get().unknown == 0
                    on:click=move |_| check(console, newest.run(()))
                >
                    {dynamic(move || number(|t| &t.plans().check_unknown, counts.get().unknown))}
                </button>
                {dynamic(move || idle().then(|| undo_of(console, read, question)))}
            </div>
        </section>
    }
    .into_any()
}

fn of(i18n: I18n, number: usize) -> String {
    format::number(i18n.locale(), number)
}

fn bar(counts: Signal<Counts>) -> AnyView {
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

/// Rate and time left, in words; or what it waits for.
#[must_use]
pub fn pace(t: &Texts, locale: Locale, run: &Run) -> Option<String> {
    if run.phase == Phase::Paused {
        return None;
    }
    if run.is_cut_off {
        return Some(t.plans().cut_off.to_owned());
    }
    let now = format::now();
    let number = |number: u64| format::number(locale, usize::try_from(number).unwrap_or(usize::MAX));
    let per_minute = run.pace.per_minute(now)?;
    let rate = if per_minute >= 60 {
        (t.plans().per_second)(&number(per_minute / 60))
    } else {
        (t.plans().per_minute)(&number(per_minute))
    };
    let left = run.all.saturating_sub(run.done) as u64;
    let time = run.pace.seconds_for(left, now).filter(|_| left > 0).map(|seconds| {
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
fn undone(read: Load<PlanView>) -> Option<AnyView> {
    let i18n = use_i18n();
    let read = read.get()?;
    let count = read.value.entries.iter().filter(|entry| Taken::from(*entry).is_undone()).count();
    let text = Signal::derive(move || format::count(i18n.locale(), count, &i18n.t().undo().with_undo));
    (count > 0).then(|| view! { <Badge tone=Tone::Warning text=text /> }.into_any())
}

/// The button that undoes what the plan took, as far as that can be.
fn undo_of(console: Console, read: Load<PlanView>, question: undo::Question) -> Option<AnyView> {
    let plan = read.get()?.value;
    let undoing = Undoing::of(console, &plan.reason, plan.entries.iter().map(Taken::from));
    (!undoing.wanted.is_empty()).then(|| undo_button(question, undoing, None))
}

fn retry(console: Console, plan: Option<PlanView>) {
    let Some(plan) = plan else { return };
    let is_failed = |outcome: &Outcome| matches!(outcome, Outcome::Failed { .. });
    let with = |which: &dyn Fn(&Outcome) -> bool| {
        go_on::tasks(console, &plan, |state| matches!(state, EntryState::Settled { outcome } if which(outcome)))
    };
    let denied = with(&|outcome| outcome.can_be_tried_again() && !is_failed(outcome));
    execute::again_and_anew(console, with(&is_failed), denied);
}

fn check(console: Console, plan: Option<PlanView>) {
    let Some(plan) = plan else { return };
    let open = |state: &EntryState| {
        matches!(state, EntryState::Settled { outcome: Outcome::Unknown { .. } | Outcome::Pending { .. } })
    };
    resume::check_again(console, go_on::tasks(console, &plan, open));
}
