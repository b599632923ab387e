//! What entries would do, worked out before anybody confirms them: nothing is sent and nothing stored by asking.

use rescind_domain::hazard::Severity;
use rescind_domain::preview::{Around, Preview};
use rescind_domain::{Accepted, ActionKind, HazardCode};
use rescind_gateway::Vendors;
use rescind_sandbox::Seed;
use serde_json::{Value, json};

use crate::support::{Setup, World, entry, json_of, refusal};
use crate::upstream::{Upstream, answer, done};

const PREVIEW: &str = "/api/plans/preview";

async fn demo() -> World {
    World::with("http://127.0.0.1:1", Setup { vendors: Some(Vendors::Sandbox(Seed::Demo)), ..Setup::default() }).await
}

async fn preview(world: &World, entries: &[Value]) -> Preview {
    let body = json!({ "entries": entries }).to_string();
    serde_json::from_value(json_of(world.post(PREVIEW, &body).await).await).unwrap()
}

fn membership(connection: &str, role: &str, scope: Option<&str>, user: &str) -> Value {
    let principal = json!({ "kind": "user", "id": user });
    let mut grant = json!({ "kind": "membership", "role": role, "principal": principal });
    if let Some(scope) = scope {
        grant["scope"] = json!(scope);
    }
    json!({ "connection": connection, "grant": grant })
}

fn privilege(role: &str, privilege: &str, collection: &str) -> Value {
    let grant = json!({
        "kind": "privilege", "role": role, "object_type": "Collection", "object_name": collection, "database": "default",
        "privilege": privilege,
    });
    json!({ "connection": "prod", "grant": grant })
}

#[tokio::test]
async fn the_calls_of_every_vendor_are_told_in_full_and_in_the_words_of_tools() {
    let world = demo().await;
    let entries = [
        membership("milvus", "read_only", None, "user_1"),
        membership("zilliz", "db_ro", None, "alice"),
        membership("milvus", "read_only", None, "alice"),
    ];
    let Preview { entries, calls, unread, .. } = preview(&world, &entries).await;
    assert_eq!((entries.len(), unread.len()), (3, 0));
    let told: Vec<_> = calls.iter().map(|calls| (calls.connection.as_str(), calls.kind, calls.calls.len())).collect();
    assert_eq!(told, [("milvus", ActionKind::Revoke, 2), ("zilliz", ActionKind::Revoke, 1)]);
    assert_eq!(
        calls[0].calls[0],
        r#"POST /v2/vectordb/users/revoke_role  {"roleName":"read_only","userName":"user_1"}"#
    );
    let tools: Vec<_> = calls[0].snippets.iter().map(|snippet| snippet.tool.as_str()).collect();
    assert_eq!(tools, ["curl", "pymilvus"]);
    assert!(calls.iter().all(|calls| !calls.is_part && calls.untold == 0 && calls.faults.is_empty()));
    assert!(world.rows().await.is_empty(), "nothing is stored");
}

#[tokio::test]
async fn what_still_allows_a_privilege_is_told_and_what_could_not_be_read_is_not_none() {
    let row = |privilege: &str, object: &str| {
        json!({
            "objectType": "Collection", "objectName": object, "dbName": "default", "privilege": privilege,
            "roleName": "reader", "grantor": "root",
        })
    };
    let rows = json!([row("Search", "docs"), row("Search", "*"), row("Query", "docs")]);
    let upstream = Upstream::start(move |_, request| {
        let is_role = request.line.contains("roles/describe") && request.body.contains("reader");
        let groups = json!({ "code": 0, "data": { "privilegeGroups": [] } });
        let body = match request.line.contains("privilege_groups") {
            _ if is_role => json!({ "code": 0, "data": rows }),
            true => groups,
            false => json!({ "code": 65535, "message": "no" }),
        };
        answer("200 OK", &[], &body.to_string())
    })
    .await;
    let world = World::of(&upstream).await;
    let asked = [
        privilege("reader", "Search", "docs"),
        privilege("reader", "Query", "docs"),
        privilege("other", "Query", "docs"),
    ];
    let Preview { entries, unread, .. } = preview(&world, &asked).await;
    let missing: Vec<_> = unread.iter().map(|unread| unread.role.name.as_str()).collect();
    assert_eq!(missing, ["other", "reader"], "what the second one is could not be read either");
    let covering: Vec<_> = entries.iter().map(|around| around.facts.covering.clone()).collect();
    assert_eq!(covering, [vec!["Search (Collection *, default)".to_owned()], vec![], vec![]]);
    assert!(unread.iter().all(|unread| unread.fault.as_ref().unwrap().message.as_deref() == Some("no")));
}

/// Who holds the demo's administrator role.
const ADMINISTRATORS: [&str; 2] = ["grace_kim", "oncall_admin"];

fn administrators() -> Vec<Value> {
    ADMINISTRATORS.iter().map(|user| membership("milvus", "admin", None, user)).collect()
}

