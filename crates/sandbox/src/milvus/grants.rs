//! Granting and revoking privileges, by v1 (object type and name) and by v2 (database and collection).
//!
//! Both write the same records, keyed by role, object type, database and object, and privilege. They map a call to that
//! key differently, so that some records of one cannot be reached by the other: that trap is the vendor's.

use super::{
    Era,
    auth::Caller,
    builtin_groups,
    envelope::{Outcome, Refusal, Success},
    names::{self, Label},
    privileges::{self, ANY, Level, ObjectType},
    rows::Grant,
    session::Session,
    texts::{self, NO_ROLE},
};

const COMMON_CHECK: &str = "failed to operate privilege common check";

/// `roles/grant_privilege`.
pub(crate) fn grant(session: &Session<'_>) -> Outcome {
    put(session, key_v1(session)?)
}

/// `roles/revoke_privilege`: succeeds when there is no such grant.
pub(crate) fn revoke(session: &Session<'_>) -> Outcome {
    remove(session, key_v1(session)?)
}

/// `roles/grant_privilege_v2`.
pub(crate) fn grant_v2(session: &Session<'_>) -> Outcome {
    put(session, key_v2(session)?)
}

/// `roles/revoke_privilege_v2`: the checks of the scope are those of granting; succeeds when there is no such grant.
pub(crate) fn revoke_v2(session: &Session<'_>) -> Outcome {
    remove(session, key_v2(session)?)
}

fn put(session: &Session<'_>, grant: Grant) -> Outcome {
    for grant in with_related(grant) {
        session.rows.put_grant(session.text("roleName"), &grant)?;
    }
    Ok(Success::done())
}

fn remove(session: &Session<'_>, grant: Grant) -> Outcome {
    for grant in with_related(grant) {
        session.rows.drop_grant(session.text("roleName"), &grant)?;
    }
    Ok(Success::done())
}

/// `Load` and `Flush` take others with them, even those that had been granted on their own.
fn with_related(grant: Grant) -> Vec<Grant> {
    let related = privileges::related(&grant.privilege);
    let mut grants: Vec<Grant> =
        related.iter().map(|name| Grant { privilege: (*name).to_owned(), ..grant.clone() }).collect();
    grants.push(grant);
    grants
}

fn key_v1(session: &Session<'_>) -> Result<Grant, Refusal> {
    let (era, rows) = (session.era(), session.rows);
    let (role, privilege) = (session.text("roleName"), session.text("privilege"));
    let (object_type, object) = (session.text("objectType"), session.text("objectName"));
    names::object(era, Label::Privilege, privilege)?;
    names::common(era, Label::ObjectType, object_type)?;
    names::object(era, Label::Object, object)?;
    names::common(era, Label::Role, role)?;
    let grantor = grantor(session)?;
    let Some(object_type) = ObjectType::named(object_type) else {
        return Err(texts::semantic(era, COMMON_CHECK, "the object entity in the request is nil or invalid"));
    };
    require_role(session, role)?;
    require_grantor(session, &grantor)?;
    if privilege != ANY {
        if rows.group_members(privilege)?.is_some() {
            return Err(texts::semantic(era, "", &format!("can not operate the custom privilege group [{privilege}]")));
        }
        if builtin_groups::NAMES.contains(&privilege) {
            let sentence = format!("can not operate the built-in privilege group [{privilege}]");
            return Err(texts::semantic(era, "", &sentence));
        }
        if !privileges::is_v1(era, privilege, object_type) {
            let sentence = format!("not found the privilege name[{privilege}] in object[{}]", object_type.name());
            return Err(texts::semantic(era, "", &sentence));
        }
    }
    let db = session.db();
    let object = match object_type {
        ObjectType::Global => ANY.to_owned(),
        ObjectType::Collection => resolved(session, db, object)?,
        ObjectType::User => object.to_owned(),
    };
    Ok(Grant {
        object_type: object_type.name().to_owned(),
        db: db.to_owned(),
        object,
        privilege: privilege.to_owned(),
        grantor,
    })
}

