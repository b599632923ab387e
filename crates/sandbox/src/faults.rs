//! Faults that a test has asked for: what they are, which call meets which, and how often.
//! It decides nothing about connections or vendors; the desk carries a fault out.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header::CONTENT_TYPE};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::exchange::{Answer, Call};

/// When the connection is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Cut {
    /// Before anything is applied.
    Before,
    /// After the call was applied, without an answer.
    After,
    /// After the call was applied and half of the answer's body was sent.
    Body,
}

/// A fault as it is asked for. Only `path` must be there; it is exact or ends in `*`.
///
/// - `method`: absent = any. `times`: how many calls meet the fault; absent = until it is deleted.
/// - `every`: of the calls that fit, only each so-many-th meets the fault, as on a service that is worn out; absent = each.
/// - `delay_ms`: the call waits first, as on a slow network: no vendor's time limit counts it (the knob `latency_ms` is
///   a slow server, and is counted). Then comes whatever else is set, or the vendor's own answer.
/// - `status` or `body`: answered in the vendor's place. A JSON text goes out verbatim, as `text/html` unless `headers`
///   say otherwise; any other JSON goes out as JSON. `headers` alone are put on the vendor's own answer.
/// - `apply`: with `status` or `body`, whether the vendor carries the call out before that is answered.
/// - `cut`: see [`Cut`]; `body` cuts the fault's own answer when it has one, and always applies.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaultRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    every: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<Cut>,
    #[serde(default)]
    apply: bool,
}

/// A fault that was checked and can be carried out.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    request: FaultRequest,
    method: Option<Method>,
    status: Option<StatusCode>,
    headers: HeaderMap,
}

impl TryFrom<FaultRequest> for Fault {
    type Error = String;

    fn try_from(request: FaultRequest) -> Result<Self, String> {
        if !request.path.starts_with('/') {
            return Err("path must begin with / and be exact or end in *".to_owned());
        }
        if request.times == Some(0) {
            return Err("times must be at least 1; leave it out for a fault that stays until it is deleted".to_owned());
        }
        if request.every == Some(0) {
            return Err("every must be at least 1; leave it out for a fault that each call meets".to_owned());
        }
        let method = match &request.method {
            Some(name) => Some(
                Method::from_bytes(name.to_uppercase().as_bytes()).map_err(|_| format!("\"{name}\" is no method"))?,
            ),
            None => None,
        };
        let status = match request.status {
            // An informational status cannot end an exchange.
            Some(number) => Some(
                StatusCode::from_u16(number)
                    .ok()
                    .filter(|status| !status.is_informational())
                    .ok_or_else(|| format!("{number} is no final HTTP status"))?,
            ),
            None => None,
        };
        let mut headers = HeaderMap::new();
        for (name, value) in request.headers.iter().flatten() {
            let bad = || format!("the header \"{name}\" cannot be sent");
            headers.append(
                HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad())?,
                HeaderValue::from_str(value).map_err(|_| bad())?,
            );
        }
        Ok(Self { request, method, status, headers })
    }
}

impl Fault {
    fn meets(&self, call: &Call) -> bool {
        let method = self.method.as_ref().is_none_or(|method| *method == call.method);
        let path = match self.request.path.strip_suffix('*') {
            Some(start) => call.path.starts_with(start),
            None => call.path == self.request.path,
        };
        method && path
    }

    /// How long the call waits before anything else, in milliseconds.
    pub(crate) fn delay_ms(&self) -> u64 {
        self.request.delay_ms.unwrap_or(0)
    }

    /// When the connection drops, if it does.
    pub(crate) fn cut(&self) -> Option<Cut> {
        self.request.cut
    }

    /// Whether the vendor carries the call out although the fault answers it.
    pub(crate) fn apply(&self) -> bool {
        self.request.apply
    }

    /// The answer that the fault gives in place of the vendor's, when it names a status or a body.
    pub(crate) fn answer(&self) -> Option<Answer> {
        if self.status.is_none() && self.request.body.is_none() {
            return None;
        }
        let status = self.status.unwrap_or(StatusCode::OK);
        let answer = match &self.request.body {
            None => Answer::empty(status),
            // Text goes out as it is: a proxy's login page, a truncated document.
            Some(Value::String(text)) => Answer::typed(status, "text/html; charset=utf-8", text.clone()),
            Some(json) => Answer::typed(status, "application/json; charset=utf-8", json.to_string()),
        };
        Some(self.decorate(answer))
    }

    /// The vendor's own answer with the fault's headers set on it.
    pub(crate) fn decorate(&self, mut answer: Answer) -> Answer {
        for name in self.headers.keys() {
            answer.headers.remove(name);
        }
        for (name, value) in &self.headers {
            answer.headers.append(name.clone(), value.clone());
        }
        if answer.headers.get(CONTENT_TYPE).is_some_and(HeaderValue::is_empty) {
            answer.headers.remove(CONTENT_TYPE);
        }
        answer
    }
}

#[derive(Debug)]
struct Pending {
    id: u64,
    fault: Fault,
    left: Option<u32>,
    met: u64,
    /// How many calls have fitted since one met it.
    passed: u32,
}

impl Pending {
    /// Counts a call that fits, and says whether it is the one that meets the fault.
    fn is_due(&mut self) -> bool {
        self.passed += 1;
        let due = self.passed >= self.fault.request.every.unwrap_or(1);
        if due {
            self.passed = 0;
        }
        due
    }
}

/// The faults that are still to be met, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    next: u64,
    pending: Vec<Pending>,
}

impl Faults {
    /// Adds a fault and says its id. Ids are never used twice.
    pub(crate) fn add(&mut self, fault: Fault) -> u64 {
        self.next += 1;
        self.pending.push(Pending { id: self.next, left: fault.request.times, fault, met: 0, passed: 0 });
        self.next
    }

    /// The oldest fault that the call meets; one that has been met often enough is gone.
    pub(crate) fn take(&mut self, call: &Call) -> Option<Fault> {
        let position = self.pending.iter_mut().position(|pending| pending.fault.meets(call) && pending.is_due())?;
        let pending = self.pending.get_mut(position)?;
        pending.met += 1;
        pending.left = pending.left.map(|left| left.saturating_sub(1));
        let fault = pending.fault.clone();
        if pending.left == Some(0) {
            self.pending.remove(position);
        }
        Some(fault)
    }

    /// Removes one fault; says whether it was there.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let before = self.pending.len();
        self.pending.retain(|pending| pending.id != id);
        self.pending.len() < before
    }

    /// Removes every fault.
    pub(crate) fn clear(&mut self) {
        self.pending.clear();
    }

    /// The pending faults as JSON: what was asked for, and `id`, `left` (null = for ever) and `met`.
    pub(crate) fn state(&self) -> Value {
        self.pending
            .iter()
            .map(|pending| {
                let mut entry = json!(pending.fault.request);
                if let Value::Object(fields) = &mut entry {
                    fields.insert("id".to_owned(), json!(pending.id));
                    fields.insert("left".to_owned(), json!(pending.left));
                    fields.insert("met".to_owned(), json!(pending.met));
                }
                entry
            })
            .collect()
    }
}
