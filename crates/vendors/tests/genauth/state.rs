//! What a GenAuth in memory keeps, how it shows it, and how a call changes it.

use std::collections::BTreeSet;

use rescind_domain::Grant;
use rescind_vendors::Request;
use serde_json::{Value, json};

/// Who holds which role: namespace, code, kind and id of the target.
type Membership = (String, String, &'static str, String);

/// The state.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct State {
    /// Codes of namespaces.
    pub(crate) namespaces: Vec<String>,
    /// Namespace and code; the id is made of both.
    pub(crate) roles: Vec<(String, String)>,
    pub(crate) members: BTreeSet<Membership>,
    /// Policy and id of the role that has it.
    pub(crate) policies: BTreeSet<(String, String)>,
    /// Ids of users.
    pub(crate) users: Vec<String>,
    /// User and department that the user is in.
    pub(crate) within: BTreeSet<(String, String)>,
}

/// The failure of a call.
pub(crate) fn absent() -> Value {
    json!({"statusCode": 404, "message": "不存在", "requestId": "r-404"})
}

/// The id of a role.
pub(crate) fn role_id(namespace: &str, code: &str) -> String {
    format!("id-{namespace}-{code}")
}

pub(crate) fn kind(text: &str) -> &'static str {
    ["USER", "DEPARTMENT", "GROUP", "ROLE"].into_iter().find(|kind| *kind == text).expect("a type of target")
}

pub(crate) fn membership(grant: &Grant) -> Membership {
    let Grant::Membership(m) = grant else { panic!("{grant:?} is no membership") };
    let kind = kind(&m.principal.kind.as_str().to_ascii_uppercase());
    (m.scope.as_ref().unwrap().to_string(), m.role.to_string(), kind, m.principal.id.to_string())
}

impl State {
    /// Gives grants, and beside each what differs from it in one part only.
    pub(crate) fn with(mut self, grants: &[Grant]) -> Self {
        for grant in grants {
            let (namespace, code) = match grant {
                Grant::Privilege(g) => {
                    let (policy, id) = (g.object_name.clone(), g.role_id.clone().unwrap());
                    self.policies.extend([
                        ("other".into(), id.clone()),
                        (policy.clone(), "other".into()),
                        (policy, id),
                    ]);
                    (g.scope.as_ref().unwrap().to_string(), g.role.to_string())
                }
                _ => {
                    let (namespace, code, kind, id) = membership(grant);
                    for namespace in [&namespace, "elsewhere"] {
                        for (code, id) in [(&*code, &*id), ("another", &*id), (&*code, "somebody")] {
                            self.members.insert((namespace.to_owned(), code.to_owned(), kind, id.to_owned()));
                        }
                    }
                    (namespace, code)
                }
            };
            for namespace in [namespace, "elsewhere".into()] {
                self.add_role(&namespace, &code);
                self.add_role(&namespace, "another");
            }
        }
        self
    }

    pub(crate) fn add_role(&mut self, namespace: &str, code: &str) {
        if !self.namespaces.iter().any(|other| other == namespace) {
            self.namespaces.push(namespace.into());
        }
        let role = (namespace.to_owned(), code.to_owned());
        if !self.roles.contains(&role) {
            self.roles.push(role);
        }
    }

    /// All but the grants.
    pub(crate) fn without(&self, grants: &[Grant]) -> Self {
        let mut rest = self.clone();
        rest.members.retain(|m| !grants.iter().any(|g| matches!(g, Grant::Membership(_)) && membership(g) == *m));
        rest.policies.retain(|(policy, role)| {
            !grants.iter().any(|grant| {
                matches!(grant, Grant::Privilege(g)
                    if g.object_name == *policy && g.role_id.as_ref() == Some(role))
            })
        });
        rest
    }

    /// All rows of the list that a call asks for; a failure where there is no such thing.
    pub(crate) fn rows(&self, request: &Request) -> Result<Vec<Value>, Value> {
        let query = |key: &str| {
            request.query.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let (namespace, code) = (query("namespace"), query("code"));
        let has = |code: &str| self.roles.contains(&(namespace.clone(), code.to_owned()));
        let holders = |kind: &str| {
            let held = self.members.iter().filter(|m| (&*m.0, &*m.1, m.2) == (&*namespace, &*code, kind));
            held.map(|m| m.3.clone()).collect::<Vec<String>>()
        };
        let role = |code: &str| {
            json!({"id": role_id(&namespace, code), "code": code, "name": format!("The {code}"), "namespace": namespace,
                   "namespaceName": format!("Space {namespace}"), "status": "ENABLE", "disableTime": null})
        };
        let user =
            |id: &String| json!({"userId": id, "status": "Activated", "name": format!("Name of {id}"), "email": null});
        let in_departments = |id: &String| {
            let own = self.within.iter().filter(|(user, _)| user == id);
            let ids: Vec<&String> = own.map(|(_, department)| department).collect();
            let mut row = user(id);
            // They are told only when asked for.
            row["departmentIds"] = if query("withDepartmentIds") == "true" { json!(ids) } else { Value::Null };
            row
        };
        Ok(match request.path.strip_prefix("/api/v3/").unwrap() {
            "list-permission-namespaces" => {
                let row = |code: &String| json!({"code": code, "name": format!("Space {code}"), "status": 1});
                self.namespaces.iter().map(row).collect()
            }
            "list-roles" if !self.namespaces.contains(&namespace) => return Err(absent()),
            "list-roles" => self.roles.iter().filter(|(at, _)| *at == namespace).map(|(_, code)| role(code)).collect(),
            "get-role" | "list-role-members" | "list-role-departments" if !has(&code) => return Err(absent()),
            "get-role" => vec![role(&code)],
            "list-role-members" => holders("USER").iter().map(user).collect(),
            "list-role-departments" => {
                holders("DEPARTMENT").iter().map(|id| json!({"id": id, "code": "dev", "name": "Development"})).collect()
            }
            "get-user" if !self.users.contains(&query("userId")) => return Err(absent()),
            "get-user" => vec![in_departments(&query("userId"))],
            "get-user-roles" => {
                let id = query("userId");
                let held = self.members.iter().filter(|m| (&*m.0, m.2, &*m.3) == (&*namespace, "USER", &*id));
                held.map(|m| role(&m.1)).collect()
            }
            "list-users" => self.users.iter().map(user).collect(),
            "list-data-policies" => {
                let names: BTreeSet<&String> = self.policies.iter().map(|(policy, _)| policy).collect();
                let row = |name: &&String| {
                    let targets = self.policies.iter().filter(|(policy, _)| policy == *name);
                    let targets: Vec<Value> = targets.map(|(_, id)| json!({"type": "ROLE", "id": id})).collect();
                    json!({"policyId": name, "policyName": format!("Policy {name}"), "targetList": targets})
                };
                names.iter().map(row).collect()
            }
            "list-data-policy-targets" => {
                let policy = query("policyId");
                let targets = self.policies.iter().filter(|(other, _)| *other == policy);
                targets.map(|(_, id)| json!({"targetIdentifier": id, "targetType": "ROLE"})).collect()
            }
            "get-authorized-resources" => vec![json!({
                "resourceCode": "ecs", "resourceType": "DATA", "actions": ["ecs:Start", "*"], "effect": "ALLOW",
                "condition": [],
            })],
            path => panic!("{path} is not asked"),
        })
    }
}
