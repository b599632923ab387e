//! What a vendor is to the rest of Rescind: one trait, and the one list of those who have it. Whoever adds a vendor adds a
//! folder with an `Api` and a line to [`with_api`]; nothing else asks which vendor it is.

use rescind_domain::{BusinessStatus, Connection, Fault, FaultKind, FaultSource, Grant, OperationId, Retry, RoleRef};

use crate::operation::Operation;
use crate::read::{
    Capabilities, MemberList, PeopleList, PersonRef, PersonView, PrivilegeFacts, PrivilegeList, Probe, RoleEntry,
    RoleList, Show,
};
use crate::revoke::{Sight, Verdict};
use crate::snippets::Snippet;
use crate::{Request, Response, Route, Transport};

/// Runs an expression with the vendor's `Api`.
macro_rules! with_api {
    ($vendor:expr, $api:ident => $call:expr) => {
        match $vendor {
            rescind_domain::Vendor::Milvus => {
                let $api = $crate::milvus::Api;
                $call
            }
            rescind_domain::Vendor::Genauth => {
                let $api = $crate::genauth::Api;
                $call
            }
            rescind_domain::Vendor::YandexMongodb => {
                let $api = $crate::yandex::Api;
                $call
            }
        }
    };
}
pub(crate) use with_api;

/// A vendor. Reads never change anything and return one classified fault; a part that could not be read is a gap of the
/// value and not a failure of the whole, so that a partial view never passes for a whole one. What is waited for may move
/// from thread to thread.
pub(crate) trait Api: Sync {
    /// The calls that may be forwarded.
    const ROUTES: &'static [Route];
    /// What it can do and tell.
    const CAPABILITIES: Capabilities;

    /// The grants of a plan that can go in one call, as positions in `grants`; in the order in which they are to be sent.
    fn batches(&self, grants: &[Grant]) -> Vec<Vec<usize>> {
        (0..grants.len()).map(|at| vec![at]).collect()
    }

    /// What the call of one batch touches: calls that share any of these are never under way at the same time.
    fn lanes(&self, grants: &[Grant]) -> Vec<String>;

    /// How much one batch stands for. What stands for more has ended before anything that it may cover begins: otherwise
    /// that would still be allowed when it is looked at.
    fn breadth(&self, _grants: &[Grant]) -> u8 {
        0
    }

    /// Calls as text to run elsewhere, for curl and for the vendor's own client.
    fn snippets(&self, calls: &[Request]) -> Vec<Snippet>;

    /// The call whose answer [`Api::calls`] needs to know the state before the change, if it needs any.
    fn preparation(&self, _grants: &[Grant]) -> Option<Request> {
        None
    }

    /// The calls that may take the grants of one batch away, best first: a later one is the form for servers that lack the
    /// earlier one. `prepared` is the answer to [`Api::preparation`].
    ///
    /// # Errors
    /// The preparation failed, the grants are not a batch, or the state has changed so that no call would take away these
    /// grants and nothing else.
    fn calls(&self, grants: &[Grant], prepared: Option<(&Request, &Response)>) -> Result<Vec<Request>, Fault>;

    /// The grants of a plan that can be given back in one call, as [`Api::batches`].
    fn giving_batches(&self, grants: &[Grant]) -> Vec<Vec<usize>> {
        (0..grants.len()).map(|at| vec![at]).collect()
    }

    /// The calls that may give the grants of one batch back, and nothing else with them, best first. `prepared` is the answer
    /// to [`Api::preparation`].
    ///
    /// # Errors
    /// As [`Api::calls`], or the vendor has no such call.
    fn giving_calls(&self, grants: &[Grant], prepared: Option<(&Request, &Response)>) -> Result<Vec<Request>, Fault>;

    /// What the vendor gives along with a grant, whether it was there or not.
    fn given_along(&self, _grant: &Grant) -> Vec<Grant> {
        Vec::new()
    }

    /// What an answer says of the call, before anything is looked at.
    fn judge(&self, request: &Request, response: &Response) -> Verdict;

    /// The status inside an answer's body.
    fn business_status(&self, body: &str) -> Option<BusinessStatus>;

    /// Whether such a status of a call that changes something, with HTTP 200, is the vendor's word of success.
    fn is_success(&self, status: &BusinessStatus) -> bool;

