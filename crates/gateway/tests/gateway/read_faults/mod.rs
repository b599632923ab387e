//! The fault matrix of reads: whatever goes wrong with whichever call of a read, the reader is told which fault it was, with all
//! that was said, and nothing is told as complete that is not. No row is ever a wrong one.

mod excuses;
mod readings;
mod troubles;
mod vendor;
mod words;
mod worlds;

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use futures_util::future::join_all;
use rescind_domain::read::Gap;
use rescind_domain::{Fault, FaultKind, FaultSource};
use rescind_gateway::{Limits, Vendors};

use crate::support::{Setup, World as Gateway, quick};
use excuses::{Excuse, excuse};
use readings::{Answer, Read, is_of_gateway};
use troubles::{How, Kind, LARGEST, Told, Trouble};
use vendor::{Call, Vendor};
use worlds::World;

/// So many cells are tried side by side, each at a connection of its own.
const LANES: usize = 4;

/// A gateway with as many connections to a world as there are lanes.
struct Place {
    world: World,
    gateway: Gateway,
    lanes: Vec<Vendor>,
}

impl Place {
    async fn start(world: World, lanes: usize, limits: Limits) -> Self {
        let lanes = join_all((0..lanes).map(|_| Vendor::start(world))).await;
        let directory = tempfile::tempdir().unwrap();
        let config = directory.path().join("vendors.toml");
        std::fs::write(&config, config_of(world, &lanes, directory.path())).unwrap();
        let setup = Setup { vendors: Some(Vendors::Config(config)), limits, directory, ..Setup::default() };
        Self { world, gateway: Gateway::with("http://127.0.0.1:1", setup).await, lanes }
    }
}

fn config_of(world: World, lanes: &[Vendor], directory: &Path) -> String {
    let (vendor, secret, more) = match world {
        World::Milvus | World::Zilliz => ("milvus", "root:Milvus", ""),
        World::Genauth => ("genauth", "e30.e30.c2ln", ""),
        World::Yandex => ("yandex-mongodb", "t1.token", "folder = \"f1\"\n"),
    };
    std::fs::write(directory.join("secret"), secret).unwrap();
    let mut text = String::new();
    for (at, lane) in lanes.iter().enumerate() {
        write!(
            text,
            "[[connection]]\nid = \"l{at}\"\nlabel = \"Lane {at}\"\nvendor = \"{vendor}\"\nurl = \"http://{}\"\n{more}\
             credential.file = \"secret\"\n",
            lane.address
        )
        .unwrap();
    }
    text
}

/// One cell: a read, the call of it that is spoilt, and how.
struct Cell<'a> {
    read: &'a Read,
    clean: &'a Answer,
    call: Call,
    trouble: &'a Trouble,
}

/// A read that met no trouble: its answer and its calls, each once.
async fn clean(place: &Place, read: &Read) -> (Answer, Vec<Call>) {
    let answer = read.at(&place.gateway, "l0").await;
    assert!(matches!(answer, Answer::Shown { .. }), "{}: {answer:?}", read.name);
    assert_eq!(answer.faults(), [], "{}", read.name);
    let mut calls: Vec<Call> = Vec::new();
    for call in place.lanes[0].take() {
        if !calls.iter().any(|other| (&other.line, &other.body) == (&call.line, &call.body)) {
            calls.push(call);
        }
    }
    assert_eq!(calls.is_empty(), read.may_be_silent(place.world), "{}", read.name);
    (answer, calls)
}

/// Every cell of a world with these troubles. A trouble that is not for each call is for the first of each path.
async fn run(place: &Place, troubles: &[Trouble]) -> (usize, Vec<String>) {
    let reads = readings::of(place.world);
    let mut untroubled = Vec::new();
    // No machine is too slow for these.
    let patient = Place::start(place.world, 1, quick()).await;
    for read in &reads {
        untroubled.push(clean(&patient, read).await);
    }
    patient.gateway.stop().await;
    let mut cells = Vec::new();
    for (read, (clean, calls)) in reads.iter().zip(&untroubled) {
        for (at, call) in calls.iter().enumerate() {
            let is_first = !calls[..at].iter().any(|other| other.path() == call.path());
            let spoils = |how: &How| !matches!(how, How::Row(change) if change(call.clean.clone()) == call.clean);
            let here = troubles.iter().filter(|trouble| (is_first || trouble.is_for_each) && spoils(&trouble.how));
            cells.extend(here.map(|trouble| Cell { read, clean, call: call.clone(), trouble }));
        }
    }
    let count = cells.len();
    let cells = std::sync::Mutex::new(cells.into_iter());
    let lanes = place.lanes.iter().enumerate().map(|(at, lane)| {
        let cells = &cells;
        async move {
            let (connection, mut wrong) = (format!("l{at}"), Vec::new());
            loop {
                let Some(cell) = cells.lock().unwrap().next() else { return wrong };
                lane.spoil(&cell.call, &cell.trouble.how);
                let answer = cell.read.at(&place.gateway, &connection).await;
                let calls = lane.take();
                assert!(!calls.iter().any(|call| call.path() == "/elsewhere"), "no redirect is followed");
                wrong.extend(wrong_with(place.world, &cell, &answer).map(|why| {
                    let Cell { read, call, trouble, .. } = &cell;
                    format!("{why}: {}, {} {}, {}: {answer:#?}", read.name, call.line, call.body, trouble.name)
                }));
            }
        }
    });
    (count, join_all(lanes).await.concat())
}

