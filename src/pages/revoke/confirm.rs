//! The question before a revocation: what will be lost, what is dangerous about it, the exact calls, and why.

use std::collections::HashMap;

use leptos::prelude::*;
use rescind_domain::hazard::Known;
use rescind_domain::role::RolePower;
use rescind_domain::{AccessGrant, Connection, Grant, GrantKey, RoleNature, Scope, sort};

use super::accepts::confirm;
use super::exact::{self, Exact};
use super::hazards::{at_connection, hazard_lines, is_several, word_to_type};
use super::parts;
use super::{Asked, Missing, Question, Wish};
use crate::i18n::{Texts, format, use_i18n};
use crate::pages::gaps;
use crate::pages::power::administrator;
use crate::pages::words::{self, in_place, what};
use crate::state::load::Load;
use crate::state::plans::entry::keys;
use crate::state::plans::{PlannedEntry, requests};
use crate::state::revocations::Row;
use crate::state::{Console, preferences, use_console};
use crate::ui::dialog::Dialog;
use crate::ui::dynamic::dynamic;

/// The dialog, as long as the question is open.
#[component]
pub fn Confirm(
    /// The page's question.
    question: Question,
) -> impl IntoView {
    dynamic(move || question.get().map(|asked| view! { <Ask question=question asked=asked /> }))
}

