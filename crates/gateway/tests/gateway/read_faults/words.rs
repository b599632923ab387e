//! How each vendor itself says no, from its documents: the first is the 200 that says no.

use rescind_domain::{BusinessStatus, FaultKind, OperationId, Vendor};
use serde_json::json;

use super::troubles::{ID, Kind, Trouble, by_proxy, by_vendor, malformed, text};

pub(super) fn milvus() -> Vec<Trouble> {
    let said = |http, code: i64, message: &str, kind| {
        let body = json!({ "code": code, "message": message });
        by_vendor(Vendor::Milvus, http, body, BusinessStatus::Code(code), kind)
    };
    let denied = "rpc error: code = PermissionDenied desc = PrivilegeSelectOwnership: permission deny to ann in the `*` database";
    let forbidden = || FaultKind::Forbidden { missing: Some("SelectOwnership".to_owned()) };
    vec![
        said(200, 65535, "something went wrong", FaultKind::Rejected),
        said(200, 65535, denied, forbidden()),
        said(403, 65535, denied, forbidden()),
        said(200, 1, "service not ready[proxy=1]: Initializing", FaultKind::Unavailable),
        said(200, 2, "service unavailable", FaultKind::Unavailable),
        said(200, 8, "rate limit exceeded[rate=1]", FaultKind::RateLimited { retry_after_seconds: None }),
        said(200, 1100, "invalid parameter[expected=a][actual=b]", FaultKind::InvalidInput { field: None }),
        said(200, 1800, "user hasn't authenticated", FaultKind::Unauthenticated),
        said(401, 1800, "user hasn't authenticated", FaultKind::Unauthenticated),
        said(408, 10001, "request timeout", FaultKind::Timeout),
        Trouble {
            name: "404 of a server without the call".to_owned(),
            ..by_proxy(404, &[], "404 page not found", Kind::Is(FaultKind::NotFound))
        },
        malformed("no data", text(r#"{"code":0}"#)),
        malformed("a code as text", text(r#"{"code":"0","data":[]}"#)),
    ]
}

pub(super) fn genauth() -> Vec<Trouble> {
    let said = |http, status_code: i64, api_code: Option<i64>, kind| {
        let mut body = json!({ "statusCode": status_code, "message": "words of the vendor", "requestId": ID });
        if let Some(code) = api_code {
            body["apiCode"] = json!(code);
        }
        by_vendor(Vendor::Genauth, http, body, BusinessStatus::Envelope { status_code, api_code, success: None }, kind)
    };
    let nobody = || FaultKind::Unauthenticated;
    vec![
        said(200, 403, Some(1574), FaultKind::Forbidden { missing: None }),
        said(200, 400, None, FaultKind::InvalidInput { field: None }),
        said(200, 401, None, nobody()),
        said(200, 499, Some(2020), nobody()),
        said(401, 401, Some(2206), nobody()),
        said(200, 404, None, FaultKind::NotFound),
        said(200, 409, None, FaultKind::Conflict { blocking: None }),
        said(200, 429, None, FaultKind::RateLimited { retry_after_seconds: None }),
        said(429, 429, None, FaultKind::RateLimited { retry_after_seconds: None }),
        said(200, 499, Some(2224), FaultKind::Rejected),
        said(200, 500, None, FaultKind::Unavailable),
        said(500, 500, None, FaultKind::Unavailable),
        malformed("no data", text(r#"{"statusCode":200,"message":""}"#)),
        malformed("no number of rows", text(r#"{"statusCode":200,"message":"","data":{"list":[]}}"#)),
    ]
}

pub(super) fn yandex() -> Vec<Trouble> {
    let said = |http, code: i64, message: &str, kind| {
        let body = json!({ "code": code, "message": message, "details": [] });
        by_vendor(Vendor::YandexMongodb, http, body, BusinessStatus::Rpc(code), kind)
    };
    let error = json!({ "error": { "code": 7, "message": "Permission denied" } });
    let in_error =
        by_vendor(Vendor::YandexMongodb, 200, error, BusinessStatus::Rpc(7), FaultKind::Forbidden { missing: None });
    let blocked = "Conflicting operation c9q7 detected";
    let limited = json!({ "code": 8, "message": "Too many", "details": [
        { "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1.5s" },
    ] });
    let limited = by_vendor(
        Vendor::YandexMongodb,
        429,
        limited,
        BusinessStatus::Rpc(8),
        FaultKind::RateLimited { retry_after_seconds: Some(2) },
    );
    vec![
        said(200, 7, "Permission denied", FaultKind::Forbidden { missing: None }),
        in_error,
        limited,
        said(400, 3, "Bad request", FaultKind::InvalidInput { field: None }),
        said(400, 9, "The cluster is stopped", FaultKind::Rejected),
        said(400, 9, blocked, FaultKind::Conflict { blocking: Some(OperationId::new("c9q7")) }),
        said(401, 16, "The token has expired", FaultKind::Unauthenticated),
        said(403, 7, "Permission denied", FaultKind::Forbidden { missing: None }),
        said(404, 5, "Not found", FaultKind::NotFound),
        said(409, 6, "Already exists", FaultKind::Conflict { blocking: None }),
        said(409, 10, "Aborted", FaultKind::Conflict { blocking: None }),
        said(500, 13, "Internal", FaultKind::Unavailable),
        said(503, 14, "Unavailable", FaultKind::Unavailable),
        said(504, 4, "Deadline exceeded", FaultKind::Timeout),
        malformed("a code of success", text(r#"{"code":0}"#)),
    ]
}
