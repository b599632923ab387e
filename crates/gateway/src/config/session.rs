//! `[session]`: when a session ends.

use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;

use super::error::Problem;
use crate::session::SessionLimits;

/// A week. A session that never ends is not what a console for access rights should have.
const LONGEST_MINUTES: u32 = 7 * 24 * 60;

/// The table as it stands in the file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Session {
    idle_minutes: Option<Spanned<u32>>,
    absolute_minutes: Option<Spanned<u32>>,
}

/// The limits of a table; what it leaves out is as usual.
pub(super) fn limits(table: &Session) -> Result<SessionLimits, Problem> {
    let mut limits = SessionLimits::default();
    if let Some(minutes) = &table.absolute_minutes {
        limits.absolute = time(minutes)?;
        // Whoever only shortens the whole session has said nothing about idleness.
        limits.idle = limits.idle.min(limits.absolute);
    }
    if let Some(minutes) = &table.idle_minutes {
        limits.idle = time(minutes)?;
        if limits.idle > limits.absolute {
            return Err(Problem::of(minutes, "a session cannot be idle for longer than it lasts"));
        }
    }
    Ok(limits)
}

fn time(minutes: &Spanned<u32>) -> Result<Duration, Problem> {
    match *minutes.get_ref() {
        number @ 1..=LONGEST_MINUTES => Ok(Duration::from_secs(u64::from(number) * 60)),
        _ => Err(Problem::of(minutes, format!("this is a number of minutes from 1 to {LONGEST_MINUTES}"))),
    }
}
