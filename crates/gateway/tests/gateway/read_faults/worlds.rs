//! What each vendor answers when nothing goes wrong: a small world of its own, in the words of its API. Its lists have several
//! pages wherever the API has pages, so that there is a first one and a last one.

use rescind_domain::Vendor;
use serde_json::{Value, json};

use crate::upstream::Recorded;

/// So many rows are on a page of the lists that have pages.
const PAGE: usize = 2;

/// The vendor, or an edition of it that answers otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum World {
    Milvus,
    /// Zilliz Cloud, whose own roles cannot be changed.
    Zilliz,
    Genauth,
    Yandex,
}

impl World {
    pub(super) fn vendor(self) -> Vendor {
        match self {
            Self::Milvus | Self::Zilliz => Vendor::Milvus,
            Self::Genauth => Vendor::Genauth,
            Self::Yandex => Vendor::YandexMongodb,
        }
    }

    /// The answer to a call, each of which has one.
    pub(super) fn answer(self, request: &Recorded) -> Value {
        let target = request.line.split(' ').nth(1).unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let of_query = |name: &str| {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        match self {
            Self::Milvus | Self::Zilliz => json!({ "code": 0, "data": milvus(self, path, &body) }),
            Self::Genauth => json!({ "statusCode": 200, "message": "", "data": genauth(path, &of_query, &body) }),
            Self::Yandex => yandex(path, &of_query("pageToken")),
        }
    }
}

fn milvus(world: World, path: &str, body: &Value) -> Value {
    let zilliz = world == World::Zilliz;
    let row = |privilege: &str, object: &str| {
        json!({
            "objectType": "Collection", "objectName": object, "dbName": "default", "privilege": privilege,
            "roleName": body["roleName"], "grantor": "root",
        })
    };
    match path.strip_prefix("/v2/vectordb/").unwrap() {
        "roles/list" if zilliz => json!(["db_admin", "db_rw", "db_ro"]),
        "roles/list" => json!(["admin", "public", "reader", "writer"]),
        "users/list" => json!(["root", "ann", "bob"]),
        "users/describe" => match body["userName"].as_str().unwrap() {
            "ann" if zilliz => json!(["db_ro"]),
            "ann" => json!(["reader", "writer"]),
            "bob" => json!(["reader"]),
            _ => json!(["admin"]),
        },
        "roles/describe" => match body["roleName"].as_str().unwrap() {
            "reader" | "db_ro" => json!([row("Search", "docs"), row("Query", "docs"), row("Reading", "*")]),
            "writer" => json!([row("Insert", "docs"), row("Search", "docs")]),
            "public" => json!([row("DescribeCollection", "*")]),
            _ => json!([]),
        },
        "privilege_groups/list" => json!({ "privilegeGroups": [
            { "privilegeGroupName": "Writing", "privileges": "Insert,Delete" },
            { "privilegeGroupName": "Reading", "privileges": "Search,Query" },
        ] }),
        "databases/list" => json!(["default", "second"]),
        other => panic!("{other}"),
    }
}

fn genauth(path: &str, query: &dyn Fn(&str) -> String, body: &Value) -> Value {
    let number = |text: String| text.parse::<usize>().ok();
    let of_body = |name: &str| body["options"]["pagination"][name].as_u64().map(|n| usize::try_from(n).unwrap());
    let page = number(query("page")).or_else(|| of_body("page")).unwrap_or(1);
    let limit = number(query("limit")).or_else(|| of_body("limit")).unwrap_or(PAGE).min(PAGE);
    let paged = |rows: Vec<Value>| {
        let total = rows.len();
        let list: Vec<Value> = rows.into_iter().skip((page - 1) * limit).take(limit).collect();
        json!({ "totalCount": total, "list": list })
    };
    let whole = |rows: Vec<Value>| json!({ "totalCount": rows.len(), "list": rows });
    let role = |code: &str, namespace: &str| json!({ "id": format!("id-{code}"), "code": code, "name": code, "namespace": namespace });
    let user = |id: &str| json!({ "userId": id, "name": id, "status": "Activated", "departmentIds": ["d1"] });
    let users = || ["u1", "u2", "u3"].map(user).to_vec();
    let is_first = query("code") == "code1" || query("targetIdentifier") == "code1";
    match path.strip_prefix("/api/v3/").unwrap() {
        "list-permission-namespaces" => {
            paged(["default", "second", "third"].map(|code| json!({ "code": code, "name": code })).to_vec())
        }
        "list-roles" => paged(match query("namespace").as_str() {
            "default" => ["code1", "code2", "code3"].map(|code| role(code, "default")).to_vec(),
            "second" => vec![role("other", "second")],
            _ => Vec::new(),
        }),
        "get-role" => role(&query("code"), &query("namespace")),
        "list-role-members" => paged(if is_first { users() } else { vec![user("u1")] }),
        "list-role-departments" => paged(match is_first {
            true => ["d1", "d2", "d3"].map(|id| json!({ "id": id, "name": id })).to_vec(),
            false => Vec::new(),
        }),
        "get-authorized-resources" => {
            let row = |code: &str, effect: &str| json!({ "resourceCode": code, "resourceType": "API", "actions": ["read"], "effect": effect });
            whole(vec![row("one", "ALLOW"), row("two", "DENY")])
        }
        "get-role-authorized-resources" => {
            whole(vec![json!({ "resourceCode": "one", "resourceType": "API", "actions": ["read"] })])
        }
        "list-data-policies" => {
            let policy = |id: &str, of: &str| json!({ "policyId": id, "policyName": id, "targetList": [{ "type": "ROLE", "id": of }] });
            paged(vec![policy("p1", "id-code1"), policy("p2", "id-code2"), policy("p3", "id-code1")])
        }
        "get-user" => user(&query("userId")),
        "get-user-roles" => whole(match query("namespace").as_str() {
            "default" => ["code1", "code2"].map(|code| role(code, "default")).to_vec(),
            "second" => vec![role("other", "second")],
            _ => Vec::new(),
        }),
        "list-users" => paged(users()),
        other => panic!("{other}"),
    }
}

fn yandex(path: &str, token: &str) -> Value {
    let user = |name: &str| {
        let roles = if name == "carl" { json!(["readWrite"]) } else { json!(["read", "readWrite"]) };
        json!({ "name": name, "clusterId": "c1", "permissions": [{ "databaseName": "orders", "roles": roles }] })
    };
    let cluster = |id: &str| json!({ "id": id, "name": format!("name of {id}") });
    let pages = |key: &str, first: Vec<Value>, last: Value| match token {
        "" => json!({ key: first, "nextPageToken": "more" }),
        _ => json!({ key: [last] }),
    };
    match path.strip_prefix("/managed-mongodb/v1/clusters").unwrap() {
        "" => pages("clusters", vec![cluster("c1")], cluster("c2")),
        "/c1" => cluster("c1"),
        "/c1/users" => pages("users", vec![user("alice"), user("bob")], user("carl")),
        "/c1/users/alice" => user("alice"),
        "/c2/users" => json!({ "users": [] }),
        "/c1/databases" => pages("databases", vec![json!({ "name": "billing" })], json!({ "name": "orders" })),
        "/c2/databases" => json!({}),
        other => panic!("{other}"),
    }
}
