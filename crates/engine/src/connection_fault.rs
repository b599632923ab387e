//! Which faults are the connection's and not an entry's: they say nothing of the grant, so that no entry fails by them, and
//! whoever runs a plan waits and tries again.

use rescind_domain::{Fault, FaultKind};

/// Whether a fault would meet every other entry of the connection as well.
#[must_use]
pub const fn is_of_connection(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Offline | FaultKind::Unauthenticated | FaultKind::RateLimited { .. })
}

/// How many seconds the vendor wants no call, where it says so.
#[must_use]
pub const fn retry_after(fault: &Fault) -> Option<u32> {
    match fault.kind {
        FaultKind::RateLimited { retry_after_seconds } => retry_after_seconds,
        _ => None,
    }
}

/// The pause before the connection is tried again, in milliseconds, after so many tries in vain: doubled each time up to a
/// minute, and never shorter than what the vendor asks for, which is believed up to ten minutes.
#[must_use]
pub fn back_off(tries: u32, fault: &Fault) -> u64 {
    const FIRST: u64 = 1_000;
    const LONGEST: u64 = 60_000;
    const BELIEVED: u64 = 600_000;
    let doubled = FIRST.saturating_mul(1_u64 << tries.min(16)).min(LONGEST);
    let asked = retry_after(fault).map_or(0, |seconds| u64::from(seconds).saturating_mul(1000).min(BELIEVED));
    doubled.max(asked)
}

#[cfg(test)]
mod tests {
    use rescind_domain::{FaultSource, Retry};

    use super::*;

    fn fault(kind: FaultKind) -> Fault {
        Fault::new(kind, FaultSource::Vendor, "POST", "/p", Retry::Safe)
    }

    #[test]
    fn a_connection_that_cannot_be_used_is_no_fault_of_an_entry() {
        for kind in
            [FaultKind::Offline, FaultKind::Unauthenticated, FaultKind::RateLimited { retry_after_seconds: None }]
        {
            assert!(is_of_connection(&fault(kind)));
        }
        for kind in [FaultKind::NotFound, FaultKind::Forbidden { missing: None }, FaultKind::Unavailable] {
            assert!(!is_of_connection(&fault(kind)));
        }
    }

    #[test]
    fn the_pause_grows_to_a_minute_and_heeds_the_vendor() {
        let offline = fault(FaultKind::Offline);
        assert_eq!([0, 1, 2, 6, 40].map(|tries| back_off(tries, &offline)), [1000, 2000, 4000, 60_000, 60_000]);
        let limited = |seconds| fault(FaultKind::RateLimited { retry_after_seconds: Some(seconds) });
        assert_eq!([0, 7, 90, u32::MAX].map(|seconds| back_off(0, &limited(seconds))), [1000, 7000, 90_000, 600_000]);
    }
}
