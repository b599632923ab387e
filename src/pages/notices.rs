//! The messages at the top of every page: outcomes, what could not be asked, and reads that failed.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::{ActionKind, Fault, Outcome, PlanId, Timestamp};

use super::operations::Operations;
use super::revoke::review::Review;
use super::undo::confirm::undo_dialog;
use super::{step, undo, words};
use crate::api::Steer;
use crate::i18n::use_i18n;
use crate::state::notices::{Notice, Said};
use crate::state::plans::{PlannedEntry, Plans, requests};
use crate::state::{Console, use_console};
use crate::ui::banner::{Action, Banner, Report, Success};
use crate::ui::dynamic::dynamic;
use crate::ui::time::Age;

/// What runs, and the messages.
pub fn messages() -> AnyView {
    view! {
        <Operations />
        <NoticeList />
    }
    .into_any()
}

/// All messages, newest first.
#[component]
pub fn NoticeList() -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let rows = move || {
        let tag = i18n.locale().tag();
        console.notices.all().into_iter().map(|notice| (tag, notice)).collect::<Vec<_>>()
    };
    // The framework never forgets what a list has shown, as long as the list is there.
    let any = Memo::new(move |_| !console.notices.all().is_empty());
    let questions = Questions { undo: undo::Asking::new(console), review: Review::new() };
    view! {
        <section class="notices" tabindex="-1" aria-label=i18n.text(|t| t.notices)>
            {dynamic(move || any.get().then(|| view! {
                <For each=rows key=|(tag, notice)| (*tag, notice.number) let((_, notice))>
                    {one(notice, questions)}
                </For>
            }))}
        </section>
        {undo_dialog(questions.undo.question())}
        {questions.review.dialog()}
    }
}

/// What can be asked from a message.
#[derive(Clone, Copy)]
struct Questions {
    undo: undo::Asking,
    review: Review,
}

fn one(notice: Notice, questions: Questions) -> AnyView {
    let console = use_console();
    let t = use_i18n().t();
    let Notice { number, at, said, times } = notice;
    let about = about(said.entries(), at);
    let dismiss = Callback::new(move |()| console.notices.dismiss(number));
    let actions = actions(console, questions, &said);
    let report = words::report(&said);
    if said.is_success() {
        let (title, proof) = words::success(t, &said).unwrap_or_default();
        return view! {
            <Success title=title proof=proof note=report.note about=about actions=actions dismiss=dismiss />
        }
        .into_any();
    }
    let report = Report { actions, dismiss: Some(dismiss), times: words::times(times), ..report };
    view! { <Banner report=report about=about /> }.into_any()
}

/// What goes on right now with what a message is about: then it cannot be asked for again. `is_asking` tells whether anything is
/// being asked of its plans that counts.
fn going(console: Console, said: &Said, is_asking: fn(Plans, &PlanId) -> bool) -> Signal<Option<String>> {
    let i18n = use_i18n();
    let keys = said.entries().iter().flat_map(PlannedEntry::keys);
    let rows: Vec<_> = keys.map(|key| console.revocations.row(&key)).collect();
    let mut plans: Vec<_> = said.entries().iter().filter_map(|entry| entry.plan().cloned()).collect();
    if let Said::NotSteered { plan, .. } = said {
        plans.push(plan.clone());
    }
    plans.dedup();
    let entries = said.entries().to_vec();
    let word = Memo::new(move |_| {
        let word = rows.iter().find_map(|row| row.with(step::word));
        let is_asking = || plans.iter().any(|plan| !console.plans.is_cut_off() && is_asking(console.plans, plan));
        let waits = || entries.iter().any(|entry| console.plans.waits_again(entry));
        let word = word.or_else(|| waits().then_some((|t| t.plans().waiting) as super::outcome::Word));
        word.or_else(|| is_asking().then_some((|t| t.revoke().looking) as super::outcome::Word))
            .map(|word| word(i18n.t()).to_owned())
    });
    word.into()
}

/// Where it was, and when: the page beneath may be of something else, or have read it again since.
fn about(entries: &[PlannedEntry], at: Timestamp) -> AnyView {
    let mut places: Vec<&str> = entries.iter().map(|entry| entry.connection.label.as_str()).collect();
    places.dedup();
    let place = match places.as_slice() {
        [place] => format!("{place} · "),
        _ => String::new(),
    };
    view! {
        <span class="muted about" aria-live="off">
            {place}
            <Age at=Signal::stored(at) sentence=Callback::new(|ago: String| ago) />
        </span>
    }
    .into_any()
}

