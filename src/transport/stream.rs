//! Decides when the stream of events is opened and closed, when it is polled instead, and what is known of the connection to
//! the gateway. It has no clock and touches no browser: `events` tells it what happens, and does what it says.

use rescind_domain::Timestamp;

/// How long a stream may stay without its first message, in milliseconds: after that a proxy holds the messages back.
const FIRST_MESSAGE_WITHIN: u64 = 3_000;
/// The pause between two polls, in milliseconds.
const POLL_EVERY: u64 = 2_000;
/// The pause before the second attempt to open the stream, in milliseconds. It doubles with each failure.
const FIRST_PAUSE: u64 = 1_000;
/// The longest pause between two attempts to open the stream, in milliseconds.
const LONGEST_PAUSE: u64 = 15_000;
/// The pause in milliseconds before a stream that a proxy held back is tried again.
const HELD_BACK_PAUSE: u64 = 60_000;
/// How long the answer of a poll is waited for, in milliseconds.
const POLL_WITHIN: u64 = 10_000;
/// After so many milliseconds without stream and poll the connection counts as lost.
const LOST_AFTER: u64 = 5_000;
/// After so many milliseconds without a message the stream is opened again: a connection that has gone may say nothing.
const SILENT_FOR: u64 = 45_000;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The tab is visible, or the stream is wanted from now on.
    Visible,
    /// The tab is hidden.
    Hidden,
    /// The stream brought a message.
    Message,
    /// The stream could not be opened, or broke off.
    Failed,
    /// The browser has a network again.
    Online,
    /// A poll was answered.
    PollOk,
    /// A poll was not answered, or not by the gateway.
    PollFailed,
    /// Time has passed. It comes at least once a second while the tab is visible.
    Tick,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open a new stream, in place of an earlier one.
    Open,
    /// Close the stream.
    Close,
    /// Ask once for the events after the last one that is known.
    Poll,
    /// Give up the poll under way.
    DropPoll,
    /// Tell what is known of the connection to the gateway; it has changed.
    Tell(Status),
}

/// What is known of the connection to the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing was heard yet.
    Starting,
    /// Events come as they happen.
    Live,
    /// Events are asked for every two seconds.
    Polling,
    /// Stream and polls have failed for five seconds.
    Lost {
        /// When something was heard last; the start, when nothing ever was.
        since: Timestamp,
    },
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Hidden,
    Opening { since: Timestamp },
    Streaming { heard: Timestamp },
    Waiting { until: Timestamp },
}

#[derive(Clone, Copy, Debug)]
enum Polling {
    Off,
    Due { at: Timestamp },
    Asking { since: Timestamp },
}

/// The state of one stream.
#[derive(Debug)]
pub struct Stream {
    phase: Phase,
    polling: Polling,
    /// How often in a row the stream has failed.
    failures: u32,
    /// Since when neither stream nor poll has worked.
    failing: Option<Timestamp>,
    heard: Timestamp,
    status: Status,
}

impl Stream {
    /// Nothing is open; `now` counts as the time of the last sign of life until there is one.
    #[must_use]
    pub const fn new(now: Timestamp) -> Self {
        Self {
            phase: Phase::Hidden,
            polling: Polling::Off,
            failures: 0,
            failing: None,
            heard: now,
            status: Status::Starting,
        }
    }

    /// Takes in what happened at `now`, and says what is to be done, in this order.
    pub fn step(&mut self, input: Input, now: Timestamp) -> Vec<Action> {
        let mut actions = Vec::new();
        match (input, self.phase) {
            (Input::Visible, Phase::Hidden) => self.open(now, &mut actions),
            (Input::Hidden, _) => self.hide(&mut actions),
            (_, Phase::Hidden) => return actions,
            (Input::Message, _) => self.hear_message(now, &mut actions),
            (Input::Failed, Phase::Opening { .. } | Phase::Streaming { .. }) => self.fail(now, &mut actions),
            (Input::Online, Phase::Waiting { .. }) => self.open(now, &mut actions),
            (Input::PollOk, _) => self.hear_poll(now),
            (Input::PollFailed, _) => self.miss_poll(now),
            (Input::Tick, _) => self.tick(now, &mut actions),
            (Input::Visible | Input::Online | Input::Failed, _) => {}
        }
        self.judge(now, &mut actions);
        actions
    }

    fn open(&mut self, now: Timestamp, actions: &mut Vec<Action>) {
        self.phase = Phase::Opening { since: now };
        if matches!(self.polling, Polling::Off) {
            self.failing.get_or_insert(now);
        }
        actions.push(Action::Open);
    }

