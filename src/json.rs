//! JSON as the browser reads it: for the few answers that the first page needs, so that a browser loads no reader of ours
//! before it. Everything else is read by `serde_json`, which says where an answer is wrong.

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::JsValue;

/// A value of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Json(JsValue);

impl Json {
    /// The value of a text, when it is JSON.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }

    /// A field of an object.
    pub(crate) fn field(&self, name: &str) -> Option<Self> {
        let value = Reflect::get(&self.0, &JsValue::from_str(name)).ok()?;
        (!value.is_undefined() && !value.is_null()).then_some(Self(value))
    }

    /// The text in a field of an object.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.field(name)?.0.as_string()
    }

    /// The boolean in a field of an object.
    pub(crate) fn truth(&self, name: &str) -> Option<bool> {
        self.field(name)?.0.as_bool()
    }

    /// The number in a field of an object.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.field(name)?.0.as_f64()
    }

    /// The texts in a field of an object that is a list of texts.
    pub(crate) fn texts(&self, name: &str) -> Option<Vec<String>> {
        self.field(name)?.items()?.iter().map(|item| item.0.as_string()).collect()
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        Array::is_array(&self.0).then(|| Array::from(&self.0).iter().map(Self).collect())
    }
}

/// A text as JSON.
pub(crate) fn quoted(text: &str) -> String {
    // Only a value that JSON cannot express has no text, and a string is none.
    JSON::stringify(&JsValue::from_str(text)).map(String::from).unwrap_or_default()
}
