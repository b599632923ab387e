//! Reading: clusters, users and databases page by page here; what pages show is made of them in `roles`, `people` and
//! `probe`. It changes nothing.

mod directory;
mod people;
mod probe;
mod roles;

pub use directory::{ClusterUsers, directory};
pub(super) use people::{effective, people, person};
pub(super) use probe::probe;
pub(super) use roles::{members, privileges, role, roles};

use rescind_domain::{BusinessStatus, Connection, Fault, FaultKind, FaultSource, PrincipalId, Retry};
use serde_json::Value;

use super::answer::Answer;
use super::field::{self, Wrong};
use super::requests;
use super::scope::{ClusterId, DatabaseName};
use super::user::User;
use crate::transport::fault_of;
use crate::{Request, Transport};

/// A cluster, as far as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The id.
    pub id: ClusterId,
    /// The name; the id where there is none.
    pub name: String,
}

/// A list that does not end within so many pages does not end at all.
const PAGE_LIMIT: usize = 1000;

/// The clusters of the connection's folder, in the server's order.
///
/// # Errors
/// One classified fault. Without a folder, whose clusters there are cannot be asked for.
pub async fn clusters(transport: &impl Transport, connection: &Connection) -> Result<Vec<Cluster>, Fault> {
    let Some(folder) = &connection.folder else {
        let kind = FaultKind::InvalidInput { field: Some("folderId".into()) };
        return Err(Fault::new(kind, FaultSource::Gateway, "GET", requests::CLUSTERS, Retry::Useless));
    };
    let mut clusters: Vec<Cluster> = Vec::new();
    pages(transport, "clusters", &|token| requests::clusters(folder, token), &mut |item, at| {
        let cluster = decode_cluster(item, at)?;
        if !clusters.iter().any(|other| other.id == cluster.id) {
            clusters.push(cluster);
        }
        Ok(())
    })
    .await?;
    Ok(clusters)
}

/// The users of a cluster with their permissions, in the server's order.
///
/// # Errors
/// One classified fault.
pub async fn users(transport: &impl Transport, cluster: &ClusterId) -> Result<Vec<User>, Fault> {
    let mut users: Vec<User> = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    pages(transport, "users", &|token| requests::users(cluster, token), &mut |item, at| {
        let user = User::decode(item, at)?;
        // The list may shift between two pages.
        if names.insert(user.name.clone()) {
            users.push(user);
        }
        Ok(())
    })
    .await?;
    Ok(users)
}

/// The databases of a cluster, in the server's order. `admin` is never among them.
///
/// # Errors
/// One classified fault.
pub async fn databases(transport: &impl Transport, cluster: &ClusterId) -> Result<Vec<DatabaseName>, Fault> {
    let mut databases: Vec<DatabaseName> = Vec::new();
    pages(transport, "databases", &|token| requests::databases(cluster, token), &mut |item, at| {
        let database = DatabaseName::new(field::name(item, "name", at)?);
        if !databases.contains(&database) {
            databases.push(database);
        }
        Ok(())
    })
    .await?;
    Ok(databases)
}

/// One user; nothing when there is no such user in the cluster.
///
/// "Not found" may also be said of a cluster, or of one that the account may not see, and between May and July 2026 the
/// service refused to look up names that it had allowed before. So only the list of users proves that somebody is not there.
///
/// # Errors
/// One classified fault.
pub async fn user(transport: &impl Transport, cluster: &ClusterId, name: &PrincipalId) -> Result<Option<User>, Fault> {
    let mut user = None;
    let read = fetch(transport, &requests::user(cluster, name), &mut |body| {
        user = Some(expect_user(body, cluster, name)?);
        Ok(())
    })
    .await;
    match read {
        Ok(()) => Ok(user),
        Err(fault) if matches!(fault.business, Some(BusinessStatus::Rpc(3 | 5))) => {
            Ok(users(transport, cluster).await?.into_iter().find(|user| user.name == *name))
        }
        Err(fault) => Err(fault),
    }
}

/// Reads the user who was asked for, and nobody else.
pub(super) fn expect_user(body: &Value, cluster: &ClusterId, name: &PrincipalId) -> Result<User, Wrong> {
    let user = User::decode(body, "")?;
    let there = field::text(body, "clusterId", "")?;
    if user.name != *name {
        Err(Wrong("name".into()))
    } else if !there.is_empty() && there != cluster.as_str() {
        Err(Wrong("clusterId".into()))
    } else {
        Ok(user)
    }
}

/// What a cluster is called; its id where that cannot be read, since nothing but words depends on it.
async fn cluster_name(transport: &impl Transport, cluster: &ClusterId) -> String {
    let mut name = None;
    let _ = fetch(transport, &requests::cluster(cluster), &mut |body| {
        name = Some(decode_cluster(body, "")?.name);
        Ok(())
    })
    .await;
    name.unwrap_or_else(|| cluster.as_str().to_owned())
}

fn decode_cluster(object: &Value, at: &str) -> Result<Cluster, Wrong> {
    let id = field::name(object, "id", at)?;
    let name = field::text(object, "name", at)?;
    Ok(Cluster { id: ClusterId::new(id), name: if name.is_empty() { id } else { name }.to_owned() })
}

/// Reads a list to its end.
pub(super) async fn pages(
    transport: &impl Transport,
    key: &str,
    request: &(dyn Fn(&str) -> Request + Sync),
    item: &mut (dyn FnMut(&Value, &str) -> Result<(), Wrong> + Send),
) -> Result<(), Fault> {
    let mut tokens: Vec<String> = Vec::new();
    loop {
        let token = tokens.last().map_or("", String::as_str);
        let mut next = String::new();
        fetch(transport, &request(token), &mut |body| {
            // An empty list may be left out, but not in favour of something else.
            let strange = body.as_object().is_some_and(|fields| !fields.is_empty());
            if strange && body.get(key).is_none() && body.get("nextPageToken").is_none() {
                return Err(Wrong(key.to_owned()));
            }
            for (object, at) in field::objects(body, key, "")? {
                item(object, &at)?;
            }
            field::text(body, "nextPageToken", "")?.clone_into(&mut next);
            let endless = tokens.contains(&next) || tokens.len() >= PAGE_LIMIT;
            if endless && !next.is_empty() { Err(Wrong("nextPageToken".into())) } else { Ok(()) }
        })
        .await?;
        if next.is_empty() {
            return Ok(());
        }
        tokens.push(next);
    }
}

/// Sends a call that reads, and decodes the answer when it is a success.
pub(super) async fn fetch(
    transport: &impl Transport,
    request: &Request,
    decode: &mut (dyn FnMut(&Value) -> Result<(), Wrong> + Send),
) -> Result<(), Fault> {
    let answer = transport.read(request).await.map_err(|failure| fault_of(&failure, request));
    let read = answer.and_then(|response| {
        let answer = Answer::new(request, &response);
        decode(&answer.object()?).map_err(|wrong| answer.wrong(&wrong))
    });
    read.map_err(safe_to_repeat)
}

/// There is nothing to look at first: a call that reads may be sent again, whatever came of it.
pub(super) fn safe_to_repeat(mut fault: Fault) -> Fault {
    if fault.retry == Retry::AfterReread {
        fault.retry = Retry::Safe;
    }
    fault
}