    /// Looks at the vendor's state: one sight for each grant of a batch, in their order.
    fn look(&self, transport: &impl Transport, grants: &[Grant]) -> impl Future<Output = Vec<Sight>> + Send;

    /// Looks whether grants that are to be given back are there, each to its full extent.
    fn look_back(&self, transport: &impl Transport, grants: &[Grant]) -> impl Future<Output = Vec<Sight>> + Send {
        async move { self.look(transport, grants).await }
    }

    /// For each grant, what is held now of all that a call takes which takes the grant away.
    fn witness(&self, transport: &impl Transport, grants: &[Grant]) -> impl Future<Output = Vec<Vec<Grant>>> + Send {
        async move {
            let sights = self.look(transport, grants).await;
            let seen =
                |(grant, sight): (&Grant, Sight)| if sight == Sight::Held { vec![grant.clone()] } else { Vec::new() };
            grants.iter().zip(sights).map(seen).collect()
        }
    }

    /// Waits until an operation has ended, or until it makes no sense any more to wait: [`Verdict::Pending`] then.
    fn follow(
        &self,
        _transport: &impl Transport,
        _operation: &OperationId,
        _show: Show<'_, Operation>,
    ) -> impl Future<Output = Verdict> + Send {
        async move { Verdict::Lost(Fault::new(FaultKind::Unknown, FaultSource::Browser, "", "", Retry::AfterReread)) }
    }

    /// Waits for whatever a call may have begun whose answer got lost or came too late, where the vendor carries changes out
    /// after it has answered. What was [`Verdict::Lost`] becomes [`Verdict::Late`] when something of it may still be under
    /// way.
    fn aftermath(
        &self,
        _transport: &impl Transport,
        _grants: &[Grant],
        verdict: Verdict,
        _show: Show<'_, Operation>,
    ) -> impl Future<Output = Verdict> + Send {
        async move { verdict }
    }

    /// Whether the connection works, and how much it shows of itself.
    fn probe(
        &self,
        transport: &impl Transport,
        connection: &Connection,
    ) -> impl Future<Output = Result<Probe, Fault>> + Send;

    /// All roles: the names first, then how many hold each and how much each may do.
    fn roles(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        show: Show<'_, RoleList>,
    ) -> impl Future<Output = Result<RoleList, Fault>> + Send;

    /// One role, without the counts; nothing when there is no such role.
    fn role(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        role: &RoleRef,
    ) -> impl Future<Output = Result<Option<RoleEntry>, Fault>> + Send;

    /// Who holds a role.
    fn members(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        role: &RoleRef,
        show: Show<'_, MemberList>,
    ) -> impl Future<Output = Result<MemberList, Fault>> + Send;

    /// What a role may do.
    fn privileges(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        role: &RoleRef,
    ) -> impl Future<Output = Result<PrivilegeList, Fault>> + Send;

    /// What else hangs on each of these privileges of one role, among those that were read with them.
    fn facts(&self, _list: &PrivilegeList, taken: &[&rescind_domain::PrivilegeGrant]) -> Vec<PrivilegeFacts> {
        vec![PrivilegeFacts::default(); taken.len()]
    }

    /// Those of the other roles in the same scope that allow all that a role allows.
    fn covering(
        &self,
        _role: &rescind_domain::RoleName,
        _others: &[rescind_domain::RoleName],
    ) -> Vec<rescind_domain::RoleName> {
        Vec::new()
    }

    /// The people of a connection.
    fn people(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        show: Show<'_, PeopleList>,
    ) -> impl Future<Output = Result<PeopleList, Fault>> + Send;

    /// One person and the roles that the person holds; nothing when there is no such person. What is shown first lacks the
    /// counts.
    fn person(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        person: &PersonRef,
        show: Show<'_, Option<PersonView>>,
    ) -> impl Future<Output = Result<Option<PersonView>, Fault>> + Send;

    /// Everything that a person may do through the roles held, each grant with the role that it comes through.
    fn effective(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        person: &PersonRef,
    ) -> impl Future<Output = Result<PrivilegeList, Fault>> + Send;
}

/// The routes of an `Api` that is at hand as a value.
pub(crate) const fn routes_of<A: Api>(_: &A) -> &'static [Route] {
    A::ROUTES
}

/// The capabilities of an `Api` that is at hand as a value.
pub(crate) const fn capabilities_of<A: Api>(_: &A) -> &'static Capabilities {
    const { &A::CAPABILITIES }
}
