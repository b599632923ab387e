//! The endpoints of groups.

use serde_json::{Value, json};

use super::{
    envelope::{Outcome, Reply, failure},
    request::Dialect,
    session::Session,
    texts, users,
    world::Group,
};

fn shown(group: &Group) -> Value {
    json!({
        "id": group.id, "code": group.code, "name": group.name, "description": group.description, "type": "static",
        "metadataSource": [], "members": [],
    })
}

/// `list-groups`.
pub(super) fn list(session: &Session<'_>) -> Outcome {
    let page = session.request.page(Dialect::Named)?;
    let part = session.rows.groups(session.request.text("keywords"), Some(page))?;
    Reply::page(part.total, part.list.iter().map(shown).collect())
}

/// `get-group`.
pub(super) fn get(session: &Session<'_>) -> Outcome {
    let code = session.request.id("code")?;
    let group = session.rows.group(code)?.ok_or_else(|| failure(404, texts::NO_GROUP))?;
    Ok(Reply::Data(shown(&group)))
}

/// `list-group-members`.
pub(super) fn members(session: &Session<'_>) -> Outcome {
    let code = session.request.id("code")?;
    let page = session.request.page(Dialect::Named)?;
    session.rows.group(code)?.ok_or_else(|| failure(404, texts::NO_GROUP))?;
    let part = session.rows.group_members(code, Some(page))?;
    Reply::page(part.total, users::shown(session, session.request, part.list)?)
}
