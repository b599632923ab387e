//! What an address shows, and which links the console follows itself.

use rescind::state::location::Route;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn an_address_shows_one_page() {
    for (path, route) in [
        ("/", Route::Connections),
        ("/c/milvus/roles", Route::Roles),
        ("/c/milvus/roles/", Route::Roles),
        ("/c/milvus/role", Route::Role),
        ("/c/milvus/people", Route::People),
        ("/c/milvus/person", Route::Person),
        ("/activity", Route::Activity),
        ("/plan", Route::Plans),
        ("/plan/7f3a", Route::Plan),
        ("/review", Route::Review),
        ("/snapshot", Route::Snapshot),
    ] {
        assert_eq!(Route::of(path), route, "{path}");
    }
    for path in ["/c", "/c/milvus", "/c/milvus/rolesx", "/c/milvus/roles/x", "/plan/7f3a/x", "/activity/x", "/Activity"]
    {
        assert_eq!(Route::of(path), Route::Nowhere, "{path}");
    }
}
