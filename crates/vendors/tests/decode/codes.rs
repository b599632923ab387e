//! Every code of the server's own table, and every sentence that is 65535 in one era and 1100 in another. Whether a retry
//! makes sense is the server's flag, which REST does not transmit.

use rescind_domain::{Fault, FaultKind, Retry};
use rescind_vendors::Response;
use rescind_vendors::milvus::classify::Answer;
use rescind_vendors::milvus::{envelope, requests};
use serde_json::json;

fn fault(status: u16, body: impl ToString) -> Fault {
    let response = Response { status, body: body.to_string(), ..Response::default() };
    envelope::confirm(&Answer::new(&requests::users_list(), &response)).expect_err("a failure")
}

fn coded(code: i64, message: &str) -> Fault {
    fault(200, json!({"code": code, "message": message}))
}

#[test]
fn every_code_has_its_kind() {
    use FaultKind as K;
    let limited = || K::RateLimited { retry_after_seconds: None };
    let invalid = || K::InvalidInput { field: None };
    let table = [
        (1, "service not ready", K::Unavailable),
        (2, "service unavailable", K::Unavailable),
        (3, "memory limit exceeded", K::Rejected),
        (4, "too many concurrent requests, queue is full", limited()),
        (5, "service internal error", K::Rejected),
        (8, "rate limit exceeded[rate=1]", limited()),
        (9, "quota exceeded[reason=x]", K::Rejected),
        (10, "service unimplemented", K::Rejected),
        (12, "service resource insufficient", K::Unavailable),
        (100, "collection not found[collection=x]", K::NotFound),
        (800, "database not found[database=x]", K::NotFound),
        (801, "exceeded the limit number of database", K::Rejected),
        (802, "invalid database name[database=1]", invalid()),
        (1000, "key not found", K::Rejected),
        (1100, "invalid parameter", invalid()),
        (1101, "missing parameter", invalid()),
        (1102, "parameter too large", invalid()),
        (1400, "not authenticated", K::Unauthenticated),
        (1401, "the role[admin] is a default role, which can't be dropped: privilege not permitted", K::Rejected),
        (1402, "1pg: invalid privilege group name", invalid()),
        (1800, "user hasn't authenticated", K::Unauthenticated),
        (1801, "can only accept json format request, error: EOF", invalid()),
        (1802, "missing required parameters, error: x", invalid()),
        (1807, "request is rejected by limiter", limited()),
        (3000, "unsupported operation", K::Rejected),
        (10000, "context canceled", K::Timeout),
        (10001, "request timeout", K::Timeout),
        (65535, "unexpected error", K::Rejected),
    ];
    for (code, message, kind) in table {
        let fault = coded(code, message);
        assert_eq!(fault.kind, kind, "{code} {message}");
        let retriable = [1, 2, 4, 8, 12, 1807, 10000, 10001].contains(&code);
        assert_eq!(fault.retry != Retry::Useless, retriable, "{code} {message}");
    }
}

#[test]
fn a_code_of_one_meaning_keeps_it_whatever_it_says() {
    for (code, kind) in [(1, FaultKind::Unavailable), (8, FaultKind::RateLimited { retry_after_seconds: None })] {
        for words in ["the role \"r\" does not exist", "x: permission deny to y", "already exists"] {
            assert_eq!(coded(code, words).kind, kind, "{code} {words}");
        }
    }
}

#[test]
fn a_sentence_of_two_eras_is_the_same_fact_in_both() {
    use FaultKind as K;
    let sentences = [
        ("not found the role, maybe the role isn't existed or internal system error", K::NotFound),
        ("the role \"nope\" does not exist", K::NotFound),
        ("failed to check if alter role: role not exists", K::NotFound),
        ("not found the user, maybe the user isn't existed or internal system error", K::NotFound),
        ("failed to check if operate user role: user \"nobody\" not found", K::NotFound),
        ("user already exists: alice", K::Conflict { blocking: None }),
        ("role [name:\"analyst\"] already exists", K::Conflict { blocking: None }),
        (
            "fail to drop the role that it has privileges. Use REVOKE API to revoke privileges",
            K::Conflict { blocking: None },
        ),
        ("not found the privilege name[Serch]", K::InvalidInput { field: None }),
        ("privileges are not the same privilege level", K::InvalidInput { field: None }),
        ("fail to get authorization from the md, authorization:[token]", K::Rejected),
        (
            "PrivilegeSelectUser: permission deny to bob in the `*` database",
            K::Forbidden { missing: Some("SelectUser".into()) },
        ),
    ];
    for (sentence, kind) in sentences {
        assert_eq!(coded(65535, sentence).kind, kind, "{sentence}");
        assert_eq!(coded(65535, &format!("failed to check if it may be: {sentence}")).kind, kind, "{sentence}");
        assert_eq!(coded(1100, &format!("{sentence}: invalid parameter")).kind, kind, "{sentence}");
    }
}

#[test]
fn every_status_has_its_kind_and_the_code_inside_does_not_overrule_it() {
    use FaultKind as K;
    let table = [
        (301, K::Rejected),
        (400, K::Rejected),
        (401, K::Unauthenticated),
        (403, K::Forbidden { missing: None }),
        (404, K::NotFound),
        (408, K::Timeout),
        (413, K::Rejected),
        (429, K::RateLimited { retry_after_seconds: None }),
        (500, K::Unavailable),
        (502, K::Unavailable),
        (503, K::Unavailable),
        (504, K::Timeout),
        (520, K::Unavailable),
    ];
    for (status, kind) in table {
        for body in ["", "<html>", r#"{"code":0,"data":{}}"#, r#"{"code":1100,"message":"bad name"}"#] {
            assert_eq!(fault(status, body).kind, kind, "{status} {body}");
        }
    }
    for status in [201, 202, 204, 206] {
        for body in ["", r#"{"code":0,"data":{}}"#] {
            assert_eq!(fault(status, body).kind, K::Malformed { at: "$".into() }, "{status} {body}");
        }
    }
}
