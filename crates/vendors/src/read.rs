//! What can be read of a connection, in the same words for every vendor. Each vendor's folder fills these types; the console
//! shows them without asking which vendor it is. What differs is said by [`Capabilities`] and by the [`Gap`]s of a value.

use rescind_domain::{
    Connection, Fault, Membership, Principal, PrincipalId, PrincipalKind, PrivilegeGrant, PrivilegeKind, RoleName,
    RoleNature, RoleRef, Scope, Vendor,
};

use crate::Transport;
use crate::api::{self, with_api};

/// How many calls that read are under way at the same time. The servers answer each from memory; more would only queue.
pub const CONCURRENCY: usize = 6;

/// Shows what has been read so far. It is called from whichever thread the read is on.
pub type Show<'a, T> = &'a (dyn Fn(&T) + Sync);

/// What roles live in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeWord {
    /// GenAuth.
    Namespace,
    /// Yandex: a database of a cluster.
    Database,
}

/// What people live in, where that is not the whole connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceWord {
    /// Yandex.
    Cluster,
}

/// What a vendor can do and tell, as far as pages differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// What roles live in; nothing when a role's name says which it is.
    pub scope: Option<ScopeWord>,
    /// What people live in; nothing when an id says who it is.
    pub place: Option<PlaceWord>,
    /// Principals that may hold a role but are not listed: they are entered by their code.
    pub by_code: &'static [PrincipalKind],
    /// Whether the list of people says what each holds.
    pub people_with_roles: bool,
    /// The roles whose holders may do everything, by name: they are shown in a tone of their own.
    pub administrators: &'static [&'static str],
    /// Whether holders have something to say besides their name, such as an address or a status.
    pub member_details: bool,
    /// Whether the grantor of a privilege is known.
    pub grantors: bool,
    /// Whether everything that somebody holds in a scope can be taken away at once.
    pub access_grants: bool,
    /// How many calls of a plan may be under way at the same time.
    pub parallel: usize,
    /// Whether changes are operations that take their time, and are told apart by an `Idempotency-Key`.
    pub operations: bool,
}

/// What a part of a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Roles.
    Roles,
    /// Holders.
    Members,
    /// Departments among the holders.
    Departments,
    /// Privileges.
    Privileges,
    /// Data policies among the privileges.
    DataPolicies,
    /// People.
    People,
    /// Databases.
    Databases,
    /// Clusters.
    Clusters,
    /// Namespaces.
    Namespaces,
}

/// What a value does not show, and why: it proves nothing there.
#[derive(Clone, Debug, PartialEq)]
pub enum Gap {
    /// A part that could not be read.
    Unread {
        /// What.
        subject: Subject,
        /// Where, as people call it.
        place: Option<String>,
        /// Why not.
        fault: Box<Fault>,
    },
    /// The roles of some users could not be read.
    HiddenUsers {
        /// How many.
        count: usize,
        /// Why not, for the first of them.
        fault: Box<Fault>,
    },
    /// This server has no such call. That is not "none".
    NotOffered(Subject),
    /// The account may only see these databases.
    OnlyDatabases(Vec<String>),
    /// No call tells which roles somebody holds through a department or a group.
    OnlyDirect,
}

/// How much a connection shows of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Probe {
    /// How many of what there are.
    pub counts: Vec<(Subject, usize)>,
    /// What could not be counted.
    pub gaps: Vec<Gap>,
}

/// One role.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleEntry {
    /// Which.
    pub role: RoleRef,
    /// Where, as people call it.
    pub place: Option<String>,
    /// A name for people, where there is one besides the code.
    pub label: Option<String>,
    /// What it is to the vendor.
    pub nature: RoleNature,
    /// How many hold it; nothing while that is not known for sure.
    pub members: Option<usize>,
    /// How many privileges it has; nothing while that is not known for sure.
    pub privileges: Option<usize>,
}

/// All roles of a connection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoleList {
    /// The roles in the vendor's order.
    pub roles: Vec<RoleEntry>,
    /// What is missing.
    pub gaps: Vec<Gap>,
}

/// One holder of a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The grant.
    pub membership: Membership,
    /// The holder's other roles, where the same read tells.
    pub also: Option<Vec<RoleRef>>,
    /// The other roles that the holder has in the same scope: they go too when all access to it is taken.
    pub siblings: Vec<RoleName>,
    /// What else is known of the holder: an address, a status.
    pub detail: Option<String>,
    /// Where the holder's own page is; nothing when there is none.
    pub person: Option<PersonRef>,
}

/// The holders of a role.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemberList {
    /// The holders, each once, in the vendor's order.
    pub rows: Vec<Member>,
    /// How far the reading is, and how far it will go, in whatever has to be read for it (users, mostly).
    pub progress: Option<(usize, usize)>,
    /// What is missing.
    pub gaps: Vec<Gap>,
}

/// Why a grant cannot be taken away by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// What a built-in role may do is part of the product.
    FixedRole,
    /// GenAuth's API has no call that takes one resource from a role; its console has.
    NotOneByOne,
}

/// One privilege.
#[derive(Clone, Debug, PartialEq)]
pub struct PrivilegeRow {
    /// The grant.
    pub grant: PrivilegeGrant,
    /// What its name stands for.
    pub kind: PrivilegeKind,
    /// The members of a group.
    pub members: Vec<String>,
    /// Why it cannot be taken away; nothing when it can.
    pub lock: Option<Lock>,
}

