//! Namespaces and their roles: the names first, then the counts of each.

use futures_util::{StreamExt, stream};
use rescind_domain::role::RoleNature;
use rescind_domain::{BusinessStatus, Fault, FaultKind, PrincipalId, RoleName, RoleRef, Scope};
use serde_json::Value;

use super::super::requests::{self, Role, Window};
use super::counts::Counter;
use super::pages::{self, Go, Listed, Shape};
use super::rows::{Row, optional, text};
use super::{add_gap, fetch, policies, unread};
use crate::Transport;
use crate::read::{CONCURRENCY, Show};
use rescind_domain::read::{Gap, Probe, RoleEntry, RoleList, Subject};

/// The namespace that the server takes where none is named.
const DEFAULT_NAMESPACE: &str = "default";

/// A permission namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    /// Its code.
    pub code: Scope,
    /// What people call it.
    pub name: String,
}

/// A role as the server describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRow {
    /// The server's own id, which data policies go by.
    pub id: String,
    /// Its code.
    pub code: RoleName,
    /// A name for people.
    pub name: Option<String>,
    /// Where it lives, where the row says so.
    pub namespace: Option<Scope>,
    /// What people call that.
    pub namespace_name: Option<String>,
}

impl RoleRow {
    /// The role, of which a row without a namespace says less than was asked for.
    #[must_use]
    pub fn role_ref(&self, asked: &Scope) -> RoleRef {
        RoleRef::scoped(self.namespace.clone().unwrap_or_else(|| asked.clone()), self.code.clone())
    }

    fn entry(&self, asked: &Scope, place: Option<&str>) -> RoleEntry {
        RoleEntry {
            role: self.role_ref(asked),
            place: place.map(str::to_owned).or_else(|| self.namespace_name.clone()),
            label: self.name.clone(),
            nature: RoleNature::CUSTOM,
            members: None,
            privileges: None,
        }
    }
}

fn namespace_row(row: &Value) -> Row<Namespace> {
    let code = text(row, "code")?;
    Ok(Namespace { name: optional(row, "name").unwrap_or_else(|| code.clone()), code: Scope::new(code) })
}

fn role_row(row: &Value) -> Row<RoleRow> {
    Ok(RoleRow {
        id: text(row, "id")?,
        code: RoleName::new(text(row, "code")?),
        name: optional(row, "name"),
        namespace: optional(row, "namespace").map(Scope::new),
        namespace_name: optional(row, "namespaceName"),
    })
}

/// Where a role lives. A role that comes without a namespace, from an address typed by hand, is the server's default one's.
#[must_use]
pub fn namespace_of(role: &RoleRef) -> Scope {
    role.scope.clone().unwrap_or_else(|| Scope::new(DEFAULT_NAMESPACE))
}

/// All namespaces.
///
/// # Errors
/// One classified fault.
pub async fn namespaces(transport: &impl Transport) -> Result<Listed<Namespace>, Fault> {
    let request = requests::list_permission_namespaces;
    let shape = Shape { request: &request, row: namespace_row, id: |row| row.code.as_str(), lanes: CONCURRENCY };
    pages::all(transport, &shape, &|_, _, _| Go::On).await
}

/// All roles of a namespace, `lanes` pages at a time.
///
/// # Errors
/// One classified fault; [`FaultKind::NotFound`] when there is no such namespace.
pub async fn roles_of(transport: &impl Transport, namespace: &Scope, lanes: usize) -> Result<Listed<RoleRow>, Fault> {
    let request = |window| requests::list_roles(namespace, window);
    let shape = Shape { request: &request, row: role_row, id: |row| row.id.as_str(), lanes };
    pages::all(transport, &shape, &|_, _, _| Go::On).await
}

/// The roles that a user holds in a namespace.
///
/// # Errors
/// One classified fault.
pub async fn user_roles(
    transport: &impl Transport,
    user: &PrincipalId,
    namespace: &Scope,
) -> Result<Listed<RoleRow>, Fault> {
    pages::single(transport, requests::get_user_roles(user, namespace), role_row).await
}

/// A role.
///
/// # Errors
/// One classified fault; [`FaultKind::NotFound`] when there is no such role or namespace.
pub async fn get_role(transport: &impl Transport, role: Role<'_>) -> Result<RoleRow, Fault> {
    let reply = fetch(transport, requests::get_role(role)).await?;
    role_row(&reply.data).map_err(|field| reply.malformed(&format!("data.{field}"), "it is not usable"))
}

