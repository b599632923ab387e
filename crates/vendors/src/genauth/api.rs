//! GenAuth (Authing) as the rest of Rescind sees it.

use std::borrow::Cow;

use rescind_domain::{
    ActionKind, BusinessStatus, CallResult, Connection, Fault, Grant, PrincipalKind, RoleName, RoleRef, Scope, sort,
};

use super::envelope::{self, Head};
use super::{ROUTES, batches, give, look, read, revoke, snippets};
use crate::mutation::Observations;
use crate::read::Show;
use crate::snippets::Snippet;
use crate::{Request, Response, Route, Transport};
use rescind_domain::read::{MemberList, PeopleList, PersonRef, PersonView, PrivilegeList, Probe, RoleEntry, RoleList};
use rescind_domain::{Capabilities, ScopeWord};

/// GenAuth (Authing), Management API V3.
pub(crate) struct Api;

impl crate::api::Api for Api {
    const ROUTES: &'static [Route] = ROUTES;
    const CAPABILITIES: Capabilities = Capabilities {
        scope: Some(ScopeWord::Namespace),
        place: None,
        by_code: Cow::Borrowed(&[PrincipalKind::Group, PrincipalKind::Role]),
        people_with_roles: false,
        administrators: Cow::Borrowed(&[]),
        member_details: true,
        grantors: false,
        parallel: 2,
        access_grants: false,
        operations: false,
    };

    fn batches(&self, kind: ActionKind, grants: &[Grant]) -> Vec<Vec<usize>> {
        match kind {
            ActionKind::Revoke => batches::batches(grants),
            ActionKind::Grant => give::granting_batches(grants),
        }
    }

    /// The holders of a role are read page by page: one that goes meanwhile would move another out of sight.
    fn lock_parts(&self, grants: &[Grant]) -> Vec<String> {
        // Neither a namespace's code nor a role's has a line break.
        let part = |grant: &Grant| {
            let scope = grant.scope().map(Scope::as_str).unwrap_or_default();
            [scope, grant.role().map(RoleName::as_str).unwrap_or_default()].join("\n")
        };
        sort::set(grants.iter().map(part)).into_iter().collect()
    }

    /// Departments go before those who may be in them.
    fn priority(&self, grants: &[Grant]) -> u8 {
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

    fn calls(
        &self,
        kind: ActionKind,
        grants: &[Grant],
        _prepared: Option<(&Request, &Response)>,
    ) -> Result<Vec<Request>, Fault> {
        match kind {
            ActionKind::Revoke => revoke::calls(grants),
            ActionKind::Grant => give::granting_calls(grants),
        }
    }

    fn check(&self, grant: &Grant) -> Result<(), Fault> {
        revoke::check(grant)
    }

    fn call_result(&self, request: &Request, response: &Response) -> CallResult {
        revoke::call_result(request, response)
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

    async fn observe(&self, transport: &impl Transport, kind: ActionKind, grants: &[Grant]) -> Observations {
        look::observe(transport, kind, grants).await
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
