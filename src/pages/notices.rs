//! The messages at the top of every page: outcomes, and reads that failed.

use leptos::prelude::*;
use rescind_domain::{Fault, Outcome};

use super::operations::Operations;
use super::undo::confirm::undo_dialog;
use super::{step, undo, words};
use crate::i18n::use_i18n;
use crate::state::notices::{Notice, Said};
use crate::state::{execute, resume, use_console};
use crate::ui::banner::{Action, Banner, Report, Success};
use crate::ui::dynamic::dynamic;

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
    let Notice { number, said, times } = notice;
    let dismiss = Callback::new(move |()| console.notices.dismiss(number));
    let tasks = said.tasks().to_vec();
    let going = {
        let rows: Vec<_> = tasks.iter().map(|task| console.revocations.row(&task.key())).collect();
        let i18n = use_i18n();
        Signal::derive(move || {
            let word = rows.iter().find_map(|row| row.with(step::word));
            word.map(|word| word(i18n.t()).to_owned())
        })
    };
    if said.is_success() {
        let (title, proof) = words::success(t, &said).unwrap_or_default();
        let undo = matches!(&said, Said::Outcome { outcome: Outcome::Revoked, .. }).then(|| Action {
            label: t.undo().undo.to_owned(),
            run: Callback::new(move |()| undo::ask(console, question, tasks.clone())),
            going,
        });
        let actions = undo.into_iter().collect();
        return view! { <Success title=title proof=proof actions=actions dismiss=dismiss /> }.into_any();
    }
    let report = words::report(&said);
    let action = match &said {
        Said::Outcome { outcome: Outcome::Unknown { .. } | Outcome::Pending { .. }, .. } => Action {
            label: t.messages().check_again.to_owned(),
            run: Callback::new(move |()| resume::check_again(console, tasks.clone())),
            going,
        },
        _ => Action {
            label: t.retry.to_owned(),
            run: Callback::new(move |()| execute::retry(console, tasks.clone())),
            going,
        },
    };
    // What is gone has nothing to be tried again.
    let retries = !matches!(&said, Said::Outcome { outcome, .. } if outcome.is_gone() || *outcome == Outcome::Accepted);
    let actions = if retries { vec![action] } else { Vec::new() };
    let report = Report { actions, dismiss: Some(dismiss), times: words::times(times), ..report };
    view! { <Banner report=report /> }.into_any()
}

/// The banner of a read that failed, with a button that reads again.
pub fn unread(subject: &str, fault: &Fault, retry: Callback<()>) -> AnyView {
    let t = use_i18n().t();
    let actions = vec![Action { label: t.retry.to_owned(), run: retry, going: Signal::stored(None) }];
    let report = Report { actions, ..words::unread(subject, fault) };
    view! { <Banner report=report /> }.into_any()
}
