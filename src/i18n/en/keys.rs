//! Keyboard keys in English.

use crate::i18n::texts::KeyTexts;

pub(super) const KEYS: KeyTexts = KeyTexts {
    hint: "These keys work while the focus is in a row of a table.",
    into_rows: "From the filter to the first row",
    row: "Next row, previous row",
    page: "A screen down, a screen up",
    ends: "First row, last row",
    open: "Open what the row is about",
    select: "Select the row, or no longer",
    select_to: "Select all rows from the last one to this one",
    revoke: "Revoke",
    copy: "Copy the row's name",
    list: "This list",
    close: "Close",
};
