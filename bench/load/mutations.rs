//! Calls that take something away: with the gateway's two durable writes, and without. Beside it, what one durable write
//! costs on this disk.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use crate::way::Way;

/// Revocations each way.
const MUTATIONS: usize = 1_000;

/// Times in microseconds: of the revocations directly and through the gateway, taking turns, and of bare durable writes.
pub(crate) struct Times {
    pub(crate) direct: Vec<u128>,
    pub(crate) gateway: Vec<u128>,
    pub(crate) writes: Vec<u128>,
}

/// Measures all three, turn by turn.
pub(crate) async fn measure(direct: &Way, gateway: &Way, directory: &Path) -> Times {
    let entries = plan(gateway).await;
    let (mut line, mut recorded) = (direct.connect().await, gateway.connect().await);
    let mut file = File::create(directory.join("durable")).unwrap();
    let mut times = Times { direct: Vec::new(), gateway: Vec::new(), writes: Vec::new() };
    for (number, entry) in entries.iter().enumerate() {
        let (path, body) = ("/v2/vectordb/users/revoke_role", revocation(number));
        let header = format!("x-rescind-entry: {entry}\r\n");
        for (connection, request, times) in [
            (&mut line, direct.request(path, "", &body), &mut times.direct),
            (&mut recorded, gateway.request(path, &header, &body), &mut times.gateway),
        ] {
            let start = Instant::now();
            // Nobody holds the role; what is measured is the way, and Milvus answers with a code of its own.
            let (head, _) = connection.exchange(&request).await;
            times.push(start.elapsed().as_micros());
            assert!(head.starts_with("HTTP/1.1 200") && !head.contains("x-rescind-error"), "{head}");
        }
        let start = Instant::now();
        file.write_all(&[0; 4096]).and_then(|()| file.sync_data()).unwrap();
        times.writes.push(start.elapsed().as_micros());
    }
    times
}

fn revocation(number: usize) -> String {
    format!("{{\"userName\":\"nobody_{number}\",\"roleName\":\"read_only\"}}")
}

/// Stores a plan for all of them and tells the ids of its entries.
async fn plan(way: &Way) -> Vec<String> {
    let entry = |number: usize| {
        format!(
            "{{\"connection\":\"milvus\",\"grant\":{{\"kind\":\"membership\",\"role\":\"read_only\",\
             \"principal\":{{\"kind\":\"user\",\"id\":\"nobody_{number}\"}}}}}}"
        )
    };
    let entries: Vec<String> = (0..MUTATIONS).map(entry).collect();
    let body = format!("{{\"reason\":\"load\",\"entries\":[{}]}}", entries.join(","));
    let (head, body) = way.connect().await.exchange(&way.bare().request("/api/plans", "", &body)).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}\n{body}");
    let (_, entries) = body.split_once("\"entries\"").unwrap();
    entries.split("\"id\":\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}
