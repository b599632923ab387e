//! GenAuth's calls as Python for its own client. That client does not raise when a call is refused, so the script looks.

use super::requests::{REVOKE_DATA_POLICY, REVOKE_ROLE, REVOKE_ROLE_BATCH};
use crate::Request;
use crate::snippets::{Snippet, arguments, curl};

const PREAMBLE: &str = "\
import os

from genauth import ManagementClient

client = ManagementClient(
    access_key_id=os.environ[\"ACCESS_KEY_ID\"],
    access_key_secret=os.environ[\"ACCESS_KEY_SECRET\"],
    host=os.environ[\"URL\"],
)


def done(answer):
    if answer[\"statusCode\"] != 200:
        raise SystemExit(answer)


";

/// The calls for curl and for GenAuth's client.
#[must_use]
pub fn snippets(calls: &[Request]) -> Vec<Snippet> {
    let lines: String = calls.iter().filter_map(line).collect();
    vec![
        curl(calls, &["x-authing-userpool-id: $USERPOOL_ID"]),
        Snippet { tool: "GenAuth Python SDK", text: format!("{PREAMBLE}{lines}") },
    ]
}

fn line(call: &Request) -> Option<String> {
    let (method, names): (_, &[(&str, &str)]) = match call.path.as_str() {
        REVOKE_ROLE => ("revoke_role", &[("code", "code"), ("namespace", "namespace"), ("targets", "targets")]),
        REVOKE_ROLE_BATCH => ("revoke_role_batch", &[("roles", "roles"), ("targets", "targets")]),
        REVOKE_DATA_POLICY => (
            "revoke_data_policy",
            &[("target_type", "targetType"), ("target_identifier", "targetIdentifier"), ("policy_id", "policyId")],
        ),
        _ => return None,
    };
    Some(format!("done(client.{method}({}))\n", arguments(call, names)))
}

#[cfg(test)]
mod tests {
    use rescind_domain::{Principal, RoleName, Scope};

    use super::super::requests::{Role, revoke_data_policy, revoke_role, revoke_role_batch};
    use super::*;

    #[test]
    fn every_call_has_its_line_and_its_namespace() {
        let (namespace, code) = (Scope::new("default"), RoleName::new("code1"));
        let role = Role { namespace: &namespace, code: &code };
        let user = Principal::user("60b4");
        let calls =
            [revoke_role(role, &[&user]), revoke_role_batch(&[role, role], &user), revoke_data_policy("p", "r")];
        let snippets = snippets(&calls);
        let text = snippets[1].text.strip_prefix(PREAMBLE).unwrap();
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                r#"done(client.revoke_role(code="code1", namespace="default", targets=[{"targetIdentifier": "60b4", "targetType": "USER"}]))"#,
                r#"done(client.revoke_role_batch(roles=[{"code": "code1", "namespace": "default"}, {"code": "code1", "namespace": "default"}], targets=[{"targetIdentifier": "60b4", "targetType": "USER"}]))"#,
                r#"done(client.revoke_data_policy(target_type="ROLE", target_identifier="r", policy_id="p"))"#,
            ]
        );
        assert!(snippets[0].text.contains("$USERPOOL_ID"));
    }
}
