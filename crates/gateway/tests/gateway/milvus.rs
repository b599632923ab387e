//! An upstream that is a Milvus as far as memberships go: reads show who holds what, and calls change it, unless a test has
//! something else happen to a call.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::upstream::{Reaction, Recorded, Upstream, answer, done, held};

/// What becomes of a call that changes something.
pub(crate) enum Act {
    /// It is carried out, and this happens then.
    Carried(Reaction),
    /// It is not carried out, and this happens.
    Left(Reaction),
}

/// The roles of all users. Whom nobody has spoken of holds `reader`.
#[derive(Clone, Default)]
pub(crate) struct Roles(Arc<Mutex<HashMap<String, Vec<String>>>>);

impl Roles {
    pub(crate) fn of(&self, user: &str) -> Vec<String> {
        self.0.lock().unwrap().get(user).cloned().unwrap_or_else(|| vec!["reader".to_owned()])
    }

    pub(crate) fn set(&self, user: &str, roles: &[&str]) {
        let roles = roles.iter().map(|role| (*role).to_owned()).collect();
        self.0.lock().unwrap().insert(user.to_owned(), roles);
    }

    fn carry_out(&self, request: &Recorded) {
        let body: Value = serde_json::from_str(&request.body).unwrap();
        let (user, role) = (body["userName"].as_str().unwrap(), body["roleName"].as_str().unwrap());
        let mut roles = self.of(user);
        roles.retain(|other| other != role);
        if request.line.contains("/grant_role ") {
            roles.push(role.to_owned());
        }
        self.0.lock().unwrap().insert(user.to_owned(), roles);
    }
}

/// Whether a request changes something.
pub(crate) fn is_change(request: &Recorded) -> bool {
    ["/revoke_role ", "/grant_role ", "/revoke_privilege", "/grant_privilege"]
        .iter()
        .any(|part| request.line.contains(part))
}

/// A Milvus that does what it is asked to.
pub(crate) async fn milvus(roles: &Roles) -> Upstream {
    milvus_where(roles, |_, _| Act::Carried(done())).await
}

/// A Milvus that carries its changes out and keeps each answer back until it is let go.
pub(crate) async fn milvus_that_holds() -> (Upstream, Arc<Notify>) {
    let release = Arc::new(Notify::new());
    let upstream = milvus_where(&Roles::default(), {
        let release = Arc::clone(&release);
        move |_, _| Act::Carried(held(&release, done()))
    })
    .await;
    (upstream, release)
}

/// A Milvus to whose changes something happens, by their number, counted from 1.
pub(crate) async fn milvus_where(
    roles: &Roles,
    act: impl Fn(usize, &Recorded) -> Act + Send + Sync + 'static,
) -> Upstream {
    reading_where(roles, |_, _| None, act).await
}

/// The same, where something happens to reads as well, by their number; nothing = they are answered.
pub(crate) async fn reading_where(
    roles: &Roles,
    read: impl Fn(usize, &Recorded) -> Option<Reaction> + Send + Sync + 'static,
    act: impl Fn(usize, &Recorded) -> Act + Send + Sync + 'static,
) -> Upstream {
    let (roles, counts) = (roles.clone(), Mutex::new((0, 0)));
    Upstream::start(move |_, request| {
        let number = |change: bool| {
            let mut counts = counts.lock().unwrap();
            let count = if change { &mut counts.0 } else { &mut counts.1 };
            *count += 1;
            *count
        };
        if is_change(request) {
            return match act(number(true), request) {
                Act::Left(reaction) => reaction,
                Act::Carried(reaction) => {
                    roles.carry_out(request);
                    reaction
                }
            };
        }
        read(number(false), request).unwrap_or_else(|| shown(&roles, request))
    })
    .await
}

fn shown(roles: &Roles, request: &Recorded) -> Reaction {
    let data = |data: Value| answer("200 OK", &[], &json!({ "code": 0, "data": data }).to_string());
    let path = request.line.split(' ').nth(1).unwrap();
    match path.rsplit("/vectordb/").next().unwrap() {
        "users/describe" => {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            data(json!(roles.of(body["userName"].as_str().unwrap())))
        }
        // No role may do anything, and none is told of.
        "roles/describe" | "roles/list" => data(json!([])),
        _ => done(),
    }
}

impl Upstream {
    /// The requests that change something, in the order in which they came.
    pub(crate) fn changes(&self) -> Vec<Recorded> {
        self.requests().into_iter().filter(is_change).collect()
    }

    /// Waits until that many of them have come in.
    pub(crate) async fn has_changes(&self, count: usize) {
        self.until_requests(|requests| requests.iter().filter(|request| is_change(request)).count() >= count).await;
    }
}
