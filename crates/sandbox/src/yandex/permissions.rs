//! `UserService.GrantPermission` and `RevokePermission`. A revocation takes every role on its database.

use super::{
    body::{self, Grant, Revoke},
    knobs::{GrantAgain, NotGranted},
    names,
    operations::{self, Change, Intent, Subject},
    records::{Cluster, Permission, User},
    refusal::{Code, Refusal, Violation},
    session::{Outcome, Session},
    users,
};

/// `UserService.GrantPermission`.
pub(crate) fn grant(session: &Session<'_>, cluster: &str, name: &str, body: &[u8]) -> Outcome {
    let sent = body::decode::<Grant>(body)?.permission.ok_or_else(|| Violation::missing("permission"))?;
    let permission = sent.checked("permission")?;
    let name = names::user("userName", name, users::pattern(session))?;
    operations::start(session, cluster, |cluster| {
        let mut user = session.user(cluster, &name)?;
        session.idle(cluster)?;
        databases_exist(session, cluster, std::slice::from_ref(&permission), &user.permissions)?;
        add(&mut user, permission, session.knobs.grant_again)?;
        Ok(Intent {
            description: "Grant permission to StoreDoc user",
            metadata: "GrantUserPermissionMetadata",
            subject: Subject::User(name),
            change: Change::PutUser(user),
        })
    })
}

/// `UserService.RevokePermission`.
pub(crate) fn revoke(session: &Session<'_>, cluster: &str, name: &str, body: &[u8]) -> Outcome {
    let database = names::database("databaseName", &body::decode::<Revoke>(body)?.database_name)?;
    let name = names::user("userName", name, users::pattern(session))?;
    operations::start(session, cluster, |cluster| {
        let mut user = session.user(cluster, &name)?;
        session.idle(cluster)?;
        if !user.permissions.iter().any(|permission| permission.database_name == database) {
            let message = format!("user \"{name}\" has no access to database \"{database}\"");
            match session.knobs.not_granted {
                NotGranted::FailedPrecondition => return Err(Refusal::of(Code::FailedPrecondition, message)),
                NotGranted::NotFound => return Err(Refusal::of(Code::NotFound, message)),
                NotGranted::AlreadyExists => return Err(Refusal::of(Code::AlreadyExists, message)),
                NotGranted::Success => {}
            }
        }
        user.permissions.retain(|permission| permission.database_name != database);
        Ok(Intent {
            description: "Revoke permission from StoreDoc user",
            metadata: "RevokeUserPermissionMetadata",
            subject: Subject::User(name),
            change: Change::PutUser(user),
        })
    })
}

/// Each permission that is not held already is on a database of the cluster, or on `admin`, which no list shows.
pub(crate) fn databases_exist(
    session: &Session<'_>,
    cluster: &Cluster,
    permissions: &[Permission],
    held: &[Permission],
) -> Result<(), Refusal> {
    for name in permissions.iter().map(|permission| &permission.database_name) {
        let known = name.as_str() == "admin" || held.iter().any(|permission| permission.database_name == *name);
        if !known {
            session.database(cluster, name)?;
        }
    }
    Ok(())
}

fn add(user: &mut User, permission: Permission, again: GrantAgain) -> Result<(), Refusal> {
    let held = user.permissions.iter_mut().find(|held| held.database_name == permission.database_name);
    match (held, again) {
        (None, _) => user.permissions.push(permission),
        (Some(held), GrantAgain::Merge) => {
            let new: Vec<String> = permission.roles.into_iter().filter(|role| !held.roles.contains(role)).collect();
            held.roles.extend(new);
        }
        (Some(held), GrantAgain::Replace) => held.roles = permission.roles,
        (Some(held), GrantAgain::Refused) => {
            let message = format!("user \"{}\" already has access to database \"{}\"", user.name, held.database_name);
            return Err(Refusal::of(Code::AlreadyExists, message));
        }
    }
    Ok(())
}
