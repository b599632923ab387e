//! A vendor's answers: every read, observation and call result over a body. Nothing is read out of a body whose own status is no success,
//! as told by a second, much simpler reading of it; and only a proof is called one.

mod calls;
mod grants;
mod simple;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt as _;
use rescind_domain::read::PersonRef;
use rescind_domain::{
    Access, ActionKind, CallResult, Connection, ConnectionId, Fault, Grant, Observation, PrincipalId, RoleRef, Scope,
    Vendor,
};
use rescind_vendors::read;
use rescind_vendors::{Request, Response, Transport, TransportFailure, business_status, mutation};
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::json::{Stock, change};
use crate::random::Random;
use crate::samples;
use crate::target::{Reading, Target, holds};
use crate::text;

/// What reads the body.
#[derive(Clone, Copy, Debug)]
enum Reader {
    Probe,
    Roles,
    Role,
    Members,
    Privileges,
    People,
    Person,
    Effective,
    Observe,
    CallResult,
    Calls,
    Status,
}

const READERS: &[Reader] = &[
    Reader::Probe,
    Reader::Roles,
    Reader::Role,
    Reader::Members,
    Reader::Privileges,
    Reader::People,
    Reader::Person,
    Reader::Effective,
    Reader::Observe,
    Reader::CallResult,
    Reader::Calls,
    Reader::Status,
];

/// An answer, and what reads it.
#[derive(Debug)]
pub(super) struct Input {
    reader: Reader,
    status: u16,
    body: String,
}

/// The recorded answers of a vendor, hurt as trees and as text.
pub(super) struct Answers {
    connection: Connection,
    readers: Vec<Reader>,
    words: &'static [&'static str],
    samples: Vec<samples::Sample>,
    donors: Vec<Value>,
    role: RoleRef,
    grants: Vec<Grant>,
    person: PersonRef,
}

/// Answers everything with one body, and knows whether it was asked.
struct Always {
    response: Response,
    asked: AtomicBool,
}

impl Transport for Always {
    async fn read(&self, _: &Request) -> Result<Response, TransportFailure> {
        self.asked.store(true, Ordering::Relaxed);
        Ok(self.response.clone())
    }

    async fn pause(&self, _: u32) {}
}

impl Answers {
    pub(super) fn new(vendor: Vendor) -> io::Result<Self> {
        let folder = match vendor {
            Vendor::Milvus => "milvus",
            Vendor::Genauth => "genauth",
            Vendor::YandexMongodb => "yandex",
        };
        let samples = samples::answers(folder)?;
        let grants = grants::grants(vendor);
        // Where no call depends on the state, none is made from an answer.
        let prepares = mutation::preparation(vendor, grants.get(..1).unwrap_or_default()).is_some();
        let is_in_use = |reader: &&Reader| prepares || !matches!(reader, Reader::Calls);
        let connection = Connection {
            id: ConnectionId::new("c"),
            label: "C".to_owned(),
            vendor,
            access: Access::ReadWrite,
            account: None,
            folder: Some("b1gq4m5vej8t2n0x6k3d".to_owned()),
            capabilities: rescind_vendors::read::capabilities(vendor).clone(),
        };
        let scope = (vendor == Vendor::YandexMongodb).then(|| Scope::new("c9qk2926qqu9hd3a5f7m"));
        Ok(Self {
            connection,
            readers: READERS.iter().filter(is_in_use).copied().collect(),
            words: grants::words(vendor),
            donors: samples.iter().map(|sample| sample.body.clone()).collect(),
            samples,
            role: grants::role(vendor),
            grants,
            person: PersonRef { id: PrincipalId::new("alice"), scope },
        })
    }

    /// Whether a read brought something with nothing missing. That there is no such thing is not something.
    fn brings(&self, reader: Reader, transport: &Always) -> Result<bool, String> {
        let (connection, role, person) = (&self.connection, &self.role, &self.person);
        match reader {
            Reader::Probe => whole(read::probe(transport, connection), |probe| probe.gaps.is_empty()),
            Reader::Roles => whole(read::roles(transport, connection, &|_| ()), |list| list.gaps.is_empty()),
            Reader::Role => whole(read::role(transport, connection, role), Option::is_some),
            Reader::Members => whole(read::members(transport, connection, role, &|_| ()), |list| list.gaps.is_empty()),
            Reader::Privileges => whole(read::privileges(transport, connection, role), |list| list.gaps.is_empty()),
            Reader::People => whole(read::people(transport, connection, &|_| ()), |list| list.gaps.is_empty()),
            Reader::Person => whole(read::person(transport, connection, person, &|_| ()), |view| {
                view.as_ref().is_some_and(|view| view.gaps.is_empty())
            }),
            Reader::Effective => whole(read::effective(transport, connection, person), |list| list.gaps.is_empty()),
            Reader::Observe | Reader::CallResult | Reader::Calls | Reader::Status => Ok(false),
        }
    }

    fn observe(&self, transport: &Always) -> Option<Vec<Observation>> {
        let observed = mutation::observe(transport, self.connection.vendor, ActionKind::Revoke, &self.grants);
        Some(observed.now_or_never()?.each.into_iter().map(|seen| seen.observation).collect())
    }

