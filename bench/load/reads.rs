//! Reads that make one call each: how long one takes on a quiet connection, and how many go through at once.

use std::time::{Duration, Instant};

use crate::way::{Read, Way};

/// Requests on one connection of each way.
pub(crate) const REQUESTS: usize = 20_000;
/// Requests before those that count.
pub(crate) const WARM: usize = 500;
/// Connections of the throughput turns, how long a turn lasts, and how many there are.
const CONNECTIONS: usize = 64;
const TURN: Duration = Duration::from_secs(1);
const TURNS: usize = 7;

/// Milvus' call for the names of the roles.
pub(crate) const CALL: Read = Read { method: "POST", path: "/v2/vectordb/roles/list", body: "{}", holds: "\"code\":0" };
/// The read of the gateway that makes this call.
pub(crate) const READ: Read = Read {
    method: "GET",
    path: "/api/connections/milvus/describe/role?name=read_only",
    body: "",
    holds: "\"read_only\"",
};

/// For each way, the times of single requests in microseconds. The ways take turns request by request, so that whatever
/// else the machine does meets all of them alike.
pub(crate) async fn latencies(ways: &[Way]) -> Vec<Vec<u128>> {
    let mut lines = Vec::new();
    for way in ways {
        lines.push((way, way.connect().await, way.reading(), Vec::with_capacity(REQUESTS)));
    }
    for number in 0..WARM + REQUESTS {
        for (way, connection, request, times) in &mut lines {
            let start = Instant::now();
            connection.ok(request, way.read.holds).await;
            if number >= WARM {
                times.push(start.elapsed().as_micros());
            }
        }
    }
    lines.into_iter().map(|(_, _, _, times)| times).collect()
}

/// For each way, the answers a second over all connections: the median of several turns.
pub(crate) async fn throughputs(ways: &[Way]) -> Vec<f64> {
    let mut rates = vec![Vec::new(); ways.len()];
    for _ in 0..TURNS {
        for (way, rates) in ways.iter().zip(&mut rates) {
            rates.push(throughput(way).await);
        }
    }
    let median = |mut rates: Vec<f64>| {
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    };
    rates.into_iter().map(median).collect()
}

async fn throughput(way: &Way) -> f64 {
    let start = Instant::now();
    let workers = (0..CONNECTIONS).map(|_| {
        let (way, request) = (way.clone(), way.reading());
        tokio::spawn(async move {
            let (mut connection, mut count) = (way.connect().await, 0_u32);
            while start.elapsed() < TURN {
                connection.ok(&request, way.read.holds).await;
                count += 1;
            }
            count
        })
    });
    let mut total = 0;
    for worker in workers.collect::<Vec<_>>() {
        total += worker.await.unwrap();
    }
    f64::from(total) / start.elapsed().as_secs_f64()
}
