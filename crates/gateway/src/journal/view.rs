//! One moment of the journal: what is on the disk together with what this process waits for. The two are kept in different
//! places and change one after the other, so they have to be looked at in the right order.

use rusqlite::Connection;

use super::{InFlight, Journal};
use crate::error::Error;

impl Journal {
    /// Reads events and what is in flight as they were at one moment.
    pub(crate) async fn view<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Connection, &InFlight) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let in_flight = self.in_flight.clone();
        let view = move |connection: &Connection| {
            // A flight is known before its intent is on the disk, and until its end is. So the flight of an intent that the
            // disk shows alone was known before this look at the disk, after it, or both times.
            let before = in_flight.clone_now();
            let moment = connection.unchecked_transaction()?;
            moment.query_row("SELECT first FROM chain", [], |_| Ok(()))?;
            act(&moment, &before.and(&in_flight))
        };
        self.store.read(view).await
    }
}
