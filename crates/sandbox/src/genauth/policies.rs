//! The endpoints of data policies. They say `ORG` where the role endpoints say `DEPARTMENT`, and name roles and groups by
//! their ids.

use serde_json::{Value, json};

use super::{
    clock,
    envelope::{Outcome, Refusal, Reply, failure, malformed, raw},
    request::{Dialect, Request},
    session::Session,
    texts,
    world::{LONG_AGO, Policy, PolicyTarget, TargetType},
};

/// `list-data-policies`.
pub(super) fn list(session: &Session<'_>) -> Outcome {
    let page = session.request.page(Dialect::English)?;
    let part = session.rows.policies(session.request.text("query"), Some(page))?;
    Reply::page(part.total, part.list.iter().map(|policy| summary(session, policy)).collect::<Result<_, _>>()?)
}

fn summary(session: &Session<'_>, policy: &Policy) -> Result<Value, Refusal> {
    let mut resources: Vec<String> = policy
        .statements
        .iter()
        .flat_map(|statement| &statement.permissions)
        .map(|permission| permission.rsplit_once('/').map_or(permission.as_str(), |(resource, _)| resource).to_owned())
        .collect();
    resources.dedup();
    let target = |target: &PolicyTarget| {
        let name = target_name(session, target)?;
        Ok::<_, Refusal>(json!({ "id": target.id, "type": target.target_type.policy_word(), "name": name }))
    };
    let targets: Vec<Value> = policy.targets.iter().map(target).collect::<Result<_, _>>()?;
    Ok(json!({
        "policyId": policy.id, "policyName": policy.name, "resourceList": resources, "targetList": targets,
        "updatedAt": policy.updated_at,
    }))
}

/// `get-data-policy`.
pub(super) fn get(session: &Session<'_>) -> Outcome {
    let policy = find(session)?;
    Ok(Reply::Data(json!({
        "policyId": policy.id, "policyName": policy.name, "description": policy.description,
        "createdAt": LONG_AGO, "updatedAt": policy.updated_at, "statementList": policy.statements,
    })))
}

/// `list-data-policy-targets`.
pub(super) fn targets(session: &Session<'_>) -> Outcome {
    let page = session.request.page(Dialect::English)?;
    let kinds = session.request.texts("targetType")?;
    let mut rows = Vec::new();
    for target in find(session)?.targets {
        let word = target.target_type.policy_word();
        let name = target_name(session, &target)?;
        let wanted = kinds.is_empty() || kinds.iter().any(|kind| kind == word);
        if wanted && name.contains(session.request.text("query")) {
            rows.push(json!({
                "targetIdentifier": target.id, "targetType": word, "targetName": name,
                "authorizationTime": target.authorization_time,
            }));
        }
    }
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let [skipped, taken] = [page.offset, page.limit].map(|number| usize::try_from(number).unwrap_or(usize::MAX));
    Reply::page(total, rows.into_iter().skip(skipped).take(taken).collect())
}

/// `authorize-data-policies`: each policy to each target.
pub(super) fn authorize(session: &Session<'_>) -> Outcome {
    let policies = session.request.texts("policyIds")?;
    if policies.is_empty() {
        return Err(raw("policyIds should not be empty"));
    }
    let mut targets = Vec::new();
    for target in session.request.objects("targetList", 1, usize::MAX)? {
        let target = PolicyTarget {
            target_type: kind(target.text("type")).ok_or_else(|| malformed("type"))?,
            id: target.id("id")?.to_owned(),
            authorization_time: clock::iso(session.now),
        };
        target_name(session, &target)?;
        targets.push(target);
    }
    for id in &policies {
        session.rows.policy(id)?.ok_or_else(|| failure(404, texts::NO_POLICY))?;
    }
    for id in &policies {
        targets.iter().try_for_each(|target| session.rows.put_policy_target(id, target))?;
    }
    Ok(Reply::Nothing)
}

/// `revoke-data-policy`: idempotent.
pub(super) fn revoke(session: &Session<'_>) -> Outcome {
    let request = session.request;
    check_not_empty(request, &["policyId", "targetIdentifier"])?;
    let kind = kind(request.text("targetType"))
        .ok_or_else(|| raw("targetType must be one of the following values: USER, ORG, GROUP, ROLE"))?;
    let policy = find(session)?;
    session.rows.drop_policy_target(&policy.id, kind, request.text("targetIdentifier"))?;
    Ok(Reply::Nothing)
}

fn check_not_empty(request: &Request, names: &[&str]) -> Result<(), Refusal> {
    let missing: Vec<String> = names
        .iter()
        .filter(|name| request.text(name).is_empty())
        .map(|name| format!("{name} should not be empty"))
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(raw(missing.join(","))) }
}

fn kind(word: &str) -> Option<TargetType> {
    TargetType::ALL.into_iter().find(|kind| kind.policy_word() == word)
}

fn find(session: &Session<'_>) -> Result<Policy, Refusal> {
    check_not_empty(session.request, &["policyId"])?;
    session.rows.policy(session.request.text("policyId"))?.ok_or_else(|| failure(404, texts::NO_POLICY))
}

/// What a target is called; a target that does not exist is refused as on the role endpoints.
fn target_name(session: &Session<'_>, target: &PolicyTarget) -> Result<String, Refusal> {
    let (rows, id) = (session.rows, target.id.as_str());
    let (name, otherwise) = match target.target_type {
        TargetType::User => {
            let user = rows.user_by("user_id", id)?;
            let name = user.map(|user| user.name.or(user.username).or(user.email).unwrap_or(user.user_id));
            (name, texts::NO_USER)
        }
        TargetType::Department => (rows.department(id)?.map(|department| department.name), texts::NO_DEPARTMENT),
        TargetType::Group => (rows.group_by_id(id)?.map(|group| group.name), texts::NO_GROUP),
        TargetType::Role => (rows.role_by_id(id)?.map(|role| role.name), texts::NO_ROLE),
    };
    name.ok_or_else(|| failure(404, otherwise))
}
