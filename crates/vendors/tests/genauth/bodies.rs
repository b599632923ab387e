//! The head, from outside: what it says in every spelling, and what is no head at all.

use rescind_domain::{BusinessStatus, FaultKind, RequestId, Retry, Vendor};
use rescind_vendors::genauth::classify::Answer;
use rescind_vendors::genauth::envelope::{data, head};
use rescind_vendors::genauth::requests::{Window, list_users};
use rescind_vendors::{Response, business_status};
use serde_json::json;

fn envelope(status_code: i64, api_code: Option<i64>, success: Option<bool>) -> Option<BusinessStatus> {
    Some(BusinessStatus::Envelope { status_code, api_code, success })
}

#[test]
fn the_status_is_read_in_every_spelling() {
    let status = |body: serde_json::Value| business_status(Vendor::Genauth, &body.to_string());
    assert_eq!(status(json!({"statusCode": 200, "data": {"success": true}})), envelope(200, None, Some(true)));
    assert_eq!(status(json!({"statusCode": "404", "apiCode": "2004"})), envelope(404, Some(2004), None));
    assert_eq!(status(json!({"statusCode": 200, "apiCode": null, "data": null})), envelope(200, None, None));
    assert_eq!(status(json!({"statusCode": 200, "data": {"success": "true"}})), envelope(200, None, None));
    assert_eq!(status(json!({"statusCode": 200, "apiCode": 1.5})), envelope(200, None, None));
    for nothing in [
        json!({}),
        json!([200]),
        json!(200),
        json!({"code": 200}),
        json!({"statusCode": "ok"}),
        json!({"statusCode": 200.5}),
    ] {
        assert_eq!(status(nothing.clone()), None, "{nothing}");
    }
    assert_eq!(business_status(Vendor::Genauth, "<html>"), None);
}

#[test]
fn the_legacy_envelope_keeps_its_id() {
    let head = head(r#"{"statusCode":500,"message":"x","apiCode":"1000","uniqueId":"u-1","data":null}"#).unwrap();
    assert_eq!((head.request_id.as_deref(), head.api_code), (Some("u-1"), Some(1000)));
}

#[test]
fn a_fault_carries_both_statuses_the_words_and_the_id() {
    let request = list_users(Window::page(1));
    let body = r#"{"statusCode":403,"message":"无权限执行此项操作","apiCode":1001,"requestId":"r-1"}"#;
    let response =
        Response { status: 200, body: body.into(), request_id: Some(RequestId::new("proxy")), ..Response::default() };
    let fault = data(&Answer::new(&request, &response)).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Forbidden { missing: None });
    assert_eq!((fault.http_status, fault.business), (Some(200), envelope(403, Some(1001), None)));
    assert_eq!(fault.message.as_deref(), Some("无权限执行此项操作"));
    assert_eq!(fault.request_id, Some(RequestId::new("r-1")), "the vendor's own id, not a proxy's");
    assert_eq!((fault.raw.as_deref(), fault.retry), (Some(body), Retry::Useless));
}

#[test]
fn http_decides_only_where_there_is_no_envelope() {
    let request = list_users(Window::page(1));
    let kind = |status, body: &str| {
        let response = Response { status, body: body.into(), retry_after_seconds: Some(2), ..Response::default() };
        data(&Answer::new(&request, &response)).map_err(|fault| fault.kind)
    };
    let denied = r#"{"statusCode":403,"message":""}"#;
    for status in [200, 201, 401, 404, 429, 500, 502] {
        assert_eq!(kind(status, denied), Err(FaultKind::Forbidden { missing: None }), "{status}");
    }
    assert_eq!(kind(404, "{}"), Err(FaultKind::NotFound));
    assert_eq!(kind(429, ""), Err(FaultKind::RateLimited { retry_after_seconds: Some(2) }));
    assert_eq!(kind(200, r#"{"statusCode":429}"#), Err(FaultKind::RateLimited { retry_after_seconds: Some(2) }));
    assert_eq!(kind(504, ""), Err(FaultKind::Timeout));
    assert_eq!(kind(200, r#"{"statusCode":200,"data":{}}"#), Ok(json!({})));
    assert_eq!(kind(500, r#"{"statusCode":200,"data":{}}"#), Err(FaultKind::Malformed { at: "statusCode".into() }));
    assert_eq!(kind(200, "<HTML>"), Err(FaultKind::Malformed { at: "html".into() }));
}
