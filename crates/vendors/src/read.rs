//! Reads what can be read of a connection, in the same words for every vendor. Each vendor's folder fills the types of
//! [`rescind_domain::read`].

use rescind_domain::read::{
    MemberList, PeopleList, PersonRef, PersonView, PrivilegeFacts, PrivilegeList, Probe, RoleEntry, RoleList,
};
use rescind_domain::{Capabilities, Connection, Fault, PrivilegeGrant, RoleRef, Vendor};

use crate::Transport;
use crate::api::{self, with_api};

/// How many calls that read are under way at the same time. The servers answer each from memory; more would only queue.
pub const CONCURRENCY: usize = 6;

/// Shows what has been read so far. It is called from whichever thread the read is on.
pub type Show<'a, T> = &'a (dyn Fn(&T) + Sync);

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
