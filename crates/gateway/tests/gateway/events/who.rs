//! Who is given a stream.

use serde_json::json;

use super::{request, world};
use crate::support::{entry, json_of, refusal};

/// Path, what is accepted, the site of the fetch, whether X-Rescind is there, and the status.
type Case<'a> = (&'a str, Option<&'a str>, Option<&'a str>, bool, u16);

#[tokio::test]
async fn a_stream_is_given_to_pages_of_the_gateway_alone() {
    let world = world().await;
    let plan = world.post("/api/plans", &json!({ "entries": [entry("prod", "alice")] }).to_string()).await;
    let plan = json_of(plan).await["id"].as_str().unwrap().to_owned();
    let of_plan = format!("/api/plans/{plan}/events");
    let other = format!("/api/plans/{plan}");
    let sse = Some("text/event-stream");
    let cases: [Case<'_>; 23] = [
        ("/api/events", sse, Some("same-origin"), false, 200),
        (&of_plan, sse, Some("same-origin"), false, 200),
        ("/api/events", sse, Some("same-origin"), true, 200),
        ("/api/events", sse, None, false, 403),
        ("/api/events", sse, None, true, 403),
        ("/api/events", sse, Some("none"), false, 403),
        ("/api/events", sse, Some("none"), true, 403),
        ("/api/events", sse, Some("same-site"), false, 403),
        ("/api/events", sse, Some("cross-site"), false, 403),
        ("/api/events", sse, Some("Same-Origin"), false, 403),
        (&of_plan, sse, None, false, 403),
        (&of_plan, sse, Some("none"), false, 403),
        (&of_plan, sse, Some("same-site"), false, 403),
        ("/api/events", None, Some("same-origin"), false, 403),
        ("/api/events", Some("application/json"), Some("same-origin"), false, 403),
        ("/api/events", Some("application/json"), None, true, 200),
        ("/api/events", Some("application/json"), Some("none"), true, 200),
        ("/api/events/", sse, Some("same-origin"), false, 403),
        (&other, sse, Some("same-origin"), false, 403),
        ("/api/plans", sse, Some("same-origin"), false, 403),
        ("/api/journal", sse, Some("same-origin"), false, 403),
        ("/api/connections", sse, Some("same-origin"), false, 403),
        ("/api/c/prod/events", sse, Some("same-origin"), false, 403),
    ];
    for (path, accept, site, has_header, status) in cases {
        let what = format!("{path} {accept:?} {site:?} {has_header}");
        let mut request = world.client.get(format!("{}{path}", world.base)).header("cookie", &world.cookie);
        for (name, value) in [("accept", accept), ("sec-fetch-site", site), ("x-rescind", has_header.then_some("1"))] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        assert_eq!(request.send().await.unwrap().status(), status, "{what}");
    }
    let foreign = request(&world, "/api/events").header("origin", "http://evil.example").send().await.unwrap();
    assert_eq!(refusal(foreign).await, (403, "cross_site".to_owned()));
    let posted = world.client.post(format!("{}/api/events", world.base)).header("cookie", &world.cookie);
    let posted = posted.header("accept", "text/event-stream").header("sec-fetch-site", "same-origin");
    assert_eq!(posted.send().await.unwrap().status(), 403, "only what reads goes without the header");
    let stranger = world.client.get(format!("{}/api/events", world.base)).header("sec-fetch-site", "same-origin");
    let stranger = stranger.header("accept", "text/event-stream").send().await.unwrap();
    assert_eq!(refusal(stranger).await, (401, "signed_out".to_owned()));
}
