//! The demo company on Milvus: a shop with search, recommendations and fraud checks, and the mess that such a company
//! has after three years. The contract's literals are the first rows of each table; each role shows one thing.

use super::{SeedDatabase, SeedRole, SeedUser, put_all};
use crate::milvus::rows::Rows;

const DATABASES: &[SeedDatabase] = &[
    ("default", &["articles", "events", "images"], &[("articles_current", "articles")]),
    ("catalog", &["product_images", "products", "reviews"], &[("products_live", "products")]),
    ("fraud", &["card_fingerprints", "transactions"], &[]),
    ("ml_lab", &["embeddings_2024", "embeddings_2025", "evaluation_runs"], &[]),
    ("support", &["tickets", "transcripts"], &[]),
];

const ROLES: &[SeedRole] = &[
    // Exactly one grant: a check revokes it and expects none to be left.
    (
        "read_only",
        "May look at what collections there are",
        &[("Global", "default", "*", "DescribeCollection", "root")],
    ),
    (
        "analyst",
        "Questions to the article search, twice: by group and one by one",
        &[
            ("Collection", "default", "articles", "Query", "root"),
            ("Collection", "default", "articles", "Search", "root"),
            ("Global", "catalog", "reviews", "CollectionReadOnly", "grace_kim"),
            ("Global", "default", "articles", "pg_search", "root"),
        ],
    ),
    (
        "catalog_editor",
        "Loads and changes the product catalogue",
        &[
            ("Collection", "catalog", "products", "Delete", "grace_kim"),
            ("Collection", "catalog", "products", "GetLoadState", "grace_kim"),
            ("Collection", "catalog", "products", "GetLoadingProgress", "grace_kim"),
            ("Collection", "catalog", "products", "Insert", "grace_kim"),
            ("Collection", "catalog", "products", "Load", "grace_kim"),
            ("Collection", "catalog", "products", "Query", "grace_kim"),
            ("Collection", "catalog", "products", "Upsert", "grace_kim"),
            ("Collection", "catalog", "product_images", "Insert", "grace_kim"),
            ("Collection", "catalog", "product_images", "Upsert", "grace_kim"),
        ],
    ),
    (
        "etl_nightly",
        "The nightly import",
        &[
            ("Collection", "*", "*", "Compaction", "root"),
            ("Collection", "default", "events", "Flush", "root"),
            ("Collection", "default", "events", "GetFlushState", "root"),
            ("Collection", "default", "events", "Import", "root"),
            ("Collection", "default", "events", "Insert", "root"),
            ("Global", "default", "*", "FlushAll", "root"),
        ],
    ),
    (
        "events_owner",
        "Everything on the event stream, by a wildcard of old",
        &[("Collection", "default", "events", "*", "root"), ("Collection", "default", "events", "Search", "root")],
    ),
    ("break_glass", "For emergencies only", &[("Global", "*", "*", "All", "root")]),
    (
        "fraud_investigator",
        "Reads the fraud database, writes case notes",
        &[
            ("Global", "fraud", "*", "CollectionReadOnly", "grace_kim"),
            ("Global", "fraud", "*", "DatabaseReadOnly", "grace_kim"),
            ("Global", "fraud", "transactions", "pg_case_work", "grace_kim"),
        ],
    ),
    (
        "ml_engineer",
        "Owns the laboratory",
        &[
            ("Global", "ml_lab", "*", "CollectionAdmin", "root"),
            ("Global", "ml_lab", "*", "DatabaseAdmin", "root"),
            ("Collection", "catalog", "reviews", "Query", "grace_kim"),
        ],
    ),
    (
        "platform_operator",
        "Runs the cluster",
        &[
            ("Global", "*", "*", "ClusterAdmin", "root"),
            ("Global", "*", "*", "CollectionReadWrite", "root"),
            ("Global", "*", "*", "DatabaseAdmin", "root"),
        ],
    ),
    ("security_auditor", "Sees who holds what, changes nothing", &[("Global", "*", "*", "ClusterReadOnly", "root")]),
    (
        "tenant_operator",
        "Manages access, but was granted it in one database only",
        &[
            ("Global", "default", "*", "ManageOwnership", "root"),
            ("Global", "default", "*", "SelectOwnership", "root"),
            ("User", "default", "*", "SelectUser", "root"),
        ],
    ),
    (
        "support_tier_2_read_access_to_tickets_and_transcripts_emea_and_apac_contractors",
        "Contractors of the second tier, until the end of the year; ask the support desk before any change",
        &[
            ("Collection", "support", "tickets", "Query", "ivan.petrov"),
            ("Collection", "support", "tickets", "Search", "ivan.petrov"),
            ("Collection", "support", "transcripts", "Query", "ivan.petrov"),
        ],
    ),
    ("support$bots", "Service accounts of the chat", &[("Global", "support", "tickets", "pg_search", "ivan.petrov")]),
    (
        "campaign_2023",
        "Nobody holds it, and its database is gone",
        &[
            ("Collection", "campaigns_2023", "leads", "Query", "root"),
            ("Collection", "campaigns_2023", "leads", "Search", "root"),
        ],
    ),
    ("newcomer", "Given on the first day; may nothing yet", &[]),
];

