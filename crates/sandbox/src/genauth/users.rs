//! The endpoints of users, and how a user is shown.

use serde_json::{Value, json};

use super::{
    envelope::{Outcome, Refusal, Reply, malformed, naming},
    request::{Dialect, Request},
    roles as held_roles,
    session::Session,
    texts,
    world::User,
};

/// How many users can be asked for by their ids.
const MOST: usize = 50;

/// Users as the API shows them. Departments, identities and custom data are there only when `asked` for them.
pub(super) fn shown(session: &Session<'_>, asked: &Request, users: Vec<User>) -> Result<Vec<Value>, Refusal> {
    let mut rows = Vec::new();
    for mut user in users {
        if asked.flag("withDepartmentIds") {
            user.department_ids = Some(session.rows.departments_of(&user.user_id)?);
        }
        if asked.flag("withIdentities") {
            user.identities = Some(Vec::new());
        }
        if asked.flag("withCustomData") {
            user.custom_data.get_or_insert(json!({}));
        } else {
            user.custom_data = None;
        }
        rows.push(json!(user));
    }
    Ok(rows)
}

/// `get-user`.
pub(super) fn get(session: &Session<'_>) -> Outcome {
    let user = session.user(session.request.user_id_type())?;
    let user = shown(session, session.request, vec![user])?.pop();
    Ok(Reply::Data(user.unwrap_or_default()))
}

/// `get-user-batch`: those of them that exist, in a bare list.
pub(super) fn get_batch(session: &Session<'_>) -> Outcome {
    let request = session.request;
    let ids = request.texts("userIds")?;
    if !(1..=MOST).contains(&ids.len()) {
        return Err(malformed("userIds"));
    }
    let mut users = Vec::new();
    for id in &ids {
        users.extend(session.rows.user_by(request.user_id_type(), id)?);
    }
    Ok(Reply::Data(Value::Array(shown(session, request, users)?)))
}

/// `list-users` by GET: the older form.
pub(super) fn list(session: &Session<'_>) -> Outcome {
    let page = session.request.page(Dialect::Named)?;
    let part = session.rows.users("", session.request.text("status"), Some(page))?;
    Reply::page(part.total, shown(session, session.request, part.list)?)
}

/// `list-users` by POST. Filters and orders other than those of the emulator are refused, lest they be ignored unseen.
pub(super) fn search(session: &Session<'_>) -> Outcome {
    let options = session.request.nested("options");
    let page = options.nested("pagination").page(Dialect::Users)?;
    for (request, name) in [(session.request, "advancedFilter"), (session.request, "searchQuery"), (&options, "sort")] {
        let asked = match request.raw(name) {
            None => false,
            Some(Value::Array(items)) => !items.is_empty(),
            Some(_) => true,
        };
        if asked {
            return Err(naming(501, texts::UNSUPPORTED, name));
        }
    }
    let part = session.rows.users(session.request.text("keywords"), "", Some(page))?;
    Reply::page(part.total, shown(session, &options, part.list)?)
}

/// `get-user-roles`: those of one namespace.
pub(super) fn roles(session: &Session<'_>) -> Outcome {
    let user = session.user(session.request.user_id_type())?.user_id;
    let namespace = session.namespace(session.request.text("namespace"))?;
    let held = session.rows.roles_of(&user, &namespace.code, session.reach(), session.now)?;
    Reply::list(held.iter().map(|role| held_roles::shown(role, &namespace)).collect())
}

/// `has-any-role`. A role that does not exist is one that the user has not.
pub(super) fn has_any_role(session: &Session<'_>) -> Outcome {
    let options = session.request.nested("options");
    session.request.id("userId")?;
    let wanted = session.request.objects("roles", 1, usize::MAX)?;
    let user = session.user(options.user_id_type())?.user_id;
    let mut has = false;
    for role in &wanted {
        let code = role.id("code")?;
        let namespace = Some(role.text("namespace")).filter(|code| !code.is_empty()).unwrap_or("default");
        let held = session.rows.roles_of(&user, namespace, session.reach(), session.now)?;
        has |= held.iter().any(|role| role.code == code);
    }
    Ok(Reply::Data(json!({ "hasAnyRole": has })))
}
