//! The one flow from a grant to an outcome: every answer to the call, times every life of its operation, with and without
//! the change, times everything that the looks afterwards may show.

use rescind_domain::event::Step;
use rescind_domain::outcome::Proof;
use rescind_domain::{AccessGrant, ActionKind, Grant, Membership, Outcome, Principal, RoleName, RoleRef, Vendor};
use rescind_engine::Put;
use rescind_vendors::Method;
use serde_json::{Value, json};

use crate::answers::{Says, cases, life};
use crate::fake::Effect::{Applied, Ignored};
use crate::fake::Look::{self, FailsAlways, FailsOnce, Fine, Forbidden, Malformed, StaleAlways, StaleOnce};
use crate::fake::{Effect, End, Plot, Yandex};
use crate::script::scope;
use crate::support::{Ground, Log, attempt, compared, is_false, outcome, subjects, word};

const LOOKS: [Look; 7] = [Fine, Forbidden, FailsOnce, FailsAlways, StaleOnce, StaleAlways, Malformed];

/// The outcome for what the answer says, what was done, and each of [`LOOKS`] afterwards. The false ones (`!`) are those of
/// every vendor: a clear no beside a look that shows nothing of the change.
#[rustfmt::skip]
const EXPECTED: [(Says, Effect, [&str; 7]); 10] = [
    //                          Fine            Forbidden   FailsOnce       FailsAlways  StaleOnce       StaleAlways     Malformed
    (Says::Yes,           Applied, ["Revoked",      "Accepted", "Revoked",      "Unknown",   "Revoked",      "StillPresent", "Unknown"]),
    (Says::Yes,           Ignored, ["StillPresent", "Accepted", "StillPresent", "Unknown",   "StillPresent", "StillPresent", "Unknown"]),
    (Says::No,            Applied, ["Revoked",      "Failed!",  "Revoked",      "Failed!",   "Failed!",      "Failed!",      "Failed!"]),
    (Says::No,            Ignored, ["Failed",       "Failed",   "Failed",       "Failed",    "Failed",       "Failed",       "Failed"]),
    (Says::Nothing,       Applied, ["Revoked",      "Unknown",  "Revoked",      "Unknown",   "Revoked",      "Unknown",      "Unknown"]),
    (Says::Nothing,       Ignored, ["Unknown",      "Unknown",  "Unknown",      "Unknown",   "Unknown",      "Unknown",      "Unknown"]),
    (Says::Running,       Applied, ["Pending",      "Pending",  "Pending",      "Pending",   "Pending",      "Pending",      "Pending"]),
    (Says::Running,       Ignored, ["Pending",      "Pending",  "Pending",      "Pending",   "Pending",      "Pending",      "Pending"]),
    (Says::Later,         Applied, ["Back",         "Back",     "Back",         "Back",      "Back",         "Back",         "Back"]),
    (Says::Later,         Ignored, ["Back",         "Back",     "Back",         "Back",      "Back",         "Back",         "Back"]),
];

/// What `alice` holds, and the grants that are taken from her: by the one call, and by the other.
pub(crate) fn grants() -> (Value, [(Grant, Method); 3]) {
    let permissions = json!([
        {"databaseName": "orders", "roles": ["readWrite"]},
        {"databaseName": "billing", "roles": ["mdbDbAdmin", "readWrite"]},
        {"databaseName": "admin", "roles": ["mdbMonitor"]},
    ]);
    let held = |database: &str, role: &str| {
        let role = RoleRef::scoped(scope(database), RoleName::new(role));
        Grant::Membership(Membership::new(role, Principal::user("alice")))
    };
    let access = Grant::Access(AccessGrant {
        scope: scope("billing"),
        on: "billing".into(),
        principal: Principal::user("alice"),
        roles: ["readWrite", "mdbDbAdmin"].map(RoleName::new).to_vec(),
    });
    let grants = [
        (held("orders", "readWrite"), Method::Post),
        (held("billing", "mdbDbAdmin"), Method::Patch),
        (access, Method::Post),
    ];
    (permissions, grants)
}

