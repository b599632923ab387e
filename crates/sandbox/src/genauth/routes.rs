//! The endpoints: method, name, what the caller needs, and whether this server has it.

use axum::http::Method;

use super::{
    auth, departments,
    envelope::Outcome,
    groups, holdings,
    knobs::{Brand, Knobs},
    members, namespaces, policies, resources, roles,
    session::Session,
    users,
};
use crate::exchange::Effect;

/// What a caller needs for an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing: it is where a credential is got.
    Nothing,
    /// Any key.
    Reading,
    /// A key that may change things.
    Writing,
}

/// One endpoint.
#[derive(Debug)]
pub(super) struct Route {
    method: Method,
    /// The last part of its path.
    pub(super) name: &'static str,
    /// What the caller needs.
    pub(super) needs: Needs,
    /// What it does, once it may.
    pub(super) run: fn(&Session<'_>) -> Outcome,
}

type Run = fn(&Session<'_>) -> Outcome;

const fn get(name: &'static str, run: Run) -> Route {
    Route { method: Method::GET, name, needs: Needs::Reading, run }
}

/// A read whose parameters do not fit into a query.
const fn ask(name: &'static str, run: Run) -> Route {
    Route { method: Method::POST, name, needs: Needs::Reading, run }
}

const fn change(name: &'static str, run: Run) -> Route {
    Route { method: Method::POST, name, needs: Needs::Writing, run }
}

/// The endpoint of this method and name, if the server has it.
pub(super) fn find(method: &Method, name: &str, knobs: &Knobs) -> Option<&'static Route> {
    let offered = match name {
        // GenAuth's own client for Python still lists organisations, though no department below them.
        "list-organizations" => knobs.departments,
        "list-role-departments"
        | "get-department"
        | "get-department-by-id"
        | "list-children-departments"
        | "list-department-members" => knobs.departments && knobs.brand == Brand::Authing,
        "get-authorized-resources" => knobs.authorized_resources,
        _ => true,
    };
    ROUTES.iter().find(|route| offered && route.method == *method && route.name == name)
}

/// What the endpoint of this method and name is there for, whether this server has it or not.
pub(super) fn effect(method: &Method, name: &str) -> Option<Effect> {
    let route = ROUTES.iter().find(|route| route.method == *method && route.name == name)?;
    match route.needs {
        Needs::Nothing => None,
        Needs::Reading => Some(Effect::Read),
        Needs::Writing => Some(Effect::Change),
    }
}

static ROUTES: &[Route] = &[
    Route { method: Method::POST, name: "get-management-token", needs: Needs::Nothing, run: auth::issue },
    get("list-permission-namespaces", namespaces::list),
    get("list-namespaces", namespaces::list_older),
    get("get-permission-namespace", namespaces::get),
    get("get-namespace", namespaces::get_older),
    get("list-permission-namespace-roles", namespaces::list_roles),
    get("list-roles", roles::list),
    get("get-role", roles::get),
    change("create-role", roles::create),
    change("delete-roles-batch", roles::delete_batch),
    get("list-role-members", members::users),
    get("list-role-departments", members::departments),
    get("list-role-assignments", members::assignments),
    change("assign-role", holdings::assign),
    change("assign-role-batch", holdings::assign_batch),
    change("revoke-role", holdings::revoke),
    change("revoke-role-batch", holdings::revoke_batch),
    get("get-user", users::get),
    get("get-user-batch", users::get_batch),
    get("list-users", users::list),
    ask("list-users", users::search),
    get("get-user-roles", users::roles),
    ask("has-any-role", users::has_any_role),
    get("list-groups", groups::list),
    get("get-group", groups::get),
    get("list-group-members", groups::members),
    get("list-organizations", departments::organizations),
    get("get-department", departments::get),
    get("get-department-by-id", departments::get_by_id),
    get("list-children-departments", departments::children),
    get("list-department-members", departments::members),
    get("get-role-authorized-resources", resources::of_role),
    get("get-authorized-resources", resources::of_target),
    change("authorize-resources", resources::authorize),
    get("list-data-policies", policies::list),
    get("get-data-policy", policies::get),
    get("list-data-policy-targets", policies::targets),
    change("authorize-data-policies", policies::authorize),
    change("revoke-data-policy", policies::revoke),
];
