//! What a role may do: resources action by action, none of which can be taken away by itself, and data policies.

use rescind_domain::read::{Gap, Lock, PrivilegeList, Subject};
use rescind_domain::{FaultKind, Grant, GrantEffect, PrivilegeKind};
use rescind_vendors::Request;
use rescind_vendors::read::privileges;
use serde_json::{Value, json};

use crate::fake::{Answer, Genauth, data, http};
use crate::kits::{policy, role};
use crate::state::{State, absent, role_id};
use crate::{connection, read};

fn genauth(instead: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static) -> Genauth {
    Genauth::new(State::default().with(&[policy("code1", "p1")])).instead(instead)
}

fn list(genauth: &Genauth) -> Result<PrivilegeList, rescind_domain::Fault> {
    read(privileges(genauth, &connection(), &role("default", "code1")))
}

fn resources(rows: Value) -> Genauth {
    genauth(move |request| {
        let total = rows.as_array().unwrap().len();
        request
            .path
            .ends_with("/get-authorized-resources")
            .then(|| data(&json!({"totalCount": total, "list": rows.clone()})))
    })
}

/// Type, object, action and effect of each row.
fn lines(list: &PrivilegeList) -> Vec<String> {
    let line = |grant: &rescind_domain::PrivilegeGrant| {
        let effect = if grant.effect == GrantEffect::Deny { "deny " } else { "" };
        let condition = grant.condition.as_ref().map(|words| format!(" if {words}")).unwrap_or_default();
        format!("{effect}{} on {} {}{condition}", grant.privilege, grant.object_type, grant.object_name)
    };
    list.rows.iter().map(|row| line(&row.grant)).collect()
}

#[test]
fn resources_are_locked_and_policies_are_not() {
    let found = list(&genauth(|_| None)).unwrap();
    assert_eq!(
        lines(&found),
        ["ecs:Start on DATA ecs", "* on DATA ecs", "Policy other on DATA_POLICY other", "Policy p1 on DATA_POLICY p1"]
    );
    assert_eq!(found.gaps, []);
    let locks: Vec<Option<Lock>> = found.rows.iter().map(|row| row.lock).collect();
    assert_eq!(locks, [Some(Lock::NotOneByOne), Some(Lock::NotOneByOne), None, None]);
    let kinds: Vec<PrivilegeKind> = found.rows.iter().map(|row| row.kind).collect();
    assert_eq!(kinds[..2], [PrivilegeKind::Single, PrivilegeKind::Wildcard]);
    // What is shown can be revoked as it is.
    assert_eq!(Grant::Privilege(found.rows[3].grant.clone()), policy("code1", "p1"));
    assert!(
        found
            .rows
            .iter()
            .all(|row| row.grant.database == "default" && row.grant.role_ref() == role("default", "code1"))
    );
}

#[test]
fn what_is_denied_and_what_is_conditional_is_said() {
    let row = |code: &str, effect: &str, condition: Value| json!({"resourceCode": code, "resourceType": "DATA", "actions": ["a"], "effect": effect, "condition": condition});
    let one = json!([{"param": "AppId", "operator": "StringEquals", "value": "1"}]);
    let two = json!([{"param": "AppId", "operator": "StringEquals", "value": "2"}]);
    let rows = json!([
        row("x", "DENY", one.clone()),
        row("y", "ALLOW", one.clone()),
        row("y", "ALLOW", two),
        row("z", "ALLOW", one),
        row("z", "ALLOW", json!([])),
        row("x", "ALLOW", Value::Null),
    ]);
    let found = list(&resources(rows)).unwrap();
    assert_eq!(
        lines(&found)[..4],
        [
            "deny a on DATA x if AppId StringEquals 1",
            "a on DATA y if AppId StringEquals 1, or AppId StringEquals 2",
            "a on DATA z",
            "a on DATA x",
        ],
        "the same grant is one row, and without a condition where one of them has none"
    );
}

#[test]
fn the_older_call_stands_in_and_its_limit_is_said() {
    let older = |request: &Request| match request.path.as_str() {
        "/api/v3/get-authorized-resources" => Some(http(404, "Cannot GET")),
        "/api/v3/get-role-authorized-resources" => Some(data(&json!({"totalCount": 1, "list": [
            {"resourceCode": "orders", "resourceType": "API", "actions": ["*"], "apiIdentifier": "https://example.com"},
        ]}))),
        _ => None,
    };
    let found = list(&genauth(older)).unwrap();
    assert_eq!(lines(&found)[0], "* on API orders");
    // What is denied is not in it.
    let [Gap::Unread { subject: Subject::Privileges, fault, .. }] = found.gaps.as_slice() else {
        panic!("{:?}", found.gaps)
    };
    assert_eq!((&fault.kind, &*fault.path), (&FaultKind::NotFound, "/api/v3/get-authorized-resources"));
}

#[test]
fn a_part_that_cannot_be_read_is_a_gap_and_the_resources_are_the_table() {
    let fails = |path: &'static str, answer: Answer| {
        list(&genauth(move |request| request.path.ends_with(path).then(|| answer.clone())))
    };
    let unread = |gaps: &[Gap]| matches!(gaps, [Gap::Unread { subject: Subject::DataPolicies, .. }]);
    assert!(unread(&fails("/list-data-policies", http(502, "")).unwrap().gaps));
    assert!(unread(&fails("/get-role", http(502, "")).unwrap().gaps), "a policy goes by the role's id");
    let odd = data(&json!({"totalCount": 1, "list": [{"policyId": "p", "policyName": "P"}]}));
    assert!(unread(&fails("/list-data-policies", odd).unwrap().gaps), "no targets are not none");
    let none = fails("/list-data-policies", http(404, "")).unwrap();
    assert_eq!((none.rows.len(), none.gaps), (2, vec![Gap::NotOffered(Subject::DataPolicies)]));
    assert_eq!(fails("/get-authorized-resources", http(502, "")).unwrap_err().kind, FaultKind::Unavailable);
}

#[test]
fn an_unknown_role_may_not_do_nothing_it_does_not_exist() {
    let found = list(&genauth(|request| request.path.ends_with("/get-role").then(|| http(200, absent()))));
    assert_eq!(found.unwrap_err().kind, FaultKind::NotFound);
}

#[test]
fn only_targets_that_are_this_role_count() {
    let id = role_id("default", "code1");
    let row = |policy: &str, kind: &str, id: &str| json!({"policyId": policy, "policyName": "", "targetList": [{"type": kind, "id": id}]});
    let rows = json!([
        row("a", "USER", &id),
        row("b", "ROLE", "id-elsewhere-code1"),
        row("c", "ROLE", &id),
        row("d", "ORG", &id)
    ]);
    let found = list(&genauth(move |request| {
        request.path.ends_with("/list-data-policies").then(|| data(&json!({"totalCount": 4, "list": rows.clone()})))
    }));
    assert_eq!(lines(&found.unwrap())[2..], ["c on DATA_POLICY c"], "called by its id where it has no name");
}

#[test]
fn a_short_list_of_resources_is_a_gap() {
    let found = list(&genauth(|request| {
        let rows = json!([{"resourceCode": "a", "resourceType": "API", "actions": ["x"], "effect": "ALLOW"}]);
        request.path.ends_with("/get-authorized-resources").then(|| data(&json!({"totalCount": 3, "list": rows})))
    }))
    .unwrap();
    assert!(matches!(found.gaps.as_slice(), [Gap::Unread { subject: Subject::Privileges, .. }]));
}
