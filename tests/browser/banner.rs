//! The banner shows every fact, is announced, and folds the raw answer away.

use leptos::prelude::*;
use rescind::pages::words;
use rescind::state::notices::Said;
use rescind::ui::banner::{Action, Banner, Report};
use rescind_domain::outcome::Proof;
use rescind_domain::{BusinessStatus, Fault, FaultKind, FaultSource, Outcome, RequestId, Retry};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::Page;
use crate::words::entry;

#[wasm_bindgen_test]
async fn it_has_the_buttons_that_its_facts_allow() {
    let pressed = RwSignal::new(0);
    let report = Report {
        title: "Could not revoke.".into(),
        quote: Some("no".into()),
        request_id: Some("id-7".into()),
        raw: Some("{\"code\":5}".into()),
        actions: vec![Action {
            label: "Retry".into(),
            run: Callback::new(move |()| pressed.update(|n| *n += 1)),
            going: Signal::stored(None),
            is_off: Signal::stored(false),
        }],
        dismiss: Some(Callback::new(move |()| pressed.update(|n| *n += 10))),
        ..Report::default()
    };
    let page = Page::of(move || view! { <Banner report=report /> }).await;
    let alert = page.one("[role=alert]");
    assert!(alert.text_content().unwrap().contains("Could not revoke."));
    assert!(page.texts(".facts").concat().contains("id-7"));
    assert_eq!(page.texts(".acts button"), ["Retry", "Copy request id", "Show raw answer", "Dismiss"]);
    assert!(page.one("pre").hidden());
    page.click("[aria-expanded]").await;
    assert!(!page.one("pre").hidden());
    assert_eq!(page.one("[aria-expanded]").get_attribute("aria-expanded").as_deref(), Some("true"));
    for button in page.all(".acts button") {
        if ["Retry", "Dismiss"].contains(&button.text_content().unwrap().as_str()) {
            button.click();
        }
    }
    assert_eq!(pressed.get_untracked(), 11);
}

#[wasm_bindgen_test]
async fn without_a_request_id_or_a_body_there_is_nothing_to_copy_or_show() {
    let page = Page::of(|| view! { <Banner report=Report { title: "Offline.".into(), ..Report::default() } /> }).await;
    assert_eq!(page.texts(".acts button"), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn a_refusal_with_http_200_shows_both_statuses_and_the_vendors_words() {
    let business = BusinessStatus::Envelope { status_code: 403, api_code: Some(2207), success: None };
    let mut fault = Fault::new(FaultKind::Rejected, FaultSource::Vendor, "POST", "/api/v3/revoke-role", Retry::Useless);
    fault.http_status = Some(200);
    fault.business = Some(business);
    fault.message = Some("no permission".into());
    fault.request_id = Some(RequestId::new("req-9"));
    let outcome = Outcome::failed(fault, Proof::Said);
    let report = words::report(&Said::Outcome { entries: vec![entry("alice")], outcome, comparison: None });
    let page = Page::of(move || view! { <Banner report=report /> }).await;
    let facts = page.texts(".facts").concat();
    for fact in ["HTTP 200", "statusCode 403", "apiCode 2207", "req-9"] {
        assert!(facts.contains(fact), "{fact} in {facts}");
    }
    assert!(page.texts(".quote").concat().contains("no permission"));
    assert!(page.one("[role=alert]").text_content().unwrap().contains("Could not revoke read_only from alice"));
}
