//! The calls that may be made, and every call of our own among them.

use rescind_domain::{OperationId, PrincipalId};
use rescind_vendors::routes::{Effect, Host, route};
use rescind_vendors::yandex::requests;
use rescind_vendors::yandex::scope::{ClusterId, DatabaseName};

use crate::connection;

#[test]
fn every_call_of_our_own_has_its_route() {
    let (cluster, alice) = (ClusterId::new("c9q"), PrincipalId::new("alice@b.c-d_E"));
    let folder = connection().folder.expect("a folder");
    for (request, effect, host) in [
        (requests::clusters(&folder, ""), Effect::Read, Host::Main),
        (requests::clusters(&folder, "t/="), Effect::Read, Host::Main),
        (requests::cluster(&cluster), Effect::Read, Host::Main),
        (requests::users(&cluster, "t"), Effect::Read, Host::Main),
        (requests::user(&cluster, &alice), Effect::Read, Host::Main),
        (requests::databases(&cluster, ""), Effect::Read, Host::Main),
        (requests::cluster_operations(&cluster, ""), Effect::Read, Host::Main),
        (requests::operation(&OperationId::new("c9q5")), Effect::Read, Host::Operations),
        (requests::revoke_permission(&cluster, &alice, &DatabaseName::new("orders")), Effect::Revoke, Host::Main),
        (requests::replace_permissions(&cluster, &alice, &[]), Effect::Replace, Host::Main),
    ] {
        let target = request.target();
        let (path, query) = target.split_once('?').map_or((target.as_str(), None), |(path, query)| (path, Some(query)));
        let matched = route(&connection(), request.method.as_str(), path, query).expect("a route");
        assert_eq!((matched.route.effect, matched.route.host), (effect, host), "{request}");
        assert_eq!(matched.target, target, "{request}: sent as it is");
    }
}

#[test]
fn what_creates_deletes_or_cancels_has_none() {
    let users = "/managed-mongodb/v1/clusters/c9q/users";
    for (method, path, query) in [
        ("GET", format!("{users}/alice:grantPermission"), None),
        ("POST", users.to_owned(), None),
        ("POST", format!("{users}/alice"), None),
        ("DELETE", format!("{users}/alice"), None),
        ("GET", format!("{users}/alice:revokePermission"), None),
        ("PATCH", format!("{users}/alice"), Some("updateMask=permissions")),
        ("PATCH", "/managed-mongodb/v1/clusters/c9q".to_owned(), None),
        ("POST", "/managed-mongodb/v1/clusters/c9q:stop".to_owned(), None),
        ("GET", "/managed-mongodb/v1/clusters".to_owned(), None),
        ("GET", "/managed-mongodb/v1/clusters".to_owned(), Some("folderId=theirs")),
        ("GET", "/operations/c9q5:cancel".to_owned(), None),
        ("POST", "/iam/v1/tokens".to_owned(), None),
    ] {
        assert_eq!(route(&connection(), method, &path, query), None, "{method} {path}");
    }
}
