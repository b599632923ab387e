//! What a role may do on resources: one row for each resource and action, and none of them can be taken away by itself.

use rescind_domain::{Fault, GrantEffect, PrivilegeGrant, PrivilegeKind, RoleRef};
use serde_json::Value;

use super::super::classify::is_not_offered;
use super::super::requests::{self, Role};
use super::pages::{self, Listed};
use super::rows::{Row, optional, text};
use crate::Transport;
use rescind_domain::read::{Lock, PrivilegeRow};

/// The action that stands for all.
const EVERY_ACTION: &str = "*";

/// What a role may do on resources.
#[derive(Clone, Debug, PartialEq)]
pub struct Resources {
    /// The rows in the server's order.
    pub rows: Vec<PrivilegeRow>,
    /// Why there may be more; nothing when there are not.
    pub missing: Option<Box<Fault>>,
}

struct Resource {
    code: String,
    kind: String,
    actions: Vec<String>,
    effect: GrantEffect,
    condition: Option<String>,
}

/// The resources of a role. Where the server lacks the newer call, the older one tells what is allowed: what is denied is
/// missing then.
///
/// # Errors
/// One classified fault.
pub async fn resources(transport: &impl Transport, role: Role<'_>) -> Result<Resources, Fault> {
    let newer = pages::single(transport, requests::get_authorized_resources(role), resource_row).await;
    let listed = match newer {
        Err(fault) if is_not_offered(&fault) => {
            let older = requests::get_role_authorized_resources(role);
            Listed { missing: Some(Box::new(fault)), ..pages::single(transport, older, resource_row).await? }
        }
        newer => newer?,
    };
    let mut rows: Vec<PrivilegeRow> = Vec::new();
    for resource in listed.rows {
        for action in &resource.actions {
            add(&mut rows, row_of(role, &resource, action));
        }
    }
    Ok(Resources { rows, missing: listed.missing })
}

fn row_of(role: Role<'_>, resource: &Resource, action: &str) -> PrivilegeRow {
    let every = action == EVERY_ACTION || action.ends_with(":*");
    PrivilegeRow {
        grant: PrivilegeGrant {
            object_type: resource.kind.clone(),
            object_name: resource.code.clone(),
            database: role.namespace.to_string(),
            privilege: action.to_owned(),
            effect: resource.effect,
            condition: resource.condition.clone(),
            ..PrivilegeGrant::of(RoleRef::scoped(role.namespace.clone(), role.code.clone()))
        },
        kind: if every { PrivilegeKind::Wildcard } else { PrivilegeKind::Single },
        members: Vec::new(),
        lock: Some(Lock::NotOneByOne),
    }
}

/// The same action may come under several conditions: one grant, which holds when any of them does.
fn add(rows: &mut Vec<PrivilegeRow>, row: PrivilegeRow) {
    let same = |other: &&mut PrivilegeRow| {
        let (one, two) = (&other.grant, &row.grant);
        (&one.object_type, &one.object_name, &one.privilege, one.effect)
            == (&two.object_type, &two.object_name, &two.privilege, two.effect)
    };
    match rows.iter_mut().find(same) {
        None => rows.push(row),
        Some(other) => {
            let either = other.grant.condition.take().zip(row.grant.condition);
            other.grant.condition = either.map(|(one, two)| if one == two { one } else { format!("{one}, or {two}") });
        }
    }
}

fn resource_row(row: &Value) -> Row<Resource> {
    let actions = row.get("actions").and_then(Value::as_array).ok_or("actions")?;
    let actions: Option<Vec<String>> = actions.iter().map(|action| action.as_str().map(str::to_owned)).collect();
    let condition = conditions(row.get("condition"))?;
    let (effect, condition) = match optional(row, "effect").as_deref() {
        // The older form says nothing: it lists what is allowed.
        None | Some("ALLOW") => (GrantEffect::Allow, condition),
        Some("DENY") => (GrantEffect::Deny, condition),
        // What a newer server means is not known here: nobody is shown less than may be allowed, and it is said.
        Some(other) => (GrantEffect::Allow, Some(with_effect(other, condition))),
    };
    Ok(Resource {
        code: text(row, "resourceCode")?,
        kind: text(row, "resourceType")?,
        actions: actions.ok_or("actions")?,
        effect,
        condition,
    })
}

fn with_effect(effect: &str, condition: Option<String>) -> String {
    match condition {
        None => format!("effect {effect}"),
        Some(condition) => format!("effect {effect}, {condition}"),
    }
}

/// `AppId StringEquals 1 and …`; nothing when there is no condition.
fn conditions(value: Option<&Value>) -> Row<Option<String>> {
    let list = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value.as_array().ok_or("condition")?,
    };
    let words = |condition: &Value| {
        let value = match condition.get("value")? {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        Some(format!("{} {} {value}", optional(condition, "param")?, optional(condition, "operator")?))
    };
    let words: Option<Vec<String>> = list.iter().map(words).collect();
    Ok(Some(words.ok_or("condition")?.join(" and ")).filter(|words| !words.is_empty()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_condition_becomes_words_and_one_that_cannot_is_no_row() {
        let row = |condition: Value| {
            resource_row(&json!({
                "resourceCode": "ecs", "resourceType": "DATA", "actions": ["ecs:Start"], "condition": condition,
            }))
            .map(|row| row.condition)
        };
        assert_eq!(row(Value::Null), Ok(None));
        assert_eq!(row(json!([])), Ok(None));
        let one = json!({"param": "AppId", "operator": "StringEquals", "value": "1"});
        let two = json!({"param": "Level", "operator": "NumberIn", "value": [1, 2]});
        assert_eq!(row(json!([one, two])), Ok(Some("AppId StringEquals 1 and Level NumberIn [1,2]".into())));
        assert_eq!(row(json!([{"param": "AppId"}])), Err("condition"), "a condition is never dropped");
        assert_eq!(row(json!("{}")), Err("condition"));
    }

    #[test]
    fn an_effect_that_is_not_known_is_shown_as_allowed_and_said() {
        let row = |effect: Value| {
            let row = json!({"resourceCode": "a", "resourceType": "API", "actions": [], "effect": effect});
            resource_row(&row).map(|row| (row.effect, row.condition))
        };
        assert_eq!(row(json!("DENY")), Ok((GrantEffect::Deny, None)));
        assert_eq!(row(Value::Null), Ok((GrantEffect::Allow, None)));
        assert_eq!(row(json!("AUDIT")), Ok((GrantEffect::Allow, Some("effect AUDIT".into()))));
    }
}
