//! What is typed as a time limit, and whose reason is kept.

use rescind::state::preferences::{self, NotSeconds, time_limit_of};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_time_limit_is_empty_or_decimal_seconds() {
    for (typed, limit) in [("", None), ("  ", None), ("2", Some(2000)), ("2.5", Some(2500)), ("0,4", Some(400))] {
        assert_eq!(time_limit_of(typed), Ok(limit), "{typed}");
    }
    for typed in ["0", "-1", "soon", "1e9", "NaN", "inf", "1 2"] {
        assert_eq!(time_limit_of(typed), Err(NotSeconds), "{typed}");
    }
}

#[wasm_bindgen_test]
fn a_reason_stays_with_the_grant_that_it_was_typed_for() {
    preferences::keep_reason("alice", "leaves\non Friday");
    assert_eq!(preferences::reason("alice"), "leaves\non Friday");
    assert_eq!(preferences::reason("bob"), "");
    preferences::forget_reason("of a plan made meanwhile");
    assert_eq!(preferences::reason("alice"), "leaves\non Friday");
    preferences::forget_reason("leaves\non Friday");
    assert_eq!(preferences::reason("alice"), "");
}
