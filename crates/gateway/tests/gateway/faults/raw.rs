//! Every route, also those that no revocation needs: what the vendor says arrives as it was said, and where nothing arrives
//! the gateway says which nothing it was.

use rescind_domain::GatewayErrorKind;
use rescind_vendors::routes::{self, Effect, Parameter, Route};
use rescind_vendors::{Method, Request, TransportFailure};
use serde_json::{Value, json};

use super::lane::{Lane, Times};
use super::troubles::{self, How, Trouble};

/// One act for each vendor.
pub(super) const IS_FIRST_OF_ITS_VENDOR: &[&str] = &["milvus membership", "genauth membership", "yandex access"];

/// For each route that reads and each trouble, what is wrong.
pub(super) async fn run(lane: &Lane) -> Vec<Option<String>> {
    let mut results = Vec::new();
    lane.restore().await;
    for route in routes::routes(lane.act.vendor).iter().filter(|route| route.effect == Effect::Read) {
        for trouble in troubles::all(lane.act.vendor) {
            lane.provoke(route, &lane.path(route), &trouble, Times::Once).await;
            let answer = lane.place.driver.read(lane.act.connection, &request(lane, route)).await;
            let wrong = wrong(&trouble, &answer);
            results.push(wrong.map(|wrong| format!("{} {}: {wrong}: {answer:?}", route.path, trouble.name)));
            lane.between.forget();
        }
    }
    results
}

fn request(lane: &Lane, route: &Route) -> Request {
    let path = lane.path(route).replace('*', "c9qop");
    let folder = route.query.iter().find_map(|parameter| match parameter {
        Parameter::Folder(name) => Some((*name, "sandbox-folder".to_owned())),
        Parameter::Free(_) => None,
    });
    match route.method {
        Method::Get => Request::get(path, folder.into_iter().collect()),
        Method::Post | Method::Patch => Request::post(path, json!({})),
    }
}

fn wrong(trouble: &Trouble, answer: &Result<rescind_vendors::Response, TransportFailure>) -> Option<String> {
    let lost = |kind| match answer {
        Err(TransportFailure::Gateway { error, .. }) if error.kind == kind => None,
        _ => Some(format!("should be {kind:?}")),
    };
    let fault = match &trouble.how {
        How::Drip(_) => return lost(GatewayErrorKind::UpstreamTimeout),
        How::Answer(_) => {
            let passed_on = answer.as_ref().is_ok_and(|answer| answer.status == 200 && answer.body.len() < 1 << 20);
            return (!passed_on).then(|| "should be passed on as it came".to_owned());
        }
        How::Fault(fault) => fault,
    };
    if fault.get("cut").is_some() {
        return lost(GatewayErrorKind::UpstreamLost);
    }
    if fault.get("delay_ms").is_some() {
        return lost(GatewayErrorKind::UpstreamTimeout);
    }
    let Ok(answer) = answer else { return Some("should be the vendor's".to_owned()) };
    // A token that is refused once is renewed, and the call with it.
    let status = fault["status"].as_u64().unwrap_or(200);
    let same_status =
        status == 401 || u64::from(answer.status) == status || fault.get("body").is_none() && status == 200;
    let same_body = match fault.get("body") {
        Some(Value::String(text)) => answer.body == *text,
        Some(body) => serde_json::from_str::<Value>(&answer.body).is_ok_and(|answered| answered == *body),
        None => true,
    };
    (!same_status || !same_body).then(|| "should be passed on as it was said".to_owned())
}
