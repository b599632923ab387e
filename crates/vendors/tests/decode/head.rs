//! The first step: the head decides, whatever else is in the body. And the facts of the answer that a fault keeps.

use rescind_domain::{BusinessStatus, Fault, FaultKind, RequestId, Retry, Vendor};
use rescind_vendors::milvus::classify::Answer;
use rescind_vendors::milvus::{envelope, requests};
use rescind_vendors::{Response, business_status};

fn confirm(status: u16, body: &str) -> Result<(), Fault> {
    let response = Response { status, body: body.into(), ..Response::default() };
    envelope::confirm(&Answer::new(&requests::users_list(), &response))
}

fn malformed(path: &str) -> FaultKind {
    FaultKind::Malformed { at: path.into() }
}

#[test]
fn success_is_status_200_with_code_0_or_200_and_data() {
    for body in [
        r#"{"code":0,"data":{}}"#,
        r#"{"code":200,"data":{}}"#,
        r#"{"data":[],"code":0}"#,
        r#"{"code":0,"data":"text"}"#,
        r#"{"code":0,"data":0}"#,
        r#"{"code":0,"data":false}"#,
        r#"{"code":0,"message":null,"data":{}}"#,
        r#"{"code":0,"message":"","data":{},"description":"","cost":0}"#,
        " \r\n\t{ \"code\" : 0 , \"data\" : { } }\n",
    ] {
        assert_eq!(confirm(200, body), Ok(()), "{body}");
        assert!(confirm(201, body).is_err() && confirm(500, body).is_err() && confirm(304, body).is_err(), "{body}");
    }
}

