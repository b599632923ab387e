//! The demo: a web shop with three clusters, of which one is stopped. It contains the literals of the contract.

use serde_json::{Value, json};

use super::{
    FOLDER, SeedPermission, cluster,
    company::{ANALYTICS, ARCHIVE, SHOP},
    database, user,
};
use crate::yandex::{
    names::{ClusterId, OperationId},
    operations::mongodb_type,
    records::{AuthType, Cluster, ConnectionManager, User},
    state::{Contents, GivenOperation},
};

const SHOP_ID: &str = "c9qshop0n8r2k6t0v5x1";
const ANALYTICS_ID: &str = "c9qanalytics00000002";
const ARCHIVE_ID: &str = "c9qarchive0000000003";

/// A user that is a service account of IAM; it cannot be deleted by accident.
const SERVICE_ACCOUNT: (&str, &[SeedPermission]) = ("ajepayments000000042", &[("orders", &["readWrite"])]);

/// Whoever set the clusters up.
const FOUNDER: &str = "ajefounder0000000001";

/// Everything that the demo has.
pub(super) fn contents() -> Contents {
    let mut contents = Contents::default();
    let shop = cluster(SHOP_ID, "shop", "RUNNING", shop());
    add(&mut contents, shop, &["billing", "catalog", "orders", "reports", "search", "sessions"], SHOP);
    let rest = json!({
        "createdAt": "2026-02-11T07:30:00Z", "environment": "PRESTABLE", "health": "DEGRADED", "sharded": true,
    });
    add(&mut contents, cluster(ANALYTICS_ID, "analytics", "RUNNING", rest), &["cohorts", "events"], ANALYTICS);
    let rest = json!({ "createdAt": "2023-05-30T12:00:00Z", "health": "HEALTH_UNKNOWN" });
    add(&mut contents, cluster(ARCHIVE_ID, "archive", "STOPPED", rest), &["orders_2023"], ARCHIVE);

    let id = ClusterId::new(SHOP_ID);
    let (name, permissions) = SERVICE_ACCOUNT;
    let account = user(&id, name, permissions);
    contents.users.push(User { auth_type: AuthType::Iam, deletion_protection: Some(true), ..account });
    for user in contents.users.iter_mut().filter(|user| user.cluster_id == id && user.name.as_str() == "alice") {
        user.connection_manager = Some(ConnectionManager { connection_id: "a59sandboxalice00001".to_owned() });
        user.deletion_protection = Some(true);
    }
    for database in contents.databases.iter_mut().filter(|database| database.name.as_str() == "orders") {
        database.deletion_protection = Some(true);
    }
    contents.operations = vec![
        creation("c9qopshop00000000001", SHOP_ID, ["2025-11-02T10:04:14.645214Z", "2025-11-02T10:11:32.147771Z"]),
        creation("c9qopanalytics000001", ANALYTICS_ID, ["2026-02-11T07:30:00.000413Z", "2026-02-11T07:38:20.651090Z"]),
    ];
    contents
}

fn shop() -> Value {
    let link = format!("https://console.example/folders/{FOLDER}/managed-mongodb/cluster/{SHOP_ID}?section=monitoring");
    json!({
        "createdAt": "2025-11-02T10:04:14.645214Z",
        "description": "Orders, catalogue and everything else that the shop runs on",
        "labels": { "team": "payments" },
        "monitoring": [{ "name": "Console", "description": "Console charts", "link": link }],
        "sharded": false,
        "securityGroupIds": [],
        "deletionProtection": true,
    })
}

fn add(contents: &mut Contents, cluster: Cluster, databases: &[&str], users: &[(&str, &[SeedPermission])]) {
    contents.databases.extend(databases.iter().map(|name| database(&cluster.id, name)));
    contents.users.extend(users.iter().map(|(name, permissions)| user(&cluster.id, name, permissions)));
    contents.clusters.push(cluster);
}

/// How a cluster came to be, long ago.
fn creation(id: &str, cluster: &str, [began, ended]: [&str; 2]) -> GivenOperation {
    let mut metadata = serde_json::Map::new();
    metadata.insert("@type".to_owned(), json!(mongodb_type("CreateClusterMetadata")));
    metadata.insert("clusterId".to_owned(), json!(cluster));
    GivenOperation {
        id: OperationId::new(id),
        description: "Create StoreDoc cluster".to_owned(),
        created_at: began.to_owned(),
        created_by: FOUNDER.to_owned(),
        modified_at: ended.to_owned(),
        done: true,
        metadata,
        response: Some(json!({ "@type": mongodb_type("Cluster"), "id": cluster, "folderId": FOLDER })),
        error: None,
    }
}
