//! GenAuth (Authing) as the rest of Rescind sees it.

use rescind_domain::{BusinessStatus, Connection, Fault, Grant, PrincipalKind, RoleRef};

use super::envelope::{self, Head};
use super::{ROUTES, batches, give, look, read, revoke, snippets};
use crate::read::{
    Capabilities, MemberList, PeopleList, PersonRef, PersonView, PrivilegeList, Probe, RoleEntry, RoleList, ScopeWord,
    Show,
};
use crate::revoke::{Sight, Verdict};
use crate::snippets::Snippet;
use crate::{Request, Response, Route, Transport};

/// GenAuth (Authing), Management API V3.
pub(crate) struct Api;

impl crate::api::Api for Api {
    const ROUTES: &'static [Route] = ROUTES;
    const CAPABILITIES: Capabilities = Capabilities {
        scope: Some(ScopeWord::Namespace),
        place: None,
        by_code: &[PrincipalKind::Group, PrincipalKind::Role],
        people_with_roles: false,
        administrators: &[],
        member_details: true,
        grantors: false,
        parallel: 2,
        access_grants: false,
        operations: false,
    };

    fn batches(&self, grants: &[Grant]) -> Vec<Vec<usize>> {
        batches::batches(grants)
    }

    /// The holders of a role are read page by page: one that goes meanwhile would move another out of sight.
    fn lanes(&self, grants: &[Grant]) -> Vec<String> {
        let mut roles: Vec<String> =
            grants.iter().map(|grant| format!("{:?}", (grant.scope(), grant.role()))).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Departments go before those who may be in them.
    fn breadth(&self, grants: &[Grant]) -> u8 {
        let is_of = |kind: PrincipalKind| {
            grants.iter().any(|grant| grant.principal().is_some_and(|principal| principal.kind == kind))
        };
        match (is_of(PrincipalKind::Department), is_of(PrincipalKind::User)) {
            (true, false) => 2,
            (true, true) => 1,
            (false, _) => 0,
        }
    }

    fn snippets(&self, calls: &[Request]) -> Vec<Snippet> {
        snippets::snippets(calls)
    }

    fn calls(&self, grants: &[Grant], _prepared: Option<(&Request, &Response)>) -> Result<Vec<Request>, Fault> {
        revoke::calls(grants)
    }

    fn giving_batches(&self, grants: &[Grant]) -> Vec<Vec<usize>> {
        give::giving_batches(grants)
    }

    fn giving_calls(&self, grants: &[Grant], _prepared: Option<(&Request, &Response)>) -> Result<Vec<Request>, Fault> {
        give::giving_calls(grants)
    }

    fn judge(&self, request: &Request, response: &Response) -> Verdict {
        revoke::judge(request, response)
    }

    fn business_status(&self, body: &str) -> Option<BusinessStatus> {
        envelope::head(body).as_ref().map(Head::status)
    }

    /// A data policy's success has no `success` and is not recognised here, where nothing says which call it was. It is
    /// never blind, so that the look makes up for it.
    fn is_success(&self, status: &BusinessStatus) -> bool {
        match status {
            BusinessStatus::Envelope { status_code: envelope::SUCCESS, api_code, success: Some(true) } => {
                !api_code.is_some_and(|code| envelope::SIGNED_OUT.contains(&code))
            }
            _ => false,
        }
    }

    async fn look(&self, transport: &impl Transport, grants: &[Grant]) -> Vec<Sight> {
        look::look(transport, grants).await
    }

    async fn look_back(&self, transport: &impl Transport, grants: &[Grant]) -> Vec<Sight> {
        look::look_back(transport, grants).await
    }

    async fn probe(&self, transport: &impl Transport, _connection: &Connection) -> Result<Probe, Fault> {
        read::probe(transport).await
    }

    async fn roles(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        show: Show<'_, RoleList>,
    ) -> Result<RoleList, Fault> {
        read::roles(transport, show).await
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
        show: Show<'_, MemberList>,
    ) -> Result<MemberList, Fault> {
        read::members(transport, role, show).await
    }

    async fn privileges(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        role: &RoleRef,
    ) -> Result<PrivilegeList, Fault> {
        read::privileges(transport, role).await
    }

    async fn people(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        show: Show<'_, PeopleList>,
    ) -> Result<PeopleList, Fault> {
        read::people(transport, show).await
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
