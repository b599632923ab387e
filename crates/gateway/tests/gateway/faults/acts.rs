//! What the matrix revokes and grants again: grants of the demo seed, chosen so that every mutating route of every vendor is
//! called, and where the sandbox's own state says whether they are still there.

use rescind_domain::{
    AccessGrant, ActionKind, Grant, Membership, Principal, PrincipalId, PrincipalKind, PrivilegeGrant, RoleName,
    RoleRef, Scope, Vendor,
};
use serde_json::Value;

const ALICE: &str = "60b49eb83fd80adb96f26e68";
pub(super) const CLUSTER: &str = "c9qshop0n8r2k6t0v5x1";

/// One that holds a role.
const DEPARTMENT: &str = "6343bafc0190000889206c4d";

/// Grants that go in one call.
pub(super) struct Act {
    pub(super) name: &'static str,
    pub(super) kind: ActionKind,
    pub(super) vendor: Vendor,
    pub(super) connection: &'static str,
    pub(super) grants: Vec<Grant>,
    /// What is set on the sandbox first.
    pub(super) knobs: Option<Value>,
    /// Where rows are that are there as long as the grants are, one for each: a path, and the fields that tell the row.
    rows: Vec<(&'static str, Value)>,
}

impl Act {
    /// Grants what it would revoke.
    fn undone(self, name: &'static str) -> Self {
        Self { name, kind: ActionKind::Grant, ..self }
    }

    /// For each grant, whether the sandbox has it.
    pub(super) fn held(&self, state: &Value) -> Vec<bool> {
        self.rows
            .iter()
            .map(|(list, fields)| contains(&state.pointer(list).unwrap_or(&Value::Null).clone(), fields))
            .collect()
    }
}

/// Whether a list has a row with these fields, or an object in it such a list. Of a list among the fields, all must be there.
fn contains(list: &Value, fields: &Value) -> bool {
    let fits = |row: &Value| match (row, fields) {
        (Value::Object(row), Value::Object(fields)) => fields.iter().all(|(name, wanted)| match row.get(name) {
            Some(list @ Value::Array(_)) if wanted.is_object() => contains(list, wanted),
            // What was granted again stands at the end.
            Some(Value::Array(list)) if wanted.is_array() => {
                wanted.as_array().unwrap().iter().all(|one| list.contains(one))
            }
            Some(value) => value == wanted,
            None => false,
        }),
        (Value::Object(row), wanted) => row.values().any(|value| value == wanted),
        (value, wanted) => value == wanted,
    };
    list.as_array().is_some_and(|rows| rows.iter().any(fits))
}

fn department() -> Principal {
    Principal { kind: PrincipalKind::Department, id: PrincipalId::new(DEPARTMENT), label: None }
}

fn scoped(scope: &str, role: &str) -> RoleRef {
    RoleRef::scoped(Scope::new(scope), RoleName::new(role))
}

/// All of them. There is no call that grants a data policy, and none that grants several roles at once.
pub(super) fn all() -> Vec<Act> {
    let undone = [
        ("milvus membership", "milvus membership back"),
        ("milvus privilege", "milvus privilege back"),
        ("milvus old privilege", "milvus old priv. back"),
        ("genauth membership", "genauth member back"),
        ("genauth department", "genauth dept. back"),
        ("yandex access", "yandex access back"),
        ("yandex one role", "yandex one role back"),
    ];
    let name_back = |act: &Act| undone.iter().find(|(name, _)| *name == act.name).map(|(_, back)| *back);
    let back = revoking().into_iter().filter_map(|act| name_back(&act).map(|name| act.undone(name)));
    revoking().into_iter().chain(back).collect()
}

fn revoking() -> Vec<Act> {
    use serde_json::json;
    let of_alice = |role: &str| Grant::Membership(Membership::new(scoped("default", role), Principal::user(ALICE)));
    let holder =
        |role: &str| ("/genauth/holders", json!({ "role": role, "namespace": "default", "targetIdentifier": ALICE }));
    let permission =
        |wanted: Value| ("/mongodb/users", json!({ "name": "alice", "clusterId": CLUSTER, "permissions": wanted }));
    let billing = format!("{CLUSTER}/billing");
    let described = PrivilegeGrant {
        object_type: "Global".into(),
        object_name: "*".into(),
        database: "default".into(),
        privilege: "DescribeCollection".into(),
        ..PrivilegeGrant::of(RoleRef::plain("read_only"))
    };
    let policy = PrivilegeGrant {
        role_id: Some("60b49eb83fd80adb96f26d00".into()),
        object_type: "DATA_POLICY".into(),
        object_name: "60b49eb83fd80adb96f26c80".into(),
        ..PrivilegeGrant::of(scoped("default", "code1"))
    };
    let privilege_row = || ("/milvus/grants", json!({ "role": "read_only", "privilege": "DescribeCollection" }));
    let act = |name, vendor, connection, grants, rows| Act {
        name,
        kind: ActionKind::Revoke,
        vendor,
        connection,
        grants,
        knobs: None,
        rows,
    };
    vec![
        act(
            "milvus membership",
            Vendor::Milvus,
            "milvus",
            vec![Grant::Membership(Membership::new(RoleRef::plain("read_only"), Principal::user("user_1")))],
            vec![("/milvus/bindings", json!({ "role": "read_only", "user": "user_1" }))],
        ),
        act(
            "milvus privilege",
            Vendor::Milvus,
            "milvus",
            vec![Grant::Privilege(described.clone())],
            vec![privilege_row()],
        ),
        Act {
            // Servers of this age have only the older form of the call.
            knobs: Some(json!({ "milvus": { "era": "a" } })),
            ..act(
                "milvus old privilege",
                Vendor::Milvus,
                "milvus",
                vec![Grant::Privilege(described)],
                vec![privilege_row()],
            )
        },
        act("genauth membership", Vendor::Genauth, "genauth", vec![of_alice("code1")], vec![holder("code1")]),
        act(
            "genauth department",
            Vendor::Genauth,
            "genauth",
            vec![Grant::Membership(Membership::new(scoped("default", "release_manager"), department()))],
            vec![("/genauth/holders", json!({ "role": "release_manager", "targetIdentifier": DEPARTMENT }))],
        ),
        act(
            "genauth memberships",
            Vendor::Genauth,
            "genauth",
            vec![of_alice("code1"), of_alice("employee")],
            vec![holder("code1"), holder("employee")],
        ),
        act(
            "genauth policy",
            Vendor::Genauth,
            "genauth",
            vec![Grant::Privilege(policy)],
            vec![(
                "/genauth/policies",
                json!({ "id": "60b49eb83fd80adb96f26c80", "targets": { "id": "60b49eb83fd80adb96f26d00" } }),
            )],
        ),
        act(
            "yandex access",
            Vendor::YandexMongodb,
            "mongodb",
            vec![Grant::Access(AccessGrant {
                scope: Scope::new(format!("{CLUSTER}/orders")),
                on: "orders".into(),
                principal: Principal::user("alice"),
                roles: vec![RoleName::new("readWrite")],
            })],
            vec![permission(json!({ "databaseName": "orders" }))],
        ),
        act(
            "yandex one role",
            Vendor::YandexMongodb,
            "mongodb",
            vec![Grant::Membership(Membership::new(scoped(&billing, "read"), Principal::user("alice")))],
            vec![permission(json!({ "databaseName": "billing", "roles": ["read", "mdbDbAdmin"] }))],
        ),
    ]
}
