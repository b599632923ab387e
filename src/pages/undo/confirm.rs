//! The question before something is restored: what, what of it is there again already or stands in the way, what cannot be
//! restored and why, the exact calls, and a reason.

use leptos::prelude::*;
use rescind_domain::hazard::HazardCode;
use rescind_domain::preview::{Calls, NewPreview, Preview, WantedCalls};
use rescind_domain::{Accepted, EntryId, Fault, FaultKind, Grant, LaterEntry, RoleName};

use super::{Obstacle, Question, Undoing, later_words};
use crate::api;
use crate::i18n::{Locale, Texts, format, use_i18n};
use crate::pages::power::administrator;
use crate::pages::revoke::parts::{self, WRITTEN_OUT};
use crate::pages::words;
use crate::state::load::Load;
use crate::state::plans::{PlannedEntry, requests};
use crate::state::{Console, preferences, use_console};
use crate::transport::Abort;
use crate::ui::dialog::Dialog;
use crate::ui::dynamic::dynamic;

/// What is there now.
#[derive(Clone, Debug, Default)]
struct Now {
    /// Held again already.
    held: Vec<Grant>,
    /// What has changed so that no call would give back the grant and nothing else, as a sentence.
    changed: Vec<String>,
    /// The calls that would be sent.
    calls: Vec<String>,
}

/// The dialog, as long as the question is open.
pub fn undo_dialog(question: Question) -> AnyView {
    dynamic(move || question.get().map(|undoing| ask(question, undoing))).into_any()
}

fn ask(question: Question, undoing: Undoing) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let now: Load<Now> = Load::new();
    let entries = StoredValue::new(undoing.entries.clone());
    now.run(move |abort| async move { look(console, &entries.get_value(), &abort).await });
    // Whoever confirms has to know of it, or that it cannot be known.
    let later: Load<Vec<LaterEntry>> = Load::new();
    later.run(move |_| async move { read_later(console, &entries.get_value()).await });
    let is_checked = move || later.get().is_some() || later.fault().is_some();
    let subject = undoing.subject();
    let anything = !undoing.entries.is_empty();
    let privileges = undoing.entries.iter().any(|entry| matches!(entry.what(), Grant::Privilege(_)));
    let kept = preferences::reason(&subject);
    let reason = RwSignal::new(if kept.is_empty() { (i18n.t().undo().because)(&undoing.reason) } else { kept });
    let typed = RwSignal::new(String::new());
    let powers = |entry: &PlannedEntry| administrator(&entry.connection, entry.what()).map(RoleName::to_string);
    let power = undoing.entries.iter().find_map(powers);
    let word = StoredValue::new(power.clone());
    // However often it is sent, it is one plan.
    let key = StoredValue::new(preferences::uuid());
    let sent = RwSignal::new(false);
    let ready = move || {
        !sent.get()
            && is_checked()
            && word.with_value(|word| word.as_ref().is_none_or(|word| typed.with(|typed| typed.trim() == word)))
    };
    let close = move || question.set(None);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if anything && untrack(ready) {
            sent.set(true);
            let reason = reason.get_untracked().trim().to_owned();
            close();
            requests::create(console, key.get_value(), confirmed(entries.get_value()), reason);
        }
    };
    let title = move || entries.with_value(|entries| title_of(i18n.t(), i18n.locale(), entries));
    // Everything is held again by now, or has changed so that no call gives it back.
    let sends_nothing = move || anything && now.get().is_some_and(|now| now.value.calls.is_empty());
    let several = move || now.get().is_some_and(|now| now.value.calls.len() > 1);
    let calls = move || parts::lines_of(now, |now| now.calls.clone());
    let obstacles = undoing.obstacles.clone();
    view! {
        <Dialog title=Signal::derive(title) on_close=Callback::new(move |()| close())>
            <form on:submit=submit>
                <div class="dialog-body">
                    {anything.then(|| view! { <p>{i18n.text(|t| t.undo().consequence)}</p> })}
                    {privileges.then(|| view! { <p>{i18n.text(|t| t.undo().grantor)}</p> })}
                    {dynamic(move || entries.with_value(|entries| list_of(i18n.t(), entries)))}
                    {dynamic(move || parts::hazards(entries.with_value(|entries| later_of(i18n.t(), i18n.locale(), entries, later))))}
                    {dynamic(move || now.get().map(|now| state_of(i18n.t(), &now.value)))}
                    {power.clone().map(|role| parts::hazard(move || (i18n.t().undo().administrator)(&role)))}
                    {dynamic(move || (!obstacles.is_empty()).then(|| left_out(&obstacles)))}
                    {anything.then(|| parts::reason_field(subject, reason))}
                    {power.map(|word| parts::word_field("word", &word, typed))}
                    {dynamic(move || sends_nothing().then(|| view! { <p role="status">{i18n.t().undo().nothing_left}</p> }))}
                    <div hidden=sends_nothing>{anything.then(|| parts::exact_call(several, calls, calls, Vec::new))}</div>
                </div>
                <footer>
                    <button type="button" class="btn" on:click=move |_| close()>
                        {i18n.text(|t| t.revoke().cancel)}
                    </button>
                    {anything.then(|| view! {
                        <button type="submit" class="btn primary" aria-disabled=move || if ready() { "false" } else { "true" }>
                            {dynamic(move || {
                                let count = entries.with_value(Vec::len);
                                format::numbered(i18n.locale(), i18n.t().undo().restore, count)
                            })}
                        </button>
                    })}
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}

