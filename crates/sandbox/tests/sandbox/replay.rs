//! Every recorded sample is asked for again, in every era that it applies to, and must come back byte for byte.

use std::{collections::BTreeMap, fs, path::Path};

use reqwest::Method;
use rescind_sandbox::Seed;
use serde_json::{Value, json};

use crate::support::Sandbox;

/// Samples that the sandbox cannot produce, with the reason. At most one in ten.
const NOT_PRODUCED: &[(&str, &str)] = &[];

/// What a sample needs besides the common state.
struct Preparation {
    /// Whether there are analyst, db1_rw, alice, bob and carol.
    people: bool,
    calls: Vec<(&'static str, Value)>,
    knobs: Value,
}

fn calls(calls: Vec<(&'static str, Value)>) -> Preparation {
    Preparation { people: true, calls, knobs: json!({}) }
}

fn knobs(knobs: Value) -> Preparation {
    Preparation { knobs, ..calls(Vec::new()) }
}

fn preparation(sample: &str) -> Preparation {
    let group = json!({ "privilegeGroupName": "pg_search" });
    let filled = json!({ "privilegeGroupName": "pg_search", "privileges": ["Query", "Search"] });
    let create = ("privilege_groups/create", group);
    let fill = ("privilege_groups/add_privileges_to_group", filled);
    let fresh = ("roles/create", json!({ "roleName": "fresh" }));
    match sample {
        "privilege_groups-add_privileges_to_group.empty"
        | "privilege_groups-add_privileges_to_group.ok"
        | "privilege_groups-drop.ok" => calls(vec![create]),
        "privilege_groups-remove_privileges_from_group.ok" | "privilege_groups-list.ok-2.6.20" => {
            calls(vec![create, fill])
        }
        "privilege_groups-drop.in-use" => {
            let grant =
                json!({ "roleName": "analyst", "privilege": "pg_search", "dbName": "default", "collectionName": "*" });
            calls(vec![create, fill, ("roles/grant_privilege_v2", grant)])
        }
        "privilege_groups-list.zilliz-doc" => Preparation {
            people: false,
            calls: vec![
                ("privilege_groups/create", json!({ "privilegeGroupName": "my_priv_group" })),
                (
                    "privilege_groups/add_privileges_to_group",
                    json!({ "privilegeGroupName": "my_priv_group", "privileges": ["Insert", "Search"] }),
                ),
            ],
            knobs: json!({ "groups_as_array": true }),
        },
        "roles-create.ok" => Preparation { people: false, ..calls(Vec::new()) },
        "roles-create.quota" => knobs(json!({ "role_limit": 4 })),
        "users-create.quota" => knobs(json!({ "user_limit": 4 })),
        "roles-describe.empty-role" | "roles-drop.ok" => calls(vec![fresh]),
        "roles-describe.public-2.4" => calls(
            [("revoke", "ListAliases"), ("grant", "ShowCollections")]
                .map(|(verb, privilege)| {
                    let path = if verb == "grant" { "roles/grant_privilege" } else { "roles/revoke_privilege" };
                    let body = json!({
                        "roleName": "public", "objectType": "Global", "objectName": "*", "privilege": privilege,
                        "dbName": "*",
                    });
                    (path, body)
                })
                .to_vec(),
        ),
        // The vendor's example is from before roles had descriptions.
        "roles-describe.zilliz-cloud" => Preparation { people: false, ..knobs(json!({ "era": "b" })) },
        "roles-grant_privilege.auth-disabled" => knobs(json!({ "authorization": false })),
        "roles-revoke_privilege_v2.endpoint-missing" => knobs(json!({ "privilege_v2": false })),
        "users-describe.ghost-role" => Preparation {
            knobs: json!({ "ghost_role_names": 2 }),
            ..calls(vec![("users/revoke_role", json!({ "userName": "alice", "roleName": "db1_rw" }))])
        },
        "users-list.not-ready" => knobs(json!({ "ready": false })),
        _ => calls(Vec::new()),
    }
}

/// The eras that a sample's notes about server versions name; none when the sample's own preparation sets it.
fn eras(applies_to: &Value) -> Vec<&'static str> {
    let versions = applies_to.as_array().unwrap().iter().map(|version| version.as_str().unwrap());
    let mut eras: Vec<&str> = versions
        .flat_map(|version| -> &[&'static str] {
            match version {
                "2.4" | "2.5" | "2.5.x" | "2.6.0-2.6.4" | "servers before 2.4.17 / 2.5.0" => &["a"],
                "2.6" | "2.6.2+" => &["b", "c"],
                "2.6.0-2.6.18" | "2.6.5-2.6.18" => &["b"],
                "2.6.19+" | "2.6.20" => &["c"],
                "3.0" => &["c3"],
                "Zilliz Cloud" | "Zilliz Cloud reference page" => &[],
                other => panic!("which era is {other}?"),
            }
        })
        .copied()
        .collect();
    eras.sort_unstable();
    eras.dedup();
    eras
}

/// The state that the samples share, made by root's own calls in era c.
async fn set_up(sandbox: &Sandbox, preparation: &Preparation, zilliz: bool) {
    let databases = json!({ "milvus": { "default": ["articles", "images"], "db1": ["docs"] } });
    sandbox.control("reset", json!({ "seed": "empty", "databases": databases })).await;
    let mut todo: Vec<(&str, Value)> = Vec::new();
    if preparation.people {
        todo.push(("roles/create", json!({ "roleName": "analyst", "description": "Read side" })));
        todo.push(("roles/create", json!({ "roleName": "db1_rw" })));
        for (db, collection, privilege) in [
            ("default", "articles", "Load"),
            ("default", "articles", "Search"),
            ("db1", "docs", "CollectionReadOnly"),
            ("default", "*", "CreateCollection"),
        ] {
            let body =
                json!({ "roleName": "analyst", "dbName": db, "collectionName": collection, "privilege": privilege });
            todo.push(("roles/grant_privilege_v2", body));
        }
        for user in ["alice", "bob", "carol"] {
            todo.push(("users/create", json!({ "userName": user, "password": "Passw0rd" })));
        }
        for (user, role) in [("alice", "analyst"), ("alice", "db1_rw"), ("bob", "analyst")] {
            todo.push(("users/grant_role", json!({ "userName": user, "roleName": role })));
        }
    }
    todo.extend(preparation.calls.iter().cloned());
    for (path, body) in todo {
        let answer = if zilliz { sandbox.zilliz(path, body).await } else { sandbox.call(path, body).await };
        assert_eq!(answer["code"], 0, "{path}: {answer}");
    }
}

async fn replay(sandbox: &Sandbox, name: &str, sample: &Value, era: Option<&str>) -> Result<(), String> {
    let preparation = preparation(name);
    let zilliz = era.is_none();
    set_up(sandbox, &preparation, zilliz).await;
    let instance = if zilliz { "zilliz" } else { "milvus" };
    let mut knobs = preparation.knobs;
    if let Some(era) = era {
        knobs["era"] = json!(era);
    }
    let set = sandbox.control("knobs", json!({ instance: knobs })).await;
    assert_eq!(set.status(), 200, "{name}");

    let request = &sample["request"];
    let base = if zilliz { "/zilliz" } else { "" };
    let method = Method::from_bytes(request["method"].as_str().unwrap().as_bytes()).unwrap();
    let mut call = sandbox.http.request(method, format!("{}{base}{}", sandbox.url, request["path"].as_str().unwrap()));
    for (header, value) in request["headers"].as_object().unwrap() {
        // The vendor's page hides the password.
        let value = value.as_str().unwrap().replace("db_admin:xxxxxxxxxxxxx", "db_admin:Sandbox-1");
        call = call.header(header, value);
    }
    if let Some(body) = request.get("body") {
        call = call.body(body.to_string());
    }
    let answer = call.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let text = answer.text().await.unwrap();
    let expected = match &sample["response"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        // The recordings were tidied; Go's encoder escapes these on the wire.
        json => json.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"),
    };
    let here = format!("{name} in {era:?}");
    if u64::from(status) != sample["status"].as_u64().unwrap() {
        return Err(format!("{here}: status {status}: {text}"));
    }
    if text != expected {
        return Err(format!("{here}:\n  wanted {expected}\n  got    {text}"));
    }
    for (header, value) in sample["responseHeaders"].as_object().into_iter().flatten() {
        let got = headers.get(header).and_then(|value| value.to_str().ok());
        if got != value.as_str() {
            return Err(format!("{here}: header {header} is {got:?}"));
        }
    }
    Ok(())
}

fn samples() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/milvus");
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
    assert!(samples.len() > 80, "the fixtures are missing");
    for (name, reason) in NOT_PRODUCED {
        assert!(samples.contains_key(*name), "{name} is no sample ({reason})");
    }
    assert!(NOT_PRODUCED.len() * 10 <= samples.len(), "too many are not produced");

    let sandbox = Sandbox::seeded(Seed::Empty).await;
    let mut failures = Vec::new();
    for (name, sample) in &samples {
        if NOT_PRODUCED.iter().any(|(listed, _)| listed == name) {
            continue;
        }
        let eras = eras(&sample["appliesTo"]);
        let runs = if eras.is_empty() { vec![None] } else { eras.into_iter().map(Some).collect() };
        for era in runs {
            failures.extend(replay(&sandbox, name, sample, era).await.err());
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
