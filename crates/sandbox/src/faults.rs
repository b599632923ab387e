//! A fault that a test has asked for: what may be asked, which calls fit, and what it answers.
//! It decides nothing about connections or vendors; the desk carries a fault out.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::exchange::{Answer, Call, Effect};

/// The furthest back that a read may look, in milliseconds.
const STALE_MS: u64 = 60_000;
/// The furthest that a date in `Retry-After` may be from now, in seconds: some thirty years.
const DATE_S: u64 = 1_000_000_000;

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
/// - `skip`: so many calls that fit are left alone first; `every` counts those after them.
/// - `delay_ms`: the call waits first, as on a slow network: no vendor's time limit counts it (the knob `latency_ms` is
///   a slow server, and is counted). It waits no longer than the fault is there: when that is removed, also after its
///   last `times`, the call goes on at once. Then comes whatever else is set, or the vendor's own answer. A reset drops
///   the connection of a call that waits.
/// - `status` or `body`: answered in the vendor's place. A JSON text goes out verbatim, as `text/html` unless `headers`
///   say otherwise; any other JSON goes out as JSON. `headers` alone are put on the vendor's own answer.
/// - `apply`: with `status` or `body`, whether the vendor carries the call out before that is answered.
/// - `cut`: see [`Cut`]; `body` cuts the fault's own answer when it has one, and always applies.
/// - `apply_after_ms`: the call ends at once, with `status` or `body`, or else with a dropped connection; the vendor
///   carries it out so long after that. A reset or the end of the process drops what is outstanding.
/// - `stale_ms`: a read is answered from the state as it was so long ago, by a replica that lags behind; changes from
///   before the fault was set are seen at once. Only reads fit. With none of `status`, `body`, `cut`, `apply`.
/// - `retry_after_date_s`: a header `Retry-After` with the date so many seconds from now, or ago when it is negative,
///   rounded up to a whole second. Any other form of it goes into `headers`.
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
    skip: Option<u32>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    apply_after_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stale_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_date_s: Option<i64>,
}

impl FaultRequest {
    /// Whether the fields that exclude each other are not set together, and those with bounds are within them.
    fn fits_together(&self) -> Result<(), String> {
        let answers = self.status.is_some() || self.body.is_some();
        if self.apply_after_ms.is_some() {
            if self.apply || self.cut == Some(Cut::After) {
                return Err("apply_after_ms applies later; it excludes apply and cut \"after\"".to_owned());
            }
            if self.cut == Some(Cut::Body) && !answers {
                return Err("apply_after_ms has no answer of the vendor's to cut; add status or body".to_owned());
            }
        }
        if let Some(lag) = self.stale_ms {
            if lag == 0 || lag > STALE_MS {
                return Err(format!("stale_ms must be from 1 to {STALE_MS}"));
            }
            if answers || self.cut.is_some() || self.apply || self.apply_after_ms.is_some() {
                return Err(
                    "stale_ms is the vendor's own answer, whole; it excludes status, body, cut and apply".to_owned()
                );
            }
        }
        if let Some(seconds) = self.retry_after_date_s {
            if seconds.unsigned_abs() > DATE_S {
                return Err(format!("retry_after_date_s must be from -{DATE_S} to {DATE_S}"));
            }
            if self.headers.iter().flatten().any(|(name, _)| name.eq_ignore_ascii_case(RETRY_AFTER.as_str())) {
                return Err("retry_after_date_s excludes a header Retry-After of another form".to_owned());
            }
        }
        Ok(())
    }
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
        request.fits_together()?;
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
    /// What was asked for.
    pub(crate) fn request(&self) -> &FaultRequest {
        &self.request
    }

    /// Whether a call, which is there for `effect`, is one that the fault is for.
    pub(crate) fn fits(&self, call: &Call, effect: Option<Effect>) -> bool {
        let method = self.method.as_ref().is_none_or(|method| *method == call.method);
        let path = match self.request.path.strip_suffix('*') {
            Some(start) => call.path.starts_with(start),
            None => call.path == self.request.path,
        };
        method && path && (self.request.stale_ms.is_none() || effect == Some(Effect::Read))
    }

    /// How many calls meet it; `None` is without end.
    pub(crate) fn times(&self) -> Option<u32> {
        self.request.times
    }

    /// Of the calls that fit, each so-many-th meets it.
    pub(crate) fn every(&self) -> u32 {
        self.request.every.unwrap_or(1)
    }

    /// How many calls that fit are left alone first.
    pub(crate) fn skip(&self) -> u32 {
        self.request.skip.unwrap_or(0)
    }

    /// How long the call waits before anything else.
    pub(crate) fn delay(&self) -> Duration {
        Duration::from_millis(self.request.delay_ms.unwrap_or(0))
    }

    /// When the connection drops, if it does.
    pub(crate) fn cut(&self) -> Option<Cut> {
        self.request.cut
    }

    /// Whether the vendor carries the call out although the fault answers it.
    pub(crate) fn apply(&self) -> bool {
        self.request.apply
    }

    /// How long after the answer the vendor carries the call out, when it does so only then.
    pub(crate) fn apply_after(&self) -> Option<Duration> {
        self.request.apply_after_ms.map(Duration::from_millis)
    }

    /// How old the state is that a read sees, when it is not the present one.
    pub(crate) fn stale(&self) -> Option<Duration> {
        self.request.stale_ms.map(Duration::from_millis)
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
        if let Some(seconds) = self.request.retry_after_date_s
            && let Ok(date) = HeaderValue::from_str(&date_in(SystemTime::now(), seconds))
        {
            answer.headers.insert(RETRY_AFTER, date);
        }
        if answer.headers.get(CONTENT_TYPE).is_some_and(HeaderValue::is_empty) {
            answer.headers.remove(CONTENT_TYPE);
        }
        answer
    }
}

/// The date so many seconds after `now`. The form has whole seconds only; rounding up, it is never too early.
fn date_in(now: SystemTime, seconds: i64) -> String {
    let away = Duration::from_secs(seconds.unsigned_abs());
    let wanted = if seconds < 0 { now.checked_sub(away) } else { now.checked_add(away) };
    let since = wanted.and_then(|wanted| wanted.duration_since(SystemTime::UNIX_EPOCH).ok()).unwrap_or_default();
    let whole = Duration::from_secs(since.as_secs() + u64::from(since.subsec_nanos() > 0));
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_never_earlier_than_asked_for() {
        let now = |ms| SystemTime::UNIX_EPOCH + Duration::from_millis(ms);
        assert_eq!(date_in(now(784_111_775_000), 2), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(date_in(now(784_111_775_001), 2), "Sun, 06 Nov 1994 08:49:38 GMT");
        assert_eq!(date_in(now(784_111_780_999), -4), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(date_in(now(5_000), -9), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
