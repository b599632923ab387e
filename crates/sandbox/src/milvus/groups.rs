//! The `privilege_groups` endpoints. Built-in groups are listed and never changed.

use serde_json::{Map, Value, json};

use super::{
    builtin_groups,
    envelope::{Outcome, Refusal, Success},
    names,
    privileges::{self, Level},
    session::Session,
    texts,
};

const ALTERABLE: &str = "failed to check if privilege group alterable";

/// `privilege_groups/list`: custom groups, then the nine that servers come with.
pub(crate) fn list(session: &Session<'_>) -> Outcome {
    let mut groups = Vec::new();
    for name in session.rows.groups()? {
        let members = session.rows.group_members(&name)?.unwrap_or_default();
        groups.push(match session.knobs.groups_as_array {
            true => shown(&name, json!(members)),
            false => shown(&name, json!(members.join(","))),
        });
    }
    if session.knobs.groups_as_array {
        return Ok(Success::of(groups));
    }
    for name in builtin_groups::NAMES {
        let members = builtin_groups::members(session.era(), name).unwrap_or_default();
        groups.push(shown(name, json!(members.join(","))));
    }
    Ok(Success::of(json!({ "privilegeGroups": groups })))
}

fn shown(name: &str, members: Value) -> Value {
    let mut fields = Map::new();
    fields.insert("privilegeGroupName".to_owned(), json!(name));
    fields.insert("privileges".to_owned(), members);
    Value::Object(fields)
}

/// `privilege_groups/create`: an empty group, whatever `privileges` says, although vendor pages document it.
pub(crate) fn create(session: &Session<'_>) -> Outcome {
    let group = session.text("privilegeGroupName");
    names::group(group)?;
    let by = if session.rows.group_members(group)?.is_some() {
        "users"
    } else if builtin_groups::NAMES.contains(&group) || privileges::is_known(session.era(), group) {
        "built in privileges or privilege groups in system"
    } else {
        session.rows.put_group(group)?;
        return Ok(Success::done());
    };
    let sentence = format!("privilege group name [{group}] is defined by {by}");
    Err(texts::semantic(session.era(), "failed to check if privilege group creatable", &sentence))
}

/// `privilege_groups/drop`: an unknown or built-in name succeeds and changes nothing.
pub(crate) fn drop(session: &Session<'_>) -> Outcome {
    let group = session.text("privilegeGroupName");
    names::group(group)?;
    if session.rows.group_members(group)?.is_none() {
        return Ok(Success::done());
    }
    if let Some(role) = session.rows.role_with(group)? {
        let sentence = format!("privilege group [{group}] is used by role [{role}], Use REVOKE API to revoke it first");
        return Err(texts::semantic(session.era(), "failed to check if privilege group dropable", &sentence));
    }
    session.rows.drop_group(group)?;
    Ok(Success::done())
}

/// `privilege_groups/add_privileges_to_group`: all members must share one level afterwards.
pub(crate) fn add(session: &Session<'_>) -> Outcome {
    let change = change(session)?;
    let era = session.era();
    let levels: Vec<Option<Level>> =
        change.members.iter().chain(&change.named).map(|name| privileges::level(era, name)).collect();
    if levels.windows(2).any(|pair| matches!(pair, [one, other] if one != other)) {
        return Err(texts::semantic(era, ALTERABLE, "privileges are not the same privilege level"));
    }
    for privilege in &change.named {
        session.rows.put_member(change.group, privilege)?;
    }
    Ok(Success::done())
}

/// `privilege_groups/remove_privileges_from_group`: absent members are ignored.
pub(crate) fn remove(session: &Session<'_>) -> Outcome {
    let change = change(session)?;
    for privilege in &change.named {
        session.rows.drop_member(change.group, privilege)?;
    }
    Ok(Success::done())
}

struct Change<'a> {
    group: &'a str,
    /// Who is in the group.
    members: Vec<String>,
    /// Whom the call names, with groups replaced by their members.
    named: Vec<String>,
}

/// The checks that adding and removing share.
fn change<'a>(session: &'a Session<'_>) -> Result<Change<'a>, Refusal> {
    let (era, group) = (session.era(), session.text("privilegeGroupName"));
    let privileges = session.request.texts("privileges")?;
    names::group(group)?;
    let Some(members) = session.rows.group_members(group)? else {
        let sentence = format!("there is no privilege group name [{group}] defined in system to operate");
        return Err(texts::semantic(era, ALTERABLE, &sentence));
    };
    if privileges.is_empty() {
        return Err(texts::semantic(era, ALTERABLE, "privileges is empty when alter the privilege group"));
    }
    let mut named = Vec::new();
    for privilege in privileges {
        if privileges::is_known(era, privilege) {
            named.push(privilege.to_owned());
        } else if let Some(of_group) = privileges::members(era, &session.rows, privilege)? {
            named.extend(of_group);
        } else {
            let sentence = format!(
                "there is no privilege name or privilege group name [{privilege}] defined in system to operate"
            );
            return Err(texts::semantic(era, ALTERABLE, &sentence));
        }
    }
    Ok(Change { group, members, named })
}
