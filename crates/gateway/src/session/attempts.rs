//! How often somebody may try to sign in: a bucket of attempts for each peer address and one for all of them. A sign-in
//! that works gives its attempt back, so that only failures count. Times are those of [`crate::Clock::elapsed`].

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What a bucket holds, and how fast it fills again.
#[derive(Clone, Copy, Debug)]
struct Rate {
    /// As many attempts at once.
    burst: u32,
    /// One more after this time.
    every: Duration,
}

/// Enough for somebody who mistypes.
const PEER: Rate = Rate { burst: 10, every: Duration::from_secs(6) };
/// Many addresses together guess no faster than this. It also bounds how many addresses are remembered.
const ALL: Rate = Rate { burst: 50, every: Duration::from_secs(1) };

/// When the bucket will be full again: a bucket is nothing more than this moment.
#[derive(Clone, Copy, Debug, Default)]
struct Bucket(Duration);

impl Bucket {
    fn take(&mut self, rate: Rate, now: Duration) -> Result<(), Duration> {
        let full_at = self.0.max(now).saturating_add(rate.every);
        let wait = full_at.saturating_sub(now).saturating_sub(rate.every.saturating_mul(rate.burst));
        if wait > Duration::ZERO {
            return Err(wait);
        }
        self.0 = full_at;
        Ok(())
    }

    fn give_back(&mut self, rate: Rate) {
        self.0 = self.0.saturating_sub(rate.every);
    }
}

#[derive(Debug, Default)]
struct Buckets {
    all: Bucket,
    /// Only those that are not full.
    peers: HashMap<IpAddr, Bucket>,
}

/// The attempts of this process.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<Buckets>);

impl Attempts {
    /// Takes an attempt, or tells how long to wait for one.
    pub(crate) fn begin(&self, peer: IpAddr, now: Duration) -> Result<(), Duration> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.peers.retain(|_, bucket| bucket.0 > now);
        let mut own = buckets.peers.get(&network(peer)).copied().unwrap_or_default();
        own.take(PEER, now)?;
        buckets.all.take(ALL, now)?;
        buckets.peers.insert(network(peer), own);
        Ok(())
    }

    /// Gives the attempt back: it was no guess.
    pub(crate) fn succeeded(&self, peer: IpAddr) {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.all.give_back(ALL);
        if let Some(bucket) = buckets.peers.get_mut(&network(peer)) {
            bucket.give_back(PEER);
        }
    }
}

/// What one person holds: an IPv4 address, or the half of an IPv6 address that a network is given.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn ten_at_once_and_one_more_every_six_seconds() {
        let (attempts, peer) = (Attempts::default(), address("192.0.2.1"));
        for _ in 0..10 {
            assert_eq!(attempts.begin(peer, SECOND), Ok(()));
        }
        assert_eq!(attempts.begin(peer, SECOND), Err(6 * SECOND));
        assert_eq!(attempts.begin(peer, 5 * SECOND), Err(2 * SECOND));
        assert_eq!(attempts.begin(peer, 7 * SECOND), Ok(()));
        assert_eq!(attempts.begin(peer, 7 * SECOND), Err(6 * SECOND));
        assert_eq!(attempts.begin(address("192.0.2.2"), 7 * SECOND), Ok(()));
    }

    #[test]
    fn many_addresses_share_a_bucket() {
        let attempts = Attempts::default();
        for last in 0..50 {
            assert_eq!(attempts.begin(IpAddr::from([192, 0, 2, last]), SECOND), Ok(()));
        }
        assert_eq!(attempts.begin(address("198.51.100.1"), SECOND), Err(SECOND));
        assert_eq!(attempts.begin(address("198.51.100.1"), 2 * SECOND), Ok(()));
    }

    #[test]
    fn a_sign_in_that_works_does_not_count() {
        let (attempts, peer) = (Attempts::default(), address("192.0.2.1"));
        for _ in 0..1000 {
            assert_eq!(attempts.begin(peer, SECOND), Ok(()));
            attempts.succeeded(peer);
        }
    }

    #[test]
    fn a_network_is_one_peer() {
        let attempts = Attempts::default();
        for number in 0..10_u16 {
            assert_eq!(attempts.begin(IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, number]), SECOND), Ok(()));
        }
        assert!(attempts.begin(address("2001:db8::ffff"), SECOND).is_err());
        assert!(attempts.begin(address("2001:db8:0:1::1"), SECOND).is_ok());
        assert_eq!(network(address("::ffff:192.0.2.1")), address("192.0.2.1"));
    }

    #[test]
    fn addresses_are_forgotten_when_their_bucket_is_full() {
        let attempts = Attempts::default();
        attempts.begin(address("192.0.2.1"), SECOND).unwrap();
        attempts.begin(address("192.0.2.2"), 60 * SECOND).unwrap();
        assert_eq!(attempts.0.lock().unwrap().peers.len(), 1);
    }
}
