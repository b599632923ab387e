//! `UserService` but for grant and revoke: reading, creating, updating, deleting users.

use super::{
    body::{self, CreateUser, UpdateUser},
    databases::protected,
    knobs::{Access, NoChanges},
    mask::Mask,
    names::{self, UserPattern},
    operations::{self, Change, Intent, Subject},
    page::Page,
    permissions,
    records::{AuthType, User},
    refusal::{Code, Refusal, Violation},
    session::{Outcome, Reply, Session},
    view,
};

/// `UserService.List`.
pub(crate) fn list(session: &Session<'_>, cluster: &str) -> Outcome {
    names::cluster(cluster)?;
    let page = Page::asked(session.query, session.knobs)?;
    let cluster = session.cluster(cluster, Access::Viewer)?;
    let mut users = session.rows.users(&cluster.id, page.and_one())?;
    let next = page.cut(&mut users);
    let items = users.iter().map(|user| view::user(user, session.knobs)).collect();
    Ok(Reply::of(view::list("users", items, next, session.knobs)))
}

/// `UserService.Get`.
pub(crate) fn get(session: &Session<'_>, cluster: &str, name: &str) -> Outcome {
    let name = names::user("userName", name, pattern(session))?;
    let cluster = session.cluster(cluster, Access::Viewer)?;
    Ok(Reply::of(view::user(&session.user(&cluster, &name)?, session.knobs)))
}

/// `UserService.Create`.
pub(crate) fn create(session: &Session<'_>, cluster: &str, body: &[u8]) -> Outcome {
    let spec = body::decode::<CreateUser>(body)?.user_spec.ok_or_else(|| Violation::missing("userSpec"))?;
    let name = names::user("userSpec.name", &spec.name, UserPattern::Wide)?;
    check_password("userSpec.password", &spec.password)?;
    let permissions = body::permissions(spec.permissions, "userSpec.permissions")?;
    if spec.auth_type == AuthType::Iam && !spec.password.is_empty() {
        return Err(Violation::because("userSpec.password", "users of IAM have none").into());
    }
    operations::start(session, cluster, |cluster| {
        if session.rows.user(&cluster.id, &name)?.is_some() {
            return Err(Refusal::exists("user", &name));
        }
        session.idle(cluster)?;
        permissions::databases_exist(session, cluster, &permissions, &[])?;
        let user = User {
            name: name.clone(),
            cluster_id: cluster.id.clone(),
            permissions,
            connection_manager: None,
            auth_type: spec.auth_type,
            deletion_protection: spec.deletion_protection,
        };
        Ok(Intent {
            description: "Create StoreDoc user",
            metadata: "CreateUserMetadata",
            subject: Subject::User(name),
            change: Change::PutUser(user),
        })
    })
}

/// `UserService.Update`: what the mask names is replaced; without a mask everything is, by what was not sent as well.
pub(crate) fn update(session: &Session<'_>, cluster: &str, name: &str, body: &[u8]) -> Outcome {
    let sent: UpdateUser = body::decode(body)?;
    let mask = Mask::read(sent.update_mask.as_deref())?;
    let name = names::user("userName", name, UserPattern::Wide)?;
    check_password("password", &sent.password)?;
    let permissions = body::permissions(sent.permissions, "permissions")?;
    operations::start(session, cluster, |cluster| {
        let user = session.user(cluster, &name)?;
        session.idle(cluster)?;
        let mut changed = user.clone();
        if mask.has("permissions") {
            permissions::databases_exist(session, cluster, &permissions, &user.permissions)?;
            changed.permissions = permissions;
        }
        if mask.has("deletionProtection") {
            changed.deletion_protection = sent.deletion_protection;
        }
        let same = changed.deletion_protection == user.deletion_protection && changed.has_the_permissions_of(&user);
        let password_too = mask.has("password") || mask.has("generatePassword");
        if same && !password_too && session.knobs.no_changes == NoChanges::Refused {
            return Err(Refusal::of(Code::FailedPrecondition, "no changes detected"));
        }
        Ok(Intent {
            description: "Modify StoreDoc user",
            metadata: "UpdateUserMetadata",
            subject: Subject::User(name),
            change: Change::PutUser(changed),
        })
    })
}

/// `UserService.Delete`.
pub(crate) fn delete(session: &Session<'_>, cluster: &str, name: &str) -> Outcome {
    let name = names::user("userName", name, pattern(session))?;
    operations::start(session, cluster, |cluster| {
        let user = session.user(cluster, &name)?;
        session.idle(cluster)?;
        if user.deletion_protection == Some(true) {
            return Err(protected("user", &name));
        }
        Ok(Intent {
            description: "Delete StoreDoc user",
            metadata: "DeleteUserMetadata",
            subject: Subject::User(name.clone()),
            change: Change::DropUser(name),
        })
    })
}

/// The pattern of every call but create and update.
pub(crate) fn pattern(session: &Session<'_>) -> UserPattern {
    if session.knobs.narrow_user_names { UserPattern::Narrow } else { UserPattern::Wide }
}

/// The proto's limit, and the shortest that the vendor's guide allows. None at all is allowed: IAM keeps it then.
fn check_password(field: &str, password: &str) -> Result<(), Violation> {
    match password.chars().count() {
        0 | 8..=128 => Ok(()),
        _ => Err(Violation::because(field, "must be 8 to 128 characters long")),
    }
}
