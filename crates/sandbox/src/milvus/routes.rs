//! The endpoints: path, body, what the caller needs, and since when a server has it. Every one is a POST.

use axum::http::Method;

use super::{
    Era, Knobs, access::Needs, databases, envelope::Outcome, grants, groups, instance::Instance, request::Shape, roles,
    session::Session, users,
};
use crate::exchange::{Call, Effect};

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Route {
    path: &'static str,
    shape: Shape,
    /// The fields that were required before era C, where they differ.
    required_before_c: Option<&'static [&'static str]>,
    /// What the caller needs.
    pub(crate) needs: Needs,
    /// What it does, once it may.
    pub(crate) run: fn(&Session<'_>) -> Outcome,
}

impl Route {
    /// What the body may hold in an era.
    pub(crate) fn shape(&self, era: Era) -> Shape {
        match self.required_before_c {
            Some(required) if era < Era::C => Shape { required, ..self.shape },
            _ => self.shape,
        }
    }

    /// Whether a server with these knobs has the endpoint.
    fn exists(&self, knobs: &Knobs) -> bool {
        match self.path.split_once('/') {
            Some(("roles", "alter")) => knobs.era >= Era::C,
            Some(("roles", "grant_privilege_v2" | "revoke_privilege_v2")) => knobs.privilege_v2,
            Some(("privilege_groups", _)) => knobs.privilege_groups,
            Some(("databases", _)) => knobs.databases,
            _ => true,
        }
    }
}

/// The endpoint that a call asks for, if the server has it.
pub(crate) fn find(instance: &Instance, knobs: &Knobs, call: &Call) -> Option<&'static Route> {
    let path = call.path.strip_prefix(instance.base)?.strip_prefix("/v2/vectordb/")?;
    let route = ROUTES.iter().find(|route| route.path == path)?;
    (call.method == Method::POST && route.exists(knobs)).then_some(route)
}

/// What a call on an instance is there for, whether its era has the endpoint or not. Every call is a POST, so that only
/// the verb can tell.
pub(crate) fn effect(instance: &Instance, call: &Call) -> Option<Effect> {
    let path = call.path.strip_prefix(instance.base)?.strip_prefix("/v2/vectordb/")?;
    let route = ROUTES.iter().find(|route| call.method == Method::POST && route.path == path)?;
    match route.path.rsplit_once('/') {
        Some((_, "list" | "describe")) => Some(Effect::Read),
        _ => Some(Effect::Change),
    }
}

const ANYTHING: Shape = Shape { name: "DatabaseReq", required: &[], optional: &["dbName"] };
const DATABASE: Shape = Shape { name: "DatabaseReqRequiredName", required: &["dbName"], optional: &[] };
const USER: Shape = Shape { name: "UserReq", required: &["userName"], optional: &[] };
const PASSWORD: Shape = Shape { name: "PasswordReq", required: &["userName", "password"], optional: &["description"] };
const NEW_PASSWORD: Shape =
    Shape { name: "NewPasswordReq", required: &["userName"], optional: &["password", "newPassword", "description"] };
const USER_ROLE: Shape = Shape { name: "UserRoleReq", required: &["userName", "roleName"], optional: &[] };
const ROLE: Shape = Shape { name: "RoleReq", required: &["roleName"], optional: &["dbName", "description"] };
const GRANT: Shape =
    Shape { name: "GrantReq", required: &["roleName", "objectType", "objectName", "privilege"], optional: &["dbName"] };
const GRANT_V2: Shape =
    Shape { name: "GrantV2Req", required: &["roleName", "privilege"], optional: &["dbName", "collectionName"] };
const GROUP: Shape = Shape { name: "PrivilegeGroupReq", required: &["privilegeGroupName"], optional: &[] };

const fn route(path: &'static str, shape: Shape, needs: Needs, run: fn(&Session<'_>) -> Outcome) -> Route {
    Route { path, shape, required_before_c: None, needs, run }
}

static ROUTES: &[Route] = &[
    route("users/list", ANYTHING, Needs::Cluster("SelectOwnership"), users::list),
    route("users/describe", USER, Needs::User("SelectUser"), users::describe),
    route("users/create", PASSWORD, Needs::Cluster("CreateOwnership"), users::create),
    Route {
        path: "users/update_password",
        shape: NEW_PASSWORD,
        required_before_c: Some(&["userName", "password", "newPassword"]),
        needs: Needs::User("UpdateUser"),
        run: users::update_password,
    },
    route("users/drop", USER, Needs::Cluster("DropOwnership"), users::drop),
    route("users/grant_role", USER_ROLE, Needs::Cluster("ManageOwnership"), users::grant_role),
    route("users/revoke_role", USER_ROLE, Needs::Cluster("ManageOwnership"), users::revoke_role),
    route("roles/list", ANYTHING, Needs::Cluster("SelectOwnership"), roles::list),
    route("roles/describe", ROLE, Needs::RoleGrants, roles::describe),
    route("roles/create", ROLE, Needs::Cluster("CreateOwnership"), roles::create),
    route("roles/alter", ROLE, Needs::Cluster("CreateOwnership"), roles::alter),
    route("roles/drop", ROLE, Needs::Cluster("DropOwnership"), roles::drop),
    route("roles/grant_privilege", GRANT, Needs::Cluster("ManageOwnership"), grants::grant),
    route("roles/revoke_privilege", GRANT, Needs::Cluster("ManageOwnership"), grants::revoke),
    route("roles/grant_privilege_v2", GRANT_V2, Needs::Cluster("ManageOwnership"), grants::grant_v2),
    route("roles/revoke_privilege_v2", GRANT_V2, Needs::Cluster("ManageOwnership"), grants::revoke_v2),
    route("privilege_groups/list", ANYTHING, Needs::Cluster("ListPrivilegeGroups"), groups::list),
    route("privilege_groups/create", GROUP, Needs::Cluster("CreatePrivilegeGroup"), groups::create),
    route("privilege_groups/drop", GROUP, Needs::Cluster("DropPrivilegeGroup"), groups::drop),
    route("privilege_groups/add_privileges_to_group", GROUP, Needs::Cluster("OperatePrivilegeGroup"), groups::add),
    route(
        "privilege_groups/remove_privileges_from_group",
        GROUP,
        Needs::Cluster("OperatePrivilegeGroup"),
        groups::remove,
    ),
    route("databases/list", ANYTHING, Needs::Nothing, databases::list),
    route("databases/describe", DATABASE, Needs::Database("DescribeDatabase"), databases::describe),
    route("collections/list", ANYTHING, Needs::Nothing, databases::list_collections),
];
