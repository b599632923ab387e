//! The calls that wait because a fault delays them, and what ends a wait before its time.
//! Which fault a call meets, and what becomes of it afterwards, is not decided here.

use std::time::Duration;

use tokio::sync::oneshot;

/// A reset: what waited for the state of before is not carried out.
#[derive(Debug)]
struct Forgotten;

/// One call's wait.
#[derive(Debug)]
pub(crate) struct Wait {
    delay: Duration,
    ended: oneshot::Receiver<Forgotten>,
}

impl Wait {
    /// Waits until the time is over or the fault is gone; says whether the call then goes on, which it does not after a
    /// reset.
    pub(crate) async fn goes_on(self) -> bool {
        !matches!(tokio::time::timeout(self.delay, self.ended).await, Ok(Ok(Forgotten)))
    }
}

/// The waits that are under way, each with the fault that it is due to.
#[derive(Debug, Default)]
pub(crate) struct Waits(Vec<(u64, oneshot::Sender<Forgotten>)>);

impl Waits {
    /// One more call waits because of a fault.
    pub(crate) fn add(&mut self, fault: u64, delay: Duration) -> Wait {
        let (end, ended) = oneshot::channel();
        self.0.retain(|(_, end)| !end.is_closed());
        self.0.push((fault, end));
        Wait { delay, ended }
    }

    /// Lets the calls of one fault go on at once; says whether any waited.
    pub(crate) fn release(&mut self, fault: u64) -> bool {
        let waited = self.0.iter().any(|(of, end)| *of == fault && !end.is_closed());
        self.0.retain(|(of, _)| *of != fault);
        waited
    }

    /// Lets all calls go on at once.
    pub(crate) fn release_all(&mut self) {
        self.0.clear();
    }

    /// Ends all waits, and the calls with them.
    pub(crate) fn forget_all(&mut self) {
        for (_, end) in self.0.drain(..) {
            // Who no longer waits has gone on already.
            let _gone_on = end.send(Forgotten);
        }
    }
}
