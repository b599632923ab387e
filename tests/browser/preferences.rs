//! What is typed as a time limit, and whose reason is kept.

use rescind::state::preferences::{self, NoTimeLimit, time_limit_of};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_time_limit_is_empty_or_decimal_seconds() {
    for (typed, limit) in
        [("", None), ("  ", None), ("2", Some(2000)), ("2.5", Some(2500)), ("0,4", Some(400)), ("600", Some(600_000))]
    {
        assert_eq!(time_limit_of(typed), Ok(limit), "{typed}");
    }
    for typed in ["0", "-1", "soon", "1e9", "NaN", "inf", "1 2"] {
        assert_eq!(time_limit_of(typed), Err(NoTimeLimit::NotSeconds), "{typed}");
    }
    for typed in ["600.001", "601", "86400"] {
        assert_eq!(time_limit_of(typed), Err(NoTimeLimit::TooLong), "{typed}");
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

#[wasm_bindgen_test]
fn each_key_is_a_uuid_of_its_own() {
    let (one, other) = (preferences::uuid(), preferences::uuid());
    let shape = |key: &str| key.split('-').map(str::len).collect::<Vec<_>>();
    assert_eq!(shape(&one), [8, 4, 4, 4, 12]);
    let digits: Vec<char> = [14, 19].into_iter().filter_map(|at| one.chars().nth(at)).collect();
    assert!(matches!(digits[..], ['4', '8' | '9' | 'a' | 'b']), "{one}");
    assert_ne!(one, other);
}

#[wasm_bindgen_test]
fn plans_that_were_made_here_are_remembered_over_a_reload() {
    preferences::keep_own_plans(&["p".into(), "q".into()].map(|id: String| rescind_domain::PlanId::new(id)));
    let kept: Vec<String> = preferences::own_plans().iter().map(ToString::to_string).collect();
    assert_eq!(kept, ["q", "p"]);
    preferences::keep_own_plans(&[]);
    assert!(preferences::own_plans().is_empty());
}
