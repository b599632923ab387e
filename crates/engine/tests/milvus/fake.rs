//! A Milvus in memory: it keeps roles, memberships and grants, does what a script says at the
//! call that changes something, and writes down everything that was asked of it. It never waits.

use std::collections::{BTreeSet, VecDeque};
use std::sync::RwLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rescind_domain::Grant;
use rescind_vendors::{Request, Response, Transport};
use serde_json::{Value, json};

use crate::support::{Answer, Server};

/// An answer with a body.
pub(crate) fn http(status: u16, body: impl ToString) -> Answer {
    let body = body.to_string();
    let content_type = if body.starts_with('{') { "application/json" } else { "text/plain" };
    Ok(Response { status, content_type: content_type.into(), body, ..Response::default() })
}

/// The text that servers before 2.6.19 give for an unknown role, and for an internal error too.
pub(crate) const OLD_UNKNOWN_ROLE: &str = "not found the role, maybe the role isn't existed or internal system error";

/// What one look at the state shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// The truth.
    Fine,
    /// HTTP 403.
    Forbidden,
    /// A failure that passes, then the truth.
    FailsOnce,
    /// A failure that passes, but not yet.
    FailsAlways,
    /// What was true before the call, then the truth.
    StaleOnce,
    /// What was true before the call.
    StaleAlways,
    /// What was true before the call, in the reads of one look; then HTTP 403.
    StaleThenForbidden,
    /// That nobody holds anything: a lie unless it happens to be so.
    Denies,
    /// An envelope without `data`.
    Malformed,
}

/// What the script makes of the call that changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It is carried out before the answer.
    Applied,
    /// Nothing happens, whatever the answer says.
    Ignored,
}

/// A script for one revocation.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    pub(crate) first: Look,
    pub(crate) effect: Effect,
    pub(crate) answer: Answer,
    pub(crate) after: Look,
}

/// What was asked of the fake, in order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    Read(String),
    Sent(Request),
    Paused(u32),
}

/// One stored grant: role, object type, object, database, privilege.
type Row = [String; 5];

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct State {
    pub(crate) roles: BTreeSet<String>,
    pub(crate) members: BTreeSet<(String, String)>,
    pub(crate) grants: Vec<Row>,
}

impl State {
    pub(crate) fn holds(&self, grant: &Grant) -> bool {
        match grant {
            Grant::Membership(m) => self.members.contains(&(m.principal.id.to_string(), m.role.to_string())),
            Grant::Privilege(_) => self.grants.contains(&row(grant)),
            Grant::Access(_) => false,
        }
    }

    /// Gives a grant, and what stands beside it and differs in one part only.
    pub(crate) fn with(mut self, grant: &Grant) -> Self {
        self.roles.extend(["admin".into(), "public".into(), grant.role().map(ToString::to_string).unwrap_or_default()]);
        match grant {
            Grant::Membership(m) => {
                let (user, role) = (m.principal.id.to_string(), m.role.to_string());
                self.members.extend([(user.clone(), "other".into()), ("other".into(), role.clone()), (user, role)]);
            }
            Grant::Access(_) => {}
            Grant::Privilege(_) => {
                let held = row(grant);
                for part in 1..held.len() {
                    let mut neighbour = held.clone();
                    neighbour[part] = "Neighbour".into();
                    self.grants.push(neighbour);
                }
                self.grants.push(held);
            }
        }
        self
    }

    /// All but the grant.
    pub(crate) fn without(&self, grant: &Grant) -> Self {
        let mut rest = self.clone();
        match grant {
            Grant::Membership(m) => {
                rest.members.remove(&(m.principal.id.to_string(), m.role.to_string()));
            }
            Grant::Privilege(_) => rest.grants.retain(|stored| *stored != row(grant)),
            Grant::Access(_) => {}
        }
        rest
    }

