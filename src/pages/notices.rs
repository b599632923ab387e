//! The messages at the top of every page: outcomes, and reads that failed.

use leptos::prelude::*;
use rescind_domain::{Fault, Outcome, Timestamp};

use super::operations::Operations;
use super::undo::confirm::undo_dialog;
use super::{step, undo, words};
use crate::i18n::use_i18n;
use crate::state::notices::{Notice, Said, Stored};
use crate::state::revocations::Task;
use crate::state::{Console, execute, resume, use_console};
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
    let question = RwSignal::new(None);
    view! {
        <section class="notices" tabindex="-1" aria-label=i18n.text(|t| t.notices)>
            {dynamic(move || any.get().then(|| view! {
                <For each=rows key=|(tag, notice)| (*tag, notice.number) let((_, notice))>
                    {one(notice, question)}
                </For>
            }))}
        </section>
        {undo_dialog(question)}
    }
}

fn one(notice: Notice, question: undo::Question) -> AnyView {
    let console = use_console();
    let t = use_i18n().t();
    let Notice { number, at, said, times } = notice;
    let about = about(said.tasks(), at);
    let dismiss = Callback::new(move |()| console.notices.dismiss(number));
    let tasks = said.tasks().to_vec();
    let going = {
        let keys = tasks.iter().flat_map(Task::keys);
        let rows: Vec<_> = keys.map(|key| console.revocations.row(&key)).collect();
        let i18n = use_i18n();
        Memo::new(move |_| {
            let word = rows.iter().find_map(|row| row.with(step::word));
            word.map(|word| word(i18n.t()).to_owned())
        })
    };
    let actions = action(console, question, &said, going.into()).into_iter().collect();
    if said.is_success() {
        let (title, proof) = words::success(t, &said).unwrap_or_default();
        return view! { <Success title=title proof=proof about=about actions=actions dismiss=dismiss /> }.into_any();
    }
    let report = words::report(&said);
    let report = Report { actions, dismiss: Some(dismiss), times: words::times(times), ..report };
    view! { <Banner report=report about=about /> }.into_any()
}

/// Where it was, and when: the page beneath may be of something else, or have read it again since.
fn about(tasks: &[Task], at: Timestamp) -> AnyView {
    let mut places: Vec<&str> = tasks.iter().map(|task| task.connection.label.as_str()).collect();
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
fn action(console: Console, question: undo::Question, said: &Said, going: Signal<Option<String>>) -> Option<Action> {
    let t = use_i18n().t();
    let tasks = said.tasks().to_vec();
    let (label, run) = match said {
        Said::Outcome { outcome, stored, .. } => match outcome {
            Outcome::Revoked | Outcome::StillEffective { .. } if *stored == Stored::Yes => {
                (t.undo().undo, Callback::new(move |()| undo::ask(console, question, tasks.clone())))
            }
            Outcome::Unknown { .. } if words::is_never_shown(&tasks) => (t.retry, retry(console, tasks)),
            Outcome::Unknown { .. } | Outcome::Pending { .. } => {
                (t.messages().check_again, Callback::new(move |()| resume::check_again(console, tasks.clone())))
            }
            Outcome::StillPresent | Outcome::StillAbsent | Outcome::Failed { .. } => (t.retry, retry(console, tasks)),
            // What is done has nothing to be tried again.
            Outcome::Revoked
            | Outcome::StillEffective { .. }
            | Outcome::Accepted
            | Outcome::AlreadyAbsent
            | Outcome::Restored
            | Outcome::AlreadyHeld => return None,
        },
        Said::NotStarted { .. } if is_question(&tasks) => {
            let taken = |task: &Task| Task { undo: None, ..task.clone() };
            let tasks: Vec<Task> = tasks.iter().map(taken).collect();
            (t.retry, Callback::new(move |()| undo::ask(console, question, tasks.clone())))
        }
        Said::NotStarted { .. } => (t.retry, retry(console, tasks)),
    };
    Some(Action { label: label.to_owned(), run, going })
}

/// Whether it is a question that could not be put, whether to undo what these have taken: what was put to nobody is not sent.
fn is_question(tasks: &[Task]) -> bool {
    tasks.iter().any(|task| task.undo.as_ref() == Some(&task.entry))
}

fn retry(console: Console, tasks: Vec<Task>) -> Callback<()> {
    Callback::new(move |()| execute::retry(console, tasks.clone()))
}

/// The banner of a read that failed, with a button that reads again.
pub fn unread(subject: &str, fault: &Fault, retry: Callback<()>) -> AnyView {
    let t = use_i18n().t();
    let actions = vec![Action { label: t.retry.to_owned(), run: retry, going: Signal::stored(None) }];
    let report = Report { actions, ..words::unread(subject, fault) };
    view! { <Banner report=report /> }.into_any()
}