fn wrong_with(world: World, cell: &Cell<'_>, answer: &Answer) -> Option<String> {
    let Some(told) = &cell.trouble.told else {
        return (answer != cell.clean).then(|| "is as good as without".to_owned());
    };
    let excuse = excuse(world, cell);
    let wrong = answer.wrong_values(cell.clean, |value| excuse.iter().for_each(|excuse| excuse.forgive(value)));
    if !wrong.is_empty() {
        return Some(format!("never read so: {wrong:?}"));
    }
    let faults = answer.faults();
    if let Answer::Shown { tail, .. } = answer {
        if tail.complete && !(faults.is_empty() && tail.gaps.is_empty()) {
            return Some("complete with something missing".to_owned());
        }
        match excuse {
            Some(Excuse::NotNeeded | Excuse::ById | Excuse::IsAbsent | Excuse::NoGroups) => return None,
            Some(Excuse::SaysWhichPart) if tail.gaps.iter().any(|gap| matches!(gap, Gap::OnlyDatabases(_))) => {
                return None;
            }
            Some(Excuse::NotOffered) if tail.gaps.iter().any(|gap| matches!(gap, Gap::NotOffered(_))) => return None,
            _ => {}
        }
    }
    if faults.is_empty() {
        return Some("nothing is said of the fault".to_owned());
    }
    let wrong: Vec<String> = faults.iter().filter_map(|fault| wrong_fault(fault, told, cell)).collect();
    (wrong.len() == faults.len()).then(|| wrong.join("; "))
}

/// What is wrong with a fault as the account of a trouble.
fn wrong_fault(fault: &Fault, told: &Told, cell: &Cell<'_>) -> Option<String> {
    let is_kind = match (&told.kind, &fault.kind) {
        (Kind::Is(wanted), kind) => wanted == kind,
        (Kind::Malformed, FaultKind::Malformed { at }) => !at.is_empty(),
        (Kind::LaterBy(from, to), FaultKind::RateLimited { retry_after_seconds: Some(seconds) }) => {
            (*from..=*to).contains(seconds)
        }
        _ => false,
    };
    let mut wrong = Vec::new();
    let mut check = |is_so: bool, what: &str| {
        if !is_so {
            wrong.push(what.to_owned())
        }
    };
    check(is_kind, &format!("should be {:?} and is {:?}", told.kind, fault.kind));
    check(fault.source == told.source, "said by somebody else");
    // Where the gateway waits for a moment only, a machine that stands still is late with another call, too.
    let may_be_another = matches!(cell.trouble.how, How::Silence | How::Drip);
    check(may_be_another || fault.path == cell.call.path(), "of another call");
    check(fault.http_status == Some(told.http), "of another status");
    check(fault.message.as_deref().is_some_and(|message| !message.is_empty()) || told.raw.is_none(), "without words");
    if let Some(message) = &told.message {
        check(fault.message.as_ref() == Some(message), "of other words");
    }
    if told.source == FaultSource::Vendor && !matches!(told.kind, Kind::Malformed) {
        check(fault.business == told.business, "of another business status");
        check(fault.request_id.as_ref().map(|id| id.as_str()) == told.request_id, "of another request");
        check(fault.raw == told.raw, "without the raw answer");
    }
    if matches!(cell.trouble.how, How::Row(_)) {
        check(fault.raw.is_some(), "without the raw answer");
    }
    check(!is_of_gateway(fault) || fault.raw.is_none(), "the gateway has no raw answer");
    (!wrong.is_empty()).then(|| wrong.join(", "))
}

async fn hold(world: World, lanes: usize, limits: Limits, troubles: Vec<Trouble>) {
    let place = Place::start(world, lanes, limits).await;
    let (count, wrong) = run(&place, &troubles).await;
    println!("{world:?}: {count} cells");
    assert!(wrong.is_empty(), "{} of {count} are wrong\n{}", wrong.len(), wrong.join("\n\n"));
    place.gateway.stop().await;
}

async fn hold_quick(world: World) {
    let limits = Limits { answer_body: LARGEST, ..quick() };
    hold(world, LANES, limits, troubles::quick(world.vendor())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_of_milvus_makes_a_false_answer() {
    hold_quick(World::Milvus).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_of_zilliz_cloud_makes_a_false_answer() {
    hold_quick(World::Zilliz).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_of_genauth_makes_a_false_answer() {
    hold_quick(World::Genauth).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_of_yandex_makes_a_false_answer() {
    hold_quick(World::Yandex).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendor_that_is_silent_or_drips_is_told_as_one() {
    let limits = || Limits { read: Duration::from_secs(2), ..quick() };
    let worlds = [World::Milvus, World::Genauth, World::Yandex];
    join_all(worlds.map(|world| hold(world, 12, limits(), troubles::slow()))).await;
}