    /// Carries out a call that takes something away or gives it, as the server would.
    fn apply(&mut self, request: &Request) {
        let body = request.body.clone().unwrap_or_default();
        let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
        let role = text("roleName");
        match request.path.rsplit('/').next() {
            Some("revoke_role") => {
                self.members.remove(&(text("userName"), role));
            }
            Some("revoke_privilege") => {
                let object = if text("objectType") == "Global" { "*".into() } else { text("objectName") };
                let row = [role, text("objectType"), object, text("dbName"), text("privilege")];
                self.grants.retain(|stored| *stored != row);
            }
            Some("revoke_privilege_v2") => {
                for privilege in with_linked(&text("privilege")) {
                    let kind = kind_of(privilege);
                    let row = [&role, kind, &text("collectionName"), &text("dbName"), privilege].map(str::to_owned);
                    self.grants.retain(|stored| *stored != row);
                }
            }
            Some("grant_role") => {
                self.members.insert((text("userName"), role));
            }
            Some("grant_privilege") => {
                let object = if text("objectType") == "Global" { "*".into() } else { text("objectName") };
                self.grants.push([role, text("objectType"), object, text("dbName"), text("privilege")]);
            }
            Some("grant_privilege_v2") => {
                for privilege in with_linked(&text("privilege")) {
                    let kind = kind_of(privilege);
                    let row = [&role, kind, &text("collectionName"), &text("dbName"), privilege].map(str::to_owned);
                    self.grants.push(row);
                }
            }
            _ => {}
        }
    }
}

/// A privilege, and what the server revokes and grants with it.
fn with_linked(privilege: &str) -> Vec<&str> {
    match privilege {
        "Load" => vec!["Load", "GetLoadState", "GetLoadingProgress"],
        alone => vec![alone],
    }
}

/// What the second form takes a privilege to be of.
fn kind_of(privilege: &str) -> &'static str {
    match privilege {
        "Search" | "Load" | "GetLoadState" | "GetLoadingProgress" => "Collection",
        _ => "Global",
    }
}

fn row(grant: &Grant) -> Row {
    match grant {
        Grant::Membership(_) | Grant::Access(_) => Row::default(),
        Grant::Privilege(g) => {
            [g.role.to_string(), g.object_type.clone(), g.object_name.clone(), g.database.clone(), g.privilege.clone()]
        }
    }
}

/// The server.
pub(crate) struct Milvus {
    pub(crate) state: RwLock<State>,
    pub(crate) events: RwLock<Vec<Event>>,
    /// Answers that come before the script's, per path.
    pub(crate) instead: RwLock<VecDeque<(&'static str, Answer)>>,
    /// What somebody else changes while the call is under way.
    pub(crate) meanwhile: Option<fn(&mut State)>,
    before: RwLock<State>,
    looks: AtomicUsize,
    script: Script,
}

impl Milvus {
    pub(crate) fn new(state: State, script: Script) -> Self {
        let before = RwLock::new(state.clone());
        let (events, instead, looks) = Default::default();
        Self { state: RwLock::new(state), events, instead, meanwhile: None, before, looks, script }
    }

    /// Lets the call have been made by somebody else, earlier.
    pub(crate) fn called_earlier(self, request: &Request) -> Self {
        self.events.write().unwrap().push(Event::Sent(request.clone()));
        self.carry_out(request);
        self
    }

    /// Lets somebody else have made the change before anybody looked.
    pub(crate) fn take_away(&self, request: &Request) {
        self.state.write().unwrap().apply(request);
    }

    pub(crate) fn sent(&self) -> Vec<Request> {
        let events = self.events.read().unwrap();
        events
            .iter()
            .filter_map(|event| if let Event::Sent(request) = event { Some(request.clone()) } else { None })
            .collect()
    }

    pub(crate) fn pauses(&self) -> Vec<u32> {
        let events = self.events.read().unwrap();
        events.iter().filter_map(|event| if let Event::Paused(ms) = event { Some(*ms) } else { None }).collect()
    }

