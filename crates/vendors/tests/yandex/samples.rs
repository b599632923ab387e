//! Every recorded answer of the service goes through the code that reads it, and comes out as the vendor's documents say it
//! must. A fixture without an expectation fails, and so does an expectation without a fixture.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rescind_domain::{
    BusinessStatus, CallResult, Fault, FaultKind, FaultSource, OperationId, OperationState, PrincipalId, RequestId,
    Retry,
};
use rescind_vendors::yandex::scope::ClusterId;
use rescind_vendors::yandex::user::User;
use rescind_vendors::yandex::{Answer, operation, read, revoke};
use rescind_vendors::{Method, Request, Response};
use serde_json::Value;

use crate::script::Script;
use crate::{connection, now};

/// What must come out of an answer.
enum Expect {
    /// An object that is a success, and that nothing here decodes further.
    Done,
    /// These names: clusters or databases, or users each with `database:role`.
    Names(&'static [&'static str]),
    /// No such user.
    Absent,
    /// The call was taken; this operation tells.
    Begun(&'static str),
    /// An operation in this state.
    State(&'static str),
    /// A failure of this kind: of a read, or as a verdict on a change.
    Fails(&'static str, FaultKind, Retry),
}
use Expect::{Absent, Begun, Done, Fails, Names, State};

const REVOKE: &str = "c9q5r1v8k2m4n7p0s3t6";
const ALICE: &str = "alice orders:readWrite billing:read billing:mdbDbAdmin";
const SERVICE: &str = "ajepg0mjt06siua65usm orders:readWrite";

fn invalid(how: &'static str, field: Option<&str>) -> Expect {
    useless(how, FaultKind::InvalidInput { field: field.map(str::to_owned) })
}

fn useless(how: &'static str, kind: FaultKind) -> Expect {
    Fails(how, kind, Retry::Useless)
}

/// The expectations, by file name.
#[rustfmt::skip]
fn expectations() -> Vec<(&'static str, Expect)> {
    let forbidden = || FaultKind::Forbidden { missing: None };
    vec![
        ("cluster.get.not-found", useless("read", FaultKind::NotFound)),
        ("cluster.get.ok", Done),
        ("cluster.list.empty-omitted", Names(&[])),
        ("cluster.list.empty-printed", Names(&[])),
        ("cluster.list.filter-name", Names(&["mymg"])),
        ("cluster.list.missing-folder", invalid("read", Some("folderId"))),
        ("cluster.list.ok", Names(&["mymg", "analytics", "archive"])),
        ("cluster.list.page-size-too-large", invalid("read", Some("pageSize"))),
        ("cluster.list.page1", Names(&["mymg"])),
        ("cluster.list.permission-denied", useless("read", forbidden())),
        ("cluster.listOperations.ok", Done),
        ("database.get.not-found", useless("read", FaultKind::NotFound)),
        ("database.get.ok", Done),
        ("database.list.ok", Names(&["billing", "orders", "reports"])),
        ("endpoint.list.ok", Done),
        ("iam.token.create-jwt", Done),
        ("iam.token.create-oauth", Done),
        ("operation.cancel.not-cancellable", useless("read", FaultKind::Rejected)),
        ("operation.cancel.post-variant", State("running")),
        ("operation.cancel.still-running", State("running")),
        ("operation.get.cancelled", State("failed 1")),
        ("operation.get.done-empty", State("done")),
        ("operation.get.done-error-details", State("failed 9")),
        ("operation.get.done-error", State("failed 2")),
        ("operation.get.done-user-last-permission", State("done")),
        ("operation.get.done-user", State("done")),
        ("operation.get.not-found", useless("read", FaultKind::NotFound)),
        ("operation.get.poll-hint", State("running")),
        ("operation.get.rolling-back", State("failing 13")),
        ("operation.get.running", State("running")),
        ("user.create.accepted", Begun("c9q0a1b2c3d4e5f6g7h8")),
        ("user.create.already-exists", useless("refused", FaultKind::Conflict { blocking: None })),
        ("user.create.invalid-name", invalid("refused", Some("user_spec.name"))),
        ("user.delete.accepted", Begun("c9q2a1b2c3d4e5f6g7h8")),
        ("user.get.auditor-denied", useless("read", forbidden())),
        ("user.get.empty-roles", Names(&["legacy"])),
        ("user.get.no-permissions", Names(&["newcomer"])),
        ("user.get.not-found", Absent),
        ("user.get.ok", Names(&[ALICE])),
        ("user.grantPermission.unknown-role", invalid("refused", Some("permission.roles.0"))),
        ("user.list.bad-page-token", invalid("read", None)),
        ("user.list.defaults-printed", Names(&["newcomer"])),
        ("user.list.ok", Names(&[ALICE, "metrics admin:mdbMonitor", "newcomer", SERVICE])),
        ("user.list.page1", Names(&[ALICE, "metrics admin:mdbMonitor"])),
        ("user.list.page2", Names(&["newcomer", SERVICE])),
        ("user.revokePermission.accepted", Begun(REVOKE)),
        ("user.revokePermission.bad-json", invalid("refused", None)),
        ("user.revokePermission.cluster-stopped", useless("refused", FaultKind::Rejected)),
        // Somebody else is at work: the same call will do afterwards.
        ("user.revokePermission.conflict",
            Fails("refused", FaultKind::Conflict { blocking: Some(OperationId::new("c9q3a1b2c3d4e5f6g7h8")) }, Retry::Safe)),
        ("user.revokePermission.deadline", Fails("late", FaultKind::Timeout, Retry::AfterReread)),
        ("user.revokePermission.internal", Fails("lost", FaultKind::Unavailable, Retry::AfterReread)),
        ("user.revokePermission.missing-database", invalid("refused", Some("databaseName"))),
        ("user.revokePermission.not-granted", useless("refused", FaultKind::Rejected)),
        ("user.revokePermission.permission-denied", useless("refused", forbidden())),
        ("user.revokePermission.rate-limited",
            Fails("refused", FaultKind::RateLimited { retry_after_seconds: Some(2) }, Retry::Safe)),
        ("user.revokePermission.unavailable", Fails("lost", FaultKind::Unavailable, Retry::AfterReread)),
        ("user.revokePermission.user-not-found", useless("refused", FaultKind::NotFound)),
        ("user.update.accepted", Begun("c9q1a1b2c3d4e5f6g7h8")),
        // It may have changed already: only the user tells.
        ("user.update.no-changes", useless("lost", FaultKind::Rejected)),
    ]
}

/// What comes out, in the form of the table.
#[derive(Debug, PartialEq)]
enum Got {
    Done,
    Names(Vec<String>),
    Absent,
    Begun(String),
    State(String),
    Fails(&'static str, Box<Fault>),
}

fn spelled(user: &User) -> String {
    let held = user.held();
    let roles = held.iter().map(|(database, role)| format!(" {database}:{role}"));
    format!("{}{}", user.name, roles.collect::<String>())
}

fn state(state: OperationState) -> String {
    let with_code = |word: &str, fault: &Fault| match fault.business {
        Some(BusinessStatus::Rpc(code)) => format!("{word} {code}"),
        _ => word.to_owned(),
    };
    match state {
        OperationState::Running => "running".into(),
        OperationState::Failing(fault) => with_code("failing", &fault),
        OperationState::Done => "done".into(),
        OperationState::Failed(fault) => with_code("failed", &fault),
        OperationState::Unclear(fault) => with_code("unclear", &fault),
    }
}

fn read_answer(request: &Request, response: &Response) -> Got {
    let fails = |fault| Got::Fails("read", Box::new(fault));
    // Whatever is asked for next is an empty page.
    let script =
        Script::new([Ok(response.clone()), Ok(Response { status: 200, body: "{}".into(), ..Response::default() })]);
    let path = request.path.split('?').next().unwrap();
    let rest =
        path.strip_prefix("/managed-mongodb/v1/clusters").map(|rest| rest.split('/').skip(1).collect::<Vec<_>>());
    let cluster = ClusterId::new(rest.as_ref().and_then(|parts| parts.first().copied()).unwrap_or_default());
    match (request.method, rest.as_deref()) {
        (Method::Get, Some([])) => match now(read::clusters(&script, &connection())) {
            Ok(clusters) => Got::Names(clusters.into_iter().map(|cluster| cluster.name).collect()),
            Err(fault) => fails(fault),
        },
        (Method::Get, Some([_, "databases"])) => match now(read::databases(&script, &cluster)) {
            Ok(databases) => Got::Names(databases.iter().map(ToString::to_string).collect()),
            Err(fault) => fails(fault),
        },
        (Method::Get, Some([_, "users"])) => match now(read::users(&script, &cluster)) {
            Ok(users) => Got::Names(users.iter().map(spelled).collect()),
            Err(fault) => fails(fault),
        },
        (Method::Get, Some([_, "users", name])) => match now(read::user(&script, &cluster, &PrincipalId::new(*name))) {
            Ok(user) => user.map_or(Got::Absent, |user| Got::Names(vec![spelled(&user)])),
            Err(fault) => fails(fault),
        },
        (_, None) if path.starts_with("/operations/") => match operation::decode(&Answer::new(request, response)) {
            Ok(operation) => Got::State(state(operation.state)),
            Err(fault) => fails(fault),
        },
        (Method::Get, _) | (_, None) => Answer::new(request, response).object().map_or_else(fails, |_| Got::Done),
        (_, Some(_)) => match revoke::call_result(request, response) {
            CallResult::Pending(operation) => Got::Begun(operation.to_string()),
            CallResult::Rejected { fault, .. } => Got::Fails("refused", Box::new(fault)),
            CallResult::Lost(fault) => Got::Fails("lost", Box::new(fault)),
            CallResult::TimedOut(fault) => Got::Fails("late", Box::new(fault)),
            result @ (CallResult::Accepted | CallResult::NotSent(_)) => panic!("an answer never means {result:?}"),
        },
    }
}

fn fixture(text: &str) -> (Request, Response, Value) {
    let sample: Value = serde_json::from_str(text).unwrap();
    let path = sample["request"]["path"].as_str().unwrap();
    let mut request = Request::post(path, sample["request"]["body"].clone());
    if sample["request"]["method"] == "GET" {
        request.method = Method::Get;
    }
    let body = match &sample["response"] {
        Value::String(text) => text.clone(),
        object => object.to_string(),
    };
    let status = u16::try_from(sample["status"].as_u64().unwrap()).unwrap();
    (request, Response { status, body, ..Response::default() }, sample["response"].clone())
}

/// Every fact of the vendor's answer is in the fault.
fn facts_are_kept(name: &str, fault: &Fault, response: &Response, raw: &Value) {
    assert_eq!((fault.source, fault.http_status), (FaultSource::Vendor, Some(response.status)), "{name}");
    assert_eq!(fault.business, raw["code"].as_i64().map(BusinessStatus::Rpc), "{name}");
    assert_eq!(fault.message.as_deref(), raw["message"].as_str(), "{name}: the vendor's words, unchanged");
    let details = raw["details"].as_array().into_iter().flatten();
    let request_id = details.filter_map(|detail| detail["requestId"].as_str()).next().map(RequestId::new);
    assert_eq!(fault.request_id, request_id, "{name}");
}

#[test]
fn every_recorded_answer_comes_out_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/yandex");
    let expectations = expectations();
    let files: BTreeSet<String> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let expected: BTreeSet<String> = expectations.iter().map(|(name, _)| format!("{name}.json")).collect();
    assert_eq!(files, expected, "every fixture has an expectation, and every expectation a fixture");
    assert_eq!(expected.len(), expectations.len(), "one expectation for each");

    for (name, expect) in expectations {
        let (request, response, raw) = fixture(&fs::read_to_string(folder.join(format!("{name}.json"))).unwrap());
        let got = read_answer(&request, &response);
        let wanted = match expect {
            Done => Got::Done,
            Names(names) => Got::Names(names.iter().map(ToString::to_string).collect()),
            Absent => Got::Absent,
            Begun(id) => Got::Begun(id.to_owned()),
            State(state) => Got::State(state.to_owned()),
            Fails(how, kind, retry) => {
                let Got::Fails(found, fault) = &got else { panic!("{name} fails, and is not {got:?}") };
                assert_eq!((*found, &fault.kind, fault.retry), (how, &kind, retry), "{name}");
                facts_are_kept(name, fault, &response, &raw);
                continue;
            }
        };
        assert_eq!(got, wanted, "{name}");
    }
}
