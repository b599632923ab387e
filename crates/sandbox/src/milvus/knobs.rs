//! What a Milvus server's version and configuration decide, as knobs that can be turned while the sandbox runs.

use serde::{Deserialize, Serialize};

use super::Era;

/// The knobs of one Milvus instance.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent switch of a server's configuration")]
pub struct Knobs {
    /// The era that is spoken.
    pub era: Era,
    /// Whether the server is past its start-up; until then every call answers code 1.
    pub ready: bool,
    /// `common.security.authorizationEnabled`. When off nobody is checked, and privileges cannot be granted or revoked.
    pub authorization: bool,
    /// `common.security.rootShouldBindRole`. When on even the superuser needs a role.
    pub root_should_bind_role: bool,
    /// `common.security.superUsers`: they may set a password without the old one.
    pub super_users: Vec<String>,
    /// `builtinRoles.roles`: cannot be dropped or altered.
    pub builtin_roles: Vec<String>,
    /// `roles/grant_privilege_v2` and `roles/revoke_privilege_v2` exist (2.4.17, 2.5.0).
    pub privilege_v2: bool,
    /// The `privilege_groups` endpoints exist (2.4.17, 2.5.0).
    pub privilege_groups: bool,
    /// The `databases` endpoints exist (2.4.17, 2.5.0).
    pub databases: bool,
    /// The code of success: 0, or 200 before 2.4.3.
    pub success_code: i32,
    /// `proxy.maxRoleNum`, which counts `admin` and `public`; 10 on a real server. Absent = no limit.
    pub role_limit: Option<u32>,
    /// `proxy.maxUserNum`, which counts the superuser; 100 on a real server. Absent = no limit.
    pub user_limit: Option<u32>,
    /// How many empty role names `users/describe` lists besides (milvus issues 46676 and 49989).
    pub ghost_role_names: usize,
    /// `privilege_groups/list` answers as Zilliz Cloud's reference page shows: custom groups only, members as an array.
    pub groups_as_array: bool,
    /// How long the server takes over each call, in milliseconds. Counts against the time limit.
    pub latency_ms: u64,
    /// `proxy.http.requestTimeoutMs`: the limit of a call that has no `Request-Timeout`.
    pub request_timeout_ms: u64,
}

impl Default for Knobs {
    fn default() -> Self {
        Self {
            era: Era::C,
            ready: true,
            authorization: true,
            root_should_bind_role: false,
            super_users: Vec::new(),
            builtin_roles: Vec::new(),
            privilege_v2: true,
            privilege_groups: true,
            databases: true,
            success_code: 0,
            role_limit: None,
            user_limit: None,
            ghost_role_names: 0,
            groups_as_array: false,
            latency_ms: 0,
            request_timeout_ms: 30_000,
        }
    }
}

impl Knobs {
    /// How the Zilliz Cloud instance starts: its roles are built in by configuration.
    pub(crate) fn zilliz() -> Self {
        Self { builtin_roles: ["db_admin", "db_ro", "db_rw"].map(str::to_owned).to_vec(), ..Self::default() }
    }
}
