//! Measures what the gateway costs: a call to the sandbox, and a read of the gateway that makes the same call, on the same machine
//! in the same run; then revocations. It starts both and prints tables.
//!
//! `load BINARIES`: the folder with the release binaries.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that meets anything unexpected has no result"
)]

mod plans;
mod reads;
#[path = "../started.rs"]
mod started;
mod way;

use std::path::PathBuf;
use std::time::Duration;

use way::{Way, header};

const TOKEN: &str = "load";
const CREDENTIAL: &str = "Bearer root:Milvus";

/// A credential's file that has just been written is read with every call, which is not what is measured.
const SETTLED: Duration = Duration::from_secs(4);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let binaries = arguments.next().expect("the folder with the binaries");
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();

    let sandbox = started::sandbox(&binaries, "demo");
    let gateway = started::gateway(&binaries, directory, sandbox.port, TOKEN);
    let authorization = format!("authorization: {CREDENTIAL}\r\n");
    let direct = Way { name: "directly", port: sandbox.port, read: reads::CALL, headers: authorization };
    let mut ours = Way { name: "gateway", port: gateway.port, read: reads::READ, headers: String::new() };
    ours.headers = sign_in(&ours).await;
    let ways = [direct.clone(), ours.clone()];

    tokio::time::sleep(SETTLED).await;
    let programs = [&sandbox, &gateway];
    let before = programs.map(started::Started::used);
    let mut latencies = reads::latencies(&ways).await;
    let used = programs.map(started::Started::used);
    let rates = reads::throughputs(&ways).await;
    let base = [0.5, 0.99].map(|share| percentile(&mut latencies[0], share));
    println!("a read            p50 us    p99 us  added p50  added p99  CPU us  64 connections, 1/s  peak MB");
    for (at, (way, program)) in ways.iter().zip(programs).enumerate() {
        // The sandbox answers for all ways.
        let calls = if at == 0 { ways.len() } else { 1 } * (reads::REQUESTS + reads::WARM);
        let [half, most] = [0.5, 0.99].map(|share| percentile(&mut latencies[at], share));
        println!(
            "{:<12} {half:>11} {most:>9} {:>10} {:>10} {:>7.0} {:>20.0} {:>8.1}",
            way.name,
            half - base[0],
            most - base[1],
            (used[at] - before[at]) / calls as f64,
            rates[at],
            program.peak()
        );
    }

    let mut times = plans::measure(&direct, &ours, &gateway, directory).await;
    println!("\na revocation, from the request to its verified outcome      p50 us    p99 us");
    for (name, times) in [("through the gateway", &mut times.single), ("one durable write", &mut times.writes)] {
        println!("{name:<57} {:>8} {:>9}", percentile(times, 0.5), percentile(times, 0.99));
    }
    let large = &times.large;
    println!("\nten thousand revocations at a vendor that takes 20 ms for each request");
    println!(
        "took {:.1} s, {} requests, {:.3} times the ideal of {:.1} s",
        large.took.as_secs_f64(),
        large.requests,
        large.took.as_secs_f64() / large.ideal().as_secs_f64(),
        large.ideal().as_secs_f64()
    );
    println!("a plan of one beside it: {} ms to its outcome", large.beside.as_millis());
    println!("memory of the gateway: {:.1} MB after a tenth, {:.1} MB at the end", large.memory[0], large.memory[1]);
}

/// The value below which this share of the times lies, in microseconds.
fn percentile(times: &mut [u128], share: f64) -> f64 {
    times.sort_unstable();
    let at = (times.len() as f64 * share) as usize;
    times[at.min(times.len() - 1)] as f64
}

/// A session at the gateway, as header lines.
async fn sign_in(way: &Way) -> String {
    let request = way.post("/api/session", "x-rescind: 1\r\n", &format!("{{\"token\":\"{TOKEN}\"}}"));
    let (head, _) = way.connect().await.exchange(&request).await;
    let cookie = header(&head, "set-cookie").expect("a cookie");
    format!("x-rescind: 1\r\ncookie: {}\r\n", cookie.split(';').next().unwrap())
}
