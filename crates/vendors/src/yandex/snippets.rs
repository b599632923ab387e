//! Yandex' calls as commands of `yc`, which has its own way to sign in.

use serde_json::Value;

use super::requests::CLUSTERS;
use crate::Request;
use crate::request::decode;
use crate::snippets::{Snippet, curl, shell};

/// The calls for curl and for `yc`.
#[must_use]
pub fn snippets(calls: &[Request]) -> Vec<Snippet> {
    let text = calls.iter().filter_map(command).collect();
    vec![curl(calls, &[]), Snippet { tool: "yc", text }]
}

fn command(call: &Request) -> Option<String> {
    let (cluster, user) = call.path.strip_prefix(CLUSTERS)?.strip_prefix('/')?.split_once("/users/")?;
    let body = call.body.as_ref()?;
    let (verb, user, what) = match user.strip_suffix(":revokePermission") {
        Some(user) => ("revoke-permission", user, format!("--database {}", shell(text(body, "databaseName")?))),
        None => ("update", user, permissions(body)?),
    };
    let (cluster, user) = (shell(&decode(cluster)?), shell(&decode(user)?));
    Some(format!("yc managed-mongodb user {verb} {user} --cluster-id {cluster} {what}\n"))
}

/// The permissions that remain: `update` replaces all of them.
fn permissions(body: &Value) -> Option<String> {
    let one = |permission: &Value| {
        let mut words = vec![format!("database={}", text(permission, "databaseName")?)];
        let roles = permission.get("roles").and_then(Value::as_array).into_iter().flatten();
        words.extend(roles.filter_map(Value::as_str).map(|role| format!("role={role}")));
        Some(format!("--permission {}", shell(&words.join(","))))
    };
    let all: Option<Vec<String>> = body.get("permissions")?.as_array()?.iter().map(one).collect();
    all.map(|all| all.join(" "))
}

fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field)?.as_str()
}

#[cfg(test)]
mod tests {
    use rescind_domain::{PrincipalId, RoleName};

    use super::super::requests::{replace_permissions, revoke_permission};
    use super::super::scope::{ClusterId, DatabaseName};
    use super::super::user::Permission;
    use super::*;

    #[test]
    fn every_call_has_its_command() {
        let (cluster, alice) = (ClusterId::new("c9q"), PrincipalId::new("alice@b.c"));
        let on = |database: &str, roles: &[&str]| Permission {
            database: DatabaseName::new(database),
            roles: roles.iter().map(|role| RoleName::new(*role)).collect(),
        };
        let calls = [
            revoke_permission(&cluster, &alice, &DatabaseName::new("orders")),
            replace_permissions(&cluster, &alice, &[on("orders", &["read", "readWrite"]), on("admin", &[])]),
        ];
        let snippets = snippets(&calls);
        assert_eq!(
            snippets[1].text.lines().collect::<Vec<_>>(),
            [
                "yc managed-mongodb user revoke-permission 'alice@b.c' --cluster-id 'c9q' --database 'orders'",
                "yc managed-mongodb user update 'alice@b.c' --cluster-id 'c9q' --permission 'database=orders,role=read,role=readWrite' --permission 'database=admin'",
            ]
        );
        assert!(snippets[0].text.contains("curl -X PATCH"));
    }
}