/// What a role, or a person, may do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrivilegeList {
    /// The grants in the vendor's order.
    pub rows: Vec<PrivilegeRow>,
    /// What is missing.
    pub gaps: Vec<Gap>,
}

/// What else hangs on one privilege.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrivilegeFacts {
    /// What the server takes away together with it.
    pub going_too: Vec<String>,
    /// What still allows the same afterwards.
    pub covering: Vec<String>,
    /// Whether it stands for everything on its object.
    pub wildcard: bool,
}

/// One person of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PersonRef {
    /// The vendor's identifier.
    pub id: PrincipalId,
    /// Where the person lives, when an id alone does not say who it is.
    pub scope: Option<Scope>,
}

/// What is known of the roles that somebody holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Holding {
    /// These.
    Known(Vec<RoleRef>),
    /// They could not be read.
    Hidden(Box<Fault>),
    /// The list of people does not say; the person's page does.
    NotListed,
}

/// One row of the people.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonEntry {
    /// Which.
    pub person: PersonRef,
    /// Who.
    pub principal: Principal,
    /// Where, as people call it.
    pub place: Option<String>,
    /// What else is known: an address, a status.
    pub detail: Option<String>,
    /// What the person holds.
    pub roles: Holding,
    /// Whether the person may do everything without holding a role (Milvus' root).
    pub everything: bool,
}

impl PersonEntry {
    /// What people call the scope of a role that the person holds.
    #[must_use]
    pub fn place_of(&self, role: &RoleRef) -> Option<String> {
        let inner = role.scope.as_ref().map(Scope::last_part)?;
        Some(self.place.as_deref().map_or_else(|| inner.to_owned(), |outer| nested(inner, outer)))
    }
}

/// What people call a place within another one.
#[must_use]
pub fn nested(inner: &str, outer: &str) -> String {
    format!("{inner} · {outer}")
}

/// The people of a connection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeopleList {
    /// The people, each once, in the vendor's order.
    pub rows: Vec<PersonEntry>,
    /// How far the reading is, and how far it will go.
    pub progress: Option<(usize, usize)>,
    /// What is missing.
    pub gaps: Vec<Gap>,
}

/// One role that a person holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The grant, with what people call its scope.
    pub membership: Membership,
    /// What the role is to the vendor.
    pub nature: RoleNature,
    /// The other roles that the person has in the same scope.
    pub siblings: Vec<RoleName>,
    /// The departments of the person that hold the role too, as far as they are known.
    pub through: Vec<Principal>,
    /// How many hold it; nothing while that is not known for sure.
    pub holders: Option<usize>,
    /// How many privileges it has; nothing while that is not known for sure.
    pub privileges: Option<usize>,
}

/// A person and what the person holds.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonView {
    /// Who.
    pub principal: Principal,
    /// Where, as people call it.
    pub place: Option<String>,
    /// What else is known: an address, a status.
    pub detail: Option<String>,
    /// The roles.
    pub held: Vec<Held>,
    /// Whether the person may do everything without holding a role (Milvus' root).
    pub everything: bool,
    /// What is missing.
    pub gaps: Vec<Gap>,
}

/// What a vendor can do and tell.
#[must_use]
pub fn capabilities(vendor: Vendor) -> &'static Capabilities {
    with_api!(vendor, api => api::capabilities_of(&api))
}

/// What else hangs on each of these privileges of one role, among those that were read with them, when all of them are taken
/// away: one for each, in their order.
#[must_use]
pub fn facts(vendor: Vendor, list: &PrivilegeList, taken: &[&PrivilegeGrant]) -> Vec<PrivilegeFacts> {
    use crate::api::Api as _;
    with_api!(vendor, api => api.facts(list, taken))
}

/// Those of the other roles that somebody holds in the same scope that allow all that a role allows, so that without it
/// nothing is lost; as far as the vendor says what its roles allow.
#[must_use]
pub fn covering(vendor: Vendor, role: &RoleName, others: &[RoleName]) -> Vec<RoleName> {
    use crate::api::Api as _;
    with_api!(vendor, api => api.covering(role, others))
}

macro_rules! reads {
    ($($(#[$docs:meta])* $name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        $(
            $(#[$docs])*
            ///
            /// # Errors
            /// One classified fault when nothing of it could be read.
            pub async fn $name(
                transport: &impl Transport,
                connection: &Connection,
                $($argument: $type),*
            ) -> Result<$result, Fault> {
                use crate::api::Api as _;
                with_api!(connection.vendor, api => api.$name(transport, connection, $($argument),*).await)
            }
        )*
    };
}

reads! {
    /// Whether the connection works, and how much it shows of itself.
    probe() -> Probe;
    /// All roles: the names first, then how many hold each and how much each may do.
    roles(show: Show<'_, RoleList>) -> RoleList;
    /// One role, without the counts; nothing when there is no such role.
    role(role: &RoleRef) -> Option<RoleEntry>;
    /// Who holds a role.
    members(role: &RoleRef, show: Show<'_, MemberList>) -> MemberList;
    /// What a role may do.
    privileges(role: &RoleRef) -> PrivilegeList;
    /// The people of a connection.
    people(show: Show<'_, PeopleList>) -> PeopleList;
    /// One person and the roles that the person holds; nothing when there is no such person. What is shown first lacks
    /// the counts.
    person(person: &PersonRef, show: Show<'_, Option<PersonView>>) -> Option<PersonView>;
    /// Everything that a person may do through the roles held, each grant with the role that it comes through.
    effective(person: &PersonRef) -> PrivilegeList;
}