#[component]
fn Ask(
    /// The page's question.
    question: Question,
    /// What is to be taken away.
    asked: Asked,
) -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let Asked { wishes, gaps, unfinished } = asked;
    let labels = labels_of(&wishes);
    let connections = labels.len();
    let whole = whole_access(&wishes);
    let everything = RwSignal::new(false);
    let asked_for = StoredValue::new(wishes);
    let whole_wish = StoredValue::new(whole.clone());
    let chosen = Memo::new_with_compare(
        move |_| match whole_wish.get_value() {
            Some(whole) if everything.get() => vec![whole],
            _ => asked_for.get_value(),
        },
        |_, _| true,
    );
    // What is under way already is not sent again. The rows are held as long as the question stands, so that each of them
    // tells.
    let rows = StoredValue::new(asked_for.with_value(|wishes| rows_of(console, wishes, whole.as_ref())));
    let is_free = move |wish: &&Wish| {
        let is_free = |row: &Row| row.with(|row| !row.is_under_way());
        rows.with_value(|rows| keys(&wish.entry()).iter().filter_map(|key| rows.get(key)).all(is_free))
    };
    let free = Memo::new(move |_| {
        let planned = |wish: &Wish| PlannedEntry::revoke(&wish.connection, wish.grant.clone());
        chosen.with(|wishes| wishes.iter().filter(&is_free).map(planned).collect::<Vec<_>>())
    });
    let left_out = Memo::new(move |_| chosen.with(Vec::len).saturating_sub(free.with(Vec::len)));

    // What is shown is what would be sent now.
    let exact: Load<Exact> = Load::new();
    let wishes = Memo::new_with_compare(
        move |_| {
            let facts = exact.get().map(|exact| exact.value.facts()).unwrap_or_default();
            let around = |wish: Wish| {
                let key = wish.entry().key();
                wish.with(facts.get(&key))
            };
            chosen.get().into_iter().map(around).collect::<Vec<_>>()
        },
        |_, _| true,
    );
    let word = Memo::new(move |_| wishes.with(|wishes| word_to_type(wishes)));
    // Nobody confirms a privilege before it is known what goes with it, or that this cannot be known.
    let waits = asked_for.with_value(|wishes| wishes.iter().any(|wish| matches!(wish.grant, Grant::Privilege(_))));
    let is_known = move || !waits || (!exact.is_busy() && !exact.is_waiting());
    // What another change leaves decides what is sent.
    let changing = Memo::new(move |_| {
        let is_changing =
            |wish: &Wish| wish.connection.capabilities.operations && console.plans.is_watching_at(&wish.connection.id);
        asked_for.with_value(|wishes| wishes.iter().any(is_changing))
    });
    Effect::new(move || {
        let _ = changing.get();
        let entries = free.get();
        exact.run(|abort| async move { Exact::of(console, &entries, abort).await });
    });

    let subject =
        asked_for.with_value(|wishes| wishes.first().map(|wish| wish.grant.key(&wish.connection.id).to_string()));
    let subject = subject.unwrap_or_default();
    let reason = RwSignal::new(preferences::reason(&subject));
    // However often it is sent, it is one plan.
    let key = StoredValue::new(preferences::uuid());
    let sent = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let ready = move || {
        let is_typed = |word: &String| typed.with(|typed| typed.trim() == word);
        !sent.get()
            && is_known()
            && word.with(|word| word.as_ref().is_none_or(is_typed))
            && free.with(|free| !free.is_empty())
    };
    let close = move || question.set(None);
    let title = move || wishes.with(|wishes| title_of(i18n.t(), i18n.locale(), wishes));
    let several = connections > 1;
    let elsewhere = several || gaps.iter().any(|missing| !labels.contains(&missing.at));
    let label = labels.join(", ");
    let consequence = move || {
        let t = i18n.t();
        wishes.with(|wishes| {
            let place = place_of(wishes).filter(|_| !several);
            let place = place.map_or_else(|| label.clone(), |place| (t.messages().in_place)(&place, &label));
            consequence_of(t, wishes, &place)
        })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !untrack(ready) {
            return;
        }
        sent.set(true);
        let (reason, mut entries) = (reason.get_untracked().trim().to_owned(), free.get_untracked());
        wishes.with_untracked(|wishes| confirm(wishes, &mut entries));
        close();
        requests::create(console, key.get_value(), entries, reason);
    };
    let button = move || {
        let count = free.with(Vec::len);
        format::numbered(i18n.locale(), i18n.t().revoke().revoke, count)
    };
    view! {
        <Dialog title=Signal::derive(title) on_close=Callback::new(move |()| close())>
            <form on:submit=submit>
                <div class="dialog-body">
                    <p>{dynamic(consequence)}</p>
                    {whole.map(|whole| choice(asked_for, &whole, everything))}
                    {dynamic(move || wishes.with(|wishes| hazard_lines(wishes)))}
                    {dynamic(move || (!is_known()).then(|| view! { <p class="muted" role="status">{i18n.t().plans().looking}</p> }))}
                    {dynamic(move || {
                        let loaded = exact.get();
                        let fault = exact.fault().or_else(|| loaded.and_then(|exact| exact.value.unread().cloned()));
                        fault.filter(|_| waits).map(|fault| {
                            let said = (i18n.t().messages().could_not_read)(i18n.t().grants().privileges);
                            parts::hazard(move || format!("{said} {}", words::line(&fault)))
                        })
                    })}
                    {dynamic(move || (left_out.get() > 0).then(|| parts::hazard(move || {
                        format::count(i18n.locale(), left_out.get(), &i18n.t().revoke().under_way)
                    })))}
                    {dynamic(move || {
                        let line = |missing: &Missing| at_connection(&missing.at, elsewhere, gaps::line(&missing.gap));
                        let reading = |at: &String| at_connection(at, true, i18n.t().revoke().still_reading.to_owned());
                        parts::hazards(unfinished.iter().map(reading).chain(gaps.iter().map(line)).collect())
                    })}
                    {dynamic(move || wishes.with(|wishes| list_of(i18n.t(), wishes)))}
                    {parts::reason_field(subject, reason)}
                    {dynamic(move || word.get().map(|word| parts::word_field("word", &word, typed)))}
                    {exact::view_of(exact, connections)}
                    {dynamic(move || {
                        let is_part = exact.get().is_some_and(|exact| exact.value.is_part());
                        is_part.then(|| view! { <p class="hint">{i18n.text(|t| t.revoke().calls_depend)}</p> })
                    })}
                    {dynamic(move || changing.get().then(|| view! { <p class="hint">{i18n.text(|t| t.revoke().changing)}</p> }))}
                </div>
                <footer>
                    <button type="button" class="btn" on:click=move |_| close()>
                        {i18n.text(|t| t.revoke().cancel)}
                    </button>
                    <button type="submit" class="btn fill" aria-disabled=move || if ready() { "false" } else { "true" }>
                        {dynamic(button)}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}

/// The rows that the answers to the question may be about.
fn rows_of(console: Console, wishes: &[Wish], whole: Option<&Wish>) -> HashMap<GrantKey, Row> {
    let all = wishes.iter().chain(whole).flat_map(|wish| keys(&wish.entry()));
    all.map(|key| (key.clone(), console.revocations.row(&key))).collect()
}

/// The labels of the connections, each once.
fn labels_of(wishes: &[Wish]) -> Vec<String> {
    let mut seen = Vec::new();
    for Connection { id, label, .. } in wishes.iter().map(|wish| &wish.connection) {
        if !seen.iter().any(|(other, _)| *other == id) {
            seen.push((id, label));
        }
    }
    seen.into_iter().map(|(_, label)| label.clone()).collect()
}

