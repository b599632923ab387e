//! A GenAuth in memory that is only read: it shows its state page by page, and writes down everything that was asked of it. It
//! never waits.

use std::sync::RwLock;

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

/// What a state shows to a call that reads, in lists that say that there are so many rows `more`.
pub(crate) fn show(state: &State, request: &Request, more: usize) -> Answer {
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

/// Another answer to some reads.
type Override = dyn Fn(&Request) -> Option<Answer> + Send + Sync;

/// The server.
#[derive(Default)]
pub(crate) struct Genauth {
    pub(crate) state: RwLock<State>,
    pub(crate) reads: RwLock<Vec<Request>>,
    instead: Option<Box<Override>>,
}

impl Genauth {
    pub(crate) fn new(state: State) -> Self {
        Self { state: RwLock::new(state), ..Self::default() }
    }

    /// Answers some reads in another way.
    pub(crate) fn instead(mut self, answer: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static) -> Self {
        self.instead = Some(Box::new(answer));
        self
    }

    /// Writes a read down, and gives the other answer to it if there is one.
    pub(crate) fn asked(&self, request: &Request) -> Option<Answer> {
        self.reads.write().unwrap().push(request.clone());
        self.instead.as_ref().and_then(|instead| instead(request))
    }

    pub(crate) fn paths_read(&self) -> Vec<String> {
        let reads = self.reads.read().unwrap();
        reads.iter().map(|request| request.path.trim_start_matches("/api/v3/").to_owned()).collect()
    }
}

impl Transport for Genauth {
    async fn read(&self, request: &Request) -> Answer {
        self.asked(request).unwrap_or_else(|| show(&self.state.read().unwrap(), request, 0))
    }

    async fn pause(&self, _: u32) {}
}
