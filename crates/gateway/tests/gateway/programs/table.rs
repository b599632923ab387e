//! Every route with every kind of token. The routes are those that the router has, what each needs is what `docs/programs.md`
//! says; a route that is in one of the two only fails here.

use std::collections::BTreeMap;

use reqwest::{Method, StatusCode};
use rescind_gateway::Route;
use serde_json::{Value, json};

use super::{EVERYTHING, made, post, request, revoke, token, token_of, world};
use crate::support::{Plan, World, entry, json_of, refusal, told, undo};

const PAPER: &str = include_str!("../../../../../docs/programs.md");
const SCOPES: [&str; 4] = ["read", "plan", "run", "undo"];

/// What a route needs of a token.
#[derive(Debug, PartialEq)]
enum Needs {
    /// It is open to all.
    Nothing,
    /// A person.
    Person,
    /// A token with one of these.
    OneOf(Vec<&'static str>),
}

/// The table of the paper.
fn documented() -> BTreeMap<(&'static str, &'static str), Needs> {
    let mut table = BTreeMap::new();
    for row in PAPER.lines().filter_map(|line| line.strip_prefix("| `")) {
        let (route, rest) = row.split_once("` | ").unwrap();
        let (needs, _) = rest.split_once(" |").unwrap();
        let needs = match needs {
            "none" => Needs::Nothing,
            "–" => Needs::Person,
            scopes => Needs::OneOf(scopes.split(" or ").collect()),
        };
        assert!(table.insert(route.split_once(' ').unwrap(), needs).is_none(), "{route} stands twice");
    }
    table
}

/// A request to a route, on a plan of `prod` that was stored just before. The body is one that is fine.
async fn example(world: &World, route: Route) -> (Method, String, Value) {
    let method = route.method;
    let id = match route.path.starts_with("/api/connections/") {
        true => "prod".to_owned(),
        false => world.plan(&["alice"]).await.id,
    };
    let query = match route.path.rsplit_once('/') {
        Some((before, last)) if before.ends_with("/role") || last == "role" => "?name=reader",
        Some((before, last)) if before.ends_with("/user") || last == "user" => "?id=alice",
        _ => "",
    };
    let path = route.path.replace("{id}", &id) + query;
    let body = match (method, route.path) {
        ("POST", "/api/plans") => json!({ "entries": [entry("prod", "alice")] }),
        ("POST", "/api/plans/preview") => json!({ "entries": [entry("prod", "alice")] }),
        ("POST", "/api/descriptions") => json!({ "text": "[]" }),
        ("POST", "/api/entries/later") => json!({ "entries": [format!("{id}.1")] }),
        ("POST", _) => json!({}),
        _ => Value::Null,
    };
    (method.parse().unwrap(), path, body)
}

/// Status and, if the gateway refused it, kind.
async fn status(world: &World, secret: Option<&str>, (method, path, body): (Method, String, Value)) -> (u16, String) {
    let mut request = match secret {
        Some(secret) => request(world, secret, method, &path),
        None => world.client.request(method, format!("{}{path}", world.base)),
    };
    if !body.is_null() {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    let answer = request.send().await.unwrap();
    match answer.headers().contains_key("x-rescind-error") {
        true => refusal(answer).await,
        false => (answer.status().as_u16(), String::new()),
    }
}

fn is_let_through(status: u16) -> bool {
    // A plan may be in a state that does not permit what is asked of it, and a vendor may say no to a read.
    (200..300).contains(&status) || status == StatusCode::CONFLICT || status == StatusCode::BAD_GATEWAY
}

#[test]
fn the_paper_and_the_router_have_the_same_routes() {
    let mut routes: Vec<_> = rescind_gateway::routes().iter().map(|route| (route.method, route.path)).collect();
    routes.sort_unstable();
    assert_eq!(routes, documented().into_keys().collect::<Vec<_>>());
}

#[tokio::test]
async fn every_route_lets_through_whom_the_paper_says_and_nobody_else() {
    let world = world().await;
    let single: Vec<_> = SCOPES.map(|scope| (scope, token_of(&world, scope, scope))).into();
    let without: BTreeMap<_, _> = SCOPES
        .map(|missing| {
            let rest: Vec<_> = SCOPES.into_iter().filter(|scope| *scope != missing).collect();
            (missing, token_of(&world, &format!("all-but-{missing}"), &rest.join(",")))
        })
        .into();
    let everything = made(&world, "everything", "prod,other,audit", EVERYTHING, &["--allow-danger"]);
    let table = documented();
    for route in rescind_gateway::routes() {
        let needs = table.get(&(route.method, route.path)).unwrap_or_else(|| panic!("{route:?} is not in the paper"));
        for (scope, secret) in &single {
            let (status, kind) = status(&world, Some(secret), example(&world, route).await).await;
            let what = format!("{route:?} with {scope}: {status} {kind}");
            match needs {
                Needs::Nothing => assert_eq!(status, 200, "{what}"),
                Needs::OneOf(scopes) if scopes.contains(scope) => assert!(is_let_through(status), "{what}"),
                _ => assert_eq!((status, kind.as_str()), (403, "token_refused"), "{what}"),
            }
        }
        let (with_all, kind) = status(&world, Some(&everything), example(&world, route).await).await;
        let expected = *needs != Needs::Person;
        assert_eq!(is_let_through(with_all), expected, "{route:?} with everything: {with_all} {kind}");
        if let Needs::OneOf(scopes) = needs
            && let [scope] = scopes[..]
        {
            let (status, _) = status(&world, Some(&without[scope]), example(&world, route).await).await;
            assert_eq!(status, 403, "{route:?} with everything but {scope}");
            if route.method == "GET" {
                let (_, path, _) = example(&world, route).await;
                let head = request(&world, &without[scope], Method::HEAD, &path).send().await.unwrap();
                assert_eq!(head.status(), 403, "HEAD {path} with everything but {scope}");
            }
        }
    }
}

#[tokio::test]
async fn no_route_knows_a_token_that_is_not_valid_or_of_another_connection() {
    let world = world().await;
    let ended = token_of(&world, "ended", EVERYTHING);
    revoke(&world, "ended");
    let elsewhere = made(&world, "elsewhere", "other", EVERYTHING, &["--allow-danger"]);
    let unknown = format!("rescind_{}", "A".repeat(43));
    let table = documented();
    for route in rescind_gateway::routes() {
        if table[&(route.method, route.path)] == Needs::Nothing {
            continue;
        }
        for secret in [&ended, &unknown, "", "rescind_", "login-token-of-the-tests"] {
            let answered = status(&world, Some(secret), example(&world, route).await).await;
            assert_eq!(answered, (401, "wrong_token".to_owned()), "{route:?} with {secret:?}");
            // So many in a row are told to wait.
            world.clock.advance(std::time::Duration::from_secs(6));
        }
        let example = example(&world, route).await;
        let (path, method) = (example.1.clone(), example.0.clone());
        let (status, kind) = status(&world, Some(&elsewhere), example).await;
        let what = format!("{route:?} with a token of another connection: {status} {kind}");
        let has_entries = route.method == "POST" && ["/api/plans", "/api/plans/preview"].contains(&route.path);
        let names_prod = route.path.contains("{id}") || has_entries;
        match table[&(route.method, route.path)] {
            Needs::Person => assert_eq!(status, 403, "{what}"),
            // It is the same for everybody.
            _ if route.path == "/api/openapi.json" => assert_eq!(status, 200, "{what}"),
            _ if names_prod => assert_eq!((status, kind.as_str()), (404, "not_found"), "{what}"),
            _ => {
                assert_eq!(status, 200, "{what}");
                let text = request(&world, &elsewhere, method, &path).send().await.unwrap().text().await.unwrap();
                assert!(!text.contains("prod") && !text.contains("alice"), "{what}: {text}");
            }
        }
    }
}

#[tokio::test]
async fn a_token_without_a_scope_an_end_or_a_connection_cannot_be_made() {
    let world = world().await;
    let whole = ["create", "x", "--expires-in", "1h", "--connections", "prod", "--scopes", "read"];
    for missing in [2, 4, 6] {
        let arguments = [&whole[..missing], &whole[missing + 2..]].concat();
        let output = token(world.directory.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    let wrong = [("--expires-in", "367d"), ("--expires-in", "0d"), ("--scopes", "admin"), ("--connections", "Prod")];
    for (option, value) in wrong {
        let mut arguments = whole;
        let at = arguments.iter().position(|argument| *argument == option).unwrap();
        arguments[at + 1] = value;
        assert_eq!(token(world.directory.path(), &arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!(world.plan_events(), Vec::<String>::new(), "nothing was made");
}

#[tokio::test]
async fn starting_and_undoing_take_scopes_of_their_own() {
    let world = world().await;
    let plans = token_of(&world, "plans", "plan");
    let runs = token_of(&world, "runs", "plan,run");
    let undoes = token_of(&world, "undoes", "plan,run,undo");
    let start = json!({ "entries": [entry("prod", "alice")], "start": true });
    let refused = post(&world, &plans, "/api/plans", &start).await;
    assert_eq!(refusal(refused).await, (403, "token_refused".to_owned()));
    assert_eq!(world.plan_events(), ["token_created", "token_created", "token_created"], "nothing was stored");
    let revoked = world.run(&["alice"]).await;
    let undo = json!({ "entries": [undo("alice", &revoked.entries[0])] });
    let refused = post(&world, &runs, "/api/plans", &undo).await;
    assert_eq!(refusal(refused).await, (403, "token_refused".to_owned()));
    // A person stores the undo; whoever only runs may not start it, nor resume or retry it.
    let stored = Plan::of(&json_of(world.post("/api/plans", &undo.to_string()).await).await);
    for act in ["start", "resume", "retry"] {
        let refused = post(&world, &runs, &format!("{}/{act}", stored.path()), &json!({})).await;
        assert_eq!(refusal(refused).await, (403, "token_refused".to_owned()), "{act}");
    }
    let started = post(&world, &undoes, &format!("{}/start", stored.path()), &json!({})).await;
    assert_eq!(started.status(), 204);
    assert_eq!(told(&world.ends(&stored).await), ["Restored"]);
}
