//! Yandex Managed Service for MongoDB (StoreDoc) as the rest of Rescind sees it.

use std::borrow::Cow;

use rescind_domain::{
    ActionKind, BusinessStatus, CallResult, Connection, Fault, Grant, Operation, OperationId, RoleRef, sort,
};

use super::roles::ADMINISTRATORS;
use super::scope::Place;
use super::{ROUTES, follow, give, observe, operation, read, revoke, roles, snippets};
use crate::mutation::Observations;
use crate::read::Show;
use crate::snippets::Snippet;
use crate::{Request, Response, Route, Transport};
use rescind_domain::read::{MemberList, PeopleList, PersonRef, PersonView, PrivilegeList, Probe, RoleEntry, RoleList};
use rescind_domain::{Capabilities, PlaceWord, ScopeWord};

/// Yandex Managed Service for MongoDB (StoreDoc), REST API v1.
pub(crate) struct Api;

impl crate::api::Api for Api {
    const ROUTES: &'static [Route] = ROUTES;
    const CAPABILITIES: Capabilities = Capabilities {
        scope: Some(ScopeWord::Database),
        place: Some(PlaceWord::Cluster),
        by_code: Cow::Borrowed(&[]),
        people_with_roles: true,
        administrators: Cow::Borrowed(ADMINISTRATORS),
        member_details: false,
        grantors: false,
        parallel: 4,
        access_grants: true,
        operations: true,
    };

    /// The service carries out one change of a cluster at a time, and refuses another meanwhile.
    fn lock_parts(&self, grants: &[Grant]) -> Vec<String> {
        let parts = |grant: &Grant| {
            let cluster = grant.scope().and_then(Place::parse).map(|place| place.cluster.as_str().to_owned());
            cluster.into_iter().chain(self.held_parts(grant)).collect::<Vec<_>>()
        };
        let mut parts: Vec<String> = grants.iter().flat_map(parts).collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    /// A call may replace all that a user is permitted: carried out late, it would undo what was changed of the same user
    /// meanwhile. Changes of other users in the cluster wait by themselves for an operation that is in their way.
    fn held_parts(&self, grant: &Grant) -> Vec<String> {
        // Neither has a line break.
        let place = grant.scope().and_then(Place::parse).zip(grant.principal());
        place.map(|(place, user)| [place.cluster.as_str(), user.id.as_str()].join("\n")).into_iter().collect()
    }

    fn snippets(&self, calls: &[Request]) -> Vec<Snippet> {
        snippets::snippets(calls)
    }

    fn preparation(&self, grants: &[Grant]) -> Option<Request> {
        revoke::preparation(grants)
    }

    fn calls(
        &self,
        kind: ActionKind,
        grants: &[Grant],
        prepared: Option<(&Request, &Response)>,
    ) -> Result<Vec<Request>, Fault> {
        match kind {
            ActionKind::Revoke => revoke::calls(grants, prepared),
            ActionKind::Grant => give::granting_calls(grants, prepared),
        }
    }

    fn check(&self, grant: &Grant) -> Result<(), Fault> {
        revoke::Target::of(grant).map(drop)
    }

    fn batches(&self, kind: ActionKind, grants: &[Grant]) -> Vec<Vec<usize>> {
        if kind == ActionKind::Grant {
            return give::granting_batches(grants);
        }
        // What allows more goes first: otherwise what it covers would still be allowed when it is observed.
        let covered = |at: &usize| grants.get(*at).and_then(Grant::role).map_or(0, |role| roles::covering(role).len());
        sort::by_key((0..grants.len()).collect(), covered).into_iter().map(|at| vec![at]).collect()
    }

    fn call_result(&self, request: &Request, response: &Response) -> CallResult {
        revoke::call_result(request, response)
    }

    fn business_status(&self, body: &str) -> Option<BusinessStatus> {
        operation::business_status(body)
    }

    /// Never: an operation that has begun is no success yet.
    fn is_success(&self, _status: &BusinessStatus) -> bool {
        false
    }

    async fn observe(&self, transport: &impl Transport, kind: ActionKind, grants: &[Grant]) -> Observations {
        observe::observe(transport, kind, grants).await
    }

    async fn follow(
        &self,
        transport: &impl Transport,
        operation: &OperationId,
        show: Show<'_, Operation>,
    ) -> CallResult {
        follow::follow(transport, operation, show).await
    }

    async fn after_loss(
        &self,
        transport: &impl Transport,
        grants: &[Grant],
        result: CallResult,
        show: Show<'_, Operation>,
    ) -> CallResult {
        match grants.first().map(revoke::Target::of) {
            Some(Ok(target)) => follow::after_loss(transport, (&target.cluster, target.user), result, show).await,
            Some(Err(_)) | None => result,
        }
    }

    async fn probe(&self, transport: &impl Transport, connection: &Connection) -> Result<Probe, Fault> {
        read::probe(transport, connection).await
    }

    async fn roles(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        show: Show<'_, RoleList>,
    ) -> Result<RoleList, Fault> {
        read::roles(transport, connection, show).await
    }

    async fn role(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        role: &RoleRef,
    ) -> Result<Option<RoleEntry>, Fault> {
        read::role(transport, role).await
    }

    async fn members(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        role: &RoleRef,
        _show: Show<'_, MemberList>,
    ) -> Result<MemberList, Fault> {
        read::members(transport, role).await
    }

    async fn privileges(
        &self,
        _transport: &impl Transport,
        _connection: &Connection,
        role: &RoleRef,
    ) -> Result<PrivilegeList, Fault> {
        Ok(read::privileges(role))
    }

    async fn people(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        show: Show<'_, PeopleList>,
    ) -> Result<PeopleList, Fault> {
        read::people(transport, connection, show).await
    }

    async fn person(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        person: &PersonRef,
        show: Show<'_, Option<PersonView>>,
    ) -> Result<Option<PersonView>, Fault> {
        read::person(transport, person, show).await
    }

    async fn effective(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        person: &PersonRef,
    ) -> Result<PrivilegeList, Fault> {
        read::effective(transport, person).await
    }
}
