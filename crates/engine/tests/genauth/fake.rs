//! A GenAuth in memory that can be called: it does what a script says at the calls that change something, and shows its state
//! as the script says. It never waits.

use std::ops::Deref;
use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rescind_vendors::{Request, Transport};
use serde_json::json;

use crate::server::{self, show};
pub(crate) use crate::server::{data, http};
use crate::state::State;
use crate::support::{Answer, Server};

/// What the looks at the state show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// The truth.
    Fine,
    /// `statusCode` 403.
    Forbidden,
    /// A failure, until somebody waits; then the truth.
    FailsOnce,
    /// A failure that passes, but not yet.
    FailsAlways,
    /// What was true before the call, until somebody waits; then the truth.
    StaleOnce,
    /// What was true before the call.
    StaleAlways,
    /// That nobody holds anything: a lie unless it happens to be so.
    Denies,
    /// A success without `data`.
    Malformed,
    /// The truth, in a list that says that there is one row more.
    Short,
}

/// What the script makes of the calls that change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Each is carried out before the answer.
    Applied,
    /// Nothing happens, whatever the answers say.
    Ignored,
    /// Only the first so many targets of each.
    InPart(usize),
}

/// A script for revocations.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    pub(crate) first: Look,
    pub(crate) effect: Effect,
    pub(crate) answer: Answer,
    pub(crate) after: Look,
}

impl Script {
    /// Everything is done as it should be.
    pub(crate) fn good() -> Self {
        Self { first: Look::Fine, effect: Effect::Applied, answer: data(&json!({"success": true})), after: Look::Fine }
    }
}

/// The server.
pub(crate) struct Genauth {
    server: server::Genauth,
    pub(crate) script: RwLock<Script>,
    pub(crate) sent: RwLock<Vec<Request>>,
    pub(crate) pauses: RwLock<Vec<u32>>,
    /// What somebody else changes while a call is under way.
    pub(crate) meanwhile: Option<fn(&mut State)>,
    before: RwLock<State>,
    called: AtomicBool,
    waited: AtomicBool,
}

impl Deref for Genauth {
    type Target = server::Genauth;

    fn deref(&self) -> &server::Genauth {
        &self.server
    }
}

impl Genauth {
    pub(crate) fn new(state: State, script: Script) -> Self {
        Self {
            before: RwLock::new(state.clone()),
            server: server::Genauth::new(state),
            script: RwLock::new(script),
            sent: RwLock::default(),
            pauses: RwLock::default(),
            meanwhile: None,
            called: AtomicBool::new(false),
            waited: AtomicBool::new(false),
        }
    }

    /// Answers some reads in another way.
    pub(crate) fn instead(mut self, answer: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static) -> Self {
        self.server = self.server.instead(answer);
        self
    }

    /// Begins anew: the next look is one before a call.
    pub(crate) fn rewind(&self) {
        *self.before.write().unwrap() = self.state.read().unwrap().clone();
        self.called.store(false, Ordering::Relaxed);
        self.waited.store(false, Ordering::Relaxed);
    }
}

impl Transport for Genauth {
    async fn read(&self, request: &Request) -> Answer {
        if let Some(answer) = self.asked(request) {
            return answer;
        }
        let script = self.script.read().unwrap();
        let look = if self.called.load(Ordering::Relaxed) { script.after } else { script.first };
        let (state, before) = (self.state.read().unwrap(), self.before.read().unwrap());
        let no = |code: u16, message: &str| http(200, json!({"statusCode": code, "message": message}));
        match look {
            Look::Forbidden => no(403, "无权限执行此项操作"),
            Look::FailsAlways => no(503, "maintenance"),
            Look::FailsOnce if !self.waited.load(Ordering::Relaxed) => no(503, "maintenance"),
            Look::StaleAlways => show(&before, request, 0),
            Look::StaleOnce if !self.waited.load(Ordering::Relaxed) => show(&before, request, 0),
            Look::Denies => data(&json!({"totalCount": 0, "list": []})),
            Look::Malformed => http(200, json!({"statusCode": 200, "message": ""})),
            Look::Short => show(&state, request, 1),
            Look::Fine | Look::FailsOnce | Look::StaleOnce => show(&state, request, 0),
        }
    }

    async fn pause(&self, milliseconds: u32) {
        self.waited.store(true, Ordering::Relaxed);
        self.pauses.write().unwrap().push(milliseconds);
    }
}

impl Server for Genauth {
    fn call(&self, request: &Request) -> Answer {
        self.sent.write().unwrap().push(request.clone());
        self.called.store(true, Ordering::Relaxed);
        self.waited.store(false, Ordering::Relaxed);
        let script = self.script.read().unwrap();
        let mut state = self.state.write().unwrap();
        match script.effect {
            Effect::Applied => state.apply(request, usize::MAX),
            Effect::InPart(targets) => state.apply(request, targets),
            Effect::Ignored => {}
        }
        if let Some(meanwhile) = self.meanwhile {
            meanwhile(&mut state);
        }
        script.answer.clone()
    }
}
