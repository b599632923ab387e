//! The endpoints of what roles and others may do with resources. No endpoint takes a single grant away.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    envelope::{Outcome, Refusal, Reply, failure, malformed, naming},
    request::Request,
    session::Session,
    texts,
    world::{Effect, Grant, Namespace, ResourceType, TargetType},
};

/// `get-role-authorized-resources`: what a role was granted, without effect and conditions.
pub(super) fn of_role(session: &Session<'_>) -> Outcome {
    let wanted = resource_type(session.request)?;
    let (role, namespace) = session.role(session.request)?;
    let mut rows = Vec::new();
    for grant in session.rows.grants(&namespace.code, TargetType::Role, &role.code)? {
        if grant.effect == Effect::Allow && wanted.is_none_or(|wanted| wanted == grant.resource_type) {
            let resource = session.rows.resource(&namespace.code, &grant.resource_code)?;
            rows.push(json!({
                "resourceCode": grant.resource_code, "resourceType": grant.resource_type, "actions": grant.actions,
                "apiIdentifier": resource.and_then(|resource| resource.api_identifier),
            }));
        }
    }
    Reply::list(rows)
}

/// `get-authorized-resources` of any target, with what it is denied when that is asked for.
pub(super) fn of_target(session: &Session<'_>) -> Outcome {
    let request = session.request;
    let kind = request.target_type()?;
    let identifier = request.id("targetIdentifier")?;
    let wanted = resource_type(request)?;
    let prefixes = request.texts("resourceList")?;
    let namespace = session.namespace(request.text("namespace"))?;
    check_target(session, &namespace, kind, identifier)?;
    let mut rows = Vec::new();
    for grant in session.rows.grants(&namespace.code, kind, identifier)? {
        let shown = (grant.effect == Effect::Allow || request.flag("withDenied"))
            && wanted.is_none_or(|wanted| wanted == grant.resource_type)
            && (prefixes.is_empty() || prefixes.iter().any(|prefix| grant.resource_code.starts_with(prefix)));
        if shown {
            rows.push(row(session, &grant)?);
        }
    }
    Reply::list(rows)
}

fn row(session: &Session<'_>, grant: &Grant) -> Result<Value, Refusal> {
    let resource = session.rows.resource(&grant.namespace, &grant.resource_code)?;
    let (description, api_identifier) =
        resource.map(|resource| (resource.description, resource.api_identifier)).unwrap_or_default();
    Ok(json!({
        "resourceCode": grant.resource_code, "description": description, "condition": grant.condition,
        "resourceType": grant.resource_type, "apiIdentifier": api_identifier, "actions": grant.actions,
        "effect": grant.effect,
    }))
}

/// `authorize-resources`. Unlike every role endpoint it has no default namespace; resources need not exist.
pub(super) fn authorize(session: &Session<'_>) -> Outcome {
    let request = session.request;
    let mut grants = Vec::new();
    for item in request.objects("list", 1, 10)? {
        let kind = item.target_type()?;
        let targets = item.texts("targetIdentifiers")?;
        if item.raw("targetIdentifiers").is_none() || targets.len() > 100 {
            return Err(malformed("targetIdentifiers"));
        }
        for resource in item.objects("resources", 0, usize::MAX)? {
            let (code, actions) = (resource.id("code")?, resource.texts("actions")?);
            if actions.len() > 50 {
                return Err(malformed("actions"));
            }
            let resource_type = resource_type(&resource)?.ok_or_else(|| malformed("resourceType"))?;
            grants.extend(targets.iter().map(|target| Grant {
                namespace: request.text("namespace").to_owned(),
                target_type: kind,
                target_identifier: target.clone(),
                resource_code: code.to_owned(),
                resource_type,
                actions: actions.clone(),
                effect: Effect::Allow,
                condition: Vec::new(),
            }));
        }
    }
    let namespace = session.rows.namespace(request.text("namespace"))?;
    let namespace = namespace.ok_or_else(|| failure(404, texts::NO_NAMESPACE))?;
    for grant in &grants {
        check_target(session, &namespace, grant.target_type, &grant.target_identifier)?;
    }
    grants.iter().filter(|grant| !grant.actions.is_empty()).try_for_each(|grant| session.rows.put_grant(grant))?;
    Ok(Reply::Data(json!({ "success": true })))
}

fn check_target(
    session: &Session<'_>,
    namespace: &Namespace,
    kind: TargetType,
    identifier: &str,
) -> Result<(), Refusal> {
    let rows = session.rows;
    let (found, otherwise) = match kind {
        TargetType::User => (rows.is_user(identifier)?, failure(404, texts::NO_USER)),
        TargetType::Group => (rows.group(identifier)?.is_some(), failure(404, texts::NO_GROUP)),
        TargetType::Role => (rows.role(&namespace.code, identifier)?.is_some(), failure(404, texts::NO_ROLE)),
        TargetType::Department => {
            (rows.department(identifier)?.is_some(), naming(400, texts::ILLEGAL_DEPARTMENT, identifier))
        }
    };
    if found { Ok(()) } else { Err(otherwise) }
}

/// The type that is asked for; `None` = all of them.
fn resource_type(request: &Request) -> Result<Option<ResourceType>, Refusal> {
    match request.text("resourceType") {
        "" => Ok(None),
        word => parsed(word).map(Some).ok_or_else(|| malformed("resourceType")),
    }
}

fn parsed<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(Value::from(word)).ok()
}
