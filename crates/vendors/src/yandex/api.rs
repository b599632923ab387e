//! Yandex Managed Service for MongoDB (StoreDoc) as the rest of Rescind sees it.

use futures_util::{StreamExt, stream};
use rescind_domain::{BusinessStatus, Connection, Fault, Grant, OperationId, RoleName, RoleRef};

use super::roles::ADMINISTRATORS;
use super::scope::Place;
use super::{ROUTES, follow, give, operation, read, revoke, roles, snippets};
use crate::read::{
    CONCURRENCY, Capabilities, MemberList, PeopleList, PersonRef, PersonView, PlaceWord, PrivilegeList, Probe,
    RoleEntry, RoleList, ScopeWord, Show,
};
use crate::revoke::{Sight, Verdict};
use crate::snippets::Snippet;
use crate::{Operation, Request, Response, Route, Transport};

/// Yandex Managed Service for MongoDB (StoreDoc), REST API v1.
pub(crate) struct Api;

impl crate::api::Api for Api {
    const ROUTES: &'static [Route] = ROUTES;
    const CAPABILITIES: Capabilities = Capabilities {
        scope: Some(ScopeWord::Database),
        place: Some(PlaceWord::Cluster),
        by_code: &[],
        people_with_roles: true,
        administrators: ADMINISTRATORS,
        member_details: false,
        grantors: false,
        parallel: 4,
        access_grants: true,
        operations: true,
    };

    /// The service carries out one change of a cluster at a time, and refuses another meanwhile.
    fn lanes(&self, grants: &[Grant]) -> Vec<String> {
        let cluster =
            |grant: &Grant| grant.scope().and_then(Place::parse).map(|place| place.cluster.as_str().to_owned());
        let mut clusters: Vec<String> = grants.iter().filter_map(cluster).collect();
        clusters.dedup();
        clusters
    }

    fn snippets(&self, calls: &[Request]) -> Vec<Snippet> {
        snippets::snippets(calls)
    }

    fn preparation(&self, grants: &[Grant]) -> Option<Request> {
        revoke::preparation(grants)
    }

    fn calls(&self, grants: &[Grant], prepared: Option<(&Request, &Response)>) -> Result<Vec<Request>, Fault> {
        revoke::calls(grants, prepared)
    }

    fn covering(&self, role: &RoleName, others: &[RoleName]) -> Vec<RoleName> {
        roles::covering_among(role, others)
    }

    fn batches(&self, grants: &[Grant]) -> Vec<Vec<usize>> {
        // What allows more goes first: otherwise what it covers would still be allowed when it is looked at.
        let covered = |at: &usize| grants.get(*at).and_then(Grant::role).map_or(0, |role| roles::covering(role).len());
        let mut order: Vec<usize> = (0..grants.len()).collect();
        order.sort_by_key(covered);
        order.into_iter().map(|at| vec![at]).collect()
    }

    fn giving_batches(&self, grants: &[Grant]) -> Vec<Vec<usize>> {
        give::giving_batches(grants)
    }

    fn giving_calls(&self, grants: &[Grant], prepared: Option<(&Request, &Response)>) -> Result<Vec<Request>, Fault> {
        give::giving_calls(grants, prepared)
    }

    fn judge(&self, request: &Request, response: &Response) -> Verdict {
        revoke::judge(request, response)
    }

    fn business_status(&self, body: &str) -> Option<BusinessStatus> {
        operation::business_status(body)
    }

    /// Never: an operation that has begun is no success yet.
    fn is_success(&self, _status: &BusinessStatus) -> bool {
        false
    }

    async fn look(&self, transport: &impl Transport, grants: &[Grant]) -> Vec<Sight> {
        let looks = stream::iter(grants.to_vec()).map(|grant| async move { revoke::look(transport, &grant).await });
        looks.buffered(CONCURRENCY).collect().await
    }

    async fn look_back(&self, transport: &impl Transport, grants: &[Grant]) -> Vec<Sight> {
        let looks = stream::iter(grants.to_vec()).map(|grant| async move { give::look_back(transport, &grant).await });
        looks.buffered(CONCURRENCY).collect().await
    }

    async fn witness(&self, transport: &impl Transport, grants: &[Grant]) -> Vec<Vec<Grant>> {
        let seen = stream::iter(grants.to_vec()).map(|grant| async move { give::witness(transport, &grant).await });
        seen.buffered(CONCURRENCY).collect().await
    }

    async fn follow(&self, transport: &impl Transport, operation: &OperationId, show: Show<'_, Operation>) -> Verdict {
        follow::follow(transport, operation, show).await
    }

    async fn aftermath(
        &self,
        transport: &impl Transport,
        grants: &[Grant],
        verdict: Verdict,
        show: Show<'_, Operation>,
    ) -> Verdict {
        match grants.first().map(revoke::Target::of) {
            Some(Ok(target)) => follow::aftermath(transport, (&target.cluster, target.user), verdict, show).await,
            Some(Err(_)) | None => verdict,
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
