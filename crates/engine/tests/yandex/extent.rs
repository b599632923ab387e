//! What is told of a call besides its own grant: of all permissions of the user, what is gone afterwards.

use rescind_domain::observation::Place;
use rescind_domain::{ActionKind, Comparison, Grant, Membership, Principal, RoleName, RoleRef, Vendor};
use serde_json::json;

use crate::answers::life;
use crate::fake::{Effect, End, Look, Permissions, Plot, Yandex};
use crate::matrix::grants;
use crate::script::scope;
use crate::support::{Ground, attempt, settled, subjects, word};

type Meanwhile = fn(&mut Permissions);

/// The outcome and what is compared, while somebody else changes something and other calls of ours were to revoke `others`.
fn compared(grant: &Grant, effect: Effect, meanwhile: Meanwhile, others: &[Grant]) -> (&'static str, Comparison) {
    let life = Some(life(0, End::Done));
    let plot = Plot { answer: None, life, effect, listing: None, after: Look::Fine };
    let mut yandex = Yandex::new(grants().0, plot);
    yandex.meanwhile = Some(meanwhile);
    let mut ground = Ground::new(&yandex);
    ground.others = others.to_vec();
    let puts = attempt(&ground, Vendor::YandexMongodb, &subjects(ActionKind::Revoke, std::slice::from_ref(grant)));
    (word(&puts[0]), settled(&puts[0]).comparison.clone().expect("a call was made"))
}

fn monitor() -> Grant {
    let role = RoleRef::scoped(scope("admin"), RoleName::new("mdbMonitor"));
    Grant::Membership(Membership::new(role, Principal::user("alice")))
}

fn also(comparison: &Comparison) -> (Vec<String>, Option<Place>) {
    match comparison {
        Comparison::AlsoGone { grants, place, .. } => (grants.iter().map(Grant::what).collect(), Some(*place)),
        Comparison::Same | Comparison::NotCompared { .. } => (Vec::new(), None),
    }
}

fn without_monitor(permissions: &mut Permissions) {
    permissions.as_array_mut().unwrap().retain(|permission| permission["databaseName"] != "admin");
}

#[test]
fn what_somebody_else_revokes_on_another_database_is_told() {
    // The call for one role of several writes the whole set, and with it what somebody else has just revoked: only what the
    // call for a whole database leaves alone is gone afterwards.
    let (_, [(role, _), _, (access, _)]) = grants();
    for grant in [role, access] {
        let (word, comparison) = compared(&grant, Effect::Applied, without_monitor, &[]);
        assert!(matches!(word, "Revoked" | "StillEffective"), "{word}");
        assert_eq!(also(&comparison), (vec![monitor().what()], Some(Place::Besides)), "{grant:?}");
        let (_, comparison) = compared(&grant, Effect::Applied, without_monitor, &[monitor()]);
        assert_eq!(comparison, Comparison::Same, "another call of ours explains it");
        let (word, comparison) = compared(&grant, Effect::Ignored, without_monitor, &[]);
        assert_eq!((word, also(&comparison)), ("StillPresent", (vec![monitor().what()], Some(Place::Instead))));
    }
}

#[test]
fn what_the_call_was_for_is_explained_with_each_of_its_roles() {
    let (_, grants) = grants();
    for (grant, _) in &grants {
        let (_, comparison) = compared(grant, Effect::Applied, |_| {}, &[]);
        assert_eq!(comparison, Comparison::Same, "{grant:?}");
    }
    let (_, comparison) = compared(
        &grants[0].0,
        Effect::Applied,
        |permissions| permissions.as_array_mut().unwrap().push(json!({"databaseName": "new", "roles": ["read"]})),
        &[],
    );
    assert_eq!(comparison, Comparison::Same, "more is no loss");
}