#[test]
fn what_is_no_envelope_is_malformed_and_says_where() {
    let cases = [
        ("", "$"),
        (" ", "$"),
        ("null", "$"),
        ("0", "$"),
        ("true", "$"),
        ("\"ok\"", "$"),
        ("[]", "$"),
        ("[0]", "$"),
        (" [200]", "$"),
        (r#"[0,"",{}]"#, "$"),
        (r#"[{"code":0,"data":{}}]"#, "$"),
        ("{}", "$"),
        (r#"{"data":{}}"#, "$"),
        (r#"{"success":true,"data":{}}"#, "$"),
        (r#"{"Code":0,"data":{}}"#, "$"),
        (r#"{"code":"0","data":{}}"#, "$"),
        (r#"{"code":null,"data":{}}"#, "$"),
        (r#"{"code":0.0,"data":{}}"#, "$"),
        (r#"{"code":false,"data":{}}"#, "$"),
        (r#"{"code":[0],"data":{}}"#, "$"),
        (r#"{"code":99999999999999999999,"data":{}}"#, "$"),
        (r#"{"code":1100,"code":0,"data":{}}"#, "$"),
        (r#"{"code":0,"message":{},"data":{}}"#, "$"),
        (r#"{"code":0,"data":{}"#, "$"),
        (r#"{"code":0,"data":{}}{"code":0}"#, "$"),
        (r#"{"code":0,"data":{}} trailing"#, "$"),
        ("\u{feff}{\"code\":0,\"data\":{}}", "$"),
        ("callback({\"code\":0,\"data\":{}})", "$"),
        ("<!DOCTYPE html><html></html>", "html"),
        ("\n  <html lang=\"en\">", "html"),
        ("<!doctype HTML>", "html"),
        ("<HTML>", "html"),
        ("<?xml version=\"1.0\"?>", "$"),
        (r#"{"code":0}"#, "data"),
        (r#"{"code":0,"data":null}"#, "data"),
        (r#"{"code":200,"message":"ok"}"#, "data"),
    ];
    for (body, path) in cases {
        let fault = confirm(200, body).expect_err(body);
        assert_eq!((&fault.kind, fault.retry), (&malformed(path), Retry::AfterReread), "{body}");
        assert_eq!(fault.raw.as_deref(), Some(body).filter(|body| !body.is_empty()), "{body}");
        assert!(fault.message.is_some_and(|cause| !cause.is_empty()), "{body}: why is said");
    }
}

#[test]
fn a_failing_code_fails_with_any_data() {
    for data in ["{}", "[]", "null", "[\"alice\"]", "{\"code\":0}"] {
        for code in [-1, 1, 9, 100, 199, 201, 1100, 65535, i64::MAX, i64::MIN] {
            let body = format!(r#"{{"code":{code},"data":{data}}}"#);
            let fault = confirm(200, &body).expect_err(&body);
            assert!(!matches!(fault.kind, FaultKind::Malformed { .. }), "{body}");
            assert_eq!(fault.business, Some(BusinessStatus::Code(code)), "{body}");
        }
    }
}

#[test]
fn the_code_of_a_body_is_read_without_judging_it() {
    let code = |body| business_status(Vendor::Milvus, body);
    assert_eq!(code(r#"{"code":0}"#), Some(BusinessStatus::Code(0)));
    assert_eq!(code(r#"{"code":65535,"message":"x"}"#), Some(BusinessStatus::Code(65535)));
    for body in ["", "404 page not found", "[0]", "{}", r#"{"code":"0"}"#, "<html>", r#"{"code":0"#] {
        assert_eq!(code(body), None, "{body}");
    }
}

#[test]
fn a_fault_keeps_the_facts_of_the_answer() {
    let response = Response {
        status: 429,
        content_type: "application/json".into(),
        request_id: Some(RequestId::new("4bf92f3577b34da6")),
        retry_after_seconds: Some(7),
        body: r#"{"code":8,"message":"rate limit exceeded[rate=1]"}"#.into(),
        ..Response::default()
    };
    let fault = envelope::confirm(&Answer::new(&requests::users_list(), &response)).expect_err("429");
    assert_eq!(fault.kind, FaultKind::RateLimited { retry_after_seconds: Some(7) });
    assert_eq!((fault.http_status, fault.business), (Some(429), Some(BusinessStatus::Code(8))));
    assert_eq!(fault.request_id, response.request_id);
    assert_eq!(fault.message.as_deref(), Some("rate limit exceeded[rate=1]"));
    assert_eq!(fault.raw, Some(response.body));
    assert_eq!((&*fault.method, &*fault.path), ("POST", "/v2/vectordb/users/list"));
}

#[test]
fn a_short_text_is_the_message_and_a_page_is_not() {
    let message = |status, body: &str| confirm(status, body).expect_err(body).message;
    assert_eq!(message(404, "404 page not found\n").as_deref(), Some("404 page not found"));
    assert_eq!(message(408, "timeout").as_deref(), Some("timeout"));
    for body in ["", "  ", "<html><body>Bad gateway</body></html>", "[]", r#"{"code":500}"#, &"x".repeat(201)] {
        assert_eq!(message(502, body), None, "{body}");
    }
}

#[test]
fn the_missing_privilege_is_named_without_the_servers_prefix() {
    let kind = |text: &str| {
        let body = serde_json::json!({"code": 65535, "message": text}).to_string();
        confirm(403, &body).expect_err(text).kind
    };
    let named = |name: &str| FaultKind::Forbidden { missing: Some(name.into()) };
    let rendered = |name: &str, user: &str| {
        format!("rpc error: code = PermissionDenied desc = {name}: permission deny to {user} in the `*` database")
    };
    assert_eq!(kind(&rendered("PrivilegeManageOwnership", "bob")), named("ManageOwnership"));
    assert_eq!(kind(&rendered("PrivilegeSelectUser", "apikey user")), named("SelectUser"));
    for text in ["", "forbidden", ": permission deny", &rendered("Privilege", "bob"), &rendered("", "bob")] {
        assert_eq!(kind(text), FaultKind::Forbidden { missing: None }, "{text}");
    }
}
