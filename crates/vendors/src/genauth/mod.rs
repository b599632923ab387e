//! GenAuth (Authing), Management API V3. Nearly every failure is HTTP 200 with a `statusCode` in the body, and a role is only
//! known together with its namespace, which is therefore always sent.

mod api;
pub mod batches;
pub mod classify;
mod cover;
pub mod envelope;
pub mod give;
pub mod look;
pub mod read;
pub mod requests;
pub mod revoke;
pub mod snippets;

pub(crate) use api::Api;

use crate::routes::Parameter;
use crate::{Effect, Host, Method, Route};

const PAGED: &[Parameter] = &[Parameter::Free("page"), Parameter::Free("limit")];
const OF_ROLE: &[Parameter] = &[Parameter::Free("code"), Parameter::Free("namespace")];
const OF_ROLE_PAGED: &[Parameter] =
    &[Parameter::Free("code"), Parameter::Free("namespace"), Parameter::Free("page"), Parameter::Free("limit")];

/// The calls that the console needs, relative to the connection's base address.
pub const ROUTES: &[Route] = &[
    get(requests::LIST_PERMISSION_NAMESPACES, PAGED),
    get(requests::LIST_ROLES, &[Parameter::Free("namespace"), Parameter::Free("page"), Parameter::Free("limit")]),
    get(requests::GET_ROLE, OF_ROLE),
    get(requests::LIST_ROLE_MEMBERS, OF_ROLE_PAGED),
    get(requests::LIST_ROLE_DEPARTMENTS, OF_ROLE_PAGED),
    get(
        requests::GET_AUTHORIZED_RESOURCES,
        &[
            Parameter::Free("targetType"),
            Parameter::Free("targetIdentifier"),
            Parameter::Free("namespace"),
            Parameter::Free("withDenied"),
        ],
    ),
    get(requests::GET_ROLE_AUTHORIZED_RESOURCES, OF_ROLE),
    get(requests::LIST_DATA_POLICIES, PAGED),
    get(
        requests::LIST_DATA_POLICY_TARGETS,
        &[
            Parameter::Free("policyId"),
            Parameter::Free("targetType"),
            Parameter::Free("page"),
            Parameter::Free("limit"),
        ],
    ),
    get(requests::GET_USER, &[Parameter::Free("userId"), Parameter::Free("withDepartmentIds")]),
    get(requests::GET_USER_ROLES, &[Parameter::Free("userId"), Parameter::Free("namespace")]),
    post(requests::LIST_USERS, Effect::Read),
    post(requests::REVOKE_ROLE, Effect::Revoke),
    post(requests::REVOKE_ROLE_BATCH, Effect::Revoke),
    post(requests::REVOKE_DATA_POLICY, Effect::Revoke),
    post(requests::ASSIGN_ROLE, Effect::Give),
];

const fn get(path: &'static str, query: &'static [Parameter]) -> Route {
    Route { method: Method::Get, path, query, effect: Effect::Read, host: Host::Main }
}

const fn post(path: &'static str, effect: Effect) -> Route {
    Route { method: Method::Post, path, query: &[], effect, host: Host::Main }
}

#[cfg(test)]
mod tests {
    use rescind_domain::{Access, Connection, ConnectionId, Vendor};

    use super::*;
    use crate::routes::route;

    fn effect(method: &str, path: &str, query: Option<&str>) -> Option<Effect> {
        let connection = Connection {
            id: ConnectionId::new("c"),
            label: "C".into(),
            vendor: Vendor::Genauth,
            access: Access::ReadWrite,
            account: None,
            folder: None,
            capabilities: crate::read::capabilities(Vendor::Genauth).clone(),
        };
        route(&connection, method, path, query).map(|matched| matched.route.effect)
    }

    #[test]
    fn only_what_takes_away_is_a_mutation_and_only_a_role_is_given() {
        for path in [requests::REVOKE_ROLE, requests::REVOKE_ROLE_BATCH, requests::REVOKE_DATA_POLICY] {
            assert_eq!(effect("POST", path, None), Some(Effect::Revoke), "{path}");
            assert_eq!(effect("GET", path, None), None, "{path}");
            assert_eq!(effect("POST", path, Some("namespace=default")), None, "{path}");
        }
        assert_eq!(effect("POST", requests::LIST_USERS, None), Some(Effect::Read));
        assert_eq!(effect("POST", requests::ASSIGN_ROLE, None), Some(Effect::Give));
        for path in ["assign-role-batch", "authorize-data-policies", "authorize-resources", "delete-roles-batch"] {
            assert_eq!(effect("POST", &format!("/api/v3/{path}"), None), None, "{path}");
        }
        assert_eq!(
            effect("POST", "/api/v3/get-management-token", None),
            None,
            "the token is the gateway's own business"
        );
    }

    #[test]
    fn a_read_takes_the_parameters_of_its_request_and_no_others() {
        let role = "code=code1&namespace=%E7%A9%BA%20x&page=1&limit=50";
        assert_eq!(effect("GET", requests::LIST_ROLE_MEMBERS, Some(role)), Some(Effect::Read));
        assert_eq!(effect("GET", requests::LIST_ROLE_MEMBERS, Some("code=a&withIdentities=true")), None);
        assert_eq!(effect("GET", requests::GET_USER, Some("userId=u&withDepartmentIds=true")), Some(Effect::Read));
        assert_eq!(effect("GET", requests::GET_USER, Some("userId=u&withCustomData=true")), None);
    }
}
