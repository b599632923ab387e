//! Paging, ordering, searching, and what is said to a page or limit out of bounds.

use serde_json::{Value, json};

use super::{Pool, SHOP, column};

async fn collected(pool: &Pool, call: &str, limit: usize) -> (u64, Vec<String>) {
    let (mut ids, mut total) = (Vec::new(), 0);
    for page in 1.. {
        let data = pool.data(&format!("{call}&page={page}&limit={limit}")).await;
        total = data["totalCount"].as_u64().unwrap();
        let rows = column(&data["list"], "userId");
        if rows.is_empty() {
            break;
        }
        assert!(rows.len() <= limit);
        ids.extend(rows);
    }
    (total, ids)
}

#[tokio::test]
async fn pages_show_every_member_once_in_the_order_of_ids() {
    let pool = Pool::demo().await;
    for limit in [50, 7] {
        let (total, ids) = collected(&pool, "list-role-members?code=employee", limit).await;
        assert_eq!((total, ids.len()), (120, 120));
        let mut sorted = ids.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(ids, sorted);
    }
    assert_eq!(pool.data("list-role-members?code=employee").await["list"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn each_generation_of_endpoints_words_its_bounds_in_its_own_way() {
    let pool = Pool::demo().await;
    for (target, message) in [
        ("list-roles?page=-1", "参数 page 格式错误"),
        ("list-roles?page=0", "参数 page 格式错误"),
        ("list-roles?limit=-1", "参数 limit 格式错误"),
        ("list-roles?limit=10000", "参数 limit 格式错误"),
        ("list-roles?limit=51", "参数 limit 格式错误"),
        ("list-roles?limit=ten", "参数 limit 格式错误"),
        ("list-groups?limit=51", "参数 limit 格式错误"),
        ("list-role-members?code=code1&limit=51", "参数 limit 格式错误"),
        ("list-permission-namespaces?limit=51", "limit must not be greater than 50"),
        ("list-permission-namespace-roles?code=default&limit=51", "limit must not be greater than 50"),
        ("list-permission-namespaces?limit=0&page=0", "page must not be less than 1,limit must not be less than 1"),
        (
            "list-permission-namespace-roles?code=",
            "code should not be empty,code must be longer than or equal to 1 characters",
        ),
        ("get-permission-namespace?code=", "code should not be empty"),
        ("get-namespace?code=", "参数 code 格式错误"),
    ] {
        assert_eq!(pool.refusal(target).await, (400, message.to_owned()), "{target}");
    }
    for (pagination, message) in [
        (json!({ "page": 0 }), "参数 page 格式错误"),
        (json!({ "limit": 0 }), "参数 limit 格式错误"),
        (json!({ "limit": 220 }), "limit must less than 50"),
    ] {
        let body = json!({ "options": { "pagination": pagination } });
        assert_eq!(pool.refused("list-users", body).await, (400, message.to_owned()));
    }
}

#[tokio::test]
async fn an_empty_namespace_means_default() {
    let pool = Pool::demo().await;
    let role = |target: &'static str| pool.data(target);
    let default = role("get-role?code=code1&namespace=default").await;
    assert_eq!(default["namespace"], "default");
    assert_eq!(role("get-role?code=code1").await, default);
    assert_eq!(role("get-role?code=code1&namespace=").await, default);
    let other = pool.data(&format!("get-role?code=code1&namespace={SHOP}")).await;
    assert_eq!((&other["namespaceName"], other["id"] == default["id"]), (&json!("Bookshop"), false));
    for call in ["list-roles?", "get-role?code=code1&", "list-role-members?code=code1&", "get-role?code=nope&"] {
        assert_eq!(pool.refusal(&format!("{call}namespace=nope")).await, (404, "权限组不存在".to_owned()), "{call}");
    }
}

#[tokio::test]
async fn roles_and_namespaces_are_found_by_what_each_list_searches() {
    let pool = Pool::demo().await;
    let codes = |data: Value| column(&data["list"], "code");
    assert_eq!(codes(pool.data("list-roles?keywords=Release&limit=50").await), ["release_manager"]);
    assert_eq!(codes(pool.data("list-roles?keywords=_admin").await), ["platform_admin"]);
    assert_eq!(codes(pool.data("list-roles?keywords=%25").await), [""; 0], "a wildcard is a letter like any other");
    assert_eq!(codes(pool.data("list-permission-namespaces?query=Book").await), [SHOP]);
    assert_eq!(codes(pool.data("list-namespaces?keywords=sys").await), ["system"]);
    assert_eq!(pool.data("get-namespace?code=OA").await["name"], "Office Platform");
    assert_eq!(pool.refusal("get-namespace?code=nope").await, (404, "namespace not exists".to_owned()));
    let all = pool.data("list-permission-namespaces?limit=50").await;
    assert_eq!(codes(all), ["default", "system", SHOP, "OA", "archive_2023"]);
    let rows = pool.data("list-permission-namespace-roles?code=OA").await;
    let row = rows["list"][0].as_object().unwrap();
    assert_eq!(row.keys().collect::<Vec<_>>(), ["code", "description", "name", "namespace", "updatedAt"]);
}

#[tokio::test]
async fn assignments_tell_types_apart_but_name_nobody() {
    let pool = Pool::demo().await;
    for (types, count) in [
        ("", 2),
        ("&targetType=USER", 1),
        ("&targetType=ORG", 1),
        ("&targetType%5B%5D=USER&targetType%5B%5D=ORG", 2),
        ("&targetType=USER,ORG", 2),
        ("&query=nothing", 0),
    ] {
        let data = pool.data(&format!("list-role-assignments?roleCode=code1&namespaceCode=default{types}")).await;
        assert_eq!((&data["totalCount"], data["data"].as_array().unwrap().len()), (&json!(count), count), "{types}");
        assert!(!data.to_string().contains(super::ALICE), "{data}");
    }
    for (target, message) in [
        ("list-role-assignments?roleCode=", "参数 roleCode 格式错误"),
        ("list-role-assignments?roleCode=a%20b", "参数 roleCode 格式错误"),
        ("list-role-assignments?roleCode=code1&targetType=GROUP", "参数 targetType 格式错误"),
    ] {
        assert_eq!(pool.refusal(target).await, (400, message.to_owned()));
    }
}
