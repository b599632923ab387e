//! A cluster in memory: users with permissions, and one operation that a change becomes. It
//! does what a plot says, applies a change only when the operation ends, and never waits.

use std::collections::VecDeque;
use std::sync::RwLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rescind_domain::Grant;
use rescind_vendors::yandex::scope::Place;
use rescind_vendors::{Method, Request, Transport};
use serde_json::{Value, json};

use crate::script::{CLUSTER, Reply, http};
use crate::support::Server;

pub(crate) const OPERATION: &str = "c9q5r1v8";

/// Whether the change is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// When the operation ends, whatever it says of itself; at once where there is none to be seen.
    Applied,
    /// Never.
    Ignored,
}

/// How an operation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Done,
    Failed,
    Both,
    Neither,
    Never,
}

/// The life of an operation, as its polls show it.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    /// What comes before anything of the operation is seen.
    pub(crate) first: Vec<Reply>,
    /// How many polls see it running.
    pub(crate) running: usize,
    /// How many polls then see it rolling back.
    pub(crate) failing: usize,
    /// How it ends.
    pub(crate) end: End,
}

/// What the service makes of the call.
#[derive(Clone, Debug)]
pub(crate) struct Plot {
    /// The answer; nothing is the operation itself.
    pub(crate) answer: Option<Reply>,
    /// What the call begins, if anything.
    pub(crate) life: Option<Life>,
    /// Whether the change is made.
    pub(crate) effect: Effect,
    /// What the list of operations answers; nothing is the truth.
    pub(crate) listing: Option<Reply>,
    /// What reading users shows after the call.
    pub(crate) after: Look,
}

/// What reading a user shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// The truth.
    Fine,
    /// PERMISSION_DENIED.
    Forbidden,
    /// A failure that passes, then the truth.
    FailsOnce,
    /// A failure that passes, but not yet.
    FailsAlways,
    /// What was true before the call, then the truth.
    StaleOnce,
    /// What was true before the call.
    StaleAlways,
    /// An object that is no user.
    Malformed,
}

/// Permissions of one user.
pub(crate) type Permissions = Value;

/// The service.
pub(crate) struct Yandex {
    /// The permissions of `alice`; nothing when there is no such user.
    pub(crate) alice: RwLock<Option<Permissions>>,
    pub(crate) sent: RwLock<Vec<Request>>,
    pub(crate) asked: RwLock<Vec<String>>,
    pub(crate) pauses: RwLock<Vec<u32>>,
    /// How the first calls are refused, without any effect.
    pub(crate) refusals: RwLock<VecDeque<Reply>>,
    /// Whether an operation that is in the way is hidden from this account.
    pub(crate) is_hidden: bool,
    /// What somebody else makes of the permissions while the call is under way.
    pub(crate) meanwhile: Option<fn(&mut Permissions)>,
    before: Option<Permissions>,
    looks: AtomicUsize,
    polls: AtomicUsize,
    plot: Plot,
}

fn status(code: i64, message: &str) -> Value {
    json!({"code": code, "message": message})
}

impl Yandex {
    pub(crate) fn new(alice: Permissions, plot: Plot) -> Self {
        let before = Some(alice.clone());
        let (sent, asked, pauses, looks, polls) = Default::default();
        Self {
            alice: RwLock::new(Some(alice)),
            sent,
            asked,
            pauses,
            refusals: RwLock::default(),
            is_hidden: false,
            meanwhile: None,
            before,
            looks,
            polls,
            plot,
        }
    }

    /// Whether `alice` holds what the grant says, read in this file's own way.
    pub(crate) fn holds(&self, grant: &Grant) -> bool {
        let place = Place::parse(grant.scope().expect("a scope")).expect("a place");
        let role = grant.role().map(ToString::to_string);
        let alice = self.alice.read().unwrap();
        let permissions = alice.iter().flat_map(|permissions| permissions.as_array().into_iter().flatten());
        permissions.filter(|permission| permission["databaseName"] == place.database.as_str()).any(|permission| {
            role.as_ref()
                .is_none_or(|role| permission["roles"].as_array().is_some_and(|roles| roles.contains(&json!(role))))
        })
    }

    /// Carries out what was sent, as the service would.
    fn apply(&self) {
        let sent = self.sent.read().unwrap();
        let Some(request) = sent.last() else { return };
        let body = request.body.clone().unwrap_or_default();
        let mut alice = self.alice.write().unwrap();
        let Some(permissions) = alice.as_mut() else { return };
        if request.method == Method::Patch {
            assert_eq!(body["updateMask"], "permissions", "nothing else may be overwritten");
            *permissions = body["permissions"].clone();
        } else if let (Some(list), Some(permission)) = (permissions.as_array_mut(), body.get("permission")) {
            list.push(permission.clone());
        } else if let Some(list) = permissions.as_array_mut() {
            list.retain(|permission| permission["databaseName"] != body["databaseName"]);
        }
    }

