//! The endpoints that show who holds a role: users, departments, and assignments without their holders. No endpoint
//! shows groups or roles that hold one.

use serde_json::{Value, json};

use super::{
    envelope::{Outcome, Reply, failure, malformed},
    request::Dialect,
    rows::Standing,
    session::Session,
    texts, users as people,
    world::{Department, Role},
};

/// `list-role-members`: the users who hold the role.
pub(super) fn users(session: &Session<'_>) -> Outcome {
    session.request.id("code")?;
    let page = session.request.page(Dialect::Named)?;
    let (role, _) = session.role(session.request)?;
    let part = session.rows.members(&role.id, session.reach(), session.now, page)?;
    Reply::page(part.total, people::shown(session, session.request, part.list)?)
}

/// `list-role-departments`.
pub(super) fn departments(session: &Session<'_>) -> Outcome {
    session.request.id("code")?;
    let page = session.request.page(Dialect::Named)?;
    let (role, _) = session.role(session.request)?;
    let part = session.rows.holding_departments(&role.id, session.now, page)?;
    let row = |department: Department| {
        json!({
            "id": department.id, "code": department.code, "name": department.name,
            "description": department.description,
        })
    };
    Reply::page(part.total, part.list.into_iter().map(row).collect())
}

/// `list-role-assignments`: its list is called `data`, and nothing in a row says who holds the role.
pub(super) fn assignments(session: &Session<'_>) -> Outcome {
    let request = session.request;
    let code = request.text("roleCode");
    let legal = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    if !(1..=50).contains(&code.len()) || !code.chars().all(legal) {
        return Err(malformed("roleCode"));
    }
    let page = request.page(Dialect::Named)?;
    let kinds = request.texts("targetType")?;
    if kinds.iter().any(|kind| kind != "USER" && kind != "ORG") {
        return Err(malformed("targetType"));
    }
    let wanted = |kind: &str| kinds.is_empty() || kinds.iter().any(|wanted| wanted == kind);
    let namespace = session.namespace(request.text("namespaceCode"))?;
    let role = session.rows.role(&namespace.code, code)?.ok_or_else(|| failure(404, texts::NO_ROLE))?;
    let found = [&role.code, &role.name].iter().any(|text| text.contains(request.text("query")));
    let users_and_departments = [wanted("USER"), wanted("ORG")].map(|wanted| wanted && found);
    let part = session.rows.standings(&role.id, users_and_departments, page)?;
    let pool = session.rows.pool()?;
    let rows: Vec<Value> = part.list.iter().map(|standing| row(session, &role, &pool, standing)).collect();
    Ok(Reply::Data(json!({ "totalCount": part.total, "data": rows })))
}

fn row(session: &Session<'_>, role: &Role, pool: &str, standing: &Standing) -> Value {
    json!({
        "roleId": role.id, "status": if standing.counts(session.now) { "ENABLE" } else { "DISABLE" },
        "enableTime": standing.enable_time, "endTime": standing.end_time, "userPoolId": pool, "roleName": role.name,
        "roleCode": role.code, "description": role.description, "createdAt": standing.created_at,
        "updatedAt": standing.created_at,
    })
}
