//! Grants to ask a vendor's answers about, one of each kind that it has, and the words that its answers are made of.

use rescind_domain::{AccessGrant, Grant, Membership, Principal, PrivilegeGrant, RoleName, RoleRef, Scope, Vendor};

const MILVUS: &[&str] = &[
    "code",
    "data",
    "message",
    "roles",
    "users",
    "dbName",
    "grantor",
    "objectName",
    "objectType",
    "privilege",
    "userName",
    "roleName",
    "read_only",
    "alice",
    "*",
    "default",
    "permission deny",
    "0",
    "privilegeGroupName",
    "privileges",
];
const GENAUTH: &[&str] = &[
    "statusCode",
    "data",
    "message",
    "apiCode",
    "success",
    "totalCount",
    "list",
    "userId",
    "id",
    "code",
    "namespace",
    "policyId",
    "targetList",
    "targetIdentifier",
    "targetType",
    "resourceCode",
    "resourceType",
    "actions",
    "effect",
    "condition",
    "requestId",
    "200",
    "code1",
    "u",
    "USER",
    "departmentIds",
];
const YANDEX: &[&str] = &[
    "code",
    "message",
    "details",
    "id",
    "done",
    "error",
    "response",
    "metadata",
    "name",
    "users",
    "permissions",
    "clusters",
    "databaseName",
    "roles",
    "databases",
    "nextPageToken",
    "clusterId",
    "@type",
    "alice",
    "orders",
    "read",
    "c9qk2926qqu9hd3a5f7m",
    "conflicting operation a detected",
    "operations",
    "status",
];

/// The words of a vendor's answers.
pub(super) const fn words(vendor: Vendor) -> &'static [&'static str] {
    match vendor {
        Vendor::Milvus => MILVUS,
        Vendor::Genauth => GENAUTH,
        Vendor::YandexMongodb => YANDEX,
    }
}

/// A role that the samples know.
pub(super) fn role(vendor: Vendor) -> RoleRef {
    match vendor {
        Vendor::Milvus => RoleRef::plain("read_only"),
        Vendor::Genauth => RoleRef::scoped(Scope::new("default"), RoleName::new("code1")),
        Vendor::YandexMongodb => RoleRef::scoped(Scope::new("c9qk2926qqu9hd3a5f7m/orders"), RoleName::new("readWrite")),
    }
}

/// One grant of each kind that the vendor has.
pub(super) fn grants(vendor: Vendor) -> Vec<Grant> {
    let (role, alice) = (role(vendor), Principal::user("alice"));
    let membership = Grant::Membership(Membership::new(role.clone(), alice.clone()));
    let privilege = PrivilegeGrant::of(role);
    let other = match vendor {
        Vendor::Milvus => Grant::Privilege(PrivilegeGrant {
            object_type: "Collection".to_owned(),
            object_name: "articles".to_owned(),
            database: "default".to_owned(),
            privilege: "Load".to_owned(),
            ..privilege
        }),
        Vendor::Genauth => Grant::Privilege(PrivilegeGrant {
            role_id: Some("r".to_owned()),
            object_type: "DATA_POLICY".to_owned(),
            object_name: "p".to_owned(),
            ..privilege
        }),
        Vendor::YandexMongodb => Grant::Access(AccessGrant {
            scope: Scope::new("c9qk2926qqu9hd3a5f7m/orders"),
            on: "orders".to_owned(),
            principal: alice,
            roles: vec![RoleName::new("readWrite")],
        }),
    };
    vec![membership, other]
}
