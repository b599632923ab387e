//! Reading the page again when it belongs to an earlier build than the gateway's.

use leptos::prelude::*;

/// Where the loader of parts notes the address of one that the gateway does not have any more.
const GONE: &str = "data-part-gone";
/// Where this tab keeps for which one it has read the page again.
const AGAIN: &str = "rescind-part-gone";

/// Reads the page again when a part of it is gone from the gateway; whether it does. Once for each: a build that lacks a part
/// of its own would never come to rest.
pub fn for_missing_part() -> bool {
    let Some(part) = document().document_element().and_then(|root| root.get_attribute(GONE)) else { return false };
    let Ok(Some(storage)) = window().session_storage() else { return false };
    if storage.get_item(AGAIN).ok().flatten().as_deref() == Some(&part) || storage.set_item(AGAIN, &part).is_err() {
        return false;
    }
    now();
    true
}

/// Reads the page again.
pub fn now() {
    // Refused only while the page is being left anyway.
    let _ = window().location().reload();
}
