//! A table's sort, choices and selection as the values of an address, and back. Any text goes through unharmed; what is no such value
//! is taken for what it comes closest to, for an address may be typed.

use super::Direction;

/// How many selected rows an address names. With more it would be too long for many programs, so then the browser keeps
/// them.
pub const MOST_IDS: usize = 50;

/// A sort as a value.
#[must_use]
pub fn of_sort(column: &str, direction: Direction) -> String {
    match direction {
        Direction::Descending => format!("-{column}"),
        Direction::Ascending if column.starts_with(['-', '~']) => format!("~{column}"),
        Direction::Ascending => column.to_owned(),
    }
}

/// The sort of a value.
#[must_use]
pub fn sort(value: &str) -> (String, Direction) {
    match value.strip_prefix('-') {
        Some(column) => (column.to_owned(), Direction::Descending),
        None => (value.strip_prefix('~').unwrap_or(value).to_owned(), Direction::Ascending),
    }
}

/// Ids as a value.
#[must_use]
pub fn of_ids(ids: &[String]) -> String {
    let escaped = |id: &String| {
        if id.is_empty() { "~0".to_owned() } else { id.replace('~', "~1").replace(',', "~2") }
    };
    ids.iter().map(escaped).collect::<Vec<_>>().join(",")
}

/// The ids of a value.
#[must_use]
pub fn ids(value: &str) -> Vec<String> {
    let id = |part: &str| {
        if part == "~0" { String::new() } else { part.replace("~2", ",").replace("~1", "~") }
    };
    value.split(',').filter(|part| !part.is_empty()).map(id).collect()
}

/// The chosen values of columns as a value. Columns have names without `:`.
#[must_use]
pub fn of_choices(choices: &[(String, String)]) -> String {
    of_ids(&choices.iter().map(|(column, value)| format!("{column}:{value}")).collect::<Vec<_>>())
}

/// The chosen values of columns of a value; what names no column is left out.
#[must_use]
pub fn choices(value: &str) -> Vec<(String, String)> {
    let choice = |text: String| text.split_once(':').map(|(column, value)| (column.to_owned(), value.to_owned()));
    ids(value).into_iter().filter_map(choice).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_read_as_one_would_write_them() {
        assert_eq!(of_sort("kind", Direction::Descending), "-kind");
        assert_eq!(of_ids(&["a:b".into(), "c,d".into()]), "a:b,c~2d");
        assert_eq!(ids(""), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_ids_come_back(all in prop::collection::vec("[~,012a-]{0,5}|.{0,5}", 0..6)) {
            prop_assert_eq!(ids(&of_ids(&all)), all);
        }

        #[test]
        fn any_sort_comes_back(column in "[~-]{0,2}.{0,5}", down in any::<bool>()) {
            let direction = if down { Direction::Descending } else { Direction::Ascending };
            prop_assert_eq!(sort(&of_sort(&column, direction)), (column, direction));
        }

        #[test]
        fn any_choices_come_back(all in prop::collection::vec(("[a-z]{0,3}", "[~,:012a-]{0,5}|.{0,5}"), 0..6)) {
            prop_assert_eq!(choices(&of_choices(&all)), all);
        }

        #[test]
        fn no_text_is_too_odd_to_be_read(value in "[~,012-]{0,8}|.{0,8}") {
            let _ = (sort(&value), ids(&value), choices(&value));
        }
    }
}