/// All access to the same place instead of one role, where the vendor offers that and it is more than the role.
fn whole_access(wishes: &[Wish]) -> Option<Wish> {
    let [wish] = wishes else { return None };
    let connection = &wish.connection;
    let Grant::Membership(membership) = &wish.grant else { return None };
    if !connection.capabilities.access_grants || wish.siblings.is_empty() {
        return None;
    }
    let scope = membership.scope.clone()?;
    let mut roles = vec![membership.role.clone()];
    roles.extend(wish.siblings.iter().cloned());
    let on = membership.place.clone().unwrap_or_else(|| scope.last_part().to_owned());
    let grant = Grant::Access(AccessGrant { scope, on, principal: membership.principal.clone(), roles });
    let power = administrator(connection, &grant).map_or(wish.known.nature.power, |_| RolePower::Administrator);
    let nature = RoleNature { power, ..wish.known.nature };
    // No other role is left to cover anything.
    let known = Known { nature, covering: Vec::new(), ..wish.known.clone() };
    Some(Wish { grant, known, siblings: Vec::new(), ..wish.clone() })
}

fn choice(asked: StoredValue<Vec<Wish>>, whole: &Wish, everything: RwSignal<bool>) -> AnyView {
    let i18n = use_i18n();
    let role = asked.with_value(|wishes| wishes.first().and_then(|wish| wish.grant.role()).map(ToString::to_string));
    let role = role.unwrap_or_default();
    let Grant::Access(access) = &whole.grant else { return ().into_any() };
    let roles: Vec<String> = access.roles.iter().map(ToString::to_string).collect();
    let (on, roles) = (access.on.clone(), roles.join(", "));
    view! {
        <fieldset class="choice">
            <legend class="label">{i18n.text(|t| t.revoke().what_to_revoke)}</legend>
            <label>
                <input type="radio" name="what" checked=true autofocus=true on:change=move |_| everything.set(false) />
                " "
                {dynamic(move || (i18n.t().revoke().only_role)(&role))}
            </label>
            <label>
                <input type="radio" name="what" on:change=move |_| everything.set(true) />
                " "
                {dynamic(move || (i18n.t().revoke().all_access)(&on, &roles))}
            </label>
        </fieldset>
    }
    .into_any()
}

fn title_of(t: &Texts, locale: crate::i18n::Locale, wishes: &[Wish]) -> String {
    match wishes {
        [Wish { grant, .. }] => match grant {
            Grant::Membership(_) | Grant::Access(_) => {
                (t.revoke().revoke_membership)(&what(t, grant), &grant.from_whom())
            }
            Grant::Privilege(privilege) => (t.revoke().revoke_privilege)(&what(t, grant), privilege.role.as_str()),
        },
        many => format::count(locale, many.len(), &t.revoke().revoke_many),
    }
}

/// Where all of them are, where the vendor has scopes and it is one.
fn place_of(wishes: &[Wish]) -> Option<String> {
    let grant = &wishes.first()?.grant;
    if wishes.iter().any(|wish| wish.grant.scope() != grant.scope()) {
        return None;
    }
    let place = match grant {
        Grant::Access(access) => Some(access.on.as_str()),
        Grant::Membership(_) | Grant::Privilege(_) => grant.place().or_else(|| grant.scope().map(Scope::last_part)),
    };
    place.map(str::to_owned)
}

fn consequence_of(t: &Texts, wishes: &[Wish], connection: &str) -> String {
    match wishes.first().map(|wish| &wish.grant) {
        Some(Grant::Privilege(privilege)) => (t.revoke().privilege_lost)(privilege.role.as_str(), connection),
        Some(grant @ Grant::Membership(_)) if wishes.len() == 1 => {
            (t.revoke().membership_lost)(&grant.from_whom(), connection)
        }
        _ => (t.revoke().many_lost)(connection),
    }
}

/// The grants by name, as long as there are several.
fn list_of(t: &Texts, wishes: &[Wish]) -> Option<AnyView> {
    // Where several places are meant, the same words stand for different grants.
    let scopes = sort::set(wishes.iter().map(|wish| wish.grant.scope()));
    let names = sort::set(wishes.iter().map(|wish| wish.grant.place()));
    let several = is_several(wishes);
    let line = |wish: &Wish| {
        let name = wish.grant.place().filter(|_| scopes.len() > 1);
        // Two places may have one name; their ids tell them apart.
        let id = name.and_then(|_| wish.grant.scope()).filter(|_| names.len() < scopes.len()).map(Scope::as_str);
        let whom = in_place(t, &wish.grant.from_whom(), id.or(name));
        let line = (t.messages().from_whom)(&what(t, &wish.grant), &whom);
        at_connection(&wish.connection.label, several, line)
    };
    (wishes.len() > 1).then(|| parts::list(wishes.iter().map(line).collect()))
}
