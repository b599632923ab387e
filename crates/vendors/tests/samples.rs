//! Every recorded answer of a Milvus or Zilliz Cloud server goes through the code that reads it, and comes out as the vendor's
//! documents and source say it must. A fixture without an expectation fails, and so does an expectation without a fixture.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a fixture out of shape may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use futures_util::FutureExt;
use rescind_domain::{BusinessStatus, Fault, FaultKind, FaultSource, PrincipalId, PrivilegeGrant, Retry, RoleName};
use rescind_vendors::milvus::classify::Answer;
use rescind_vendors::milvus::{envelope, read};
use rescind_vendors::{Request, Response, Transport, TransportFailure};
use serde_json::Value;

/// What must come out of an answer.
enum Expect {
    /// Success, with a `data` that nothing here decodes yet.
    Done,
    /// These names of users or roles.
    Names(&'static [&'static str]),
    /// These grants: object type, object, database, privilege, grantor.
    Grants(&'static [[&'static str; 5]]),
    /// A failure of this kind.
    Fails(FaultKind, Retry),
}
use Expect::{Done, Grants, Names};

const NOT_FOUND: Expect = useless(FaultKind::NotFound);
const CONFLICT: Expect = useless(FaultKind::Conflict { blocking: None });
const REJECTED: Expect = useless(FaultKind::Rejected);
const INVALID: Expect = useless(FaultKind::InvalidInput { field: None });

const fn useless(kind: FaultKind) -> Expect {
    Expect::Fails(kind, Retry::Useless)
}

fn missing(field: &str) -> Expect {
    useless(FaultKind::InvalidInput { field: Some(field.into()) })
}

const ANALYST: &[[&str; 5]] = &[
    ["Collection", "articles", "default", "GetLoadState", "root"],
    ["Collection", "articles", "default", "GetLoadingProgress", "root"],
    ["Collection", "articles", "default", "Load", "root"],
    ["Collection", "articles", "default", "Search", "root"],
    ["Global", "docs", "db1", "CollectionReadOnly", "root"],
    ["Global", "*", "default", "CreateCollection", "root"],
];
const ANALYST_IN_DEFAULT: &[[&str; 5]] = &[ANALYST[0], ANALYST[1], ANALYST[2], ANALYST[3], ANALYST[5]];
const PUBLIC: &[[&str; 5]] = &[
    ["Collection", "*", "*", "IndexDetail", "root"],
    ["Global", "*", "*", "DescribeCollection", "root"],
    ["Global", "*", "*", "ListAliases", "root"],
];
const PUBLIC_2_4: &[[&str; 5]] = &[PUBLIC[0], PUBLIC[1], ["Global", "*", "*", "ShowCollections", "root"]];
const DB_ADMIN: &[[&str; 5]] = &[
    ["Collection", "*", "*", "IndexDetail", "db_admin"],
    ["Global", "*", "*", "DescribeCollection", "db_admin"],
    ["Global", "*", "*", "ShowCollections", "db_admin"],
];