/// A role without its counts; nothing when there is no such role.
///
/// # Errors
/// One classified fault.
pub async fn role(transport: &impl Transport, role: &RoleRef) -> Result<Option<RoleEntry>, Fault> {
    let namespace = namespace_of(role);
    match get_role(transport, Role { namespace: &namespace, code: &role.name }).await {
        Ok(row) => Ok(Some(row.entry(&namespace, None))),
        Err(fault) if says_absent(&fault) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Whether the API itself says that something is not there; a page of somebody in between says nothing of the kind.
pub(in crate::genauth) fn says_absent(fault: &Fault) -> bool {
    fault.kind == FaultKind::NotFound && matches!(fault.business, Some(BusinessStatus::Envelope { .. }))
}

/// How many namespaces, roles and users there are.
///
/// # Errors
/// The fault of listing the namespaces.
pub async fn probe(transport: &impl Transport) -> Result<Probe, Fault> {
    let namespaces = namespaces(transport).await?;
    let mut probe = Probe::default();
    match namespaces.missing {
        None => probe.counts.push((Subject::Namespaces, namespaces.rows.len())),
        Some(fault) => probe.gaps.push(unread(Subject::Namespaces, None, *fault)),
    }
    let counts: Vec<_> = stream::iter(namespaces.rows)
        .map(|namespace| async move {
            let count = pages::count(transport, requests::list_roles(&namespace.code, Window::COUNT)).await;
            (namespace, count)
        })
        .buffered(CONCURRENCY)
        .collect()
        .await;
    let mut roles = Some(0);
    for (namespace, count) in counts {
        match count {
            // A number beyond all bounds is none.
            Ok(count) => roles = roles.and_then(|roles: usize| roles.checked_add(count)),
            Err(fault) => {
                roles = None;
                probe.gaps.push(unread(Subject::Roles, Some(&namespace.name), fault));
            }
        }
    }
    // A count that may be too low is none.
    probe.counts.extend(roles.filter(|_| probe.gaps.is_empty()).map(|roles| (Subject::Roles, roles)));
    match pages::count(transport, requests::list_users(Window::COUNT)).await {
        Ok(people) => probe.counts.push((Subject::People, people)),
        Err(fault) => probe.gaps.push(unread(Subject::People, None, fault)),
    }
    Ok(probe)
}

/// All roles of all namespaces. A namespace whose roles cannot be read is a gap.
///
/// # Errors
/// The fault of listing the namespaces, or that of the roles when it is the same everywhere.
pub async fn roles(transport: &impl Transport, show: Show<'_, RoleList>) -> Result<RoleList, Fault> {
    let namespaces = namespaces(transport).await?;
    let mut list = RoleList::default();
    let mut ids = Vec::new();
    let lanes = CONCURRENCY / namespaces.rows.len().max(1);
    let count = namespaces.rows.len();
    let mut reads = stream::iter(namespaces.rows)
        .map(|namespace| async move {
            let roles = roles_of(transport, &namespace.code, lanes).await;
            (namespace, roles)
        })
        .buffered(CONCURRENCY);
    let mut failures = Vec::new();
    while let Some((namespace, answer)) = reads.next().await {
        match answer {
            Ok(rows) => {
                add_roles(&mut list, &mut ids, &namespace, rows);
                show(&list);
            }
            Err(fault) => failures.push((namespace, fault)),
        }
    }
    drop(reads);
    if failures.len() == count
        && let Some((_, fault)) = failures.pop()
    {
        return Err(fault);
    }
    let gaps = failures.into_iter().map(|(namespace, fault)| unread(Subject::Roles, Some(&namespace.name), fault));
    list.gaps.extend(gaps);
    list.gaps.extend(namespaces.missing.map(|fault| unread(Subject::Namespaces, None, *fault)));
    show(&list);
    count_each(transport, &mut list, ids, show).await;
    Ok(list)
}

fn add_roles(list: &mut RoleList, ids: &mut Vec<String>, namespace: &Namespace, rows: Listed<RoleRow>) {
    for row in rows.rows {
        let entry = row.entry(&namespace.code, Some(&namespace.name));
        list.rows.push(entry);
        ids.push(row.id);
    }
    list.gaps.extend(rows.missing.map(|fault| unread(Subject::Roles, Some(&namespace.name), *fault)));
}

async fn count_each(transport: &impl Transport, list: &mut RoleList, ids: Vec<String>, show: Show<'_, RoleList>) {
    let policies = policies(transport).await;
    let counter = Counter::new(&policies);
    let roles: Vec<(RoleRef, String)> = list.rows.iter().map(|entry| entry.role.clone()).zip(ids).collect();
    let counted = |(role, id): (RoleRef, String)| {
        let counter = &counter;
        async move { counter.count(transport, &role, &id).await }
    };
    // Each role needs three calls, one after the other.
    let mut counts = stream::iter(roles).map(counted).buffered(CONCURRENCY);
    let mut gaps: Vec<Gap> = Vec::new();
    let mut at = 0;
    while let Some(counts) = counts.next().await {
        if let Some(entry) = list.rows.get_mut(at) {
            (entry.members, entry.privileges) = (counts.members, counts.privileges);
        }
        for gap in counts.gaps {
            add_first(&mut gaps, gap);
        }
        at += 1;
        if at.is_multiple_of(requests::PAGE) {
            show(list);
        }
    }
    drop(counts);
    for gap in gaps.into_iter().chain(policies.gap.clone()) {
        add_gap(&mut list.gaps, gap);
    }
}

/// Of a thousand roles whose members cannot be counted, the first says why.
pub(super) fn add_first(gaps: &mut Vec<Gap>, gap: Gap) {
    let subject = |gap: &Gap| match gap {
        Gap::Unread { subject, .. } | Gap::NotOffered(subject) => Some(*subject),
        Gap::HiddenUsers { .. } | Gap::OnlyDatabases(_) | Gap::OnlyDirect => None,
    };
    if !gaps.iter().any(|other| subject(other) == subject(&gap)) {
        gaps.push(gap);
    }
}
