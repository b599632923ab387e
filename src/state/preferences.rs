//! What this browser remembers: language, theme, what was typed or selected but not sent. A browser that refuses storage
//! only forgets sooner: that is no error.

use leptos::prelude::*;
use rescind_domain::table::address;
use rescind_domain::{NewPlan, PlanId};
use wasm_bindgen::JsValue;

use super::shelf::Shelf;
use crate::i18n::Locale;

const LOCALE: &str = "rescind.locale";
const THEME: &str = "rescind.theme";
const REASON: &str = "rescind.reason";
const SELECTED: &str = "rescind.selected";
const TIME_LIMIT: &str = "rescind.time_limit";
/// Followed by the table's name.
const COLUMNS: &str = "rescind.columns.";
const SNAPSHOT: &str = "rescind.snapshot";
const OWN_PLANS: &str = "rescind.plans";
/// How many plans are remembered.
const MOST_OWN_PLANS: usize = 50;

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The value of `data-theme`, and of the menu's option.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a menu's option; anything else is the system's.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.as_str() == text).unwrap_or(Self::System)
    }
}

/// The language that was chosen, else the first of the browser's that the console speaks, else English.
#[must_use]
pub fn locale() -> Locale {
    let stored = Shelf::Browser.get(LOCALE);
    let browser = window().navigator().language();
    stored
        .as_deref()
        .and_then(Locale::of_tag)
        .or_else(|| browser.as_deref().and_then(Locale::of_tag))
        .unwrap_or(Locale::En)
}

/// Remembers the language.
pub fn store_locale(locale: Locale) {
    Shelf::Browser.put(LOCALE, locale.tag());
}

/// Tells the document its language, for fonts, hyphenation and screen readers.
pub fn show_locale(locale: Locale) {
    set_root_attribute("lang", locale.tag());
}

/// The theme that was chosen.
#[must_use]
pub fn theme() -> Theme {
    Shelf::Browser.get(THEME).map_or(Theme::System, |text| Theme::of(&text))
}

/// Remembers the theme.
pub fn store_theme(theme: Theme) {
    Shelf::Browser.put(THEME, theme.as_str());
}

/// Puts the theme on the document.
pub fn show_theme(theme: Theme) {
    set_root_attribute("data-theme", theme.as_str());
}

/// Tells the document whether the gateway is out of reach, so that nothing moves that is no news.
pub fn show_link(is_lost: bool) {
    set_root_attribute("data-link", if is_lost { "lost" } else { "there" });
}

/// The time limit as it was typed.
#[must_use]
pub fn time_limit() -> String {
    Shelf::Browser.get(TIME_LIMIT).unwrap_or_default()
}

/// Remembers the time limit.
pub fn store_time_limit(typed: &str) {
    Shelf::Browser.put(TIME_LIMIT, typed);
}

/// The ids of a table's columns that are not shown.
#[must_use]
pub fn hidden_columns(table: &str) -> Vec<String> {
    let kept = Shelf::Browser.get(&format!("{COLUMNS}{table}"));
    address::ids(&kept.unwrap_or_default())
}

/// Remembers which columns of a table are not shown.
pub fn store_hidden_columns(table: &str, hidden: &[String]) {
    Shelf::Browser.put(&format!("{COLUMNS}{table}"), &address::of_ids(hidden));
}

/// Why what was typed is no time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTimeLimit {
    /// It is no positive number.
    NotSeconds,
    /// It is longer than [`NewPlan::LONGEST_TIME_LIMIT`].
    TooLong,
}

/// The milliseconds of a time limit that was typed as decimal seconds; empty means none.
///
/// # Errors
/// What was typed is no positive number, or too long.
pub fn time_limit_of(typed: &str) -> Result<Option<u32>, NoTimeLimit> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    if !typed.chars().all(|character| character.is_ascii_digit() || matches!(character, '.' | ',')) {
        return Err(NoTimeLimit::NotSeconds);
    }
    // The browser's reader of numbers: ours would be part of the first load. What is none is in no range.
    let seconds = f64::try_from(JsValue::from_str(&typed.replace(',', "."))).map_err(|_| NoTimeLimit::NotSeconds)?;
    let milliseconds = seconds * 1000.0;
    if milliseconds > f64::from(NewPlan::LONGEST_TIME_LIMIT) {
        return Err(NoTimeLimit::TooLong);
    }
    // Not a number is in no range.
    if !(1.0..).contains(&milliseconds) {
        return Err(NoTimeLimit::NotSeconds);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was checked")]
    Ok(Some(milliseconds as u32))
}

