//! The one flow from a grant to an outcome: every answer to the call, times every life of its operation, with and without
//! the change, times everything that the looks afterwards may show.

use std::sync::RwLock;

use rescind_domain::outcome::Proof;
use rescind_domain::{
    AccessGrant, EntryId, Grant, Membership, OperationId, Outcome, Principal, RoleName, RoleRef, Vendor,
};
use rescind_vendors::Method;
use rescind_vendors::revoke::{Item, Next, Step, Tried, revoke};
use serde_json::{Value, json};

use crate::answers::{Says, cases, life};
use crate::fake::Effect::{Applied, Ignored};
use crate::fake::Look::{self, FailsAlways, FailsOnce, Fine, Forbidden, Malformed, StaleAlways, StaleOnce};
use crate::fake::{Effect, End, Plot, Yandex, scope};
use crate::now;

const LOOKS: [Look; 7] = [Fine, Forbidden, FailsOnce, FailsAlways, StaleOnce, StaleAlways, Malformed];

/// The outcome for what the answer says, what was done, and each of [`LOOKS`] afterwards. The false ones (`!`) are those of
/// every vendor: two answers of the service's own that both deny what happened, or silence and looks that stay stale.
#[rustfmt::skip]
const EXPECTED: [(Says, Effect, [&str; 7]); 12] = [
    //                          Fine            Forbidden   FailsOnce       FailsAlways  StaleOnce       StaleAlways     Malformed
    (Says::Yes,           Applied, ["Revoked",      "Accepted", "Revoked",      "Unknown",   "Revoked",      "StillPresent", "Unknown"]),
    (Says::Yes,           Ignored, ["StillPresent", "Accepted", "StillPresent", "Unknown",   "StillPresent", "StillPresent", "Unknown"]),
    (Says::No,            Applied, ["Revoked",      "Failed!",  "Revoked",      "Failed!",   "Failed!",      "Failed!",      "Failed!"]),
    (Says::No,            Ignored, ["Failed",       "Failed",   "Failed",       "Failed",    "Failed",       "Failed",       "Failed"]),
    (Says::Nothing,       Applied, ["Revoked",      "Unknown",  "Revoked",      "Unknown",   "Revoked",      "Failed!",      "Unknown"]),
    (Says::Nothing,       Ignored, ["Failed",       "Unknown",  "Failed",       "Unknown",   "Failed",       "Failed",       "Unknown"]),
    (Says::NotYet,        Applied, ["Revoked",      "Unknown",  "Revoked",      "Unknown",   "Revoked",      "Unknown",      "Unknown"]),
    (Says::NotYet,        Ignored, ["Unknown",      "Unknown",  "Unknown",      "Unknown",   "Unknown",      "Unknown",      "Unknown"]),
    (Says::Running,       Applied, ["Pending",      "Pending",  "Pending",      "Pending",   "Pending",      "Pending",      "Pending"]),
    (Says::Running,       Ignored, ["Pending",      "Pending",  "Pending",      "Pending",   "Pending",      "Pending",      "Pending"]),
    (Says::AskTheJournal, Applied, ["None",         "None",     "None",         "None",      "None",         "None",         "None"]),
    (Says::AskTheJournal, Ignored, ["None",         "None",     "None",         "None",      "None",         "None",         "None"]),
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

pub(crate) fn run(yandex: &Yandex, grant: &Grant) -> (Tried, Vec<Step>) {
    let steps = RwLock::new(Vec::new());
    let items = [Item { entry: EntryId::new("entry"), grant: grant.clone() }];
    let step = |step| steps.write().unwrap().push(step);
    let tried = now(revoke(yandex, Vendor::YandexMongodb, &items, 0, &step));
    (tried, steps.into_inner().unwrap())
}

/// The name of an outcome, without its fault.
pub(crate) fn word(outcome: Option<&Outcome>) -> &'static str {
    match outcome {
        None => "None",
        Some(Outcome::Revoked) => "Revoked",
        Some(Outcome::StillEffective { .. }) => "StillEffective",
        Some(Outcome::Accepted) => "Accepted",
        Some(Outcome::AlreadyAbsent) => "AlreadyAbsent",
        Some(Outcome::StillPresent) => "StillPresent",
        Some(Outcome::Restored) => "Restored",
        Some(Outcome::AlreadyHeld) => "AlreadyHeld",
        Some(Outcome::StillAbsent) => "StillAbsent",
        Some(Outcome::Unknown { .. }) => "Unknown",
        Some(Outcome::Pending { .. }) => "Pending",
        Some(Outcome::Failed { .. }) => "Failed",
    }
}

/// Whether an outcome says what is not so: gone what is held, or not done what is done.
fn is_false(outcome: Option<&Outcome>, held: bool) -> bool {
    match outcome {
        Some(Outcome::Revoked | Outcome::StillEffective { .. } | Outcome::AlreadyAbsent) => held,
        Some(Outcome::Failed { .. }) => !held,
        _ => false,
    }
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
                let (tried, steps) = run(&yandex, grant);

                let held = yandex.holds(grant);
                let [outcome] = tried.outcomes.as_slice() else { panic!("{what}: one outcome") };
                let row = EXPECTED.iter().find(|row| row.0 == case.says && (row.1 == Applied) != held);
                let cell = row.unwrap().2[LOOKS.iter().position(|look| *look == after).unwrap()];
                let (expected, marked) = cell.strip_suffix('!').map_or((cell, false), |word| (word, true));
                assert_eq!(word(outcome.as_ref()), expected, "{what}");
                assert_eq!(is_false(outcome.as_ref(), held), marked, "{what}: says {expected}, held: {held}");
                if effect == Ignored || !polled {
                    assert!(held, "{what}: nothing else takes anything away");
                }

                let sent = yandex.sent.read().unwrap();
                let [(call, entry)] = sent.as_slice() else { panic!("{what}: sent once") };
                assert_eq!((call.method, entry.as_str()), (*method, "entry"), "{what}");
                assert_ne!(outcome.as_ref().and_then(Outcome::proof), Some(Proof::NotSent), "{what}");
                let in_the_way =
                    case.after.filter(|_| expected == "Failed").map(|id| Next::After(OperationId::new(id)));
                assert_eq!(tried.next, in_the_way.unwrap_or(Next::Nothing), "{what}");
                let follows = steps.iter().any(|step| matches!(step, Step::Following(_)));
                assert!(!follows || case.life.is_some(), "{what}: only one's own operation is followed");
                let total: u32 = yandex.pauses.read().unwrap().iter().sum();
                assert!(total < 620_000, "{what}: waits for {total} ms");
            }
        }
    }
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
        assert_eq!(word(run(&yandex, grant).0.outcomes[0].as_ref()), "Revoked");
        assert_eq!(yandex.alice.read().unwrap().as_ref(), Some(&left), "{}", grant.what());
    }
}
