//! Which faults are the connection's, or of one read, and not an entry's: they say nothing of the grant, so that no entry fails by
//! them, and whoever runs a plan waits and tries again.

use rescind_domain::{Fault, FaultKind};

/// Whether a fault would meet every other entry of the connection as well.
#[must_use]
pub const fn is_of_connection(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Offline | FaultKind::Unauthenticated | FaultKind::RateLimited { .. })
}

/// Whether a read that failed so before any call says nothing of the grant, so that its entry waits and is observed again. This is
/// the one border between waiting and failing: an answer that was cut, that did not come in time, or in which the server says that
/// it cannot answer now (5xx, 408, or its word for these inside a 200) is no entry's fault. A no to this very read is: of a right
/// that lacks, of a name, or an answer that is none.
#[must_use]
pub fn keeps_from_observing(fault: &Fault) -> bool {
    is_of_connection(fault) || matches!(fault.kind, FaultKind::Unavailable | FaultKind::Timeout | FaultKind::Unknown)
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
    fn a_read_that_was_cut_or_not_answered_says_nothing_of_a_grant_and_a_no_does() {
        for kind in [
            FaultKind::Offline,
            FaultKind::Unauthenticated,
            FaultKind::RateLimited { retry_after_seconds: None },
            FaultKind::Unavailable,
            FaultKind::Timeout,
            FaultKind::Unknown,
        ] {
            assert!(keeps_from_observing(&fault(kind.clone())), "{kind:?}");
        }
        for kind in [
            FaultKind::Rejected,
            FaultKind::NotFound,
            FaultKind::Forbidden { missing: None },
            FaultKind::InvalidInput { field: None },
            FaultKind::Conflict { blocking: None },
            FaultKind::Malformed { at: "$".to_owned() },
        ] {
            assert!(!keeps_from_observing(&fault(kind.clone())), "{kind:?}");
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