    fn operation(&self, done: bool, error: Option<Value>, response: Option<Value>) -> Value {
        let metadata = json!({"clusterId": CLUSTER, "userName": "alice"});
        json!({"id": OPERATION, "done": done, "error": error, "response": response, "metadata": metadata,
               "description": "Revoke permission", "createdBy": "aje9"})
    }

    /// One poll of the operation.
    fn poll(&self) -> Reply {
        let Some(life) = &self.plot.life else { return http(404, status(5, "operation not found")) };
        let at = self.polls.fetch_add(1, Ordering::Relaxed);
        if let Some(answer) = life.first.get(at) {
            return answer.clone();
        }
        let at = at - life.first.len();
        if at < life.running || life.end == End::Never {
            return http(200, self.operation(false, None, None));
        }
        let error = status(13, "rolling back");
        if at < life.running + life.failing {
            return http(200, self.operation(false, Some(error), None));
        }
        if self.plot.effect == Effect::Applied {
            self.apply();
        }
        let user = json!({"@type": "type.googleapis.com/google.rpc.Status", "message": "OK"});
        let failed = status(2, "Unknown error");
        http(
            200,
            match life.end {
                End::Failed => self.operation(true, Some(failed), None),
                End::Both => self.operation(true, Some(failed), Some(user)),
                End::Neither => self.operation(true, None, None),
                End::Done | End::Never => self.operation(true, None, Some(user)),
            },
        )
    }

    fn list_operations(&self) -> Reply {
        let theirs = json!({"id": "theirs", "done": false, "metadata": {"userName": "bob"}});
        let mine = self.operation(false, None, None);
        let running = self.plot.life.is_some() && !self.sent.read().unwrap().is_empty();
        let operations = if running { json!([theirs, mine]) } else { json!([theirs]) };
        self.plot.listing.clone().unwrap_or_else(|| http(200, json!({"operations": operations})))
    }

    fn user(&self, permissions: Option<&Permissions>) -> Reply {
        match permissions {
            Some(permissions) => {
                let user = json!({"name": "alice", "clusterId": CLUSTER, "permissions": permissions});
                http(200, user)
            }
            None => http(404, status(5, "user \"alice\" not found")),
        }
    }

    fn look(&self) -> Reply {
        let look = if self.sent.read().unwrap().is_empty() { Look::Fine } else { self.plot.after };
        let earlier = self.looks.fetch_add(1, Ordering::Relaxed);
        match look {
            Look::Forbidden => http(403, status(7, "Permission denied")),
            Look::FailsAlways => http(503, "upstream connect error"),
            Look::FailsOnce if earlier == 0 => http(503, "upstream connect error"),
            Look::StaleAlways => self.user(self.before.as_ref()),
            Look::StaleOnce if earlier == 0 => self.user(self.before.as_ref()),
            Look::Malformed => http(200, json!({"permissions": []})),
            Look::Fine | Look::FailsOnce | Look::StaleOnce => self.user(self.alice.read().unwrap().as_ref()),
        }
    }
}

impl Transport for Yandex {
    async fn read(&self, request: &Request) -> Reply {
        self.asked.write().unwrap().push(request.path.clone());
        let parts: Vec<&str> = request.path.trim_start_matches("/managed-mongodb/v1/clusters/").split('/').collect();
        match parts.as_slice() {
            [CLUSTER, "users", "alice"] => self.look(),
            [CLUSTER, "users"] => {
                let alice = self.alice.read().unwrap();
                let users: Vec<Value> =
                    alice.iter().map(|permissions| json!({"name": "alice", "permissions": permissions})).collect();
                http(200, json!({"users": users}))
            }
            [CLUSTER, "operations"] => self.list_operations(),
            ["", "operations", OPERATION] => self.poll(),
            // Somebody else's, which is in the way.
            ["", "operations", "c9q3"] if self.is_hidden => http(403, status(7, "Permission denied")),
            ["", "operations", "c9q3"] => http(200, json!({"id": "c9q3", "done": true, "response": {}})),
            other => panic!("nobody asks for {other:?}"),
        }
    }

    async fn pause(&self, milliseconds: u32) {
        self.pauses.write().unwrap().push(milliseconds);
    }
}

impl Server for Yandex {
    fn call(&self, request: &Request) -> Reply {
        if let Some(refusal) = self.refusals.write().unwrap().pop_front() {
            return refusal;
        }
        self.sent.write().unwrap().push(request.clone());
        self.looks.store(0, Ordering::Relaxed);
        if self.plot.life.is_none() && self.plot.effect == Effect::Applied {
            self.apply();
        }
        if let (Some(meanwhile), Some(alice)) = (self.meanwhile, self.alice.write().unwrap().as_mut()) {
            meanwhile(alice);
        }
        self.plot.answer.clone().unwrap_or_else(|| http(200, self.operation(false, None, None)))
    }
}
