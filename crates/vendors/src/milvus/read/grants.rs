//! What a role may do: in every database at once, or database by database for accounts that may not ask for all.

use futures_util::{StreamExt, stream};
use rescind_domain::{Fault, FaultKind, PrivilegeGrant, RoleName, RoleRef, sort};
use serde::Deserialize;

use super::super::privileges::{DEFAULT_DATABASE, WILDCARD, is_same};
use super::super::requests;
use super::fetch;
use crate::Transport;
use crate::read::CONCURRENCY;

/// The databases that a list of grants speaks for. It proves nothing outside of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GrantScope {
    /// All.
    AllDatabases,
    /// These, and what is granted in all databases at once. The account may not ask for more.
    Only(Vec<String>),
}

/// The grants of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleGrants {
    /// The rows in the server's order.
    pub rows: Vec<PrivilegeGrant>,
    /// What they speak for.
    pub scope: GrantScope,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GrantRow {
    object_type: String,
    object_name: String,
    privilege: String,
    #[serde(default)]
    db_name: String,
    #[serde(default)]
    grantor: String,
}

/// The grants of a role in every database. Up to 2.6.20 the database of the call also decides whether the account may ask:
/// one whose right was granted in `default` only is refused for all databases, and then each visible one is asked for.
///
/// # Errors
/// One classified fault; [`FaultKind::NotFound`] when there is no such role.
pub async fn role_grants(transport: &impl Transport, role: &RoleName) -> Result<RoleGrants, Fault> {
    match grants_in(transport, role, WILDCARD).await {
        Ok(rows) => Ok(RoleGrants { rows, scope: GrantScope::AllDatabases }),
        Err(refused) if matches!(refused.kind, FaultKind::Forbidden { .. }) => {
            database_by_database(transport, role, refused).await
        }
        Err(fault) => Err(fault),
    }
}

async fn database_by_database(
    transport: &impl Transport,
    role: &RoleName,
    refused: Fault,
) -> Result<RoleGrants, Fault> {
    let databases = match fetch::<Vec<String>>(transport, &requests::databases_list()).await {
        Ok(databases) if !databases.is_empty() => sort::by(databases, String::cmp),
        // A server without the endpoint, or an account that sees none.
        _ => vec![DEFAULT_DATABASE.to_owned()],
    };
    let answers = stream::iter(databases)
        .map(|database| async move {
            let rows = grants_in(transport, role, &database).await;
            (database, rows)
        })
        .buffered(CONCURRENCY)
        .collect::<Vec<_>>()
        .await;
    let mut grants = RoleGrants { rows: Vec::new(), scope: GrantScope::AllDatabases };
    let mut read = Vec::new();
    for (database, rows) in answers {
        let rows = match rows {
            Ok(rows) => rows,
            Err(fault) if matches!(fault.kind, FaultKind::Forbidden { .. }) => continue,
            Err(fault) => return Err(fault),
        };
        read.push(database);
        for row in rows {
            // What is granted in all databases comes with each of them.
            if !grants.rows.iter().any(|other| is_same(other, &row)) {
                grants.rows.push(row);
            }
        }
    }
    if read.is_empty() {
        return Err(refused);
    }
    grants.scope = GrantScope::Only(read);
    Ok(grants)
}

/// The grants of a role in one database, together with those in all of them; `*` asks for every database.
///
/// # Errors
/// One classified fault.
pub async fn grants_in(
    transport: &impl Transport,
    role: &RoleName,
    database: &str,
) -> Result<Vec<PrivilegeGrant>, Fault> {
    let rows = fetch::<Vec<GrantRow>>(transport, &requests::roles_describe(role, database)).await?;
    Ok(rows
        .into_iter()
        .map(|row| PrivilegeGrant {
            object_type: row.object_type,
            object_name: row.object_name,
            database: row.db_name,
            privilege: row.privilege,
            grantor: Some(row.grantor).filter(|grantor| !grantor.is_empty()),
            ..PrivilegeGrant::of(RoleRef::plain(role.as_str()))
        })
        .collect())
}