/// The expectations, by file name. The same refusal is 65535 in one era and 1100 in another, and the same kind in both.
#[rustfmt::skip]
fn expectations() -> Vec<(&'static str, Expect)> {
    vec![
        // The answer to a preflight. For any other call, an empty 204 is not an answer at all.
        ("any-preflight.options", Expect::Fails(FaultKind::Malformed { at: "$".into() }, Retry::AfterReread)),
        ("any-unknown-path.get", NOT_FOUND),
        ("collections-list.ok", Done),
        ("collections-list.unknown-db", NOT_FOUND),
        ("databases-describe.ok", Done),
        ("node-sdk-revokeRoleFromUser.wire", Done),
        ("privilege_groups-add_privileges_to_group.empty", INVALID),
        ("privilege_groups-add_privileges_to_group.ok", Done),
        ("privilege_groups-create.bad-first-char", INVALID),
        ("privilege_groups-create.builtin-name", INVALID),
        ("privilege_groups-create.ok", Done),
        ("privilege_groups-drop.in-use", CONFLICT),
        ("privilege_groups-drop.ok", Done),
        ("privilege_groups-list.ok-2.6.20", Done),
        ("privilege_groups-list.zilliz-doc", Done),
        ("privilege_groups-remove_privileges_from_group.ok", Done),
        // Nobody may alter a default role: no privilege of the account is missing.
        ("roles-alter.default-role", REJECTED),
        ("roles-alter.ok", Done),
        ("roles-alter.unknown", NOT_FOUND),
        ("roles-create.exists-2.6.18", CONFLICT),
        ("roles-create.exists", CONFLICT),
        ("roles-create.ok", Done),
        ("roles-create.quota", REJECTED),
        ("roles-describe.admin", Grants(&[])),
        ("roles-describe.empty-role", Grants(&[])),
        ("roles-describe.ok-2.6.18", Grants(ANALYST)),
        ("roles-describe.ok-all-databases", Grants(ANALYST)),
        ("roles-describe.ok-default-db", Grants(ANALYST_IN_DEFAULT)),
        ("roles-describe.public-2.4", Grants(PUBLIC_2_4)),
        ("roles-describe.public", Grants(PUBLIC)),
        ("roles-describe.unknown-2.6.18", NOT_FOUND),
        ("roles-describe.unknown", NOT_FOUND),
        ("roles-describe.zilliz-cloud", Grants(DB_ADMIN)),
        ("roles-drop.has-privileges-2.5", CONFLICT),
        ("roles-drop.has-privileges-2.6.18", CONFLICT),
        ("roles-drop.ok", Done),
        ("roles-drop.unknown", NOT_FOUND),
        // The server runs without authorization: no value of the call is wrong, and no credential was refused.
        ("roles-grant_privilege.auth-disabled", REJECTED),
        ("roles-grant_privilege.builtin-group", INVALID),
        ("roles-grant_privilege.ok", Done),
        ("roles-grant_privilege.unknown-role", NOT_FOUND),
        ("roles-grant_privilege.wrong-object-type", INVALID),
        ("roles-grant_privilege_v2.bad-db-name", INVALID),
        ("roles-grant_privilege_v2.cluster-scope", INVALID),
        ("roles-grant_privilege_v2.database-scope", INVALID),
        ("roles-grant_privilege_v2.no-collection", INVALID),
        ("roles-grant_privilege_v2.ok", Done),
        ("roles-grant_privilege_v2.unknown-privilege", INVALID),
        ("roles-list.ok", Names(&["admin", "analyst", "db1_rw", "public"])),
        ("roles-revoke_privilege.missing-field", missing("ObjectType")),
        ("roles-revoke_privilege_v2.endpoint-missing", NOT_FOUND),
        ("roles-revoke_privilege_v2.ok", Done),
        ("roles-revoke_privilege_v2.wrong-scope-noop", Done),
        ("users-create.bad-name-char", INVALID),
        ("users-create.bad-name-first", INVALID),
        ("users-create.exists-2.6.18", CONFLICT),
        ("users-create.exists", CONFLICT),
        ("users-create.name-too-long", INVALID),
        ("users-create.quota", REJECTED),
        ("users-create.short-password", INVALID),
        ("users-describe.ghost-role", Names(&["analyst"])),
        ("users-describe.missing-field", missing("UserName")),
        ("users-describe.no-roles", Names(&[])),
        ("users-describe.ok-2.6.18", Names(&["analyst", "db1_rw"])),
        ("users-describe.root", Names(&[])),
        ("users-describe.unknown", Names(&[])),
        ("users-drop.ok", Done),
        ("users-grant_role.ok", Done),
        ("users-grant_role.unknown-user-2.5", NOT_FOUND),
        ("users-grant_role.unknown-user", NOT_FOUND),
        ("users-list.auth-basic-ok", Names(&["alice", "bob", "carol", "root"])),
        ("users-list.auth-missing", useless(FaultKind::Unauthenticated)),
        ("users-list.forbidden-2.6", useless(FaultKind::Forbidden { missing: Some("SelectOwnership".into()) })),
        // Retriable by the server's own table, and a read.
        ("users-list.not-ready", Expect::Fails(FaultKind::Unavailable, Retry::Safe)),
        ("users-revoke_role.bad-role-name", INVALID),
        ("users-revoke_role.missing-field", missing("RoleName")),
        ("users-revoke_role.role-name-char", INVALID),
        ("users-revoke_role.unknown-role", NOT_FOUND),
        ("users-revoke_role.unknown-user", Done),
        ("users-update_password.description-only", Done),
        ("users-update_password.nothing", INVALID),
        ("users-update_password.ok", Done),
        // A value of the call, not the connection's own credential.
        ("users-update_password.wrong-old", INVALID),
    ]
}

/// Answers one path with a fixture and every other with an empty list.
struct Recorded<'a> {
    path: &'a str,
    response: Response,
}