const USERS: &[SeedUser] = &[
    ("user_1", "", &["read_only"]),
    ("alice", "Search team, leaves on Friday", &["read_only", "analyst", "catalog_editor"]),
    ("maria_santos", "Search team", &["read_only", "analyst"]),
    ("grace_kim", "Head of platform", &["admin"]),
    ("oncall_admin", "Shared, rotated every week", &["admin", "break_glass"]),
    ("bob", "Catalogue", &["catalog_editor"]),
    ("carol", "On leave", &[]),
    ("chen_wei", "Catalogue", &["catalog_editor", "analyst"]),
    ("fatima.zahra", "Catalogue", &["catalog_editor", "read_only"]),
    ("svc-etl-nightly", "Service account of the import", &["etl_nightly"]),
    ("svc-etl-backfill", "Service account of the import", &["etl_nightly", "events_owner"]),
    ("svc-search-api", "Service account of the shop's search", &["analyst"]),
    ("svc-chatbot-eu", "Service account of the chat", &["support$bots"]),
    ("svc-chatbot-us", "Service account of the chat", &["support$bots"]),
    ("dmitry.orlov", "Event stream", &["events_owner", "etl_nightly"]),
    ("hana_suzuki", "Laboratory", &["ml_engineer"]),
    ("lars_nielsen", "Laboratory", &["ml_engineer", "analyst"]),
    ("priya_raman", "Laboratory", &["ml_engineer", "read_only"]),
    ("tomasz.nowak", "Laboratory", &["ml_engineer"]),
    ("ivan.petrov", "Support desk", &["tenant_operator", "analyst"]),
    ("olga.smirnova", "Support desk", &["tenant_operator"]),
    ("noor_haddad", "Fraud", &["fraud_investigator", "security_auditor"]),
    ("peter_oconnor", "Fraud", &["fraud_investigator"]),
    ("yuki_tanaka", "Fraud", &["fraud_investigator", "analyst"]),
    ("auditor_external_2025", "Auditor, until March", &["security_auditor"]),
    ("ruth_adler", "Internal audit", &["security_auditor", "read_only"]),
    ("sven_berg", "Platform", &["platform_operator"]),
    ("luisa_ferreira", "Platform", &["platform_operator", "break_glass"]),
    (
        "contractor_emea_tier2_0017",
        "Contractor",
        &["support_tier_2_read_access_to_tickets_and_transcripts_emea_and_apac_contractors"],
    ),
    (
        "contractor_apac_tier2_0003",
        "Contractor",
        &["support_tier_2_read_access_to_tickets_and_transcripts_emea_and_apac_contractors"],
    ),
    ("zoe_martin", "Started this week", &["newcomer"]),
];

/// Fills an instance that has what a fresh one has.
pub(super) fn fill(rows: &Rows<'_>) -> rusqlite::Result<()> {
    put_all(rows, DATABASES, ROLES, USERS)?;
    for (group, privileges) in [
        ("pg_search", ["Query", "Search"].as_slice()),
        ("pg_case_work", ["Insert", "Query", "Upsert"].as_slice()),
        ("pg_unused", [].as_slice()),
    ] {
        rows.put_group(group)?;
        for privilege in privileges {
            rows.put_member(group, privilege)?;
        }
    }
    Ok(())
}
