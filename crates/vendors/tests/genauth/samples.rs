//! Every recorded answer goes through the code that reads it, and comes out as the vendor's documents, tests and clients say
//! it must. A fixture without an expectation fails, and so does an expectation without a fixture.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rescind_domain::{
    ActionKind, BusinessStatus, CallResult, Fault, FaultKind, FaultSource, PrincipalId, RequestId, RoleName, Scope,
    Vendor,
};
use rescind_vendors::genauth::classify::Answer;
use rescind_vendors::genauth::requests::Role;
use rescind_vendors::genauth::revoke::call_result;
use rescind_vendors::genauth::{ROUTES, envelope, read};
use rescind_vendors::{Method, Request, Response, Transport, TransportFailure, mutation};
use serde_json::Value;

use crate::now;

/// What must come out of an answer.
enum Expect {
    /// A success whose `data` nothing here decodes.
    Done,
    /// These names: ids of holders, codes of roles and namespaces, and so on.
    Names(&'static [&'static str]),
    /// The vendor says that it took something away.
    Confirmed,
    /// A failure, and what it says of a call that takes something away.
    Fails(FaultKind),
    /// The answer that the listener of a recording gave to every call: `success`, and nothing that the call asks for.
    Placeholder,
}
use Expect::{Confirmed, Done, Fails, Names, Placeholder};

fn malformed(at: &str) -> Expect {
    Fails(FaultKind::Malformed { at: at.into() })
}

const NOT_FOUND: Expect = Fails(FaultKind::NotFound);
const SIGNED_OUT: Expect = Fails(FaultKind::Unauthenticated);
const INVALID: Expect = Fails(FaultKind::InvalidInput { field: None });

/// The expectations, by file name, but for the recordings of clients, whose answers are all alike.
fn expectations() -> Vec<(&'static str, Expect)> {
    vec![
        ("any.expired-token", SIGNED_OUT),
        ("any.forbidden", Fails(FaultKind::Forbidden { missing: None })),
        ("any.hmac-1300", SIGNED_OUT),
        ("any.hmac-1304", SIGNED_OUT),
        ("any.hmac-1306", SIGNED_OUT),
        ("any.non-json-502", Fails(FaultKind::Unavailable)),
        ("any.payment", Fails(FaultKind::Rejected)),
        // The answer to a preflight. For any other call, an empty 204 is not an answer at all.
        ("any.preflight", malformed("$")),
        ("any.rate-limited", Fails(FaultKind::RateLimited { retry_after_seconds: None })),
        ("any.server-error", Fails(FaultKind::Unavailable)),
        ("assign-role-batch.ok", Done),
        ("assign-role.already-held", Done),
        ("assign-role.ok", Done),
        ("get-authorized-resources.role", Names(&["ecs ecs:Start", "ecs ecs:Stop", "ecs:1 ecs:Delete"])),
        ("get-department.ok", Done),
        ("get-management-token.bad-key", Fails(FaultKind::Rejected)),
        ("get-management-token.missing-secret", INVALID),
        ("get-management-token.ok", Done),
        ("get-role-authorized-resources.bad-namespace", NOT_FOUND),
        ("get-role-authorized-resources.not-found", NOT_FOUND),
        ("get-role-authorized-resources.ok", Names(&["ecs ecs:Start", "ecs ecs:Stop", "orders-api *"])),
        ("get-role.no-namespace", Names(&["60b49eb83fd80adb96f26e00"])),
        ("get-role.ok", Names(&["60b49eb83fd80adb96f26e00"])),
        ("get-user-roles.empty-id", INVALID),
        ("get-user-roles.ok", Names(&["manager"])),
        ("get-user.not-found", NOT_FOUND),
        ("get-user.ok", Names(&["Alice (60b49eb83fd80adb96f26e68)"])),
        ("has-any-role.empty-roles", INVALID),
        ("has-any-role.ok", Done),
        ("list-data-policy-targets.ok", Names(&["60b49eb83fd80adb96f26e00"])),
        ("list-groups.ok", Done),
        ("list-permission-namespaces.ok", Names(&["default", "system", "OA"])),
        ("list-role-assignments.ok", Done),
        ("list-role-departments.empty-code", INVALID),
        ("list-role-departments.not-found", NOT_FOUND),
        ("list-role-departments.not-on-genauth", NOT_FOUND),
        ("list-role-departments.ok", Names(&["6343bafc0190000889206c4c"])),
        ("list-role-members.empty", Names(&[])),
        ("list-roles.bad-limit", INVALID),
        ("list-roles.bad-namespace", NOT_FOUND),
        ("list-roles.ok", Names(&["manager", "auditor"])),
        ("list-users.limit-220", INVALID),
        ("list-users.ok", Names(&["Alice (60b49eb83fd80adb96f26e68)"])),
        ("revoke-data-policy.ok", Confirmed),
        ("revoke-role-batch.ok", Confirmed),
        ("revoke-role.51-targets", INVALID),
        ("revoke-role.department", Confirmed),
        ("revoke-role.empty-targets", INVALID),
        // Taking it from somebody who does not hold it is a success as well, which is why success proves nothing.
        ("revoke-role.not-held", Confirmed),
        ("revoke-role.ok-documented-message", Confirmed),
        ("revoke-role.ok", Confirmed),
        ("revoke-role.one-bad-of-two", NOT_FOUND),
        ("revoke-role.role-not-found", NOT_FOUND),
        ("revoke-role.success-false", Fails(FaultKind::Rejected)),
        ("revoke-role.user-not-found", NOT_FOUND),
    ]
}

