//! Bodies that nobody thought of. Decoding never panics, and never makes a success of a body whose own status is none, as
//! told by a second, independent reading of the body.

use proptest::prelude::*;
use rescind_domain::{ActionKind, CallResult, Grant, Observation, RoleRef, Vendor};
use rescind_vendors::{Request, Response, Transport, TransportFailure, mutation, read};
use serde_json::{Value, json};

use crate::kits::{policy, role, user};
use crate::{connection, now};

/// A transport that answers everything with one body.
struct Always(Response);

impl Transport for Always {
    async fn read(&self, _: &Request) -> Result<Response, TransportFailure> {
        Ok(self.0.clone())
    }

    async fn pause(&self, _: u32) {}
}

/// The object of a body whose status says success, in either spelling.
fn success(status: u16, body: &str) -> Option<serde_json::Map<String, Value>> {
    let Ok(Value::Object(object)) = serde_json::from_str(body) else { return None };
    let says = object.get("statusCode").is_some_and(|code| *code == json!(200) || *code == json!("200"));
    let plus = object.get("statusCode").and_then(Value::as_str).is_some_and(|code| code.parse() == Ok(200));
    ((200..300).contains(&status) && (says || plus)).then_some(object)
}

fn may_be_read(status: u16, body: &str) -> bool {
    success(status, body).is_some_and(|object| object.get("data").is_some_and(|data| !data.is_null()))
}

/// Runs everything over the body.
fn check(status: u16, body: &str) -> Result<(), TestCaseError> {
    let response = Response { status, body: body.to_owned(), ..Response::default() };
    let judge = |grant: &Grant| {
        let calls = mutation::calls(Vendor::Genauth, ActionKind::Revoke, std::slice::from_ref(grant), None).unwrap();
        mutation::call_result(Vendor::Genauth, &calls[0], &response)
    };
    if judge(&user("code1", "u")) == CallResult::Accepted {
        let confirmed = success(status, body).is_some_and(|object| object["data"]["success"] == json!(true));
        prop_assert!(confirmed, "{} {}", status, body);
    }
    if judge(&policy("code1", "p")) == CallResult::Accepted {
        prop_assert!(success(status, body).is_some(), "{} {}", status, body);
    }
    let transport = Always(response.clone());
    let connection = connection();
    let of: RoleRef = role("default", "code1");
    let reads = [
        now(read::members(&transport, &connection, &of, &|_| ())).map(|_| ()),
        now(read::privileges(&transport, &connection, &of)).map(|_| ()),
        now(read::roles(&transport, &connection, &|_| ())).map(|_| ()),
        now(read::people(&transport, &connection, &|_| ())).map(|_| ()),
        now(read::probe(&transport, &connection)).map(|_| ()),
        now(read::role(&transport, &connection, &of)).map(|role| assert!(role.is_none() || may_be_read(status, body))),
    ];
    for (at, read) in reads.into_iter().enumerate() {
        // That there is no such role is no success either, but it is an answer.
        prop_assert!(at == 5 || read.is_err() || may_be_read(status, body), "{}: {} {}", at, status, body);
    }
    let grants = [user("code1", "u"), policy("code1", "p")];
    for seen in now(mutation::observe(&transport, Vendor::Genauth, ActionKind::Revoke, &grants)).each {
        let sees = matches!(seen.observation, Observation::Present | Observation::Absent { .. });
        prop_assert!(!sees || may_be_read(status, body), "{} {}", status, body);
    }
    Ok(())
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![6 => Just(200_u16), 1 => 100..=599_u16]
}

/// JSON that likes the envelope's own words and numbers.
fn json_value() -> impl Strategy<Value = Value> {
    let words = ["statusCode", "data", "message", "apiCode", "success", "totalCount", "list", "userId", "id", "code"];
    let key = prop_oneof![prop::sample::select(words.map(str::to_owned).to_vec()), "[a-z]{0,3}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![Just(0_i64), Just(1), Just(200), Just(404), Just(2020), any::<i64>()].prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof![Just(String::new()), Just("200".into()), Just("u".into()), ".{0,8}"].prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// An envelope, near to what servers send.
fn envelope_value() -> impl Strategy<Value = Value> {
    let code = prop_oneof![
        5 => Just(json!(200)), 1 => Just(json!("200")), 2 => Just(json!(404)), 1 => any::<i16>().prop_map(|code| json!(code)),
        1 => json_value(),
    ];
    let row = ("[a-c]{0,2}", json_value()).prop_map(|(name, odd)| {
        json!({"userId": name, "id": name, "code": name, "policyId": name, "targetList": odd, "targetIdentifier": name,
               "resourceCode": name, "resourceType": name, "actions": [name], "effect": odd, "condition": odd})
    });
    let list =
        (prop::collection::vec(row, 0..4), prop_oneof![4 => (0..4_u8).prop_map(|n| json!(n)), 1 => json_value()])
            .prop_map(|(rows, total)| json!({"totalCount": total, "list": rows}));
    let data = prop_oneof![2 => list, 1 => Just(json!({"success": true})), 1 => json_value()];
    (code, data).prop_map(|(code, data)| json!({"statusCode": code, "message": "", "data": data}))
}

/// A well-formed body, hurt by bytes put in, left out, doubled or cut off.
fn hurt() -> impl Strategy<Value = String> {
    let wounds = prop::collection::vec((any::<prop::sample::Index>(), 0..5_u8, any::<u8>()), 0..6);
    (envelope_value(), wounds).prop_map(|(value, wounds)| {
        let mut bytes = value.to_string().into_bytes();
        for (at, how, byte) in wounds {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                3 => bytes.truncate(at),
                _ => bytes.extend_from_within(at..),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

#[test]
fn a_success_that_was_cut_anywhere_is_none() {
    let list = json!({"statusCode": 200, "data": {"list": [{"userId": "u", "id": "u", "code": "c"}], "totalCount": 1}});
    for whole in [list, json!({"statusCode": 200, "message": "", "data": {"success": true}})] {
        let whole = whole.to_string();
        for end in 0..whole.len() {
            assert!(!may_be_read(200, &whole[..end]), "{}", &whole[..end]);
            check(200, &whole[..end]).unwrap();
        }
    }
}

#[test]
fn numbers_beyond_all_bounds_are_added_to_none() {
    let row = |code: &str| json!({ "code": code, "name": code, "id": code });
    let list = [row("a"), row("b"), row("c")];
    let body = json!({ "statusCode": 200, "message": "", "data": { "totalCount": i64::MAX, "list": list } });
    check(200, &body.to_string()).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(1000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics_or_passes(status in status(), body in any::<String>()) {
        check(status, &body)?;
    }

    #[test]
    fn arbitrary_json_never_panics_or_passes(status in status(), value in json_value()) {
        check(status, &value.to_string())?;
    }

    #[test]
    fn an_envelope_passes_only_with_success_inside(status in status(), value in envelope_value()) {
        check(status, &value.to_string())?;
    }

    #[test]
    fn a_hurt_envelope_passes_only_with_success_inside(status in status(), body in hurt()) {
        check(status, &body)?;
    }
}