/// The entries with what was confirmed: that an administrator role is granted is shown, and its word typed.
fn confirmed(mut entries: Vec<PlannedEntry>) -> Vec<PlannedEntry> {
    for planned in &mut entries {
        if administrator(&planned.connection, planned.what()).is_some() {
            planned.entry.accepts = vec![Accepted::Hazard(HazardCode::GrantsAdministrator)];
        }
    }
    entries
}

/// Reads who wanted the same gone later.
async fn read_later(console: Console, entries: &[PlannedEntry]) -> Result<Vec<LaterEntry>, Fault> {
    let mut undone: Vec<EntryId> = entries.iter().filter_map(|entry| entry.entry.action.undoes()).cloned().collect();
    undone.dedup();
    if undone.is_empty() {
        return Ok(Vec::new());
    }
    let read = console.client.later(&undone).await;
    read.map_err(|failure| api::fault(&failure, "POST", "/api/entries/later"))
}

/// Who wanted the same gone later, or why that is not known.
fn later_of(t: &Texts, locale: Locale, entries: &[PlannedEntry], later: Load<Vec<LaterEntry>>) -> Vec<String> {
    if let Some(fault) = later.fault() {
        return vec![(t.undo().later_unread)(&words::line(&fault))];
    }
    let line = |found: &LaterEntry| {
        let entry = entries.iter().find(|entry| entry.entry.action.undoes() == Some(&found.of))?;
        Some(later_words(t, locale, entry.what(), found))
    };
    later.get().map(|later| later.value.iter().filter_map(line).collect()).unwrap_or_default()
}

/// Has the gateway find out what there is now, as a call would find it.
async fn look(console: Console, entries: &[PlannedEntry], abort: &Abort) -> Result<Now, Fault> {
    let mut now = Now::default();
    if entries.is_empty() {
        return Ok(now);
    }
    let wanted = NewPreview::of(entries.iter().map(|planned| planned.entry.clone()), WantedCalls::Some);
    let Preview { entries: around, calls, .. } = console.client.preview(&wanted, abort).await?;
    let held = entries.iter().zip(around).filter(|(_, around)| around.held == Some(true));
    now.held.extend(held.map(|(entry, _)| entry.what().clone()));
    for Calls { calls, is_part, faults, .. } in calls {
        for fault in faults {
            if !matches!(fault.kind, FaultKind::Conflict { .. } | FaultKind::Rejected) {
                return Err(fault);
            }
            now.changed.push(words::line(&fault));
        }
        let room = WRITTEN_OUT.saturating_sub(now.calls.len());
        let is_cut = is_part || calls.len() > room;
        now.calls.extend(calls.into_iter().take(room));
        if is_cut && room > 0 {
            now.calls.push("…".to_owned());
        }
    }
    Ok(now)
}

fn title_of(t: &Texts, locale: Locale, entries: &[PlannedEntry]) -> String {
    match entries {
        [] => t.undo().nothing.to_owned(),
        [one] => (t.undo().title)(&words::what(t, one.what()), &words::whom(t, one.what())),
        many => format::count(locale, many.len(), &t.undo().title_many),
    }
}

/// The grants by name and place, as long as there are several.
fn list_of(t: &Texts, entries: &[PlannedEntry]) -> Option<AnyView> {
    let line = |entry: &PlannedEntry| {
        let sentence = (t.undo().to_whom)(&words::what(t, entry.what()), &words::whom(t, entry.what()));
        (t.messages().in_place)(&sentence, &entry.connection.label)
    };
    (entries.len() > 1).then(|| parts::list(entries.iter().map(line).collect()))
}

/// What has changed since it was revoked.
fn state_of(t: &'static Texts, now: &Now) -> AnyView {
    let held = now.held.iter().map(|grant| (t.undo().held_again)(&words::what(t, grant), &words::whom(t, grant)));
    let changed = now.changed.iter().map(|said| (t.undo().changed)(said));
    parts::hazards(held.chain(changed).collect())
}

/// What is not restored, and why.
fn left_out(obstacles: &[(Obstacle, usize)]) -> AnyView {
    let i18n = use_i18n();
    let (t, locale) = (i18n.t(), i18n.locale());
    let all = obstacles.iter().map(|(_, count)| count).sum();
    let line = |(obstacle, count): &(Obstacle, usize)| {
        view! { <li>{format!("{} × {}", format::number(locale, *count), obstacle.text(t))}</li> }
    };
    view! {
        <p class="left-out">{format::count(locale, all, &t.undo().left_out)}</p>
        <ul class="wishes">{obstacles.iter().map(line).collect_view()}</ul>
    }
    .into_any()
}
