//! A GenAuth in memory behind the `Transport` trait: it shows its state page by page, does what a script says at the calls
//! that change something, and writes down everything that was asked of it. It never waits.

use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rescind_domain::EntryId;
use rescind_vendors::{Request, Response, Transport, TransportFailure};
use serde_json::{Value, json};

use crate::state::State;

/// An answer to any call.
pub(crate) type Answer = Result<Response, TransportFailure>;

/// An answer with a body.
pub(crate) fn http(status: u16, body: impl ToString) -> Answer {
    Ok(Response { status, body: body.to_string(), ..Response::default() })
}

/// A success with these data.
pub(crate) fn data(data: &Value) -> Answer {
    http(200, json!({"statusCode": 200, "message": "", "data": data}))
}

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

type Override = dyn Fn(&Request) -> Option<Answer> + Send + Sync;

/// The server.
pub(crate) struct Genauth {
    pub(crate) state: RwLock<State>,
    pub(crate) script: RwLock<Script>,
    /// What was sent, with the entries that it was sent for.
    pub(crate) sent: RwLock<Vec<(Request, Vec<EntryId>)>>,
    pub(crate) reads: RwLock<Vec<Request>>,
    pub(crate) pauses: RwLock<Vec<u32>>,
    before: RwLock<State>,
    called: AtomicBool,
    waited: AtomicBool,
    instead: Option<Box<Override>>,
}

impl Genauth {
    pub(crate) fn new(state: State, script: Script) -> Self {
        Self {
            before: RwLock::new(state.clone()),
            state: RwLock::new(state),
            script: RwLock::new(script),
            sent: RwLock::default(),
            reads: RwLock::default(),
            pauses: RwLock::default(),
            called: AtomicBool::new(false),
            waited: AtomicBool::new(false),
            instead: None,
        }
    }

    /// Answers some reads in another way.
    pub(crate) fn instead(mut self, answer: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static) -> Self {
        self.instead = Some(Box::new(answer));
        self
    }

    /// Begins anew: the next look is one before a call.
    pub(crate) fn rewind(&self) {
        *self.before.write().unwrap() = self.state.read().unwrap().clone();
        self.called.store(false, Ordering::Relaxed);
        self.waited.store(false, Ordering::Relaxed);
    }

    pub(crate) fn paths_read(&self) -> Vec<String> {
        self.reads
            .read()
            .unwrap()
            .iter()
            .map(|request| request.path.trim_start_matches("/api/v3/").to_owned())
            .collect()
    }

    fn show(state: &State, request: &Request, more: usize) -> Answer {
        let rows = match state.rows(request) {
            Ok(rows) => rows,
            Err(failure) => return http(200, failure),
        };
        let number = |key: &str| {
            let text = request.query.iter().find(|(name, _)| *name == key).map(|(_, value)| value.parse().unwrap());
            let pagination = request.body.as_ref().map(|body| &body["options"]["pagination"][key]);
            text.or_else(|| pagination.and_then(Value::as_u64).map(|number| usize::try_from(number).unwrap()))
        };
        if request.path.ends_with("/get-role") || request.path.ends_with("/get-user") {
            return data(&rows[0]);
        }
        let total = rows.len() + more;
        let rows = match number("page").zip(number("limit")) {
            Some((page, limit)) => {
                assert!(page >= 1 && (1..=50).contains(&limit), "{request}");
                rows.into_iter().skip((page - 1) * limit).take(limit).collect()
            }
            None => rows,
        };
        data(&json!({"totalCount": total, "list": rows}))
    }
}

impl Transport for Genauth {
    async fn read(&self, request: &Request) -> Answer {
        self.reads.write().unwrap().push(request.clone());
        if let Some(answer) = self.instead.as_ref().and_then(|instead| instead(request)) {
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
            Look::StaleAlways => Self::show(&before, request, 0),
            Look::StaleOnce if !self.waited.load(Ordering::Relaxed) => Self::show(&before, request, 0),
            Look::Denies => data(&json!({"totalCount": 0, "list": []})),
            Look::Malformed => http(200, json!({"statusCode": 200, "message": ""})),
            Look::Short => Self::show(&state, request, 1),
            Look::Fine | Look::FailsOnce | Look::StaleOnce => Self::show(&state, request, 0),
        }
    }

    async fn revoke(&self, request: &Request, entries: &[EntryId]) -> Answer {
        self.sent.write().unwrap().push((request.clone(), entries.to_vec()));
        self.called.store(true, Ordering::Relaxed);
        self.waited.store(false, Ordering::Relaxed);
        let script = self.script.read().unwrap();
        match script.effect {
            Effect::Applied => self.state.write().unwrap().apply(request, usize::MAX),
            Effect::InPart(targets) => self.state.write().unwrap().apply(request, targets),
            Effect::Ignored => {}
        }
        script.answer.clone()
    }

    async fn give(&self, request: &Request, entries: &[EntryId], undone: &[EntryId]) -> Answer {
        assert_eq!(entries.len(), undone.len(), "each entry names what it undoes");
        self.revoke(request, entries).await
    }

    async fn pause(&self, milliseconds: u32) {
        self.waited.store(true, Ordering::Relaxed);
        self.pauses.write().unwrap().push(milliseconds);
    }
}