fn key_v2(session: &Session<'_>) -> Result<Grant, Refusal> {
    let (era, rows) = (session.era(), session.rows);
    let (role, privilege) = (session.text("roleName"), session.text("privilege"));
    let (db, collection) = (session.text("dbName"), session.text("collectionName"));
    names::common(era, Label::Role, role)?;
    names::object(era, Label::Privilege, privilege)?;
    if !db.is_empty() && db != ANY {
        names::database(db)?;
    }
    names::object(era, Label::Collection, collection)?;
    let grantor = grantor(session)?;
    require_role(session, role)?;
    require_grantor(session, &grantor)?;
    let members = privileges::members(era, &rows, privilege)?;
    if privilege != ANY && members.is_none() && !privileges::is_known(era, privilege) {
        return Err(texts::semantic(era, "", &format!("not found the privilege name[{privilege}]")));
    }
    // The header's database is not looked at here, unlike in v1.
    let db = if db.is_empty() { "default" } else { db };
    // The members of a group share a level, so that the first one tells; an empty group is not checked.
    if let Some(first) = members.as_ref().and_then(|members| members.first()) {
        check_scope(privilege, privileges::level(era, first), db, collection)?;
    }
    Ok(Grant {
        object_type: privileges::object_type(era, privilege).name().to_owned(),
        db: db.to_owned(),
        object: resolved(session, db, collection)?,
        privilege: privilege.to_owned(),
        grantor,
    })
}

/// Only groups are checked against their level; a single privilege may be granted on any scope.
fn check_scope(group: &str, level: Option<Level>, db: &str, collection: &str) -> Result<(), Refusal> {
    let wrong = |sentence: &str| Err(texts::invalid(&format!("{sentence}: {group}")));
    match level {
        Some(Level::Cluster) if db != ANY || collection != ANY => {
            wrong("dbName and collectionName should be * for the cluster level privilege")
        }
        Some(Level::Database) if collection != ANY => {
            wrong("collectionName should be * for the database level privilege")
        }
        Some(Level::Collection) if db == ANY && collection != ANY => {
            wrong("please specify database name for the collection level privilege")
        }
        _ => Ok(()),
    }
}

/// The user who is noted as having granted. Nobody is known when authorization is off, so that nothing can be granted.
fn grantor(session: &Session<'_>) -> Result<String, Refusal> {
    match session.caller {
        Caller::User(user) => Ok(user.clone()),
        // How Zilliz Cloud notes a key was not observed; its samples show the superuser.
        Caller::ApiKey => Ok(session.instance.superuser.to_owned()),
        Caller::Nobody => {
            let sentence = "fail to get authorization from the md, authorization:[token]";
            Err(texts::semantic(session.era(), "", sentence))
        }
    }
}

fn require_role(session: &Session<'_>, role: &str) -> Result<(), Refusal> {
    if session.rows.role_description(role)?.is_some() {
        return Ok(());
    }
    let sentence = match session.era() {
        Era::A | Era::B => NO_ROLE.to_owned(),
        Era::C | Era::C3 => format!("the role \"{role}\" does not exist"),
    };
    Err(texts::semantic(session.era(), COMMON_CHECK, &sentence))
}

fn require_grantor(session: &Session<'_>, grantor: &str) -> Result<(), Refusal> {
    if session.rows.password(grantor)?.is_some() {
        return Ok(());
    }
    let sentence = match session.era() {
        Era::A | Era::B => "not found the user, maybe the user isn't existed or internal system error".to_owned(),
        Era::C | Era::C3 => format!("user \"{grantor}\" not found"),
    };
    Err(texts::semantic(session.era(), COMMON_CHECK, &sentence))
}

/// Since 2.6.11 an alias is replaced by its collection; an unknown name is kept as it is.
fn resolved(session: &Session<'_>, db: &str, collection: &str) -> rusqlite::Result<String> {
    if session.era() < Era::C {
        return Ok(collection.to_owned());
    }
    Ok(session.rows.aliased(db, collection)?.unwrap_or_else(|| collection.to_owned()))
}