    fn hide(&mut self, actions: &mut Vec<Action>) {
        if matches!(self.phase, Phase::Opening { .. } | Phase::Streaming { .. }) {
            actions.push(Action::Close);
        }
        self.stop_polling(actions);
        self.phase = Phase::Hidden;
        self.failures = 0;
        // The time while nobody listened counts for nothing.
        self.failing = None;
    }

    fn hear_message(&mut self, now: Timestamp, actions: &mut Vec<Action>) {
        self.phase = Phase::Streaming { heard: now };
        self.stop_polling(actions);
        self.failures = 0;
        self.hear(now);
    }

    fn fail(&mut self, now: Timestamp, actions: &mut Vec<Action>) {
        actions.push(Action::Close);
        let pause = (FIRST_PAUSE << self.failures.min(4)).min(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        self.phase = Phase::Waiting { until: later(now, pause) };
        // The gateway ends each stream now and then: the next one is often there before a poll would be.
        self.poll_after(POLL_EVERY, now);
    }

    fn poll_after(&mut self, milliseconds: u64, now: Timestamp) {
        if matches!(self.polling, Polling::Off) {
            self.failing.get_or_insert(now);
            self.polling = Polling::Due { at: later(now, milliseconds) };
        }
    }

    fn stop_polling(&mut self, actions: &mut Vec<Action>) {
        if matches!(self.polling, Polling::Asking { .. }) {
            actions.push(Action::DropPoll);
        }
        self.polling = Polling::Off;
    }

    const fn hear(&mut self, now: Timestamp) {
        self.heard = now;
        self.failing = None;
    }

    fn hear_poll(&mut self, now: Timestamp) {
        if matches!(self.polling, Polling::Asking { .. }) {
            self.polling = Polling::Due { at: later(now, POLL_EVERY) };
            if matches!(self.status, Status::Lost { .. }) {
                // The gateway is back: nothing is to be waited for any more.
                self.reopen_within(0, now);
            }
            self.hear(now);
        }
    }

    fn miss_poll(&mut self, now: Timestamp) {
        if let Polling::Asking { since } = self.polling {
            self.polling = Polling::Due { at: later(now, POLL_EVERY) };
            self.failing.get_or_insert(since);
            // No proxy held the stream back.
            self.reopen_within(LONGEST_PAUSE, now);
        }
    }

    fn reopen_within(&mut self, milliseconds: u64, now: Timestamp) {
        if let Phase::Waiting { until } = &mut self.phase {
            *until = later(now, milliseconds).min(*until);
        }
    }

    fn tick(&mut self, now: Timestamp, actions: &mut Vec<Action>) {
        match self.phase {
            Phase::Opening { since } if passed(since, now) >= FIRST_MESSAGE_WITHIN => {
                actions.push(Action::Close);
                self.phase = Phase::Waiting { until: later(now, HELD_BACK_PAUSE) };
                self.poll_after(0, now);
            }
            Phase::Streaming { heard } if passed(heard, now) >= SILENT_FOR => self.open(now, actions),
            Phase::Waiting { until } if is_due(until, now, HELD_BACK_PAUSE) => self.open(now, actions),
            _ => {}
        }
        match self.polling {
            Polling::Due { at } if is_due(at, now, POLL_EVERY) => {
                self.polling = Polling::Asking { since: now };
                actions.push(Action::Poll);
            }
            Polling::Asking { since } if passed(since, now) >= POLL_WITHIN => {
                actions.push(Action::DropPoll);
                self.miss_poll(now);
            }
            _ => {}
        }
    }

    fn judge(&mut self, now: Timestamp, actions: &mut Vec<Action>) {
        let asked = match self.polling {
            Polling::Asking { since } => Some(since),
            Polling::Off | Polling::Due { .. } => None,
        };
        let is_lost = self.failing.or(asked).is_some_and(|since| passed(since, now) >= LOST_AFTER);
        let status = match (self.phase, self.polling, self.failing) {
            (Phase::Hidden, ..) => self.status,
            _ if is_lost => Status::Lost { since: self.heard },
            (Phase::Streaming { .. }, _, None) => Status::Live,
            (_, Polling::Due { .. }, None) => Status::Polling,
            // For some seconds nobody is told of an interruption.
            _ => self.status,
        };
        if status != self.status {
            self.status = status;
            actions.push(Action::Tell(status));
        }
    }
}

const fn passed(since: Timestamp, now: Timestamp) -> u64 {
    now.0.saturating_sub(since.0)
}

/// Whether the time has come. A clock that was set back delays nothing for longer than the longest pause.
const fn is_due(at: Timestamp, now: Timestamp, longest: u64) -> bool {
    now.0 >= at.0 || at.0 - now.0 > longest
}

const fn later(now: Timestamp, milliseconds: u64) -> Timestamp {
    Timestamp(now.0.saturating_add(milliseconds))
}

#[cfg(test)]
mod tests;