pub(crate) fn run_as(kind: ActionKind, yandex: &Yandex, grant: &Grant) -> (Put, Log) {
    let ground = Ground::new(yandex);
    let puts = attempt(&ground, Vendor::YandexMongodb, &subjects(kind, std::slice::from_ref(grant)));
    let [put] = puts.try_into().expect("one entry has one place");
    (put, ground.log())
}

pub(crate) fn run(yandex: &Yandex, grant: &Grant) -> (Put, Log) {
    run_as(ActionKind::Revoke, yandex, grant)
}

#[test]
fn every_answer_life_effect_and_look_has_the_outcome_of_the_table() {
    let (permissions, grants) = grants();
    for case in cases() {
        for (grant, method) in &grants {
            for (effect, after) in [Applied, Ignored].into_iter().flat_map(|effect| LOOKS.map(|look| (effect, look))) {
                let what = format!("{} on {}: {effect:?}, {after:?} after", case.name, grant.what());
                let (answer, life, listing) = (case.answer.clone(), case.life.clone(), case.listing.clone());
                // A change that is made by an operation nobody sees the end of is made by nobody here.
                let polled = life.as_ref().is_none_or(|life| life.end != End::Never);
                let yandex = Yandex::new(permissions.clone(), Plot { answer, life, effect, listing, after });
                let (put, log) = run(&yandex, grant);

                let held = yandex.holds(grant);
                let row = EXPECTED.iter().find(|row| row.0 == case.says && (row.1 == Applied) != held);
                let cell = row.unwrap().2[LOOKS.iter().position(|look| *look == after).unwrap()];
                let (expected, marked) = cell.strip_suffix('!').map_or((cell, false), |word| (word, true));
                assert_eq!(word(&put), expected, "{what}");
                assert_eq!(is_false(outcome(&put), held), marked, "{what}: says {expected}, held: {held}");
                if effect == Ignored || !polled {
                    assert!(held, "{what}: nothing else takes anything away");
                }
                let sent = yandex.sent.read().unwrap();
                let [call] = sent.as_slice() else { panic!("{what}: sent once") };
                assert_eq!(call.method, *method, "{what}");
                assert_ne!(outcome(&put).and_then(Outcome::proof), Some(Proof::NotSent), "{what}");
                comparison_is_founded(&what, &put, after);
                let follows = log.steps.iter().any(|step| matches!(step, Step::Following { .. }));
                assert!(!follows || case.life.is_some(), "{what}: only one's own operation is followed");
                let total: u32 = yandex.pauses.read().unwrap().iter().sum();
                assert!(total < 620_000, "{what}: waits for {total} ms");
            }
        }
    }
}

/// All permissions of the user are compared where they were read before the call and after it.
fn comparison_is_founded(what: &str, put: &Put, after: Look) {
    let Put::Settled(settlement) = put else { return };
    let expected = match after {
        Fine | FailsOnce | StaleOnce | StaleAlways => "Same",
        Forbidden | FailsAlways | Malformed => "NotCompared",
    };
    assert_eq!(compared(settlement.comparison.as_ref()), expected, "{what}");
}

#[test]
fn all_else_stays_as_it_is() {
    let (permissions, grants) = grants();
    let left = [
        json!([
            {"databaseName": "billing", "roles": ["mdbDbAdmin", "readWrite"]},
            {"databaseName": "admin", "roles": ["mdbMonitor"]},
        ]),
        json!([
            {"databaseName": "orders", "roles": ["readWrite"]},
            {"databaseName": "billing", "roles": ["readWrite"]},
            {"databaseName": "admin", "roles": ["mdbMonitor"]},
        ]),
        json!([
            {"databaseName": "orders", "roles": ["readWrite"]},
            {"databaseName": "admin", "roles": ["mdbMonitor"]},
        ]),
    ];
    for ((grant, _), left) in grants.iter().zip(left) {
        let life = Some(life(1, End::Done));
        let plot = Plot { answer: None, life, effect: Applied, listing: None, after: Fine };
        let yandex = Yandex::new(permissions.clone(), plot);
        assert_eq!(word(&run(&yandex, grant).0), "Revoked");
        assert_eq!(yandex.alice.read().unwrap().as_ref(), Some(&left), "{}", grant.what());
    }
}