/// Answers one path with a fixture, and has no other.
struct Recorded<'a> {
    path: &'a str,
    response: Response,
}

impl Transport for Recorded<'_> {
    async fn read(&self, request: &Request) -> Result<Response, TransportFailure> {
        let none = Response { status: 404, ..Response::default() };
        Ok(if request.path == self.path { self.response.clone() } else { none })
    }

    async fn pause(&self, _: u32) {}
}

/// What comes out, in the form of the table.
#[derive(Debug, PartialEq)]
enum Got {
    Done,
    Confirmed,
    Names(Vec<String>),
}

fn names<T>(rows: Result<Vec<T>, Fault>, name: impl Fn(T) -> String) -> Result<Got, Fault> {
    rows.map(|rows| Got::Names(rows.into_iter().map(name).collect()))
}

fn read_answer(request: &Request, response: &Response) -> Result<Got, Fault> {
    let transport = Recorded { path: &request.path, response: response.clone() };
    let (namespace, code, user) = (Scope::new("default"), RoleName::new("manager"), PrincipalId::new("u"));
    let role = Role { namespace: &namespace, code: &code };
    let holders =
        |kind| now(read::holder_ids(&transport, role, kind, &[&PrincipalId::new("nobody")])).map(|(list, _)| list.rows);
    match (request.method, request.path.trim_start_matches("/api/v3/")) {
        (Method::Get, "list-permission-namespaces") => {
            names(now(read::namespaces(&transport)).map(|list| list.rows), |row| row.code.to_string())
        }
        (Method::Get, "list-roles") => {
            names(now(read::roles_of(&transport, &namespace, 1)).map(|list| list.rows), |row| row.code.to_string())
        }
        (Method::Get, "get-user-roles") => {
            names(now(read::user_roles(&transport, &user, &namespace)).map(|list| list.rows), |row| {
                row.code.to_string()
            })
        }
        (Method::Get, "get-role") => names(now(read::get_role(&transport, role)).map(|row| vec![row]), |row| row.id),
        (Method::Get, "get-user") => {
            names(now(read::get_user(&transport, &user)).map(|user| vec![user]), |user| user.principal().name())
        }
        (Method::Post, "list-users") => {
            names(now(read::users(&transport, &|_, _, _| ())).map(|list| list.rows), |user| user.principal().name())
        }
        (Method::Get, "list-role-members") => names(holders(read::ListedKind::Users), |id| id),
        (Method::Get, "list-role-departments") => names(holders(read::ListedKind::Departments), |id| id),
        (Method::Get, "list-data-policy-targets") => {
            names(now(read::policy_roles(&transport, "p", "nobody")).map(|list| list.rows), |id| id)
        }
        (Method::Get, "get-authorized-resources" | "get-role-authorized-resources") => {
            names(now(read::resources(&transport, role)).map(|list| list.rows), |row| {
                format!("{} {}", row.grant.object_name, row.grant.privilege)
            })
        }
        (Method::Post, path) if path.starts_with("revoke-") => match call_result(request, response) {
            CallResult::Accepted => Ok(Got::Confirmed),
            CallResult::Rejected { fault, .. } | CallResult::Lost(fault) | CallResult::TimedOut(fault) => Err(fault),
            other => panic!("{other:?}"),
        },
        _ => envelope::data(&Answer::new(request, response)).map(|_| Got::Done),
    }
}

