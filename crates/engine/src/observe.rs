//! Observing the grants of one call: which reads were made and when they began, a second try for reads that failed for a
//! passing reason, and a second look where an answer may have come from a replica that lags. It claims nothing.

use std::sync::{Mutex, PoisonError};

use rescind_domain::{ActionKind, Connection, Extent, Fault, Grant, Observation, Observed, Observer, Timestamp};
use rescind_vendors::mutation::{self, Observations, Seen};
use rescind_vendors::transport::fault_of;
use rescind_vendors::{Request, Response, Transport, TransportFailure};

use crate::World;

/// Before a state that an older replica may have shown is believed, it is observed once more after this pause, in
/// milliseconds: servers answer before every replica has heard of a change.
pub const SECOND_LOOK_AFTER: u32 = 1_000;
/// The pause in milliseconds before a read that failed for a passing reason is tried once more.
const READ_AGAIN_AFTER: u32 = 400;

/// What was observed of the grants of one call.
#[derive(Clone, Debug)]
pub struct Look {
    /// Of each grant, in their order.
    pub each: Vec<Seen>,
    /// Everything that the call can touch.
    pub extent: Extent,
    /// When the oldest of the reads began that the extent stands on.
    pub oldest: Timestamp,
    /// When the newest of them began.
    pub newest: Timestamp,
    /// For each grant, when the read began that its observation stands on.
    pub began_each: Vec<Timestamp>,
    /// The first read: method and path.
    pub read: Option<String>,
    /// The reads with their answers.
    reads: Vec<(Request, Response)>,
}

impl Look {
    /// By what the observation of one grant is known, where it is one that sees.
    #[must_use]
    pub fn observed(&self, at: usize) -> Option<Observed> {
        let sees = self.each.get(at).is_some_and(|seen| seen.observation.sees());
        sees.then(|| Observed { by: Observer::Gateway, read: self.read.clone(), at: self.began_each.get(at).copied() })
    }

    /// The answer to a read that was among those of this look.
    fn answer_to(&self, request: &Request) -> Option<&Response> {
        self.reads.iter().rev().find(|(read, _)| read == request).map(|(_, response)| response)
    }
}

/// A world whose reads are written down.
struct Recording<'a, W> {
    world: &'a W,
    reads: Mutex<Vec<(Request, Response)>>,
}

impl<W: World> Transport for Recording<'_, W> {
    async fn read(&self, request: &Request) -> Result<Response, TransportFailure> {
        let answer = self.world.read(request).await;
        if let Ok(response) = &answer {
            self.reads.lock().unwrap_or_else(PoisonError::into_inner).push((request.clone(), response.clone()));
        }
        answer
    }

    async fn pause(&self, milliseconds: u32) {
        self.world.pause(milliseconds).await;
    }
}

/// Observes once, and once more what could not be seen for a reason that passes.
pub(crate) async fn observe<W: World>(world: &W, connection: &Connection, kind: ActionKind, grants: &[Grant]) -> Look {
    let mut look = once(world, connection, kind, grants).await;
    let is_passing = |seen: &Seen| matches!(&seen.observation, Observation::Failed(fault) if fault.is_transient());
    if look.each.iter().any(is_passing) {
        world.pause(READ_AGAIN_AFTER).await;
        let positions: Vec<usize> =
            look.each.iter().enumerate().filter_map(|(at, seen)| is_passing(seen).then_some(at)).collect();
        again(world, connection, kind, grants, &mut look, &positions, |_, _| true).await;
    }
    look
}

/// Observes some of the grants once more, and keeps what `is_better` says to be better known now than before.
pub(crate) async fn again<W: World>(
    world: &W,
    connection: &Connection,
    kind: ActionKind,
    grants: &[Grant],
    look: &mut Look,
    positions: &[usize],
    is_better: impl Fn(&Seen, &Seen) -> bool,
) {
    let some: Vec<Grant> = positions.iter().filter_map(|at| grants.get(*at)).cloned().collect();
    let newer = once(world, connection, kind, &some).await;
    for (at, seen) in positions.iter().zip(newer.each) {
        if let (Some(place), Some(began)) = (look.each.get_mut(*at), look.began_each.get_mut(*at))
            && is_better(&seen, place)
        {
            *place = seen;
            *began = newer.newest;
        }
    }
    let whole = positions.len() == grants.len();
    let older = std::mem::replace(&mut look.extent, Extent::Grants(Vec::new()));
    look.extent = older.renewed(newer.extent, whole);
    look.newest = newer.newest;
    if whole {
        look.oldest = newer.oldest;
    }
    look.reads.extend(newer.reads);
    look.read = look.read.take().or(newer.read);
}

async fn once<W: World>(world: &W, connection: &Connection, kind: ActionKind, grants: &[Grant]) -> Look {
    let recording = Recording { world, reads: Mutex::default() };
    let began = world.now();
    let Observations { each, extent } = mutation::observe(&recording, connection.vendor, kind, grants).await;
    let reads = recording.reads.into_inner().unwrap_or_else(PoisonError::into_inner);
    let read = reads.first().map(|(request, _)| format!("{} {}", request.method, request.path));
    Look { began_each: vec![began; each.len()], each, extent, oldest: began, newest: began, read, reads }
}

/// The calls for grants of one batch, best first. What they depend on is taken from the look, where that has read it.
///
/// # Errors
/// What they depend on could not be read, or has changed so that no call would change these grants and nothing else.
pub(crate) async fn calls<W: World>(
    world: &W,
    connection: &Connection,
    kind: ActionKind,
    grants: &[Grant],
    look: &Look,
) -> Result<Vec<Request>, Fault> {
    let vendor = connection.vendor;
    let Some(request) = mutation::preparation(vendor, grants) else {
        return mutation::calls(vendor, kind, grants, None);
    };
    let response = match look.answer_to(&request) {
        Some(response) => response.clone(),
        None => world.read(&request).await.map_err(|failure| fault_of(&failure, &request))?,
    };
    mutation::calls(vendor, kind, grants, Some((&request, &response)))
}
