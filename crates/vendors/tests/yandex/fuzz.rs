//! Bodies that nobody thought of. Decoding never panics, and never makes a success of a body whose own status is none, as
//! told by a second, independent reading of the body.

use proptest::prelude::*;
use rescind_domain::{CallResult, Fault, OperationState, PrincipalId};
use rescind_vendors::yandex::scope::ClusterId;
use rescind_vendors::yandex::{Answer, operation, read, revoke};
use rescind_vendors::{Request, Response, business_status};
use serde_json::{Value, json};

use crate::script::Script;
use crate::{connection, now};

/// Runs every decoder over the body.
fn check(status: u16, body: &str) -> Result<(), TestCaseError> {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let no_error = status == 200 && value.is_object() && value["code"].is_null();
    let response = Response { status, body: body.to_owned(), ..Response::default() };
    let script = Script::new([Ok(response.clone())]);
    let (cluster, alice) = (ClusterId::new("c9q"), PrincipalId::new("alice"));

    let lists = [
        now(read::user(&script, &cluster, &alice)).map(|_| ()),
        now(read::users(&script, &cluster)).map(|_| ()),
        now(read::databases(&script, &cluster)).map(|_| ()),
        now(read::clusters(&script, &connection())).map(|_| ()),
    ];
    for read in lists {
        prop_assert!(read.is_err() || no_error, "{} {}", status, body);
        prop_assert!(read.err().and_then(|fault| fault.raw).unwrap_or_default().len() <= Fault::RAW_LIMIT);
    }

    let request = Request::post("/p:revokePermission", json!({"databaseName": "d"}));
    if let Ok(operation) = operation::decode(&Answer::new(&request, &response)) {
        let (error, done) = (!value["error"].is_null(), value["done"] == true);
        prop_assert!(no_error && value["id"] == operation.id.as_str());
        prop_assert_eq!(operation.state == OperationState::Done, done && !error && !value["response"].is_null());
    }
    match revoke::call_result(&request, &response) {
        CallResult::Accepted | CallResult::NotSent(_) => prop_assert!(false, "an answer never means that: {}", body),
        CallResult::Pending(id) => prop_assert!(no_error && value["id"] == id.as_str()),
        CallResult::Rejected { .. } | CallResult::Lost(_) | CallResult::TimedOut(_) => {}
    }
    let _ = business_status(rescind_domain::Vendor::YandexMongodb, body);
    Ok(())
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![6 => Just(200_u16), 1 => 100..=599_u16]
}

/// JSON that likes the API's own words and numbers.
fn json_value() -> impl Strategy<Value = Value> {
    let words = ["code", "message", "details", "id", "done", "error", "response", "name", "users", "permissions"];
    let more = ["databaseName", "roles", "clusters", "databases", "nextPageToken", "clusterId", "@type", "x"];
    let key = prop::sample::select([&words[..], &more[..]].concat());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![0..17_i64, any::<i64>()].prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "alice",
            "c9q",
            "9",
            "conflicting operation a detected",
            "conflicting operation é",
            "İ"
        ])
        .prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..7)
                .prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

/// A body near to what the service sends, with one value exchanged.
fn near() -> impl Strategy<Value = Value> {
    let bodies = vec![
        json!({"name": "alice", "clusterId": "c9q", "permissions": [{"databaseName": "d", "roles": ["read"]}]}),
        json!({"users": [{"name": "alice", "permissions": [{"databaseName": "d", "roles": ["read"]}]}]}),
        json!({"id": "o1", "done": true, "response": {"@type": "x"}}),
        json!({"id": "o1", "done": true, "error": {"code": 2, "message": "m"}}),
        json!({"code": 9, "message": "Conflicting operation o1 detected", "details": [{"@type": "a.RetryInfo", "retryDelay": "2s"}]}),
    ];
    (prop::sample::select(bodies), any::<prop::sample::Index>(), json_value()).prop_map(|(mut body, at, value)| {
        if let Some(object) = body.as_object_mut() {
            let keys: Vec<String> = object.keys().cloned().collect();
            object.insert(at.get(&keys).clone(), value);
        }
        body
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(1500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics_or_passes(status in status(), body in any::<String>()) {
        check(status, &body)?;
    }

    #[test]
    fn arbitrary_json_never_panics_or_passes(status in status(), value in json_value()) {
        check(status, &value.to_string())?;
    }

    #[test]
    fn a_body_that_is_nearly_right_passes_only_without_an_error(status in status(), value in near()) {
        check(status, &value.to_string())?;
    }

    #[test]
    fn a_cut_body_never_passes(value in near(), at in any::<prop::sample::Index>()) {
        let text = value.to_string();
        let cut = at.index(text.len());
        let kept: String = text.chars().take(cut.min(text.chars().count() - 1)).collect();
        check(200, &kept)?;
        let response = Response { status: 200, body: kept, ..Response::default() };
        prop_assert!(Answer::new(&Request::get("/p", Vec::new()), &response).object().is_err());
    }

    /// The other direction, so that the properties above are not kept by refusing everything.
    #[test]
    fn a_user_under_success_is_read(names in prop::collection::vec("[a-z]{1,8}", 0..6)) {
        let users: Vec<Value> = names.iter().map(|name| json!({"name": name, "future": [1]})).collect();
        let body = json!({"users": users, "totalSize": "7", "nextPageToken": ""}).to_string();
        let response = Response { status: 200, body, ..Response::default() };
        let read = now(read::users(&Script::new([Ok(response)]), &ClusterId::new("c9q"))).unwrap();
        let unique: std::collections::BTreeSet<&String> = names.iter().collect();
        prop_assert_eq!(read.len(), unique.len());
    }
}