fn fixture(text: &str) -> (Request, Response, Value) {
    let sample: Value = serde_json::from_str(text).unwrap();
    let target = sample["request"]["path"].as_str().unwrap();
    let mut request = Request::post(target.split('?').next().unwrap(), sample["request"]["body"].clone());
    if sample["request"]["method"] == "GET" {
        request.method = Method::Get;
    }
    let body = match &sample["response"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        envelope => envelope.to_string(),
    };
    let status = u16::try_from(sample["status"].as_u64().unwrap()).unwrap();
    (request, Response { status, body, ..Response::default() }, sample["response"].clone())
}

fn check(name: &str, request: &Request, response: &Response, raw: &Value, expect: Expect) {
    match (read_answer(request, response), expect) {
        (Ok(Got::Done), Done) | (Ok(Got::Confirmed), Confirmed) => {}
        (Ok(got), Names(names)) => {
            assert_eq!(got, Got::Names(names.iter().map(ToString::to_string).collect()), "{name}");
        }
        (Ok(Got::Done | Got::Confirmed), Placeholder) => {
            assert!(!ROUTES.iter().any(|route| route.path == request.path && route.method == Method::Get), "{name}");
        }
        (Err(fault), Placeholder) => assert!(matches!(fault.kind, FaultKind::Malformed { .. }), "{name}: {fault:?}"),
        (Err(fault), Fails(kind)) => {
            assert_eq!(fault.kind, kind, "{name}");
            assert_eq!((fault.source, fault.http_status), (FaultSource::Vendor, Some(response.status)), "{name}");
            assert_eq!((&*fault.method, &fault.path), (request.method.as_str(), &request.path), "{name}");
            assert_eq!(fault.request_id, raw["requestId"].as_str().map(RequestId::new), "{name}");
            let status = raw["statusCode"].as_i64().map(|status_code| BusinessStatus::Envelope {
                status_code,
                api_code: raw["apiCode"].as_i64(),
                success: raw["data"]["success"].as_bool(),
            });
            assert_eq!(fault.business, status, "{name}");
            if let Some(words) = raw["message"].as_str().filter(|words| !words.is_empty()) {
                assert_eq!(fault.message.as_deref(), Some(words), "{name}: the vendor's words, unchanged");
            }
        }
        (Err(fault), _) => panic!("{name} is a success, not {fault:?}"),
        (Ok(_), _) => panic!("{name} is not what it was taken for"),
    }
}

#[test]
fn every_recorded_answer_comes_out_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/genauth");
    let mut expectations: Vec<(String, Expect)> =
        expectations().into_iter().map(|(name, expect)| (format!("{name}.json"), expect)).collect();
    let files: BTreeSet<String> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let recordings: Vec<&String> = files.iter().filter(|name| name.contains(".capture-")).collect();
    assert_eq!(recordings.len(), 45);
    for name in recordings {
        // The client that was recorded first asked for a token, and so it got one.
        let expect = if name.starts_with("get-management-token") { Done } else { Placeholder };
        expectations.push((name.clone(), expect));
    }
    let expected: BTreeSet<String> = expectations.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(files, expected, "every fixture has an expectation, and every expectation a fixture");
    assert_eq!(expected.len(), expectations.len(), "one expectation for each");
    for (name, expect) in expectations {
        let (request, response, raw) = fixture(&fs::read_to_string(folder.join(&name)).unwrap());
        check(&name, &request, &response, &raw, expect);
    }
}

#[test]
fn a_recorded_revocation_is_the_call_that_is_made_here() {
    // The clients name fields in other orders, and some leave the namespace out, which is never done here.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/genauth");
    let user = crate::kits::user("manager", "60b49eb83fd80adb96f26e68");
    for name in ["revoke-role.capture-authing-node-4.0.1", "revoke-role.capture-genauth-node-1.0.0"] {
        let (recorded, ..) = fixture(&fs::read_to_string(folder.join(format!("{name}.json"))).unwrap());
        let made = mutation::calls(Vendor::Genauth, ActionKind::Revoke, std::slice::from_ref(&user), None);
        assert_eq!(made.unwrap(), [recorded], "{name}");
    }
}
