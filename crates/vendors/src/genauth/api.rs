//! GenAuth (Authing) as the rest of Rescind sees it.

use rescind_domain::{BusinessStatus, Connection, Fault, FaultKind, FaultSource, Grant, Retry, RoleRef};

use crate::read::{
    Capabilities, MemberList, PeopleList, PersonRef, PersonView, PrivilegeList, Probe, RoleEntry, RoleList, Show,
};
use crate::revoke::{Sight, Verdict};
use crate::{Request, Response, Route, Transport};

/// GenAuth (Authing), Management API V3.
pub(crate) struct Api;

fn not_yet() -> Fault {
    Fault::new(FaultKind::Rejected, FaultSource::Browser, "", "", Retry::Useless)
}

impl crate::api::Api for Api {
    const ROUTES: &'static [Route] = super::ROUTES;
    const CAPABILITIES: Capabilities = Capabilities {
        scope: Some(crate::read::ScopeWord::Namespace),
        place: None,
        by_code: &[rescind_domain::PrincipalKind::Group, rescind_domain::PrincipalKind::Role],
        people_with_roles: false,
        administrators: &[],
        member_details: true,
        grantors: false,
        access_grants: false,
        operations: false,
    };

    fn calls(&self, _grants: &[Grant], _prepared: Option<(&Request, &Response)>) -> Result<Vec<Request>, Fault> {
        Err(not_yet())
    }

    fn judge(&self, _request: &Request, _response: &Response) -> Verdict {
        Verdict::Lost(not_yet())
    }

    fn business_status(&self, _body: &str) -> Option<BusinessStatus> {
        None
    }

    fn is_success(&self, _status: &BusinessStatus) -> bool {
        false
    }

    async fn look(&self, _transport: &impl Transport, grants: &[Grant]) -> Vec<Sight> {
        vec![Sight::Failed(not_yet()); grants.len()]
    }

    async fn probe(&self, _transport: &impl Transport, _connection: &Connection) -> Result<Probe, Fault> {
        Err(not_yet())
    }

    async fn roles(
        &self,
        _transport: &impl Transport,
        _connection: &Connection,
        _show: Show<'_, RoleList>,
    ) -> Result<RoleList, Fault> {
        Err(not_yet())
    }

    async fn role(
        &self,
        _transport: &impl Transport,
        _connection: &Connection,
        _role: &RoleRef,
    ) -> Result<Option<RoleEntry>, Fault> {
        Err(not_yet())
    }

    async fn members(
        &self,
        _transport: &impl Transport,
        _connection: &Connection,
        _role: &RoleRef,
        _show: Show<'_, MemberList>,
    ) -> Result<MemberList, Fault> {
        Err(not_yet())
    }

    async fn privileges(
        &self,
        _transport: &impl Transport,
        _connection: &Connection,
        _role: &RoleRef,
    ) -> Result<PrivilegeList, Fault> {
        Err(not_yet())
    }

    async fn people(
        &self,
        _transport: &impl Transport,
        _connection: &Connection,
        _show: Show<'_, PeopleList>,
    ) -> Result<PeopleList, Fault> {
        Err(not_yet())
    }

    async fn person(
        &self,
        _transport: &impl Transport,
        _connection: &Connection,
        _person: &PersonRef,
        _show: Show<'_, Option<PersonView>>,
    ) -> Result<Option<PersonView>, Fault> {
        Err(not_yet())
    }

    async fn effective(
        &self,
        _transport: &impl Transport,
        _connection: &Connection,
        _person: &PersonRef,
    ) -> Result<PrivilegeList, Fault> {
        Err(not_yet())
    }
}
