//! Plurals and times come from the browser, in the language that is chosen.

use rescind::i18n::{Locale, format};
use rescind_domain::Timestamp;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn every_language_has_its_own_plural_forms() {
    let roles = |locale: Locale, count| format::count(locale, count, &locale.texts().roles_count);
    assert_eq!([0, 1, 2].map(|n| roles(Locale::En, n)), ["0 roles", "1 role", "2 roles"]);
    assert_eq!(
        [1, 2, 5, 11, 21, 22].map(|n| roles(Locale::Ru, n)),
        ["1 роль", "2 роли", "5 ролей", "11 ролей", "21 роль", "22 роли"]
    );
    assert_eq!([1, 5].map(|n| roles(Locale::Zh, n)), ["1 个角色", "5 个角色"]);
}

#[wasm_bindgen_test]
fn ages_take_the_largest_fitting_unit() {
    let ago = |locale, seconds: u64| {
        format::ago(locale, Timestamp(1_000_000_000_000), Timestamp(1_000_000_000_000 + seconds * 1000))
    };
    assert_eq!([0, 12, 120, 7200].map(|s| ago(Locale::En, s)), ["now", "12 sec. ago", "2 min. ago", "2 hr. ago"]);
    assert!(ago(Locale::Ru, 12).contains("12"));
    assert_eq!(format::ago(Locale::En, Timestamp(5000), Timestamp(0)), "now", "a clock that was set back");
}

#[wasm_bindgen_test]
fn a_tag_with_a_region_is_the_language() {
    assert_eq!(Locale::of_tag("zh-Hans-CN"), Some(Locale::Zh));
    assert_eq!(Locale::of_tag("RU"), Some(Locale::Ru));
    assert_eq!(Locale::of_tag("fr"), None);
}
