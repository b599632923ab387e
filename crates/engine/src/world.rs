//! What an attempt needs of the world besides reads and pauses: a durable journal, one way to send a call, a clock, and what
//! other attempts do meanwhile. The gateway's runner is such a world; tests have one without a disk.

use std::future::Future;

use rescind_domain::event::Step;
use rescind_domain::{EntryId, Fault, Grant, Timestamp};
use rescind_vendors::{Request, Response, Transport, TransportFailure};

/// An entry whose call is about to leave.
#[derive(Clone, Debug, PartialEq)]
pub struct Intended {
    /// The entry.
    pub entry: EntryId,
    /// What was observed just before of the grant, and of what the vendor revokes with it. Only this can be undone.
    pub captured: Vec<Grant>,
}

/// Why a call may not leave.
#[derive(Clone, Debug, PartialEq)]
pub enum NotBegun {
    /// It is not permitted for these entries: they are settled, somebody else is at them, or nobody may send such a call.
    Refused(Vec<(EntryId, Fault)>),
    /// The plan was paused or cancelled, or the gateway stops: the entry stays as it is.
    Stopped,
    /// The journal could not be written.
    Journal(Fault),
    /// It could leave only so late that what was observed before may not be so any more.
    Late,
}

/// What an attempt needs of the world.
pub trait World: Transport {
    /// Waits for a turn among the calls and for whatever else the call needs, and writes the intents for one durably. The call may
    /// leave when this has returned, and is sent at most once. What it was made from was observed lately enough until `fresh_until`:
    /// no intent is written later.
    ///
    /// # Errors
    /// The call may not leave.
    fn begin(
        &self,
        entries: &[Intended],
        call: &Request,
        fresh_until: Timestamp,
    ) -> impl Future<Output = Result<(), NotBegun>> + Send;

    /// Sends the call whose intents were written last, exactly once, and writes durably what came back.
    ///
    /// # Errors
    /// There was no answer of the vendor's.
    fn call(&self, request: &Request) -> impl Future<Output = Result<Response, TransportFailure>> + Send;

    /// Shows what goes on.
    fn step(&self, step: Step);

    /// The time by the calendar.
    fn now(&self) -> Timestamp;

    /// The grants of other calls of ours that were under way at any moment since then, with what goes with them.
    fn others_since(&self, since: Timestamp) -> Vec<Grant>;

    /// From now on the attempt only waits and reads: another one may have its place.
    fn waits(&self);
}
