//! What goes on behind the pages: it listens to what becomes of plans, and asks the connections how they are. This is where the
//! parts that are loaded later begin; the first page needs nothing below it.

use futures_util::future::LocalBoxFuture;
use leptos::task::spawn_local;
use rescind_domain::read::Probe;
use rescind_domain::{Connection, Fault};

use super::{Console, plans};
use crate::parts;
use crate::transport::{Abort, pause};

/// The pause in milliseconds before what could not be loaded is asked for again.
const ASK_EVERY: u32 = 5_000;

/// Loads what goes on behind the pages, and begins it. Nobody sees it fail, so it waits until the gateway is there again.
pub(super) fn load(console: Console) {
    spawn_local(async move {
        loop {
            match parts::background().await {
                Ok(begin) => return begin(console),
                Err(_) => pause(ASK_EVERY).await,
            }
        }
    });
}

/// So many bytes are taken from the browser at once and given back to the heap. What comes and goes all day leaves gaps, so
/// that now and then something larger finds no place, although no more is in use than before. Whenever the memory grows, the
/// browser has to make all views of it anew, and it never shrinks.
const HEADROOM: usize = 1024 * 1024;

/// Listens from now on to what becomes of plans.
pub(crate) fn begin(console: Console) {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(HEADROOM)));
    plans::watch::begin(console);
}

/// Listens no more, and forgets what was heard, as for the next person.
pub(crate) fn forget(console: Console) {
    console.revocations.forget(console.plans.leave());
}

/// Asks a connection how much it shows of itself.
pub(crate) fn ask(
    console: Console,
    connection: Connection,
    abort: Abort,
) -> LocalBoxFuture<'static, Result<Probe, Fault>> {
    Box::pin(async move { console.client.at(&connection.id, &abort).health().await })
}