/// What can be done about it.
fn actions(console: Console, questions: Questions, said: &Said) -> Vec<Action> {
    let i18n = use_i18n();
    let t = i18n.t();
    let entries = said.entries().to_vec();
    let mut more = None;
    let looking = move |is_busy: fn(Questions) -> bool| {
        Signal::derive(move || is_busy(questions).then(|| i18n.t().revoke().looking.to_owned()))
    };
    // What is read before a question can be asked.
    let mut reads: Signal<Option<String>> = Signal::stored(None);
    let (label, run) = match said {
        Said::Outcome { outcome, .. } => match outcome {
            Outcome::Revoked | Outcome::StillEffective { .. } => {
                let undo = questions.undo;
                reads = looking(|questions| questions.undo.is_busy());
                (t.undo().undo, Callback::new(move |()| undo.ask(console, entries.clone())))
            }
            Outcome::Unknown { .. } if words::is_never_shown(&entries) => (t.retry, retry(console, entries)),
            Outcome::Unknown { .. } | Outcome::Pending { .. } => {
                // To send it again although it may have happened is for people to decide.
                more = matches!(outcome, Outcome::Unknown { .. }).then(|| (t.retry, retry(console, entries.clone())));
                let check = move |()| requests::steer_each(console, Steer::Check, &entries);
                (t.messages().check_again, Callback::new(check))
            }
            // To send it again as it was confirmed is in vain.
            outcome if outcome.is_unconfirmed() => {
                let is_revoked = entries.first().is_some_and(|entry| entry.kind() == ActionKind::Revoke);
                if !is_revoked {
                    return Vec::new();
                }
                let review = questions.review;
                reads = looking(|questions| questions.review.is_busy());
                let ask = move |()| review.ask(console, entries.clone());
                (t.messages().review_again, Callback::new(ask))
            }
            Outcome::StillPresent | Outcome::StillAbsent | Outcome::Failed { .. } => (t.retry, retry(console, entries)),
            // What is done has nothing to be tried again.
            Outcome::Accepted | Outcome::AlreadyAbsent | Outcome::Restored | Outcome::AlreadyHeld => return Vec::new(),
        },
        Said::NotAsked { .. } => {
            let undo = questions.undo;
            reads = looking(|questions| questions.undo.is_busy());
            (t.retry, Callback::new(move |()| undo.ask(console, entries.clone())))
        }
        Said::NotStarted { wanted, .. } => {
            let wanted = Arc::clone(wanted);
            (t.retry, Callback::new(move |()| requests::create_again(console, Arc::clone(&wanted))))
        }
        Said::NotSteered { plan, steer, entries, .. } => {
            let (plan, steer, entries) = (plan.clone(), *steer, entries.clone());
            let again = move |()| requests::steer_entries(console, &plan, steer, entries.clone());
            (t.retry, Callback::new(again))
        }
    };
    let steers = !matches!(said, Said::NotAsked { .. } | Said::NotStarted { .. });
    let is_off = Signal::derive(move || steers && console.plans.is_cut_off());
    let action = |(label, run): (&str, Callback<()>), is_asking| Action {
        label: label.to_owned(),
        run,
        going: going(console, said, is_asking),
        is_off,
    };
    // While it is checked again, it may be tried again all the same.
    let more = more.map(|more| action(more, Plans::is_steering));
    let first = action((label, run), Plans::is_asking);
    let goes = first.going;
    let first = Action { going: Signal::derive(move || goes.get().or_else(|| reads.get())), ..first };
    std::iter::once(first).chain(more).collect()
}

fn retry(console: Console, entries: Vec<PlannedEntry>) -> Callback<()> {
    Callback::new(move |()| requests::steer_each(console, Steer::Retry, &entries))
}

/// The banner of a read that failed, with a button that reads again.
pub fn unread(subject: &str, fault: &Fault, retry: Callback<()>) -> AnyView {
    let t = use_i18n().t();
    let actions = vec![Action {
        label: t.retry.to_owned(),
        run: retry,
        going: Signal::stored(None),
        is_off: Signal::stored(false),
    }];
    let report = Report { actions, ..words::unread(subject, fault) };
    view! { <Banner report=report /> }.into_any()
}