impl Transport for Recorded<'_> {
    async fn read(&self, request: &Request) -> Result<Response, TransportFailure> {
        let empty = Response { status: 200, body: r#"{"code":0,"data":[]}"#.into(), ..Response::default() };
        Ok(if request.path == self.path { self.response.clone() } else { empty })
    }

    async fn pause(&self, _: u32) {}
}

/// What comes out, in the form of the table.
enum Got {
    Done,
    Names(Vec<String>),
    Grants(Vec<PrivilegeGrant>),
}

fn read_answer(request: &Request, response: &Response) -> Result<Got, Fault> {
    let transport = Recorded { path: &request.path, response: response.clone() };
    let text = |key: &str| request.body.as_ref().and_then(|body| body.get(key)?.as_str()).unwrap_or_default();
    let names = |roles: Vec<RoleName>| Got::Names(roles.iter().map(ToString::to_string).collect());
    match (request.method.as_str(), request.path.trim_start_matches("/v2/vectordb/")) {
        ("POST", "users/list") => read::directory(&transport, &|_, _| ())
            .now_or_never()
            .unwrap()
            .map(|directory| Got::Names(directory.users.iter().map(|user| user.user.to_string()).collect())),
        ("POST", "users/describe") => {
            read::user_roles(&transport, &PrincipalId::new(text("userName"))).now_or_never().unwrap().map(names)
        }
        ("POST", "roles/list") => read::roles(&transport).now_or_never().unwrap().map(names),
        ("POST", "roles/describe") => read::role_grants(&transport, &RoleName::new(text("roleName")))
            .now_or_never()
            .unwrap()
            .map(|grants| Got::Grants(grants.rows)),
        _ => envelope::confirm(&Answer::new(request, response)).map(|()| Got::Done),
    }
}

fn fixture(text: &str) -> (Request, Response, Value) {
    let sample: Value = serde_json::from_str(text).unwrap();
    let mut request = Request::post(sample["request"]["path"].as_str().unwrap(), sample["request"]["body"].clone());
    if sample["request"]["method"] == "GET" {
        request.method = rescind_vendors::Method::Get;
    }
    let body = match &sample["response"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        envelope => envelope.to_string(),
    };
    let status = u16::try_from(sample["status"].as_u64().unwrap()).unwrap();
    (request, Response { status, body, ..Response::default() }, sample["response"].clone())
}

#[test]
fn every_recorded_answer_comes_out_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/milvus");
    let expectations = expectations();
    let files: BTreeSet<String> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let expected: BTreeSet<String> = expectations.iter().map(|(name, _)| format!("{name}.json")).collect();
    assert_eq!(files, expected, "every fixture has an expectation, and every expectation a fixture");
    assert_eq!(expected.len(), expectations.len(), "one expectation for each");

    for (name, expect) in expectations {
        let (request, response, raw) = fixture(&fs::read_to_string(folder.join(format!("{name}.json"))).unwrap());
        match (read_answer(&request, &response), expect) {
            (Ok(Got::Done), Done) => {}
            (Ok(Got::Names(got)), Names(names)) => assert_eq!(got, names, "{name}"),
            (Ok(Got::Grants(got)), Grants(rows)) => {
                let got: Vec<[&str; 5]> = got
                    .iter()
                    .map(|g| {
                        let grantor = g.grantor.as_deref().unwrap_or_default();
                        [&*g.object_type, &*g.object_name, &*g.database, &*g.privilege, grantor]
                    })
                    .collect();
                assert_eq!(got, rows, "{name}");
            }
            (Err(fault), Expect::Fails(kind, retry)) => {
                assert_eq!((&fault.kind, fault.retry), (&kind, retry), "{name}");
                assert_eq!((fault.source, fault.http_status), (FaultSource::Vendor, Some(response.status)), "{name}");
                assert_eq!((&*fault.method, &fault.path), (request.method.as_str(), &request.path), "{name}");
                assert_eq!(fault.business, raw["code"].as_i64().map(BusinessStatus::Code), "{name}");
                if let Some(words) = raw["message"].as_str().or(raw.as_str()) {
                    assert_eq!(fault.message.as_deref(), Some(words), "{name}: the vendor's words, unchanged");
                }
            }
            (Err(fault), _) => panic!("{name} is a success, not {fault:?}"),
            (Ok(_), _) => panic!("{name} is not what it was taken for"),
        }
    }
}
