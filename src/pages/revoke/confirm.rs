//! The question before a revocation: what will be lost, what is dangerous about it, the exact calls, and why.

use std::collections::{BTreeSet, HashMap};

use leptos::prelude::*;
use rescind_domain::hazard::Known;
use rescind_domain::role::RolePower;
use rescind_domain::{AccessGrant, Connection, Grant, GrantKey, RoleNature, Scope, Vendor};
use rescind_vendors::read::capabilities;
use rescind_vendors::revoke::{batches, calls};
use rescind_vendors::snippets::{Snippet, snippets};
use rescind_vendors::{Request, preparation};

use super::hazards::{hazard_lines, word_to_type};
use super::parts::{self, WRITTEN_OUT};
use super::{Asked, Question, Wish};
use crate::i18n::{Texts, format, use_i18n};
use crate::pages::gaps;
use crate::pages::power::administrator;
use crate::pages::words::{in_place, what};
use crate::state::execute::Wanted;
use crate::state::load::Load;
use crate::state::revocations::{Row, keys};
use crate::state::{Console, execute, preferences, use_console};
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
    let Asked { connection, wishes, gaps } = asked;
    let whole = whole_access(&connection, &wishes);
    let everything = RwSignal::new(false);
    let asked_for = StoredValue::new(wishes);
    let whole_wish = StoredValue::new(whole.clone());
    let wishes = Memo::new_with_compare(
        move |_| match whole_wish.get_value() {
            Some(whole) if everything.get() => vec![whole],
            _ => asked_for.get_value(),
        },
        |_, _| true,
    );
    // What is under way already is not sent again. The rows are held as long as the question stands, so that each of them
    // tells.
    let rows = StoredValue::new(rows_of(console, &asked_for.get_value(), whole.as_ref()));
    let is_free = move |wish: &&Wish| {
        let is_free = |row: &Row| row.with(|row| !row.is_under_way());
        rows.with_value(|rows| keys(&wish.connection, &wish.grant).iter().filter_map(|key| rows.get(key)).all(is_free))
    };
    let free = Memo::new(move |_| {
        wishes.with(|wishes| wishes.iter().filter(&is_free).map(|wish| wish.grant.clone()).collect::<Vec<_>>())
    });
    let left_out = Memo::new(move |_| wishes.with(Vec::len).saturating_sub(free.with(Vec::len)));
    let grants = move || free.get();
    let word = Memo::new(move |_| wishes.with(|wishes| word_to_type(wishes)));

    // Reading what a call depends on is a read like any other; what is shown is what would be sent now.
    let exact: Load<Exact> = Load::new();
    let place = StoredValue::new(connection.clone());
    // What another change leaves decides what is sent.
    let operations = capabilities(connection.vendor).operations;
    let id = connection.id.clone();
    let changing = Memo::new(move |_| operations && console.revocations.is_watching_at(&id));
    Effect::new(move || {
        let _ = changing.get();
        let (grants, connection) = (grants(), place.get_value());
        exact.run(|abort| async move {
            let transport = console.client.to(connection.id.clone(), Some(abort));
            let mut exact = Exact { vendor: connection.vendor, requests: Vec::new(), whole: true };
            let mut looked_at: Vec<Request> = Vec::new();
            for batch in batches(connection.vendor, &grants) {
                let batch: Vec<Grant> = batch.into_iter().filter_map(|at| grants.get(at)).cloned().collect();
                if let Some(look) = preparation(connection.vendor, &batch) {
                    if exact.requests.len() >= WRITTEN_OUT {
                        exact.whole = false;
                        break;
                    }
                    // Another call changes what this one depends on, so that it cannot be told yet.
                    if looked_at.contains(&look) {
                        exact.whole = false;
                        continue;
                    }
                    looked_at.push(look);
                }
                let forms = calls(&transport, connection.vendor, &batch).await?;
                exact.requests.extend(forms.into_iter().next());
            }
            Ok(exact)
        });
    });
    let several = move || exact.get().is_some_and(|exact| exact.value.lines(WRITTEN_OUT).len() > 1);
    let shown = move || parts::lines_of(exact, |exact| exact.lines(WRITTEN_OUT));
    let all = move || parts::lines_of(exact, |exact| exact.lines(usize::MAX));
    let tools = move || exact.get().map(|exact| exact.value.snippets()).unwrap_or_default();

    let subject = asked_for.with_value(|wishes| wishes.first().map(|wish| wish.grant.key(&connection.id).to_string()));
    let subject = subject.unwrap_or_default();
    let reason = RwSignal::new(preferences::reason(&subject));
    let typed = RwSignal::new(String::new());
    let ready = move || {
        let is_typed = |word: &String| typed.with(|typed| typed.trim() == word);
        word.with(|word| word.as_ref().is_none_or(is_typed)) && free.with(|free| !free.is_empty())
    };
    let close = move || question.set(None);
    let title = move || wishes.with(|wishes| title_of(i18n.t(), i18n.locale(), wishes));
    let label = connection.label.clone();
    let consequence = move || {
        let t = i18n.t();
        wishes.with(|wishes| {
            let place = place_of(wishes);
            let place = place.map_or_else(|| label.clone(), |place| (t.messages().in_place)(&place, &label));
            consequence_of(t, wishes, &place)
        })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !ready() {
            return;
        }
        let (reason, grants) = (reason.get_untracked().trim().to_owned(), untrack(grants));
        close();
        let wanted = |grant| Wanted { connection: connection.clone(), grant, undo: None };
        execute::start(console, grants.into_iter().map(wanted).collect(), reason);
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
                    {dynamic(move || (left_out.get() > 0).then(|| parts::hazard(move || {
                        format::count(i18n.locale(), left_out.get(), &i18n.t().revoke().under_way)
                    })))}
                    {gaps.into_iter().map(|gap| parts::hazard(move || gaps::line(&gap))).collect_view()}
                    {dynamic(move || wishes.with(|wishes| list_of(i18n.t(), wishes)))}
                    {parts::reason_field(subject, reason)}
                    {dynamic(move || word.get().map(|word| parts::word_field("word", &word, typed)))}
                    {parts::exact_call(several, shown, all, tools)}
                    {dynamic(move || {
                        let is_part = exact.get().is_some_and(|exact| !exact.value.whole);
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
    let all = wishes.iter().chain(whole).flat_map(|wish| keys(&wish.connection, &wish.grant));
    all.map(|key| (key.clone(), console.revocations.row(&key))).collect()
}

/// The calls that would be sent.
#[derive(Debug)]
struct Exact {
    vendor: Vendor,
    requests: Vec<Request>,
    /// Whether these are all. Of those that depend on the vendor's state only as many are worked out as are shown, and of
    /// those that depend on the same state the first one.
    whole: bool,
}

impl Exact {
    /// So many of them, written out.
    fn lines(&self, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = self.requests.iter().take(most).map(ToString::to_string).collect();
        if !self.whole || self.requests.len() > most {
            lines.push("…".to_owned());
        }
        lines
    }

    /// All of them in the words of other tools.
    fn snippets(&self) -> Vec<Snippet> {
        if self.whole && !self.requests.is_empty() { snippets(self.vendor, &self.requests) } else { Vec::new() }
    }
}

/// All access to the same place instead of one role, where the vendor offers that and it is more than the role.
fn whole_access(connection: &Connection, wishes: &[Wish]) -> Option<Wish> {
    let [wish] = wishes else { return None };
    let Grant::Membership(membership) = &wish.grant else { return None };
    if !capabilities(connection.vendor).access_grants || wish.siblings.is_empty() {
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
            <legend class="label">{i18n.text(|t| t.revoke().what_to_take)}</legend>
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
                (t.revoke().take_membership)(&what(t, grant), &grant.from_whom())
            }
            Grant::Privilege(privilege) => (t.revoke().take_privilege)(&what(t, grant), privilege.role.as_str()),
        },
        many => format::count(locale, many.len(), &t.revoke().take_many),
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
        Some(Grant::Privilege(privilege)) => (t.revoke().lose_privilege)(privilege.role.as_str(), connection),
        Some(grant @ Grant::Membership(_)) if wishes.len() == 1 => {
            (t.revoke().lose_membership)(&grant.from_whom(), connection)
        }
        _ => (t.revoke().lose_many)(connection),
    }
}

/// The grants by name, as long as there are several.
fn list_of(t: &Texts, wishes: &[Wish]) -> Option<AnyView> {
    // Where several places are meant, the same words stand for different grants.
    let scopes: BTreeSet<_> = wishes.iter().map(|wish| wish.grant.scope()).collect();
    let names: BTreeSet<_> = wishes.iter().map(|wish| wish.grant.place()).collect();
    let line = |wish: &Wish| {
        let name = wish.grant.place().filter(|_| scopes.len() > 1);
        // Two places may have one name; their ids tell them apart.
        let id = name.and_then(|_| wish.grant.scope()).filter(|_| names.len() < scopes.len()).map(Scope::as_str);
        let whom = in_place(t, &wish.grant.from_whom(), id.or(name));
        (t.messages().from_whom)(&what(t, &wish.grant), &whom)
    };
    (wishes.len() > 1).then(|| parts::list(wishes.iter().map(line).collect()))
}
