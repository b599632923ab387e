//! Bodies that nobody thought of. Decoding never panics, and never makes a success of a body whose own status is none, as
//! told by a second, independent reading of the body.

use proptest::prelude::*;
use rescind_domain::{PrincipalId, RoleName};
use rescind_vendors::Response;
use rescind_vendors::milvus::classify::Answer;
use rescind_vendors::milvus::{envelope, read, requests};
use serde_json::{Value, json};

use crate::{Always, now};

/// Whether the body is an object whose only `code` is a success and whose `data` is there.
fn may_succeed(status: u16, body: &str) -> bool {
    let value: Option<Value> = serde_json::from_str(body).ok();
    let object = value.as_ref().and_then(Value::as_object);
    status == 200
        && object.is_some_and(|object| {
            object.get("code").is_some_and(|code| *code == json!(0) || *code == json!(200))
                && object.get("data").is_some_and(|data| !data.is_null())
        })
}

/// Runs every decoder over the body.
fn check(status: u16, body: &str) -> Result<(), TestCaseError> {
    let response = Response { status, body: body.to_owned(), ..Response::default() };
    let confirmed = envelope::confirm(&Answer::new(&requests::users_list(), &response));
    prop_assert!(confirmed.is_err() || may_succeed(status, body), "{} {}", status, body);
    let transport = Always(response);
    let reads = [
        now(read::roles(&transport)).map(|_| ()),
        now(read::user_roles(&transport, &PrincipalId::new("alice"))).map(|_| ()),
        now(read::role_grants(&transport, &RoleName::new("r"))).map(|_| ()),
        now(read::directory(&transport, &|_, _| ())).map(|_| ()),
    ];
    for read in reads {
        prop_assert!(read.is_err() || may_succeed(status, body), "{} {}", status, body);
        if let Err(fault) = read {
            prop_assert!(fault.raw.unwrap_or_default().len() <= rescind_domain::Fault::RAW_LIMIT);
        }
    }
    Ok(())
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![6 => Just(200_u16), 1 => 100..=599_u16]
}

/// JSON that likes the envelope's own words and numbers.
fn json_value() -> impl Strategy<Value = Value> {
    let key = prop_oneof![Just("code".to_owned()), Just("data".into()), Just("message".into()), "[a-z]{0,3}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![Just(0_i64), Just(200), Just(65535), any::<i64>()].prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof![Just(String::new()), Just("0".into()), Just("permission deny".into()), ".{0,8}"]
            .prop_map(Value::from),
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
        4 => Just(json!(0)), 1 => Just(json!(200)), 2 => any::<i32>().prop_map(|code| json!(code)), 1 => json_value(),
    ];
    let name = prop_oneof!["[a-z]{0,2}", ".{0,4}"];
    let row = (name.clone(), json_value()).prop_map(|(name, odd)| {
        json!({"dbName": name, "grantor": odd, "objectName": name, "objectType": name, "privilege": name})
    });
    let data = prop_oneof![
        prop::collection::vec(name, 0..4).prop_map(|names| json!(names)),
        prop::collection::vec(row, 0..3).prop_map(Value::from),
        json_value(),
    ];
    (code, data).prop_map(|(code, data)| json!({"code": code, "data": data}))
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

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics_or_passes(status in status(), body in any::<String>()) {
        check(status, &body)?;
    }

    #[test]
    fn arbitrary_bytes_never_panic_or_pass(status in status(), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        check(status, &String::from_utf8_lossy(&bytes))?;
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

    /// The other direction, so that the properties above are not kept by refusing everything.
    #[test]
    fn a_list_of_names_under_success_is_read(code in prop_oneof![Just(0), Just(200)], names in prop::collection::vec("[a-z]{1,8}", 0..6)) {
        let body = json!({"code": code, "data": names});
        let mut unique: Vec<String> = Vec::new();
        for name in names {
            if !unique.contains(&name) {
                unique.push(name);
            }
        }
        let roles = now(read::roles(&Always::body(body))).map(|roles| roles.iter().map(ToString::to_string).collect::<Vec<_>>());
        prop_assert_eq!(roles, Ok(unique));
    }
}
