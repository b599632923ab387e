//! Nothing beyond what was confirmed is sent.

use rescind_domain::hazard::HazardCode;
use rescind_domain::outcome::Proof;
use rescind_domain::{
    Accepted, AccessGrant, ActionKind, Grant, Membership, Outcome, Principal, RoleName, RoleRef, Vendor,
};
use rescind_engine::Put;
use rescind_engine::attempt::carry_out;
use serde_json::{Value, json};

use crate::answers::life;
use crate::fake::{Effect, End, Look, Plot, Yandex};
use crate::script::{Reply, http, scope};
use crate::support::{Ground, Server, connection, now, outcome, unconfirmed, word};
use rescind_vendors::{Request, Transport};

const ADMINISTRATOR: &str = "mdbShardingManager";

fn held(user: &str, role: &str) -> Grant {
    let role = RoleRef::scoped(scope("admin"), RoleName::new(role));
    Grant::Membership(Membership::new(role, Principal::user(user)))
}

fn access(roles: &[&str]) -> Grant {
    Grant::Access(AccessGrant {
        scope: scope("admin"),
        on: "admin".into(),
        principal: Principal::user("alice"),
        roles: roles.iter().map(|role| RoleName::new(*role)).collect(),
    })
}

/// A service that also shows who else there is.
struct Shared {
    yandex: Yandex,
    others: Value,
}

impl Transport for Shared {
    async fn read(&self, request: &Request) -> Reply {
        match request.path.rsplit('/').next() {
            Some("users") => {
                let alice = self.yandex.alice.read().unwrap().clone().unwrap_or_default();
                let mut users = vec![json!({"name": "alice", "permissions": alice})];
                users.extend(self.others.as_array().into_iter().flatten().cloned());
                http(200, json!({"users": users}))
            }
            _ => self.yandex.read(request).await,
        }
    }

    async fn pause(&self, milliseconds: u32) {
        self.yandex.pause(milliseconds).await;
    }
}

impl Server for Shared {
    fn call(&self, request: &Request) -> Reply {
        self.yandex.call(request)
    }
}

fn service(alice: Value, others: Value) -> Shared {
    let life = Some(life(0, End::Done));
    let plot = Plot { answer: None, life, effect: Effect::Applied, listing: None, after: Look::Fine };
    Shared { yandex: Yandex::new(alice, plot), others }
}

fn tried(service: &Shared, kind: ActionKind, grant: &Grant, accepts: &[HazardCode], asked: &[Grant]) -> Put {
    let mut subject = unconfirmed(kind, grant);
    subject.entry.accepts = accepts.iter().copied().map(Accepted::Hazard).collect();
    let (ground, connection) = (Ground::new(service), connection(Vendor::YandexMongodb));
    let is_asked_for = |grant: &Grant| asked.iter().any(|asked| asked.is_same(grant));
    now(carry_out(&ground, &connection, &[subject], &is_asked_for)).remove(0)
}

fn is_not_sent(service: &Shared, put: &Put) -> bool {
    let sent = !service.yandex.sent.read().unwrap().is_empty();
    let proof = outcome(put).and_then(Outcome::proof);
    assert_eq!(sent, proof != Some(Proof::NotSent), "{put:?}");
    !sent
}

#[test]
fn all_access_and_administrators_go_only_when_it_was_confirmed() {
    use HazardCode::{AllRoles, GrantsAdministrator, LastHolder};

    let on = |roles: &[&str]| json!([{"databaseName": "admin", "roles": roles}]);
    let bob = || json!([{"name": "bob", "permissions": on(&[ADMINISTRATOR])}]);
    let nobody = || json!([]);
    for (grant, others, accepts, is_sent) in [
        (access(&[ADMINISTRATOR]), bob(), &[][..], false),
        (access(&[ADMINISTRATOR]), bob(), &[AllRoles], true),
        // Her own role there goes with all her access: she is no administrator that stays.
        (access(&[ADMINISTRATOR]), nobody(), &[AllRoles], false),
        (access(&[ADMINISTRATOR]), nobody(), &[AllRoles, LastHolder], true),
        (held("alice", ADMINISTRATOR), nobody(), &[], false),
        (held("alice", ADMINISTRATOR), nobody(), &[LastHolder], true),
        (held("alice", ADMINISTRATOR), bob(), &[], true),
    ] {
        let service = service(on(&[ADMINISTRATOR]), others);
        let put = tried(&service, ActionKind::Revoke, &grant, accepts, &[]);
        assert_eq!(!is_not_sent(&service, &put), is_sent, "{grant:?} with {accepts:?}: {put:?}");
    }
    let asked = [held("bob", ADMINISTRATOR)];
    let both = service(on(&[ADMINISTRATOR]), bob());
    let put = tried(&both, ActionKind::Revoke, &held("alice", ADMINISTRATOR), &[], &asked);
    assert!(is_not_sent(&both, &put), "the other one goes in the same plan");
    for (accepts, is_sent) in [(&[][..], false), (&[GrantsAdministrator], true)] {
        let service = service(on(&["mdbMonitor"]), nobody());
        let put = tried(&service, ActionKind::Grant, &held("alice", ADMINISTRATOR), accepts, &[]);
        assert_eq!(!is_not_sent(&service, &put), is_sent, "{put:?}");
    }
}

#[test]
fn a_role_that_nobody_saw_is_not_revoked_with_all_access() {
    let permissions = json!([{"databaseName": "admin", "roles": ["mdbMonitor", "mdbGlobalWriter"]}]);
    let service = service(permissions, json!([]));
    let put = tried(&service, ActionKind::Revoke, &access(&["mdbMonitor"]), &[HazardCode::AllRoles], &[]);
    assert!(is_not_sent(&service, &put));
    assert_eq!(word(&put), "Failed");
}
