//! The endpoints of roles themselves. Who holds them is in `members` and `holdings`.

use serde_json::{Value, json};

use super::{
    envelope::{Outcome, Reply, failure, malformed, raw},
    request::Dialect,
    request_id,
    session::Session,
    texts,
    world::{Namespace, Role},
};

/// A role as the API shows it.
pub(super) fn shown(role: &Role, namespace: &Namespace) -> Value {
    json!({
        "id": role.id, "code": role.code, "name": role.name, "description": role.description,
        "namespace": role.namespace, "namespaceName": namespace.name, "status": role.status,
        "disableTime": role.disable_time,
    })
}

/// `list-roles` of one namespace.
pub(super) fn list(session: &Session<'_>) -> Outcome {
    let page = session.request.page(Dialect::Named)?;
    let namespace = session.namespace(session.request.text("namespace"))?;
    let part = session.rows.roles(&namespace.code, session.request.text("keywords"), Some(page))?;
    Reply::page(part.total, part.list.iter().map(|role| shown(role, &namespace)).collect())
}

/// `get-role`.
pub(super) fn get(session: &Session<'_>) -> Outcome {
    let (role, namespace) = session.role(session.request)?;
    Ok(Reply::Data(shown(&role, &namespace)))
}

/// `create-role`.
pub(super) fn create(session: &Session<'_>) -> Outcome {
    let request = session.request;
    let code = request.id("code")?;
    if !code.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_')) {
        return Err(raw(format!("invalid role code: {code}")));
    }
    let namespace = session.namespace(request.text("namespace"))?;
    if session.rows.role(&namespace.code, code)?.is_some() {
        return Err(failure(409, texts::ROLE_EXISTS));
    }
    let name = Some(request.text("name")).filter(|name| !name.is_empty()).unwrap_or(code);
    let role = Role {
        id: new_id(),
        namespace: namespace.code.clone(),
        code: code.to_owned(),
        name: name.to_owned(),
        description: request.text("description").to_owned(),
        status: "ENABLE".to_owned(),
        disable_time: request.number("disableTime")?,
    };
    session.rows.put_role(&role)?;
    Ok(Reply::Data(shown(&role, &namespace)))
}

/// Twenty-four hexadecimal digits, as every id of the service has.
fn new_id() -> String {
    request_id::fresh().chars().filter(char::is_ascii_hexdigit).take(24).collect()
}

/// `delete-roles-batch`: all of them, or none when one does not exist.
pub(super) fn delete_batch(session: &Session<'_>) -> Outcome {
    let codes = session.request.texts("codeList")?;
    if codes.is_empty() || codes.len() > 50 {
        return Err(malformed("codeList"));
    }
    let namespace = session.namespace(session.request.text("namespace"))?;
    let mut roles = Vec::new();
    for code in &codes {
        let role = session.rows.role(&namespace.code, code)?;
        roles.push(role.ok_or_else(|| failure(404, texts::NO_ROLE))?);
    }
    roles.iter().try_for_each(|role| session.rows.drop_role(role))?;
    Ok(Reply::Data(json!({ "success": true })))
}
