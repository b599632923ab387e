//! Every recorded sample is asked for again and must come back the same, but for ids and times that are new each time.

use std::{collections::BTreeMap, fs, path::Path};

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    scenario::{self, Scenario},
    support::{Answer, Yandex},
};

/// Samples that the sandbox cannot produce, with the reason. At most one in ten.
const NOT_PRODUCED: &[(&str, &str)] = &[(
    "cluster.list.missing-folder",
    "its BadRequest names the field in camel case; the proto and user.create.invalid-name have snake case",
)];

/// What a field whose value is new each time looks like.
fn looks_alike(field: &str, wanted: &str, got: &str) -> bool {
    let plain = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match field {
        "id" | "createdBy" => plain(wanted, 20) && plain(got, 20),
        "createdAt" | "modifiedAt" | "expiresAt" => is_moment(wanted) && is_moment(got),
        "requestId" | "x-request-id" => {
            [wanted, got].map(|id| id.split('-').map(str::len).collect::<Vec<_>>())
                == [[8, 4, 4, 4, 12], [8, 4, 4, 4, 12]]
        }
        "x-server-trace-id" => {
            [wanted, got].map(|id| id.split(':').map(str::len).collect::<Vec<_>>())
                == [[16, 16, 16, 1], [16, 16, 16, 1]]
        }
        "iamToken" => wanted.starts_with("t1.") && got.starts_with("t1.") && got.split('.').count() == 3,
        _ => false,
    }
}

fn is_moment(text: &str) -> bool {
    let digits = text.replace(|character: char| character.is_ascii_digit(), "0");
    digits == "0000-00-00T00:00:00Z" || digits == "0000-00-00T00:00:00.000000Z"
}

/// The path of the first difference, if there is one. Only what was made during the replay may differ: an operation's
/// own fields, a request's id, a token.
fn difference(path: &str, in_operation: bool, wanted: &Value, got: &Value) -> Option<String> {
    match (wanted, got) {
        (Value::Object(wanted), Value::Object(got)) => {
            let operation = wanted.contains_key("metadata");
            if let Some(field) = got.keys().find(|field| !wanted.contains_key(*field)) {
                return Some(format!("{path}.{field} is there"));
            }
            wanted.iter().find_map(|(field, value)| match got.get(field) {
                Some(other) => difference(&format!("{path}.{field}"), operation, value, other),
                None => Some(format!("{path}.{field} is missing")),
            })
        }
        (Value::Array(wanted), Value::Array(got)) if wanted.len() == got.len() => {
            let pairs = wanted.iter().zip(got).enumerate();
            pairs.into_iter().find_map(|(place, (a, b))| difference(&format!("{path}[{place}]"), false, a, b))
        }
        (Value::String(a), Value::String(b)) if a != b => {
            let field = path.rsplit('.').next().unwrap_or_default();
            let may = in_operation || matches!(field, "requestId" | "iamToken" | "expiresAt");
            (!may || !looks_alike(field, a, b)).then(|| format!("{path}: wanted {a}, got {b}"))
        }
        (a, b) => (a != b).then(|| format!("{path}: wanted {a}, got {b}")),
    }
}

async fn send(yandex: &Yandex, scenario: &Scenario, request: &Value) -> Answer {
    let method = Method::from_bytes(request["method"].as_str().unwrap().as_bytes()).unwrap();
    let path = scenario.path(request["path"].as_str().unwrap());
    let headers: Vec<(&str, &str)> = request["headers"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        // The recordings show no token of the sandbox; it is sent in its place.
        .filter(|(name, _)| *name != "Authorization")
        .collect();
    let body = match scenario.body.as_ref().unwrap_or(&request["body"]) {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        json => json.to_string(),
    };
    yandex.send(method, &path, &headers, body).await
}

async fn replay(yandex: &Yandex, name: &str, sample: &Value, samples: &BTreeMap<String, Value>) -> Result<(), String> {
    let scenario = scenario::prepare(yandex, name, sample, samples).await;
    let answer = send(yandex, &scenario, &sample["request"]).await;
    if u64::from(answer.status) != sample["status"].as_u64().unwrap() {
        return Err(format!("{name}: {answer:?}"));
    }
    let wanted = scenario.response.as_ref().unwrap_or(&sample["response"]);
    if let Some(difference) = difference("", false, wanted, &answer.body) {
        return Err(format!("{name}: {difference}"));
    }
    for (header, value) in sample["responseHeaders"].as_object().into_iter().flatten() {
        let (wanted, got) = (value.as_str().unwrap(), answer.header(header).unwrap_or_default());
        if wanted != got && !looks_alike(header, wanted, got) {
            return Err(format!("{name}: header {header}: wanted {wanted}, got {got}"));
        }
    }
    Ok(())
}

fn samples() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/yandex");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files
        .map(|file| {
            let name = file.file_name().unwrap().to_str().unwrap().trim_end_matches(".json").to_owned();
            (name, serde_json::from_slice(&fs::read(file).unwrap()).unwrap())
        })
        .collect()
}

#[tokio::test]
async fn every_sample_comes_back_as_it_was_recorded() {
    let samples = samples();
    assert!(samples.len() > 50, "the fixtures are missing");
    for (name, reason) in NOT_PRODUCED {
        assert!(samples.contains_key(*name), "{name} is no sample ({reason})");
    }
    assert!(NOT_PRODUCED.len() * 10 <= samples.len(), "too many are not produced");
    let yandex = Yandex::demo().await;
    let mut failures = Vec::new();
    for (name, sample) in &samples {
        if NOT_PRODUCED.iter().all(|(listed, _)| listed != name) {
            failures.extend(replay(&yandex, name, sample, &samples).await.err());
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn a_difference_is_found_wherever_it_is() {
    let wanted = json!({ "done": true, "metadata": {}, "id": "c9q5r1v8k2m4n7p0s3t6", "users": [{ "id": "a" }] });
    let with = |field: &str, value: Value| {
        let mut other = wanted.clone();
        other[field] = value;
        difference("", false, &wanted, &other)
    };
    assert_eq!(with("id", json!("c9q00000000000000000")), None);
    for (field, value) in [
        ("id", json!("short")),
        ("done", json!(false)),
        ("users", json!([{ "id": "b" }])),
        ("users", json!([])),
        ("more", json!(null)),
    ] {
        assert!(with(field, value).is_some(), "{field}");
    }
}
