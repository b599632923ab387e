//! What the Milvus instances are filled with. Seeds write rows past the API's rules, but nothing that its rules forbid.

mod demo;
mod fresh;
mod large;
mod zilliz;

use std::collections::BTreeMap;

use rusqlite::Transaction;

use super::{
    instance::{Instance, InstanceName, MILVUS, ZILLIZ},
    rows::{Grant, Rows},
    schema::TABLES,
};
use crate::options::Seed;

/// The password of every seeded user of `milvus` but root.
pub(crate) const PASSWORD: &str = "P@ssw0rd";

/// The id of the first database that is not `default`; ids go up by one.
const FIRST_DATABASE_ID: i64 = 461_182_733_911;

/// A user: name, description, roles.
type SeedUser = (&'static str, &'static str, &'static [&'static str]);

/// A role: name, description, grants.
type SeedRole = (&'static str, &'static str, &'static [SeedGrant]);

/// A grant: object type, database, object, privilege, grantor.
type SeedGrant = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// A database: name, collections, aliases with what they stand for.
type SeedDatabase = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

/// Empties every instance and fills it as the seed says.
pub(crate) fn apply(transaction: &Transaction<'_>, seed: Seed) -> rusqlite::Result<()> {
    for table in TABLES {
        transaction.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let (milvus, zilliz) = (Rows::new(transaction, &MILVUS), Rows::new(transaction, &ZILLIZ));
    fresh::milvus(&milvus)?;
    fresh::zilliz(&zilliz)?;
    match seed {
        Seed::Empty => Ok(()),
        Seed::Demo => demo(&milvus, &zilliz),
        Seed::Large(count) => {
            demo(&milvus, &zilliz)?;
            large::fill(&milvus, count)
        }
    }
}

fn demo(milvus: &Rows<'_>, zilliz: &Rows<'_>) -> rusqlite::Result<()> {
    demo::fill(milvus)?;
    zilliz::fill(zilliz)
}

/// Adds databases and their collections, which no call of the emulated API can create.
pub(crate) fn add_databases(
    transaction: &Transaction<'_>,
    instance: InstanceName,
    databases: &BTreeMap<String, Vec<String>>,
) -> rusqlite::Result<()> {
    let instance: &Instance = match instance {
        InstanceName::Milvus => &MILVUS,
        InstanceName::Zilliz => &ZILLIZ,
    };
    let rows = Rows::new(transaction, instance);
    for (db, collections) in databases {
        put_database(&rows, db)?;
        for collection in collections {
            rows.put_collection(db, collection)?;
        }
    }
    Ok(())
}

fn put_database(rows: &Rows<'_>, db: &str) -> rusqlite::Result<()> {
    let others = i64::try_from(rows.databases()?.len()).unwrap_or(i64::MAX).saturating_sub(1);
    let id = if db == "default" { 1 } else { FIRST_DATABASE_ID.saturating_add(others) };
    rows.put_database(db, id)
}

fn put_all(
    rows: &Rows<'_>,
    databases: &[SeedDatabase],
    roles: &[SeedRole],
    users: &[SeedUser],
) -> rusqlite::Result<()> {
    for (db, collections, aliases) in databases {
        put_database(rows, db)?;
        for collection in *collections {
            rows.put_collection(db, collection)?;
        }
        for (alias, collection) in *aliases {
            rows.put_alias(db, alias, collection)?;
        }
    }
    for (role, description, grants) in roles {
        rows.put_role(role, description)?;
        for grant in *grants {
            rows.put_grant(role, &stored(grant))?;
        }
    }
    for (user, description, roles) in users {
        rows.put_user(user, PASSWORD, description)?;
        for role in *roles {
            rows.bind(user, role)?;
        }
    }
    Ok(())
}

fn stored((object_type, db, object, privilege, grantor): &SeedGrant) -> Grant {
    Grant {
        object_type: (*object_type).to_owned(),
        db: (*db).to_owned(),
        object: (*object).to_owned(),
        privilege: (*privilege).to_owned(),
        grantor: (*grantor).to_owned(),
    }
}
