//! Whether a connection works, and how much it shows of itself.

use futures_util::{StreamExt, future, stream};
use rescind_domain::{Connection, Fault};

use super::{clusters, databases, users};
use crate::Transport;
use crate::read::CONCURRENCY;
use rescind_domain::read::{Gap, Probe, Subject};

/// Counts clusters, databases and users. What cannot be read in one cluster is a gap, and a count that may be too low is
/// none.
pub(in super::super) async fn probe(transport: &impl Transport, connection: &Connection) -> Result<Probe, Fault> {
    let clusters = clusters(transport, connection).await?;
    let mut probe = Probe { counts: vec![(Subject::Clusters, clusters.len())], gaps: Vec::new() };
    let read = stream::iter(clusters)
        .map(|cluster| async move {
            let (databases, users) =
                future::join(databases(transport, &cluster.id), users(transport, &cluster.id)).await;
            let databases = (Subject::Databases, databases.map(|databases| databases.len()));
            let people = (Subject::People, users.map(|users| users.len()));
            (cluster, [databases, people])
        })
        .buffered(CONCURRENCY)
        .collect::<Vec<_>>()
        .await;
    for (cluster, counts) in read {
        for (subject, count) in counts {
            match count {
                Ok(count) => add(&mut probe.counts, subject, count),
                Err(fault) => {
                    let place = Some(cluster.name.clone());
                    probe.gaps.push(Gap::Unread { subject, place, fault: Box::new(fault) });
                }
            }
        }
    }
    let Probe { counts, gaps } = &mut probe;
    let is_missing = |wanted| gaps.iter().any(|gap| matches!(gap, Gap::Unread { subject, .. } if *subject == wanted));
    counts.retain(|(subject, _)| !is_missing(*subject));
    Ok(probe)
}

fn add(counts: &mut Vec<(Subject, usize)>, subject: Subject, count: usize) {
    match counts.iter_mut().find(|(other, _)| *other == subject) {
        Some((_, total)) => *total += count,
        None => counts.push((subject, count)),
    }
}
