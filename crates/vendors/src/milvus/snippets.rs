//! Milvus' calls as Python for pymilvus.

use super::requests::{ROLES_REVOKE_PRIVILEGE, ROLES_REVOKE_PRIVILEGE_V2, USERS_REVOKE_ROLE};
use crate::Request;
use crate::snippets::{Snippet, arguments, curl};

const PREAMBLE: &str = "\
import os

from pymilvus import MilvusClient

client = MilvusClient(uri=os.environ[\"URL\"], token=os.environ[\"TOKEN\"])
";

/// The calls for curl and for pymilvus.
#[must_use]
pub fn snippets(calls: &[Request]) -> Vec<Snippet> {
    let lines: String = calls.iter().filter_map(line).collect();
    vec![curl(calls, &[]), Snippet { tool: "pymilvus", text: format!("{PREAMBLE}{lines}") }]
}

fn line(call: &Request) -> Option<String> {
    let (method, names): (_, &[(&str, &str)]) = match call.path.as_str() {
        USERS_REVOKE_ROLE => ("revoke_role", &[("user_name", "userName"), ("role_name", "roleName")]),
        ROLES_REVOKE_PRIVILEGE => (
            "revoke_privilege",
            &[
                ("role_name", "roleName"),
                ("object_type", "objectType"),
                ("privilege", "privilege"),
                ("object_name", "objectName"),
                ("db_name", "dbName"),
            ],
        ),
        ROLES_REVOKE_PRIVILEGE_V2 => (
            "revoke_privilege_v2",
            &[
                ("role_name", "roleName"),
                ("privilege", "privilege"),
                ("collection_name", "collectionName"),
                ("db_name", "dbName"),
            ],
        ),
        _ => return None,
    };
    Some(format!("client.{method}({})\n", arguments(call, names)))
}

#[cfg(test)]
mod tests {
    use rescind_domain::{Grant, Membership, Principal, PrivilegeGrant, RoleRef};

    use super::super::requests::revocation_calls;
    use super::*;

    #[test]
    fn every_call_has_its_line() {
        let privilege = PrivilegeGrant {
            object_type: "Collection".into(),
            object_name: "docs".into(),
            database: "db1".into(),
            privilege: "Search".into(),
            ..PrivilegeGrant::of(RoleRef::plain("r"))
        };
        let membership = Membership::new(RoleRef::plain("r"), Principal::user("al\"ice"));
        let mut calls = revocation_calls(&Grant::Membership(membership));
        calls.extend(revocation_calls(&Grant::Privilege(privilege)));
        let snippets = snippets(&calls);
        let text = snippets[1].text.strip_prefix(PREAMBLE).unwrap();
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                r#"client.revoke_role(user_name="al\"ice", role_name="r")"#,
                r#"client.revoke_privilege_v2(role_name="r", privilege="Search", collection_name="docs", db_name="db1")"#,
                r#"client.revoke_privilege(role_name="r", object_type="Collection", privilege="Search", object_name="docs", db_name="db1")"#,
            ]
        );
        assert_eq!(snippets[0].text.matches("curl -X POST").count(), calls.len());
    }
}
