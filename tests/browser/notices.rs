//! One message a grant; a failure that happens again is counted, a success replaces it.

use leptos::prelude::*;
use rescind::state::Console;
use rescind::state::notices::Said;
use rescind_domain::Outcome;
use rescind_domain::outcome::Proof;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::words::{entry, fault, said};

fn console() -> (Owner, Console) {
    let owner = Owner::new();
    let console = owner.with(Console::provide);
    (owner, console)
}

#[wasm_bindgen_test]
fn the_same_failure_again_is_counted_and_announced_anew() {
    let (_owner, console) = console();
    console.notices.say(said(Outcome::failed(fault(), Proof::Said)));
    console.notices.say(said(Outcome::failed(fault(), Proof::Said)));
    let all = console.notices.all();
    assert_eq!(all.iter().map(|notice| (notice.number, notice.times)).collect::<Vec<_>>(), [(2, 2)]);
    console.notices.say(said(Outcome::StillPresent));
    assert_eq!(console.notices.all().first().map(|notice| notice.times), Some(1), "something else happened");
}

#[wasm_bindgen_test]
fn a_success_replaces_the_failure_of_the_same_grant_and_no_other() {
    let (_owner, console) = console();
    let outcome = Outcome::failed(fault(), Proof::Said);
    let other = Said::Outcome { entries: vec![entry("bob")], outcome, comparison: None };
    console.notices.say(other.clone());
    console.notices.say(said(Outcome::failed(fault(), Proof::Said)));
    console.notices.say(said(Outcome::Revoked));
    let all: Vec<Said> = console.notices.all().into_iter().map(|notice| notice.said).collect();
    assert_eq!(all, [said(Outcome::Revoked), other]);
}

#[wasm_bindgen_test]
fn failures_stay_and_successes_do_not_pile_up() {
    let (_owner, console) = console();
    let about = |user: &str, outcome| Said::Outcome { entries: vec![entry(user)], outcome, comparison: None };
    for user in ["a", "b", "c", "d", "e"] {
        console.notices.say(about(user, Outcome::failed(fault(), Proof::Said)));
    }
    for user in ["f", "g", "h", "i", "j"] {
        console.notices.say(about(user, Outcome::Revoked));
    }
    let (good, bad): (Vec<_>, Vec<_>) = console.notices.all().into_iter().partition(|notice| notice.said.is_success());
    assert_eq!((good.len(), bad.len()), (3, 5));
}

#[wasm_bindgen_test]
fn a_success_that_is_said_already_is_not_said_in_two_halves() {
    let (_owner, console) = console();
    let revoked = |users: &[&str]| Said::Outcome {
        entries: users.iter().map(|user| entry(user)).collect(),
        outcome: Outcome::Revoked,
        comparison: None,
    };
    console.notices.say(revoked(&["a", "b"]));
    console.notices.say(revoked(&["b"]));
    let said = || console.notices.all().into_iter().map(|notice| notice.said).collect::<Vec<_>>();
    assert_eq!(said(), [revoked(&["a", "b"])]);
    console.notices.say(revoked(&["b", "c"]));
    assert_eq!(said(), [revoked(&["b", "c"]), revoked(&["a"])]);
}