    pub(crate) fn reads(&self) -> Vec<String> {
        let events = self.events.read().unwrap();
        events
            .iter()
            .filter_map(|event| if let Event::Read(path) = event { Some(path.clone()) } else { None })
            .collect()
    }

    fn carry_out(&self, request: &Request) {
        self.looks.store(0, Ordering::Relaxed);
        if self.script.effect == Effect::Applied {
            self.state.write().unwrap().apply(request);
        }
    }

    /// The server's answer to a read.
    pub(crate) fn show(state: &State, request: &Request) -> Answer {
        let body = request.body.clone().unwrap_or_default();
        let is = |key: &str, value: &str| body[key].as_str() == Some(value);
        let data: Value = match request.path.rsplit('/').nth(1).zip(request.path.rsplit('/').next()) {
            Some(("roles", "list")) => json!(state.roles),
            Some(("users", "list")) => {
                let users: BTreeSet<&String> = state.members.iter().map(|(user, _)| user).collect();
                json!(users)
            }
            Some(("users", "describe")) => {
                state.members.iter().filter(|(user, _)| is("userName", user)).map(|(_, role)| json!(role)).collect()
            }
            Some(("roles", "describe")) => {
                if !state.roles.iter().any(|role| is("roleName", role)) {
                    return http(200, json!({"code": 65535, "message": OLD_UNKNOWN_ROLE}));
                }
                let rows = state.grants.iter().filter(|[role, .., db, _]| {
                    is("roleName", role) && (is("dbName", "*") || is("dbName", db) || db == "*")
                });
                rows.map(|[_, object_type, object, db, privilege]| {
                    json!({"dbName": db, "grantor": "root", "objectName": object, "objectType": object_type,
                           "privilege": privilege})
                })
                .collect()
            }
            _ => return http(404, "404 page not found"),
        };
        http(200, json!({"code": 0, "data": data}))
    }
}

impl Transport for Milvus {
    async fn read(&self, request: &Request) -> Answer {
        self.events.write().unwrap().push(Event::Read(request.path.clone()));
        let mut instead = self.instead.write().unwrap();
        if instead.front().is_some_and(|(path, _)| request.path.ends_with(path)) {
            return instead.pop_front().map_or_else(|| http(500, ""), |(_, answer)| answer);
        }
        let look = if self.sent().is_empty() { self.script.first } else { self.script.after };
        let earlier = self.looks.fetch_add(1, Ordering::Relaxed);
        let not_ready = json!({"code": 1, "message": "state code: Initializing: service not ready"});
        let denied =
            "rpc error: code = PermissionDenied desc = PrivilegeSelectUser: permission deny to bob in the `*` database";
        let (stale, empty) = (self.before.read().unwrap(), json!({"code": 0, "data": []}));
        match look {
            Look::StaleThenForbidden if earlier < 2 => Self::show(&stale, request),
            Look::Forbidden | Look::StaleThenForbidden => http(403, json!({"code": 65535, "message": denied})),
            Look::FailsAlways => http(200, not_ready),
            Look::FailsOnce if earlier == 0 => http(200, not_ready),
            Look::StaleAlways => Self::show(&stale, request),
            Look::StaleOnce if earlier == 0 => Self::show(&stale, request),
            Look::Denies => http(200, empty),
            Look::Malformed => http(200, json!({"code": 0})),
            Look::Fine | Look::FailsOnce | Look::StaleOnce => Self::show(&self.state.read().unwrap(), request),
        }
    }

    async fn pause(&self, milliseconds: u32) {
        self.events.write().unwrap().push(Event::Paused(milliseconds));
    }
}

impl Server for Milvus {
    fn call(&self, request: &Request) -> Answer {
        self.events.write().unwrap().push(Event::Sent(request.clone()));
        self.carry_out(request);
        if let Some(meanwhile) = self.meanwhile {
            meanwhile(&mut self.state.write().unwrap());
        }
        self.script.answer.clone()
    }
}
