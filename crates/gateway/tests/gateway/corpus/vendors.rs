//! All three vendors behind one address, as far as reads go: Milvus with its state, the other two with one of each thing, under
//! whatever name is asked for.

use serde_json::{Value, json};

use crate::milvus::{Act, Roles, reading_where};
use crate::upstream::{Reaction, Recorded, Upstream, answer, done};

/// The vendors.
pub(super) async fn vendors() -> Upstream {
    reading_where(&Roles::default(), |_, request| shown(request), |_, _| Act::Carried(done())).await
}

fn shown(request: &Recorded) -> Option<Reaction> {
    let json = |body: Value| answer("200 OK", &[], &body.to_string());
    let genauth = |data: Value| json(json!({ "statusCode": 200, "message": "", "data": data }));
    let target = request.line.split(' ').nth(1).unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let asked = |name: &str| {
        let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        decoded(value.unwrap_or_default())
    };
    let permissions = json!([{ "databaseName": "orders", "roles": ["read"] }]);
    Some(match path.split('/').skip(1).collect::<Vec<_>>()[..] {
        ["v2", "vectordb", "users", "list"] => json(json!({ "code": 0, "data": ["alice"] })),
        ["v2", "vectordb", "roles", "list"] => json(json!({ "code": 0, "data": ["reader"] })),
        ["v2", "vectordb", ..] => return None,
        ["api", "v3", "list-permission-namespaces"] => {
            genauth(json!({ "totalCount": 1, "list": [{ "code": "default", "name": "Default" }] }))
        }
        ["api", "v3", "get-role"] => {
            genauth(json!({ "id": "r1", "code": asked("code"), "namespace": asked("namespace") }))
        }
        ["api", "v3", "get-user"] => genauth(json!({ "userId": asked("userId"), "departmentIds": [] })),
        ["api", "v3", ..] => genauth(json!({ "totalCount": 0, "list": [] })),
        ["managed-mongodb", "v1", "clusters"] => json(json!({ "clusters": [{ "id": "c9q", "name": "orders" }] })),
        ["managed-mongodb", "v1", "clusters", cluster] => json(json!({ "id": decoded(cluster), "name": "orders" })),
        ["managed-mongodb", "v1", "clusters", cluster, "users"] => {
            let alice = json!({ "name": "alice", "clusterId": decoded(cluster), "permissions": permissions });
            json(json!({ "users": [alice] }))
        }
        ["managed-mongodb", "v1", "clusters", cluster, "users", user] => {
            json(json!({ "name": decoded(user), "clusterId": decoded(cluster), "permissions": permissions }))
        }
        ["managed-mongodb", "v1", "clusters", _, "databases"] => json(json!({ "databases": [{ "name": "orders" }] })),
        _ => json(json!({})),
    })
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}
