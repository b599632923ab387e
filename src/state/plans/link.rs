//! What is shown of the connection to the gateway: what the stream says of it, unless what is open cannot be read.
//! It has no clock and shows nothing.

use rescind_domain::Timestamp;

use crate::transport::stream::Status;

/// What is known of the connection to the gateway.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    stream: Status,
    /// When the read of what is open began that has failed for so long that the gateway counts as out of reach.
    unread: Option<Timestamp>,
}

impl Default for Link {
    fn default() -> Self {
        Self { stream: Status::Starting, unread: None }
    }
}

impl Link {
    /// The stream says what it knows.
    pub const fn tell(&mut self, stream: Status) {
        self.stream = stream;
    }

    /// What is open cannot be read, since the read that began then.
    pub const fn miss(&mut self, began: Timestamp) {
        self.unread = Some(began);
    }

    /// What is open was read: the stream alone counts again.
    pub const fn read(&mut self) {
        self.unread = None;
    }

    /// What is to be shown. A stream that comes through is worth nothing as long as what is open is not known.
    #[must_use]
    pub const fn status(&self) -> Status {
        match (self.stream, self.unread) {
            (Status::Lost { .. }, _) | (_, None) => self.stream,
            (Status::Starting | Status::Live | Status::Polling, Some(since)) => Status::Lost { since },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: Timestamp = Timestamp(7);
    const LOST: Status = Status::Lost { since: BEGAN };

    #[test]
    fn a_read_that_succeeds_after_all_shows_what_the_stream_says_again() {
        let mut link = Link::default();
        link.tell(Status::Live);
        link.miss(BEGAN);
        assert_eq!(link.status(), LOST);
        link.read();
        assert_eq!(link.status(), Status::Live, "the stream had nothing new to say meanwhile");
    }

    #[test]
    fn what_the_stream_says_while_nothing_can_be_read_counts_afterwards() {
        let mut link = Link::default();
        link.tell(Status::Live);
        link.miss(BEGAN);
        link.tell(Status::Polling);
        assert_eq!(link.status(), LOST);
        link.read();
        assert_eq!(link.status(), Status::Polling);
    }

    #[test]
    fn a_stream_that_is_lost_says_since_when_itself() {
        let lost = Status::Lost { since: Timestamp(3) };
        let mut link = Link::default();
        link.miss(BEGAN);
        assert_eq!(link.status(), LOST, "also before the first stream");
        link.tell(lost);
        assert_eq!(link.status(), lost);
        link.read();
        assert_eq!(link.status(), lost, "it is still lost");
    }
}
