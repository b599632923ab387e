//! What the store held a little while ago, for answers of a replica that lags behind: a copy of it from after each change.
//! It is kept only as long as somebody asks for old answers, because a copy costs as much as the store is large.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use rusqlite::{Connection, backup::Backup};

/// The most copies that are kept; beyond that the oldest is let go.
const COPIES: usize = 1000;

/// A copy of the store, in memory.
pub(crate) type Copy = Arc<Mutex<Connection>>;

/// Copies, oldest first, each with the moment from which on it was the truth.
#[derive(Debug, Default)]
pub(crate) struct History {
    keep: Duration,
    copies: VecDeque<(Instant, Copy)>,
}

impl History {
    /// How far back it must reach from now on. Nothing at all is kept for zero.
    pub(crate) fn reach(&mut self, keep: Duration) {
        self.keep = keep;
        if keep.is_zero() {
            self.copies.clear();
        }
    }

    /// Whether changes are to be remembered.
    pub(crate) fn is_on(&self) -> bool {
        !self.keep.is_zero()
    }

    /// Whether nothing is remembered yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.copies.is_empty()
    }

    /// Remembers what the store holds since `now`, and forgets what is older than anybody asks for.
    pub(crate) fn add(&mut self, now: Instant, copy: Copy) {
        self.copies.push_back((now, copy));
        // The oldest is still needed until the one after it is old enough.
        while self.copies.len() > COPIES || self.copies.get(1).is_some_and(|(since, _)| now - *since >= self.keep) {
            self.copies.pop_front();
        }
    }

    /// What the store held at `moment`; the oldest that is known when that is too long ago.
    pub(crate) fn at(&self, now: Instant, lag: Duration) -> Option<Copy> {
        let was_true = |(since, _): &&(Instant, Copy)| now - *since >= lag;
        self.copies.iter().rev().find(was_true).or_else(|| self.copies.front()).map(|(_, copy)| Arc::clone(copy))
    }
}

/// Copies all that `connection` holds; no transaction may be open on it.
pub(crate) fn copied(connection: &Connection) -> rusqlite::Result<Copy> {
    let mut copy = Connection::open_in_memory()?;
    Backup::new(connection, &mut copy)?.run_to_completion(i32::MAX, Duration::ZERO, None)?;
    Ok(Arc::new(Mutex::new(copy)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(number: i64) -> Copy {
        let connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", number).unwrap();
        copied(&connection).unwrap()
    }

    fn number(copy: Option<Copy>) -> Option<i64> {
        copy.map(|copy| copy.lock().unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap())
    }

    #[test]
    fn the_state_of_a_moment_is_the_one_that_the_last_change_before_it_left() {
        let (mut history, start) = (History::default(), Instant::now());
        let after = |ms| start + Duration::from_millis(ms);
        history.reach(Duration::from_millis(800));
        history.add(start, numbered(0));
        history.add(after(100), numbered(1));
        history.add(after(300), numbered(2));
        for (now, ago, wanted) in
            [(300, 0, 2), (300, 1, 1), (300, 200, 1), (300, 201, 0), (300, 800, 0), (1100, 800, 2)]
        {
            assert_eq!(number(history.at(after(now), Duration::from_millis(ago))), Some(wanted), "{now} {ago}");
        }
    }

    #[test]
    fn what_nobody_asks_for_any_more_is_forgotten() {
        let (mut history, start) = (History::default(), Instant::now());
        let after = |ms| start + Duration::from_millis(ms);
        history.reach(Duration::from_millis(800));
        for (at, value) in [(0, 0), (100, 1), (899, 2)] {
            history.add(after(at), numbered(value));
        }
        assert_eq!(number(history.at(after(899), Duration::from_secs(9))), Some(0));
        history.add(after(900), numbered(3));
        assert_eq!(number(history.at(after(900), Duration::from_secs(9))), Some(1));
        history.reach(Duration::ZERO);
        assert!(history.is_empty() && !history.is_on());
    }
}
