//! When a grant is observed again of which nobody knows what became of it: its call may still be carried out. It has no clock.

use std::time::Duration;

/// For so long after the loss a grant keeps its lock keys, unless somebody decides otherwise.
pub const HELD_FOR: Duration = Duration::from_secs(600);

/// The moments after the loss, in seconds: at most a minute apart for three minutes, and once more at ten.
const MOMENTS: [u64; 8] = [2, 5, 15, 30, 60, 120, 180, 600];

/// The first moment, as a time after the loss, that lies after `elapsed`; nothing when there is none any more: from then on
/// only people look.
#[must_use]
pub fn next(elapsed: Duration) -> Option<Duration> {
    MOMENTS.into_iter().map(Duration::from_secs).find(|moment| *moment > elapsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_observed_at_most_a_minute_apart_for_three_minutes_and_once_more_at_ten() {
        let mut moments = vec![Duration::ZERO];
        while let Some(moment) = next(*moments.last().unwrap()) {
            moments.push(moment);
        }
        let within = moments.windows(2).take_while(|pair| pair[1] <= Duration::from_secs(180));
        assert!(within.clone().all(|pair| pair[1] - pair[0] <= Duration::from_secs(60)));
        assert_eq!(within.last().unwrap()[1], Duration::from_secs(180));
        assert_eq!(moments.last(), Some(&HELD_FOR));
        assert_eq!(next(HELD_FOR), None);
    }
}
