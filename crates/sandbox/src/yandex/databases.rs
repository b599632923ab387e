//! `DatabaseService`. Whether the permissions on a database go with it is a knob's business.

use super::{
    body::{self, CreateDatabase},
    knobs::Access,
    names,
    operations::{self, Change, Intent, Permissions, Subject},
    page::Page,
    records::Database,
    refusal::{Code, Refusal, Violation},
    session::{Outcome, Reply, Session},
    view,
};

/// `DatabaseService.List`.
pub(crate) fn list(session: &Session<'_>, cluster: &str) -> Outcome {
    names::cluster(cluster)?;
    let page = Page::asked(session.query, session.knobs)?;
    let cluster = session.cluster(cluster, Access::Viewer)?;
    let mut databases = session.rows.databases(&cluster.id, page.and_one())?;
    let next = page.cut(&mut databases);
    let items = databases.iter().map(|database| view::database(database, session.knobs)).collect();
    Ok(Reply::of(view::list("databases", items, next, session.knobs)))
}

/// `DatabaseService.Get`.
pub(crate) fn get(session: &Session<'_>, cluster: &str, name: &str) -> Outcome {
    let name = names::database("databaseName", name)?;
    let cluster = session.cluster(cluster, Access::Viewer)?;
    Ok(Reply::of(view::database(&session.database(&cluster, &name)?, session.knobs)))
}

/// `DatabaseService.Create`.
pub(crate) fn create(session: &Session<'_>, cluster: &str, body: &[u8]) -> Outcome {
    let spec = body::decode::<CreateDatabase>(body)?.database_spec.ok_or_else(|| Violation::missing("databaseSpec"))?;
    let name = names::database("databaseSpec.name", &spec.name)?;
    if names::RESERVED.contains(&name.as_str()) {
        return Err(Violation::because("databaseSpec.name", "is reserved").into());
    }
    operations::start(session, cluster, |cluster| {
        if session.rows.database(&cluster.id, &name)?.is_some() {
            return Err(Refusal::exists("database", &name));
        }
        session.idle(cluster)?;
        let deletion_protection = spec.deletion_protection;
        let database = Database { name: name.clone(), cluster_id: cluster.id.clone(), deletion_protection };
        Ok(Intent {
            description: "Create StoreDoc database",
            metadata: "CreateDatabaseMetadata",
            subject: Subject::Database(name),
            change: Change::PutDatabase(database),
        })
    })
}

/// `DatabaseService.Delete`.
pub(crate) fn delete(session: &Session<'_>, cluster: &str, name: &str) -> Outcome {
    let name = names::database("databaseName", name)?;
    operations::start(session, cluster, |cluster| {
        let database = session.database(cluster, &name)?;
        session.idle(cluster)?;
        if database.deletion_protection == Some(true) {
            return Err(protected("database", &name));
        }
        let permissions =
            if session.knobs.database_takes_permissions { Permissions::Dropped } else { Permissions::Kept };
        Ok(Intent {
            description: "Delete StoreDoc database",
            metadata: "DeleteDatabaseMetadata",
            subject: Subject::Database(name.clone()),
            change: Change::DropDatabase(name, permissions),
        })
    })
}

/// The refusal to delete what is protected. Only two words of the vendor's text are known.
pub(crate) fn protected(what: &str, name: impl std::fmt::Display) -> Refusal {
    Refusal::of(Code::FailedPrecondition, format!("{what} \"{name}\" has deletion protection enabled"))
}
