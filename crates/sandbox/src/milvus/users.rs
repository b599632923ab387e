//! The `users` endpoints. The names of users are checked by `names`, the caller's rights by `access`.

use super::{
    Era,
    auth::Caller,
    envelope::{Outcome, Refusal, Success},
    names::{self, Label},
    session::Session,
    texts::{self, NO_ROLE},
};

/// `users/list`: every name, ascending.
pub(crate) fn list(session: &Session<'_>) -> Outcome {
    Ok(Success::of(session.rows.users()?))
}

/// `users/describe`: the user's roles, ascending; an unknown user looks like one without roles.
pub(crate) fn describe(session: &Session<'_>) -> Outcome {
    let user = session.text("userName");
    let mut roles = vec![String::new(); session.knobs.ghost_role_names];
    roles.extend(session.rows.roles_of(user)?);
    let description = match session.era() {
        Era::A | Era::B => None,
        Era::C | Era::C3 => Some(session.rows.user_description(user)?.unwrap_or_default()),
    };
    Ok(Success::of(roles).described(description))
}

/// `users/create`: the name is stored without the blanks around it.
pub(crate) fn create(session: &Session<'_>) -> Outcome {
    let (user, password) = (session.text("userName"), session.text("password"));
    let description = if session.era() >= Era::C { session.text("description") } else { "" };
    names::user(session.era(), user)?;
    names::password(password)?;
    names::description("user", description)?;
    let (rows, user) = (session.rows, user.trim());
    if rows.password(user)?.is_some() {
        return Err(texts::semantic(session.era(), "", &format!("user already exists: {user}")));
    }
    if super::roles::is_reached(session.knobs.user_limit, rows.users()?.len()) {
        let reason = "unable to add user because the number of users has reached the limit";
        return Err(texts::quota(session.era(), "failed to check if add credential", reason));
    }
    rows.put_user(user, password, description)?;
    Ok(Success::done())
}

/// `users/update_password`: a new password, a new description (era C), or both.
pub(crate) fn update_password(session: &Session<'_>) -> Outcome {
    let (rows, user) = (session.rows, session.text("userName"));
    let new_password = Some(session.text("newPassword")).filter(|password| !password.is_empty());
    let description = session.request.given("description").filter(|_| session.era() >= Era::C);
    if new_password.is_none() && description.is_none() {
        return Err(texts::invalid("must update either password or description"));
    }
    if let Some(description) = description {
        names::description("user", description)?;
    }
    let stored = rows.password(user)?;
    if let Some(new_password) = new_password {
        names::password(new_password)?;
        let right = stored.as_deref().is_some_and(|stored| stored == session.text("password"));
        let excused = is_trusted(session) && stored.is_some();
        if !right && !excused {
            let message = format!("old password not correct for {user}: not authenticated");
            return Err(Refusal::Business(1400, message));
        }
    }
    let Some(stored) = stored else {
        let message = "failed to check if update credential: user not found";
        return Err(Refusal::Business(texts::UNEXPECTED, message.to_owned()));
    };
    let kept = rows.user_description(user)?.unwrap_or_default();
    rows.put_user(user, new_password.unwrap_or(&stored), description.unwrap_or(&kept))?;
    Ok(Success::done())
}

/// `common.security.superUsers` need not know the old password.
fn is_trusted(session: &Session<'_>) -> bool {
    match session.caller {
        Caller::User(user) => session.knobs.super_users.contains(user),
        Caller::Nobody | Caller::ApiKey => false,
    }
}

/// `users/drop`: idempotent; bindings go with the user.
pub(crate) fn drop(session: &Session<'_>) -> Outcome {
    let user = session.text("userName");
    if user == session.instance.superuser {
        return Err(texts::protected("root user cannot be deleted"));
    }
    session.rows.drop_user(user)?;
    Ok(Success::done())
}

/// `users/grant_role`: idempotent.
pub(crate) fn grant_role(session: &Session<'_>) -> Outcome {
    let (user, role) = checked_pair(session)?;
    if session.rows.password(user)?.is_none() {
        let sentence = match session.era() {
            Era::A | Era::B => "not found the user, maybe the user isn't existed or internal system error".to_owned(),
            Era::C | Era::C3 => format!("user \"{user}\" not found"),
        };
        return Err(texts::semantic(session.era(), "failed to check if operate user role", &sentence));
    }
    session.rows.bind(user, role)?;
    Ok(Success::done())
}

/// `users/revoke_role`: succeeds when the user has the role not, or does not exist.
pub(crate) fn revoke_role(session: &Session<'_>) -> Outcome {
    let (user, role) = checked_pair(session)?;
    session.rows.unbind(user, role)?;
    Ok(Success::done())
}

/// The user and role of a call whose names are well formed and whose role exists. The user is not looked up.
fn checked_pair<'a>(session: &'a Session<'_>) -> Result<(&'a str, &'a str), Refusal> {
    let (user, role) = (session.text("userName"), session.text("roleName"));
    names::user(session.era(), user)?;
    names::common(session.era(), Label::Role, role)?;
    if session.rows.role_description(role)?.is_none() {
        return Err(texts::semantic(session.era(), "", NO_ROLE));
    }
    Ok((user, role))
}