    /// The results of the calls of all grants, were this their answer.
    fn call_results(&self, response: &Response) -> Vec<(Request, CallResult)> {
        let vendor = self.connection.vendor;
        let judged = |grant: &Grant| {
            let grants = std::slice::from_ref(grant);
            let calls = match mutation::preparation(vendor, grants) {
                // It needs a state to be made from; the result does not depend on what it leaves over.
                Some(_) => vec![Request::patch("/p", json!({"updateMask": "permissions", "permissions": []}))],
                None => mutation::calls(vendor, ActionKind::Revoke, grants, None).unwrap_or_default(),
            };
            calls.into_iter().map(|call| {
                let result = mutation::call_result(vendor, &call, response);
                (call, result)
            })
        };
        self.grants.iter().flat_map(judged).collect()
    }

    fn check_observations(&self, says_yes: bool, response: Response) -> Result<Reading, String> {
        // That a user is not there is the vendor's word for a user who holds nothing.
        let is_absent = response.status == 404;
        let transport = Always { response, asked: AtomicBool::new(false) };
        let observations = self.observe(&transport).ok_or("it waits for something besides its answers")?;
        let proves = |observation: &Observation| match observation {
            Observation::Present => says_yes,
            Observation::Absent { .. } => says_yes || is_absent,
            Observation::Forbidden(_) | Observation::NotObservable | Observation::Failed(_) => true,
        };
        holds(observations.iter().all(proves), "an observation saw something in a body that says no")?;
        Ok(Reading::of(observations.iter().any(Observation::sees)))
    }

    fn check_call_results(&self, says_yes: bool, value: &Value, response: &Response) -> Result<Reading, String> {
        let vendor = self.connection.vendor;
        let mut means_something = false;
        for (call, result) in self.call_results(response) {
            means_something |= matches!(result, CallResult::Accepted | CallResult::Pending(_));
            match result {
                CallResult::Accepted => {
                    // Only the call for holders has a success of its own inside.
                    let done = value.pointer("/data/success") == Some(&json!(true));
                    let proves = match vendor {
                        Vendor::Milvus => true,
                        Vendor::Genauth => done || call.path.contains("data-policy"),
                        Vendor::YandexMongodb => false,
                    };
                    holds(says_yes && proves, "a body without a success was taken for one")?;
                }
                CallResult::Pending(id) => {
                    let named = value.get("id").and_then(Value::as_str) == Some(id.as_str());
                    holds(says_yes && named, "an operation was made of a body that names none")?;
                }
                CallResult::NotSent(_) => return Err("an answer never means that nothing was sent".to_owned()),
                CallResult::Rejected { .. } | CallResult::Lost(_) | CallResult::TimedOut(_) => {}
            }
        }
        Ok(Reading::of(means_something))
    }
}

/// Whether what was read is whole; a fault carries no more of the answer than it may.
fn whole<T>(read: impl Future<Output = Result<T, Fault>>, is_whole: impl Fn(&T) -> bool) -> Result<bool, String> {
    match read.now_or_never() {
        None => Err("it waits for something besides its answers".to_owned()),
        Some(Ok(read)) => Ok(is_whole(&read)),
        Some(Err(fault)) => {
            let fits = fault.raw.as_ref().is_none_or(|raw| raw.len() <= Fault::RAW_LIMIT);
            holds(fits, "the fault carries too much of the answer").map(|()| false)
        }
    }
}

impl Target for Answers {
    type Input = Input;

    fn name(&self) -> &'static str {
        match self.connection.vendor {
            Vendor::Milvus => "milvus",
            Vendor::Genauth => "genauth",
            Vendor::YandexMongodb => "yandex",
        }
    }

    fn input(&self, random: &mut Random) -> Input {
        let reader = random.pick(&self.readers).copied().unwrap_or(Reader::Status);
        let (mut status, mut value) =
            random.pick(&self.samples).map_or((200, Value::Null), |sample| (sample.status, sample.body.clone()));
        if !random.once_in(5) {
            change(random, &mut value, Stock { words: self.words, donors: &self.donors });
        }
        let written = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let body = if random.once_in(4) { text::hurt(random, &written, self.words, &[]) } else { written };
        match random.below(8) {
            0 => status = u16::try_from(100 + random.below(500)).unwrap_or(500),
            1..=3 => status = 200,
            _ => {}
        }
        Input { reader, status, body }
    }

    fn check(&self, input: &Input) -> Result<Reading, String> {
        let vendor = self.connection.vendor;
        let (value, is_beyond) = match serde_json::from_str::<Value>(&input.body) {
            Ok(value) => (value, false),
            // A number that is too large for a value spoils nothing for a decoder that does not look at it.
            Err(_) => (Value::Null, serde_json::from_str::<IgnoredAny>(&input.body).is_ok()),
        };
        let says_yes = is_beyond || simple::says_yes(vendor, input.status, &value);
        let response = Response { status: input.status, body: input.body.clone(), ..Response::default() };
        match input.reader {
            Reader::Observe => self.check_observations(says_yes, response),
            Reader::CallResult => self.check_call_results(says_yes, &value, &response),
            Reader::Calls => calls::check(vendor, &self.grants, says_yes, &response),
            Reader::Status => {
                let has_status = business_status(vendor, &input.body).is_some();
                holds(
                    !has_status || is_beyond || value.is_object(),
                    "a status was read out of something that is no object",
                )?;
                Ok(Reading::of(has_status))
            }
            reader => {
                let transport = Always { response, asked: AtomicBool::new(false) };
                let brings = self.brings(reader, &transport)? && transport.asked.load(Ordering::Relaxed);
                holds(!brings || says_yes, "something was read out of a body that says no")?;
                Ok(Reading::of(brings))
            }
        }
    }
}
