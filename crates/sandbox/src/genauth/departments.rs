//! The endpoints of organisations and departments, which only one of the two brands has.

use serde_json::{Value, json};

use super::{
    envelope::{Outcome, Refusal, Reply, failure, malformed},
    request::Dialect,
    session::Session,
    texts, users,
    world::{Department, LONG_AGO, Organization},
};

fn shown(session: &Session<'_>, department: &Department) -> Result<Value, Refusal> {
    let rows = session.rows;
    let parent = rows.department(&department.parent)?;
    Ok(json!({
        "organizationCode": department.organization, "departmentId": department.id, "createdAt": LONG_AGO,
        "updatedAt": LONG_AGO, "name": department.name, "description": department.description,
        "parentDepartmentId": department.parent, "code": department.code,
        "parentDepartmentCode": parent.map(|parent| parent.code), "membersCount": rows.members_count(&department.id)?,
        "hasChildren": !rows.children(&department.id)?.is_empty(), "isVirtualNode": false,
        "leaderUserIds": department.leader_user_ids, "status": true,
    }))
}

/// `list-organizations`.
pub(super) fn organizations(session: &Session<'_>) -> Outcome {
    let page = session.request.page(Dialect::Named)?;
    let part = session.rows.organizations(Some(page))?;
    let row = |organization: &Organization| {
        Ok::<_, Refusal>(json!({
            "organizationCode": organization.code, "organizationName": organization.name,
            "description": organization.description, "createdAt": LONG_AGO, "updatedAt": LONG_AGO,
            "departmentId": organization.root, "leaderUserIds": [],
            "membersCount": session.rows.members_count(&organization.root)?,
            "hasChildren": !session.rows.children(&organization.root)?.is_empty(), "isVirtualNode": false,
        }))
    };
    Reply::page(part.total, part.list.iter().map(row).collect::<Result<_, _>>()?)
}

/// `get-department`, within one organisation, by id, by `root` or by code.
pub(super) fn get(session: &Session<'_>) -> Outcome {
    let department = find(session)?;
    Ok(Reply::Data(shown(session, &department)?))
}

/// `get-department-by-id`, in whatever organisation it is.
pub(super) fn get_by_id(session: &Session<'_>) -> Outcome {
    let id = session.request.id("departmentId")?;
    let department = session.rows.department(id)?.ok_or_else(|| failure(404, texts::NO_DEPARTMENT))?;
    Ok(Reply::Data(shown(session, &department)?))
}

/// `list-children-departments`: all of them at once.
pub(super) fn children(session: &Session<'_>) -> Outcome {
    let parent = find(session)?;
    let children = session.rows.children(&parent.id)?;
    Reply::list(children.iter().map(|child| shown(session, child)).collect::<Result<_, _>>()?)
}

/// `list-department-members`: those who are directly in it.
pub(super) fn members(session: &Session<'_>) -> Outcome {
    let page = session.request.page(Dialect::Named)?;
    let department = find(session)?;
    let part = session.rows.department_members(&department.id, Some(page))?;
    Reply::page(part.total, users::shown(session, session.request, part.list)?)
}

/// The department that the call names within an organisation.
fn find(session: &Session<'_>) -> Result<Department, Refusal> {
    let (request, rows) = (session.request, session.rows);
    let organization =
        rows.organization(request.id("organizationCode")?)?.ok_or_else(|| failure(404, texts::NO_ORGANIZATION))?;
    let (id, code) = (request.text("departmentId"), request.text("departmentCode"));
    let found = match request.text("departmentIdType") {
        "" | "department_id" if id == "root" => rows.department(&organization.root)?,
        "" | "department_id" if !id.is_empty() => rows.department(id)?,
        "code" if !id.is_empty() => rows.department_by_code(&organization.code, id)?,
        "" | "department_id" | "code" if !code.is_empty() => rows.department_by_code(&organization.code, code)?,
        "" | "department_id" | "code" => return Err(malformed("departmentId")),
        // Identifiers of systems that the emulator is not connected with.
        "open_department_id" | "sync_relation" | "custom_field" => None,
        _ => return Err(malformed("departmentIdType")),
    };
    found
        .filter(|department| department.organization == organization.code)
        .ok_or_else(|| failure(404, texts::NO_DEPARTMENT))
}
