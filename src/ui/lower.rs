//! Lower case by the browser's tables of all scripts: those of Rust would be a tenth of the first load's data.

use js_sys::JsString;

/// The text in lower case.
#[must_use]
pub fn lower(text: &str) -> String {
    // Most texts are names and ids, and there are many of them: these need no way into the browser.
    if text.is_ascii() { text.to_ascii_lowercase() } else { JsString::from(text).to_lower_case().into() }
}
