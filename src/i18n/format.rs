//! Plural forms and times by the browser's `Intl`, so that no table of rules has to be shipped.

use js_sys::{Array, Date, Intl, Object, Reflect};
use rescind_domain::Timestamp;
use wasm_bindgen::JsValue;

use super::{Locale, Plural};

/// The form of `plural` for `count`, with the count in the place of `{n}`.
#[must_use]
pub fn count(locale: Locale, count: usize, plural: &Plural) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let category = Intl::PluralRules::new(&tags(locale), &Object::new()).select(count as f64);
    let form = match category.as_string().as_deref() {
        Some("one") => plural.one,
        Some("few") => plural.few,
        Some("many") => plural.many,
        _ => plural.other,
    };
    form.replace("{n}", &number(locale, count))
}

/// The words of a button, and how many things it does when that is more than one.
#[must_use]
pub fn numbered(locale: Locale, words: &str, count: usize) -> String {
    if count > 1 { format!("{words} {}", number(locale, count)) } else { words.to_owned() }
}

/// A whole number with the language's digit groups.
#[must_use]
pub fn number(locale: Locale, number: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let value = js_sys::Number::from(number as f64);
    value.to_locale_string(locale.tag()).into()
}

/// The moment in the reader's zone, to the second.
#[must_use]
pub fn date_time(locale: Locale, at: Timestamp) -> String {
    let options = Object::new();
    set(&options, "dateStyle", "medium");
    set(&options, "timeStyle", "medium");
    date(at).to_locale_string(locale.tag(), &options).into()
}

/// The moment that a vendor prints, in the reader's zone; nothing when it cannot be read.
#[must_use]
pub fn printed(locale: Locale, moment: &str) -> Option<String> {
    let milliseconds = Date::parse(moment);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a time since 1970")]
    (milliseconds >= 0.0).then(|| date_time(locale, Timestamp(milliseconds as u64)))
}

/// How long ago the moment was, in the largest fitting unit.
#[must_use]
pub fn ago(locale: Locale, at: Timestamp, now: Timestamp) -> String {
    let seconds = now.0.saturating_sub(at.0) / 1000;
    let (value, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3600 => (seconds / 60, "minute"),
        3600..86400 => (seconds / 3600, "hour"),
        _ => (seconds / 86400, "day"),
    };
    let options = Object::new();
    set(&options, "numeric", "auto");
    set(&options, "style", "short");
    #[expect(clippy::cast_precision_loss, reason = "an age in seconds stays far below 2^53")]
    let value = -(value as f64);
    Intl::RelativeTimeFormat::new(&tags(locale), &options).format(value, unit).into()
}

/// The browser's clock.
#[must_use]
pub fn now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "milliseconds since 1970 are positive and whole"
    )]
    Timestamp(Date::now() as u64)
}

fn date(at: Timestamp) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 stay below 2^53")]
    Date::new(&JsValue::from_f64(at.0 as f64))
}

fn tags(locale: Locale) -> Array {
    Array::of1(&JsValue::from_str(locale.tag()))
}

fn set(options: &Object, key: &str, value: &str) {
    // Setting a property of a plain object of our own cannot fail.
    let _ = Reflect::set(options, &JsValue::from_str(key), &JsValue::from_str(value));
}