#[tokio::test]
async fn what_is_dangerous_is_judged_and_what_has_to_be_accepted_is_told_with_each_entry() {
    let world = demo().await;
    let all = administrators();
    let shown = preview(&world, &all).await;
    let dangers: Vec<_> =
        shown.hazards.iter().filter(|found| found.severity == Severity::Danger).map(|found| found.code).collect();
    assert!(dangers.contains(&HazardCode::LastHolder), "{:#?}", shown.hazards);
    let count = Some(ADMINISTRATORS.len());
    assert!(shown.entries.iter().all(|around| (around.held, around.holders) == (Some(true), count)), "{shown:#?}");
    let accepts = |around: &Around| around.accepts.contains(&Accepted::Hazard(HazardCode::LastHolder));
    assert!(shown.entries.iter().all(accepts));
    assert_eq!(shown.calls[0].calls.len(), ADMINISTRATORS.len(), "{:#?}", shown.calls);

    let one = preview(&world, &all[..1]).await;
    assert!(one.hazards.iter().all(|found| found.code != HazardCode::LastHolder), "another one stays");
    let nobody = preview(&world, &[membership("milvus", "admin", None, "nobody_at_all")]).await;
    assert_eq!((nobody.entries[0].held, nobody.hazards.len()), (Some(false), 0), "who does not hold it loses nothing");
}

#[tokio::test]
async fn a_page_whose_rows_tell_the_dangers_asks_for_no_such_reads() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let grant = membership("prod", "admin", None, "ann");
    let body = json!({ "entries": [grant], "hazards": false, "calls": "none" }).to_string();
    let shown: Preview = serde_json::from_value(json_of(world.post(PREVIEW, &body).await).await).unwrap();
    assert_eq!((shown.digest, shown.calls.len(), upstream.requests().len()), (None, 0, 0));
}

#[tokio::test]
async fn a_plan_whose_preview_has_changed_is_not_stored_and_the_answer_has_the_new_one() {
    let world = demo().await;
    let all = administrators();
    let shown = preview(&world, &all[1..]).await;
    let store = async |digest: &str, key: &str| {
        let plan = json!({ "key": key, "entries": all[1..], "digest": digest, "start": false });
        world.post("/api/plans", &plan.to_string()).await
    };
    let digest = shown.digest.clone().unwrap();
    assert_eq!(store(&digest, "a").await.status(), 200);
    assert_eq!(preview(&world, &all[1..]).await.digest, Some(digest.clone()), "the same is the same");
    // Somebody else takes the role from the one that was to keep it.
    let plan = world
        .store(
            &[json!({ "accepts": ["yourself", "last_holder"], "connection": "milvus",
        "grant": all[0]["grant"] })],
            true,
        )
        .await;
    world.ends(&plan).await;
    let answer = store(&digest, "b").await;
    assert_eq!(answer.headers()["x-rescind-error"], "changed");
    assert_eq!(answer.status(), 409);
    let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let now: Preview = serde_json::from_value(body["preview"].clone()).unwrap();
    assert!(now.hazards.iter().any(|found| found.code == HazardCode::LastHolder), "{now:#?}");
    let plans = json_of(world.get("/api/plans").await).await;
    assert_eq!(plans.as_array().unwrap().len(), 2, "nothing was stored");
    assert_eq!(store(&digest, "a").await.status(), 200, "what was stored before is that plan, whatever has changed");
    assert_eq!(store(&now.digest.unwrap(), "b").await.status(), 200);
}

#[tokio::test]
async fn an_entry_that_could_not_be_sent_is_refused_and_asks_no_vendor() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    for (entries, expected) in [
        (json!([]), (400, "bad_request")),
        (json!([entry("none", "ann")]), (404, "not_found")),
        (json!([entry("audit", "ann")]), (403, "read_only")),
        (json!([entry("prod", "a\nb")]), (400, "bad_request")),
        (json!([membership("prod", "reader", Some("elsewhere"), "ann")]), (400, "bad_request")),
    ] {
        let answer = world.post(PREVIEW, &json!({ "entries": entries }).to_string()).await;
        assert_eq!(refusal(answer).await, (expected.0, expected.1.to_owned()), "{entries}");
    }
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn a_pasted_description_is_read_and_what_is_wrong_with_it_is_told_with_its_place() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let describe =
        async |text: &str| json_of(world.post("/api/descriptions", &json!({ "text": text }).to_string()).await).await;
    let row = r#"{"objectType":"Collection","objectName":"docs","dbName":"default","privilege":"Search","roleName":"reader"}"#;
    let read = describe(&format!(r#"{{"code":0,"data":[{row}]}}"#)).await;
    assert_eq!(
        (&read["read"]["rows"]["rows"], &read["read"]["rows"]["privilege"]["values"]),
        (&json!(1), &json!(["Search"]))
    );
    let wrong = describe("[\n  oops").await;
    assert_eq!(wrong["wrong"]["position"]["line"], 2);
    assert_eq!(upstream.connections(), 0);
}
