//! What is dangerous is refused to a token that was made without it; what nobody accepted, the runner does not send.

use serde_json::{Value, json};

use super::{EVERYTHING, get, made, post, token_of};
use crate::milvus::{Roles, milvus};
use crate::support::{Plan, World, entry, json_of, refusal, told, until};

/// An entry that revokes Milvus' administrator role.
fn admin(user: &str, accepts: &[&str]) -> Value {
    let mut entry = entry("prod", user);
    entry["grant"]["role"] = json!("admin");
    entry["accepts"] = json!(accepts);
    entry
}

async fn world() -> World {
    let roles = Roles::default();
    roles.set("alice", &["admin"]);
    World::of(&milvus(&roles).await).await
}

#[tokio::test]
async fn a_token_made_without_danger_stores_starts_and_repeats_nothing_dangerous() {
    let world = world().await;
    let secret = token_of(&world, "one", EVERYTHING);
    for code in ["last_holder", "perhaps_last_holder", "yourself"] {
        let plan = json!({ "entries": [entry("prod", "bob"), admin("alice", &[code])] });
        let refused = post(&world, &secret, "/api/plans", &plan).await;
        let text = refused.text().await.unwrap();
        assert!(text.contains("made without --allow-danger") && text.contains("admin"), "{text}");
    }
    assert_eq!(world.plan_events(), ["token_created"], "nothing was stored");
    // A person has confirmed it, but the program is not to be the one that sends it.
    let plan = world.store(&[admin("alice", &["last_holder"])], false).await;
    for act in ["start", "resume", "retry"] {
        let refused = post(&world, &secret, &format!("{}/{act}", plan.path()), &json!({})).await;
        assert_eq!(refusal(refused).await, (403, "token_refused".to_owned()), "{act}");
    }
    assert_eq!(world.events(), Vec::<String>::new());
    let cancel = post(&world, &secret, &format!("{}/cancel", plan.path()), &json!({})).await;
    assert_eq!(cancel.status(), 204, "it may be stopped by whoever runs things");
}

#[tokio::test]
async fn a_token_made_for_it_may_be_dangerous() {
    let world = world().await;
    let secret = made(&world, "one", "prod", EVERYTHING, &["--allow-danger"]);
    let plan = json!({ "entries": [admin("alice", &["last_holder"])], "start": true });
    let plan = Plan::of(&json_of(post(&world, &secret, "/api/plans", &plan).await).await);
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
}

#[tokio::test]
async fn what_was_not_accepted_is_not_sent_for_a_program_either() {
    let world = world().await;
    for (name, more) in [("one", &[][..]), ("two", &["--allow-danger"])] {
        let secret = made(&world, name, "prod", EVERYTHING, more);
        let plan = json!({ "entries": [admin("alice", &[])], "start": true });
        let plan = Plan::of(&json_of(post(&world, &secret, "/api/plans", &plan).await).await);
        let view = || async { json_of(get(&world, &secret, &plan.path()).await).await };
        let view = until(view, |view| view["status"]["status"] == "finished").await;
        assert_eq!(told(&view), ["Failed"]);
        assert_eq!(view["entries"][0]["state"]["fault"]["kind"], "unconfirmed", "{view:#}");
    }
    assert_eq!(world.events(), ["outcome", "outcome"], "no call left");
}
