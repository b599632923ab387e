//! Lists: pages, tokens, filters.

use serde_json::json;

use super::support::{FOLDER, SHOP, Yandex};

/// Every page of the shop's users, by name.
async fn pages(yandex: &Yandex, size: &str) -> Vec<Vec<String>> {
    let (mut pages, mut token) = (Vec::new(), String::new());
    loop {
        let page = yandex.get(&format!("{SHOP}/users?{size}&pageToken={token}")).await.body;
        let names = page["users"].as_array().unwrap().iter().map(|user| user["name"].as_str().unwrap().to_owned());
        pages.push(names.collect());
        match page["nextPageToken"].as_str() {
            Some(next) => next.clone_into(&mut token),
            None => return pages,
        }
    }
}

#[tokio::test]
async fn pages_are_the_list_cut_into_pieces() {
    let yandex = Yandex::demo().await;
    let whole = pages(&yandex, "").await.concat();
    assert_eq!(whole.len(), 28);
    for (size, first) in [("pageSize=5", 5), ("page_size=27", 27), ("pageSize=28", 28), ("pageSize=0", 28)] {
        let pages = pages(&yandex, size).await;
        assert_eq!((pages[0].len(), pages.concat()), (first, whole.clone()), "{size}");
    }
    yandex.knobs(json!({ "page_size_cap": 1 })).await;
    assert_eq!(pages(&yandex, "pageSize=1000").await.len(), 28);
}

#[tokio::test]
async fn a_page_has_a_hundred_items_unless_asked() {
    let yandex = Yandex::demo().await;
    yandex.sandbox.control("reset", json!({ "seed": "large:3000" })).await;
    let warehouse = "/managed-mongodb/v1/clusters/c9qwarehouse00000004/users";
    let count =
        async |query: &str| yandex.get(&format!("{warehouse}{query}")).await.body["users"].as_array().unwrap().len();
    assert_eq!((count("").await, count("?pageSize=1000").await), (100, 150));
}

#[tokio::test]
async fn wrong_pages_are_refused() {
    let yandex = Yandex::demo().await;
    for list in ["users", "databases", "operations"] {
        for (query, message) in [
            ("pageSize=1001", "The request is invalid.\npageSize: must be between 0 and 1000"),
            ("pageSize=-1", "The request is invalid.\npageSize: must be between 0 and 1000"),
            ("pageSize=ten", "The request is invalid.\npageSize: must be between 0 and 1000"),
            ("pageToken=garbage", "Invalid page token"),
            (
                &format!("pageToken={}", "x".repeat(101)),
                "The request is invalid.\npageToken: must be at most 100 characters long",
            ),
        ] {
            let refused = yandex.get(&format!("{SHOP}/{list}?{query}")).await;
            assert_eq!(refused.refusal(), (400, 3, message), "{list} {query}");
        }
    }
}

#[tokio::test]
async fn clusters_are_listed_by_folder_and_found_by_name() {
    let yandex = Yandex::demo().await;
    let names = async |query: &str| {
        let body = yandex.get(&format!("{FOLDER}{query}")).await.body;
        let clusters = body["clusters"].as_array().cloned().unwrap_or_default();
        clusters.iter().map(|cluster| cluster["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("").await, ["shop", "analytics", "archive"]);
    assert_eq!(names("&filter=name%3D%22archive%22").await, ["archive"]);
    assert_eq!(names("&filter=name%3D%22nothing%22").await, [""; 0]);
    assert_eq!(yandex.get(&format!("{FOLDER}&filter=status%3D%22RUNNING%22")).await.refusal().0, 400);
    let elsewhere = yandex.get("/managed-mongodb/v1/clusters?folderId=elsewhere").await;
    assert_eq!((elsewhere.status, elsewhere.body), (200, json!({})));
    assert_eq!(yandex.get("/managed-mongodb/v1/clusters").await.refusal().0, 400);
}

#[tokio::test]
async fn operations_are_listed_latest_first() {
    let yandex = Yandex::demo().await;
    let revoke = yandex.revoke("orders").await;
    yandex.done(revoke).await;
    let listed = yandex.get(&format!("{SHOP}/operations?pageSize=1")).await.body;
    assert_eq!(listed["operations"][0]["description"], "Revoke permission from StoreDoc user");
    let next = listed["nextPageToken"].as_str().unwrap();
    let listed = yandex.get(&format!("{SHOP}/operations?pageToken={next}")).await.body;
    assert_eq!(listed["operations"][0]["description"], "Create StoreDoc cluster");
}
