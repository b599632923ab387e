//! A link must never name another principal than it shows.

use rescind::state::url;
use rescind_domain::{ConnectionId, RoleRef};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_parameter_is_decoded_exactly_once() {
    for (search, name) in [
        ("name=a%2525b", "a%25b"),
        ("name=a%25b", "a%b"),
        ("?name=a+b", "a b"),
        ("name=a%2Bb", "a+b"),
        ("name=a%2Fb", "a/b"),
        ("name=%E8%A7%92%E8%89%B2", "角色"),
        ("tab=x&name=%26tab%3Dy", "&tab=y"),
    ] {
        assert_eq!(url::parameter(search, "name").as_deref(), Some(name), "{search}");
    }
    assert_eq!(url::parameter("tab=members", "name"), None);
}

#[wasm_bindgen_test]
fn the_address_of_a_role_leads_back_to_its_name() {
    let connection = ConnectionId::new("milvus");
    for name in ["read_only", "a%25b", "100%", "a+b", "a b", "a/b?c#d&e=f", "角色", "\"quotes'", "%E8%A7%92", "🦀"]
    {
        let address = url::role(&connection, &RoleRef::plain(name), "members");
        let (path, search) = address.split_once('?').unwrap();
        assert_eq!(path, "/c/milvus/role");
        assert_eq!(url::parameter(search, "name").as_deref(), Some(name), "{address}");
        assert_eq!(url::parameter(search, "tab").as_deref(), Some("members"));
    }
}

#[wasm_bindgen_test]
fn a_parameter_is_replaced_in_place_and_taken_away_when_empty() {
    let steps = leptos::prelude::window().history().unwrap().length().unwrap();
    url::replace("filter", "a b&c");
    assert_eq!(url::current("filter").as_deref(), Some("a b&c"));
    url::replace("filter", "");
    assert_eq!(url::current("filter"), None);
    assert_eq!(leptos::prelude::window().history().unwrap().length().unwrap(), steps);
}
