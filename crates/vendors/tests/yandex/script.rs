//! A transport that answers what was written down for it, in order, and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::RwLock;

use rescind_domain::Scope;
use rescind_vendors::yandex::scope::{ClusterId, DatabaseName, Place};
use rescind_vendors::{Request, Response, Transport, TransportFailure};

/// An answer to any call.
pub(crate) type Reply = Result<Response, TransportFailure>;

/// An answer with a body.
pub(crate) fn http(status: u16, body: impl ToString) -> Reply {
    Ok(Response { status, body: body.to_string(), ..Response::default() })
}

/// The transport. When its answers are used up, the last one is given again.
#[derive(Default)]
pub(crate) struct Script {
    answers: RwLock<VecDeque<Reply>>,
    asked: RwLock<Vec<String>>,
    pauses: RwLock<Vec<u32>>,
}

impl Script {
    pub(crate) fn new(answers: impl IntoIterator<Item = Reply>) -> Self {
        Self { answers: RwLock::new(answers.into_iter().collect()), ..Self::default() }
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.read().unwrap().clone()
    }

    pub(crate) fn pauses(&self) -> Vec<u32> {
        self.pauses.read().unwrap().clone()
    }
}

impl Transport for Script {
    async fn read(&self, request: &Request) -> Reply {
        self.asked.write().unwrap().push(request.to_string());
        let mut answers = self.answers.write().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        answer.expect("a script has an answer")
    }

    async fn pause(&self, milliseconds: u32) {
        self.pauses.write().unwrap().push(milliseconds);
    }
}

/// The id of the cluster that tests are about.
pub(crate) const CLUSTER: &str = "c9q";

/// The scope of a database of the cluster.
pub(crate) fn scope(database: &str) -> Scope {
    Place { cluster: ClusterId::new(CLUSTER), database: DatabaseName::new(database) }.scope()
}
