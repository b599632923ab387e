//! The endpoints of permission spaces. The older of them word their refusals in another way than the newer.

use serde_json::{Value, json};

use super::{
    envelope::{Message, Outcome, Refusal, Reply, failure, raw},
    request::Dialect,
    rows::Part,
    session::Session,
    texts,
    world::{LONG_AGO, Namespace, Role},
};

/// `list-permission-namespaces`, searched by name.
pub(super) fn list(session: &Session<'_>) -> Outcome {
    let page = session.request.page(Dialect::English)?;
    paged(session.rows.namespaces(session.request.text("query"), "", Some(page))?)
}

/// `list-namespaces`, searched by code.
pub(super) fn list_older(session: &Session<'_>) -> Outcome {
    let page = session.request.page(Dialect::Named)?;
    paged(session.rows.namespaces("", session.request.text("keywords"), Some(page))?)
}

fn paged(part: Part<Namespace>) -> Outcome {
    Reply::page(part.total, part.list.iter().map(|namespace| json!(namespace)).collect())
}

/// `get-permission-namespace`.
pub(super) fn get(session: &Session<'_>) -> Outcome {
    let code = session.request.text("code");
    if code.is_empty() {
        return Err(raw("code should not be empty"));
    }
    let Namespace { code, name, description, .. } =
        session.rows.namespace(code)?.ok_or_else(|| failure(404, texts::NO_NAMESPACE))?;
    Ok(Reply::Data(json!({ "code": code, "name": name, "description": description })))
}

/// `get-namespace`: the older form, which refuses in words of its own.
pub(super) fn get_older(session: &Session<'_>) -> Outcome {
    let code = session.request.id("code")?;
    let namespace = session.rows.namespace(code)?;
    let namespace =
        namespace.ok_or_else(|| Refusal::Failure(404, None, Message::Raw("namespace not exists".to_owned())))?;
    Ok(Reply::Data(json!(namespace)))
}

/// `list-permission-namespace-roles`: its rows have neither id nor status.
pub(super) fn list_roles(session: &Session<'_>) -> Outcome {
    let code = session.request.text("code");
    if code.is_empty() {
        return Err(raw("code should not be empty,code must be longer than or equal to 1 characters"));
    }
    let page = session.request.page(Dialect::English)?;
    let namespace = session.rows.namespace(code)?.ok_or_else(|| failure(404, texts::NO_NAMESPACE))?;
    let part = session.rows.roles(&namespace.code, session.request.text("query"), Some(page))?;
    let row = |role: &Role| -> Value {
        json!({
            "name": role.name, "code": role.code, "description": role.description, "namespace": role.namespace,
            "updatedAt": LONG_AGO,
        })
    };
    Reply::page(part.total, part.list.iter().map(row).collect())
}
