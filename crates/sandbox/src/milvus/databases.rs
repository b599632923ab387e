//! The `databases` and `collections` endpoints that a console of access control needs, and who sees what of them.

use serde_json::{Map, json};

use super::{
    access,
    auth::Caller,
    builtin_groups,
    envelope::{Outcome, Refusal, Success},
    privileges::{self, ALL, ANY, ObjectType},
    rows::Grant,
    session::Session,
};

/// `databases/list`: those in which one of the caller's roles, `public` excepted, has any grant.
pub(crate) fn list(session: &Session<'_>) -> Outcome {
    let mut databases = session.rows.databases()?;
    if let Some(grants) = limited_view(session)? {
        databases.retain(|db| grants.iter().any(|grant| grant.db == ANY || grant.db == *db));
    }
    // Milvus lists them as its maps iterate. Backwards is no order that a client may rely on, and is repeatable.
    databases.reverse();
    Ok(Success::of(databases))
}

/// `databases/describe`.
pub(crate) fn describe(session: &Session<'_>) -> Outcome {
    let db = session.text("dbName");
    let Some(id) = session.rows.database_id(db)? else {
        return Err(unknown(db));
    };
    let mut data = Map::new();
    data.insert("dbID".to_owned(), json!(id));
    data.insert("dbName".to_owned(), json!(db));
    data.insert("properties".to_owned(), json!([]));
    Ok(Success::of(data))
}

/// `collections/list`: those on which one of the caller's roles, `public` excepted, has something.
pub(crate) fn list_collections(session: &Session<'_>) -> Outcome {
    let db = session.db();
    let view = limited_view(session)?;
    if view.is_none() && session.rows.database_id(db)?.is_none() {
        return Err(unknown(db));
    }
    let mut collections = session.rows.collections(db)?;
    if let Some(grants) = view {
        let grants: Vec<Grant> =
            grants.into_iter().filter(|grant| (grant.db == ANY || grant.db == db) && shows(session, grant)).collect();
        let seen = |collection: &String| {
            grants.iter().any(|grant| grant.privilege == ALL || grant.object == ANY || grant.object == *collection)
        };
        collections.retain(seen);
    }
    collections.reverse();
    Ok(Success::of(collections))
}

fn unknown(db: &str) -> Refusal {
    Refusal::Business(800, format!("database not found[database={db}]"))
}

/// Whether a grant makes its collection visible: one of type Collection, a collection-level group, a custom group, `All`.
fn shows(session: &Session<'_>, grant: &Grant) -> bool {
    let privilege = grant.privilege.as_str();
    let builtin = builtin_groups::NAMES.contains(&privilege);
    grant.object_type == ObjectType::Collection.name()
        || privilege == ALL
        || (builtin && privilege.starts_with("Collection"))
        || (!builtin && privilege != ANY && !privileges::is_known(session.era(), privilege))
}

/// The grants that decide what the caller sees; `None` for those who see everything.
fn limited_view(session: &Session<'_>) -> rusqlite::Result<Option<Vec<Grant>>> {
    let Caller::User(user) = session.caller else {
        return Ok(None);
    };
    let roles = session.rows.roles_of(user)?;
    if access::is_all_powerful(session, user, &roles) {
        return Ok(None);
    }
    let mut grants = Vec::new();
    for role in roles.iter().filter(|role| *role != "public") {
        grants.extend(session.rows.grants_of(role)?);
    }
    Ok(Some(grants))
}