/// A name to tell one thing from another, not a secret: the session is what protects plans.
#[must_use]
pub fn random_name() -> String {
    format!("{:x}{:x}", js_sys::Math::random().to_bits(), js_sys::Math::random().to_bits())
}

/// A UUID for a request that is to be carried out once, however often it is sent.
#[must_use]
pub fn uuid() -> String {
    let mut bytes = [0_u8; 16];
    let is_filled = window().crypto().is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !is_filled {
        for byte in &mut bytes {
            *byte = js_sys::Math::random().to_bits().to_le_bytes()[2];
        }
    }
    uuid_of(bytes)
}

/// The version 4 UUID of these random bytes.
fn uuid_of(mut bytes: [u8; 16]) -> String {
    let [.., version, _, variant, _, _, _, _, _, _, _] = &mut bytes;
    *version = *version & 0x0f | 0x40;
    *variant = *variant & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

/// The plans that were made in this tab and of which not everything was told, before the page was read again.
#[must_use]
pub fn own_plans() -> Vec<PlanId> {
    let kept = Shelf::Tab.get(OWN_PLANS).unwrap_or_default();
    kept.split_whitespace().map(PlanId::new).collect()
}

/// Remembers the plans that were made in this tab.
pub fn keep_own_plans(plans: &[PlanId]) {
    let kept: Vec<&str> = plans.iter().rev().take(MOST_OWN_PLANS).map(PlanId::as_str).collect();
    Shelf::Tab.put(OWN_PLANS, &kept.join(" "));
}

/// Remembers no plan as made here any more.
pub fn forget_own_plans() {
    Shelf::Tab.forget(OWN_PLANS);
}

/// The selection that is kept under a name; nothing when another one has taken its place.
#[must_use]
pub fn selected(name: &str) -> Vec<String> {
    let kept = Shelf::Tab.get(SELECTED).unwrap_or_default();
    match kept.split_once('\n') {
        Some((key, ids)) if key == name => address::ids(ids),
        _ => Vec::new(),
    }
}

/// Keeps a selection over a reload, in the place of the one before.
pub fn keep_selected(name: &str, ids: &[String]) {
    Shelf::Tab.put(SELECTED, &format!("{name}\n{}", address::of_ids(ids)));
}

/// The reason that was typed for this subject and not sent yet. One that was typed for another subject is none of its.
#[must_use]
pub fn reason(subject: &str) -> String {
    let kept = Shelf::Tab.get(REASON).unwrap_or_default();
    match kept.split_once('\n') {
        Some((key, reason)) if key == subject => reason.to_owned(),
        _ => String::new(),
    }
}

/// Keeps a reason while it is being typed.
pub fn keep_reason(subject: &str, reason: &str) {
    Shelf::Tab.put(REASON, &format!("{subject}\n{reason}"));
}

/// The snapshot that was opened, as text.
#[must_use]
pub fn snapshot() -> String {
    Shelf::Tab.get(SNAPSHOT).unwrap_or_default()
}

/// Keeps the text of a snapshot over a reload; one that is larger than the browser keeps is only shown.
pub fn keep_snapshot(text: &str) {
    Shelf::Tab.put(SNAPSHOT, text);
}

/// This reason is in a plan now. Another one may be being typed meanwhile.
pub fn forget_reason(reason: &str) {
    let kept = Shelf::Tab.get(REASON).unwrap_or_default();
    if kept.split_once('\n').is_some_and(|(_, kept)| kept.trim() == reason.trim()) {
        Shelf::Tab.forget(REASON);
    }
}

fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(name, value);
    }
}
