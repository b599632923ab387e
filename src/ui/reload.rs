//! Reading the page again when it belongs to an earlier build than the gateway's.

use leptos::prelude::*;

/// Where the loader of parts notes the address of one that the gateway does not have any more.
const GONE: &str = "data-part-gone";
/// What names the build that this page is of.
const BUILD: &str = "link[rel=modulepreload]";
/// Where this tab keeps of which builds it has read the page again, one a line.
const AGAIN: &str = "rescind-part-gone";

/// Reads the page again when a part of it is gone from the gateway; whether it does. Once for each build: one that lacks parts of
/// its own would never come to rest.
pub fn for_missing_part() -> bool {
    let is_gone = document().document_element().is_some_and(|root| root.has_attribute(GONE));
    let Some(build) = build().filter(|_| is_gone) else { return false };
    let Ok(Some(storage)) = window().session_storage() else { return false };
    let before = storage.get_item(AGAIN).ok().flatten().unwrap_or_default();
    if before.lines().any(|other| other == build) || storage.set_item(AGAIN, &format!("{before}{build}\n")).is_err() {
        return false;
    }
    now();
    true
}

fn build() -> Option<String> {
    document().query_selector(BUILD).ok()??.get_attribute("href")
}

/// Reads the page again.
pub fn now() {
    // Refused only while the page is being left anyway.
    let _ = window().location().reload();
}
