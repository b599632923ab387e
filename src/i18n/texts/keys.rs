//! The keys of the list of keyboard keys.

texts! {
    /// What keys do in the rows of a table.
    KeyTexts;

    /// When they work.
    hint: &'static str,
    /// From the filter.
    into_rows: &'static str,
    /// One row.
    row: &'static str,
    /// A screen of rows.
    page: &'static str,
    /// First and last.
    ends: &'static str,
    /// The row's link.
    open: &'static str,
    /// The row's checkbox.
    select: &'static str,
    /// All from the row that was selected last.
    select_to: &'static str,
    /// The row's button.
    revoke: &'static str,
    /// The row's name.
    copy: &'static str,
    /// This list.
    list: &'static str,
    /// Button.
    close: &'static str,
}
