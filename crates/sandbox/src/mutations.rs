//! The changing calls that arrived, in their order, so that a test can prove how often each was sent.
//! It is bounded, and filled only while a knob asks for it.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::exchange::Call;

/// The most calls that are listed.
const ROWS: usize = 200_000;
/// The most bytes of a body that are kept.
const BODY: usize = 16 * 1024;

#[derive(Debug)]
struct Mutation {
    method: String,
    path: String,
    body: Box<[u8]>,
    at_ms: u128,
    fault: Option<u64>,
    status: Option<StatusCode>,
}

/// The list; its rows are numbered from 0, and a reset begins with numbers that were never used.
#[derive(Debug, Default)]
pub(crate) struct Mutations {
    first: usize,
    rows: Vec<Mutation>,
    left_out: u64,
}

impl Mutations {
    /// Lists a call that arrived, with the fault that it meets; says its number, when there is room for it.
    pub(crate) fn add(&mut self, call: &Call, fault: Option<u64>) -> Option<usize> {
        if self.rows.len() >= ROWS {
            self.left_out += 1;
            return None;
        }
        let at_ms = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let body = call.body.get(..BODY).unwrap_or(&call.body).into();
        let (method, path) = (call.method.to_string(), call.path.clone());
        self.rows.push(Mutation { method, path, body, at_ms, fault, status: None });
        Some(self.first + self.rows.len() - 1)
    }

    /// The vendor was handed the call and has answered it, whether anybody was told or not.
    pub(crate) fn applied(&mut self, number: usize, status: StatusCode) {
        if let Some(row) = number.checked_sub(self.first).and_then(|index| self.rows.get_mut(index)) {
            row.status = Some(status);
        }
    }

    /// Forgets them all.
    pub(crate) fn clear(&mut self) {
        self.first += self.rows.len();
        self.rows.clear();
        self.left_out = 0;
    }

    /// How many calls found no room.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The list as JSON; a body that is no JSON is a text.
    pub(crate) fn state(&self) -> Value {
        self.rows
            .iter()
            .map(|row| {
                let body = serde_json::from_slice(&row.body)
                    .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&row.body).into_owned()));
                json!({
                    "applied": row.status.is_some(), "at_ms": row.at_ms, "body": body, "fault": row.fault,
                    "method": row.method, "path": row.path, "status": row.status.map(|status| status.as_u16()),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, Method};

    use super::*;

    fn call(body: &str) -> Call {
        let (path, query, headers) = ("/revoke".to_owned(), String::new(), HeaderMap::new());
        Call { method: Method::POST, path, query, headers, body: body.to_owned().into() }
    }

    #[test]
    fn the_list_is_bounded_and_says_how_much_it_leaves_out() {
        let mut mutations = Mutations::default();
        for _ in 0..ROWS {
            assert!(mutations.add(&call("{}"), None).is_some());
        }
        assert_eq!(mutations.add(&call("{}"), None), None);
        assert_eq!((mutations.rows.len(), mutations.left_out()), (ROWS, 1));
        mutations.clear();
        assert_eq!((mutations.rows.len(), mutations.left_out()), (0, 0));
    }

    #[test]
    fn a_call_from_before_a_reset_marks_no_row_from_after_it() {
        let mut mutations = Mutations::default();
        let old = mutations.add(&call("{}"), None).unwrap();
        mutations.clear();
        let new = mutations.add(&call("{}"), None).unwrap();
        mutations.applied(old, StatusCode::OK);
        assert_eq!(mutations.state()[0]["applied"], false);
        mutations.applied(new, StatusCode::OK);
        assert_eq!((&mutations.state()[0]["applied"], &mutations.state()[0]["status"]), (&json!(true), &json!(200)));
    }

    #[test]
    fn a_body_is_shown_as_it_was_sent_up_to_its_bound() {
        let mut mutations = Mutations::default();
        for body in [r#"{"a":1}"#, "", "not json", &"x".repeat(BODY + 1)] {
            mutations.add(&call(body), Some(7));
        }
        let state = mutations.state();
        let bodies = [0, 1, 2].map(|row| state[row]["body"].clone());
        assert_eq!(bodies, [json!({ "a": 1 }), json!(""), json!("not json")]);
        assert_eq!(state[3]["body"].as_str().unwrap().len(), BODY);
        assert_eq!(state[0]["fault"], 7);
    }
}
