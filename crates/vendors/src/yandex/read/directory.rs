//! Who holds what in every cluster of a folder. A cluster whose users cannot be read stays in it with the fault: an account
//! that sees clusters often may not see their users.

use futures_util::{StreamExt, stream};
use rescind_domain::{Connection, Fault};

use super::super::user::User;
use super::{Cluster, clusters, users};
use crate::Transport;
use crate::read::CONCURRENCY;
use rescind_domain::read::{Gap, Subject};

/// A cluster with its users, or with the fault that kept them hidden.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterUsers {
    /// The cluster.
    pub cluster: Cluster,
    /// The users in the server's order.
    pub users: Result<Vec<User>, Box<Fault>>,
}

impl ClusterUsers {
    /// What is missing when the users could not be read.
    #[must_use]
    pub fn gap(&self) -> Option<Gap> {
        let fault = self.users.as_ref().err()?.clone();
        Some(Gap::Unread { subject: Subject::People, place: Some(self.cluster.name.clone()), fault })
    }
}

/// All clusters with their users. `progress` is shown those that have been read so far, and how many there are in all.
///
/// # Errors
/// The fault of listing the clusters at all.
pub async fn directory(
    transport: &impl Transport,
    connection: &Connection,
    progress: &(dyn Fn(&[ClusterUsers], usize) + Sync),
) -> Result<Vec<ClusterUsers>, Fault> {
    let clusters = clusters(transport, connection).await?;
    let total = clusters.len();
    let mut read = Vec::with_capacity(total);
    let mut answers = stream::iter(clusters)
        .map(|cluster| async move {
            let users = users(transport, &cluster.id).await.map_err(Box::new);
            ClusterUsers { cluster, users }
        })
        .buffered(CONCURRENCY);
    while let Some(answer) = answers.next().await {
        read.push(answer);
        progress(&read, total);
    }
    drop(answers);
    Ok(read)
}
