//! The `roles` endpoints but those that grant and revoke privileges, which are in `grants`.

use serde_json::{Map, Value};

use super::{
    Era,
    envelope::{Outcome, Refusal, Success},
    names::{self, Label},
    privileges::{self, ANY},
    rows::Grant,
    session::Session,
    texts::{self, NO_ROLE},
};

/// Whether one more would be too many.
pub(crate) fn is_reached(limit: Option<u32>, count: usize) -> bool {
    limit.is_some_and(|limit| usize::try_from(limit).is_ok_and(|limit| count >= limit))
}

/// `roles/list`: every name, ascending.
pub(crate) fn list(session: &Session<'_>) -> Outcome {
    Ok(Success::of(session.rows.roles()?))
}

/// `roles/describe`: the grants in the call's database, in `*`, or, when `*` is asked for, in all.
pub(crate) fn describe(session: &Session<'_>) -> Outcome {
    let (role, db) = (session.text("roleName"), session.db());
    names::common(session.era(), Label::Role, role)?;
    let Some(description) = session.rows.role_description(role)? else {
        let sentence = match session.era() {
            Era::A | Era::B => NO_ROLE.to_owned(),
            Era::C | Era::C3 => format!("the role \"{role}\" does not exist"),
        };
        return Err(texts::semantic(session.era(), "", &sentence));
    };
    let mut grants = session.rows.grants_of(role)?;
    grants.retain(|grant| db == ANY || grant.db == ANY || grant.db == db);
    grants.sort_by_cached_key(stored_key);
    let grants: Vec<Value> = grants.into_iter().map(shown).collect();
    Ok(Success::of(grants).described((session.era() >= Era::C).then_some(description)))
}

/// The key that orders grants: object type, `<db>.<object>`, the privilege's internal name.
pub(crate) fn stored_key(grant: &Grant) -> (String, String, String) {
    let scope = format!("{}.{}", grant.db, grant.object);
    (grant.object_type.clone(), scope, privileges::stored_name(&grant.privilege))
}

fn shown(grant: Grant) -> Value {
    let Grant { object_type, db, object, privilege, grantor } = grant;
    let mut fields = Map::new();
    for (name, value) in [
        ("dbName", db),
        ("grantor", grantor),
        ("objectName", object),
        ("objectType", object_type),
        ("privilege", privilege),
    ] {
        fields.insert(name.to_owned(), Value::String(value));
    }
    Value::Object(fields)
}

/// `roles/create`.
pub(crate) fn create(session: &Session<'_>) -> Outcome {
    let role = session.text("roleName");
    let description = if session.era() >= Era::C { session.text("description") } else { "" };
    names::common(session.era(), Label::Role, role)?;
    names::description("role", description)?;
    if session.rows.role_description(role)?.is_some() {
        // The bracket is protobuf's text rendering of what was sent.
        let sent = match description {
            "" => format!("name:\"{role}\""),
            _ => format!("name:\"{role}\" description:{description:?}"),
        };
        return Err(texts::semantic(session.era(), "", &format!("role [{sent}] already exists")));
    }
    if is_reached(session.knobs.role_limit, session.rows.roles()?.len()) {
        let reason = "unable to create role because the number of roles has reached the limit";
        return Err(texts::quota(session.era(), "failed to check if create role", reason));
    }
    session.rows.put_role(role, description)?;
    Ok(Success::done())
}

/// `roles/alter`: replaces the description; a missing one is empty.
pub(crate) fn alter(session: &Session<'_>) -> Outcome {
    let (role, description) = (session.text("roleName"), session.text("description"));
    names::common(session.era(), Label::Role, role)?;
    refuse_protected(session, role, "altered")?;
    names::description("role", description)?;
    if session.rows.role_description(role)?.is_none() {
        let message = "failed to check if alter role: role not exists".to_owned();
        return Err(Refusal::Business(texts::UNEXPECTED, message));
    }
    session.rows.put_role(role, description)?;
    Ok(Success::done())
}

/// `roles/drop`: only without grants in any database; bindings go with the role.
pub(crate) fn drop(session: &Session<'_>) -> Outcome {
    let role = session.text("roleName");
    names::common(session.era(), Label::Role, role)?;
    refuse_protected(session, role, "dropped")?;
    if session.rows.role_description(role)?.is_none() {
        return Err(texts::semantic(session.era(), "", NO_ROLE));
    }
    if !session.rows.grants_of(role)?.is_empty() {
        let sentence = "fail to drop the role that it has privileges. Use REVOKE API to revoke privileges";
        return Err(texts::semantic(session.era(), "failed to check if drop role", sentence));
    }
    session.rows.drop_role(role)?;
    Ok(Success::done())
}

fn refuse_protected(session: &Session<'_>, role: &str, done: &str) -> Result<(), Refusal> {
    if session.instance.default_roles.contains(&role) {
        return Err(texts::protected(&format!("the role[{role}] is a default role, which can't be {done}")));
    }
    if session.knobs.builtin_roles.iter().any(|builtin| builtin == role) {
        return Err(texts::protected(&format!("the role[{role}] is a builtin role, which can't be {done}")));
    }
    Ok(())
}
