//! Comma-separated values as in RFC 4180, safe to open in a spreadsheet. It owns how a cell is written and knows nothing of
//! what stands in it.

use std::borrow::Cow;

/// One record with its line end, ready to be appended to a file.
pub fn record<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<_> = cells.into_iter().map(cell).collect();
    cells.join(",") + "\r\n"
}

/// A cell with the quotes that it needs. A text that a spreadsheet would take for a formula gets an apostrophe in front:
/// names and reasons are written by people, and a formula can send the sheet away.
fn cell(text: &str) -> Cow<'_, str> {
    let guarded = guarded(text);
    match guarded.contains([',', ';', '\t', '"', '\r', '\n']) {
        true => format!("\"{}\"", guarded.replace('"', "\"\"")).into(),
        false => guarded,
    }
}

/// The text with an apostrophe wherever a spreadsheet would begin a formula: at its own beginning, and behind what separates
/// cells in a spreadsheet of another language, which minds no quotes in the midst of its cells.
fn guarded(text: &str) -> Cow<'_, str> {
    let (mut guarded, mut begins) = (String::new(), true);
    for character in text.chars() {
        if begins && matches!(character, '=' | '+' | '-' | '@' | '\t' | '\r') {
            guarded.push('\'');
        }
        guarded.push(character);
        begins = match character {
            ';' | '\t' | '\r' | '\n' => true,
            ' ' | '"' => begins,
            _ => false,
        };
    }
    if guarded.len() == text.len() { text.into() } else { guarded.into() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let written = record(["", "plain", "two words", "a,b", "say \"no\"", "one\ntwo", "ключ 钥匙"]);
        assert_eq!(written, ",plain,two words,\"a,b\",\"say \"\"no\"\"\",\"one\ntwo\",ключ 钥匙\r\n");
    }

    #[test]
    fn nothing_is_taken_for_a_formula() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "\"'\tx\""),
            ("\rx", "\"'\rx\""),
            ("=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\""),
            ("a=1", "a=1"),
            ("'=1", "'=1"),
            ("a;=1", "\"a;'=1\""),
            ("a; \"=1", "\"a; \"\"'=1\""),
            ("a\t-1", "\"a\t'-1\""),
        ] {
            assert_eq!(record([text]), format!("{written}\r\n"));
        }
    }

    /// What a reader that follows RFC 4180 makes of one record.
    fn read(record: &str) -> Vec<String> {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        let mut rest = record.strip_suffix("\r\n").unwrap().chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '"' if quoted && rest.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                c => cell.push(c),
            }
        }
        cells.push(cell);
        cells
    }

    proptest! {
        #[test]
        fn a_reader_finds_the_cells_again(cells in prop::collection::vec("[ab,;\"\r\n=+@\t'-]{0,6}", 1..5)) {
            let found = read(&record(cells.iter().map(String::as_str)));
            prop_assert_eq!(found, cells.iter().map(|text| guarded(text).into_owned()).collect::<Vec<_>>());
        }

        #[test]
        fn no_cell_of_any_spreadsheet_begins_a_formula(text in "[a;\"\r\n=+@\t -]{0,8}") {
            let guarded = guarded(&text);
            prop_assert!(guarded.split([';', '\t', '\r', '\n']).all(|part| !part.trim_start_matches([' ', '"']).starts_with(['=', '+', '-', '@'])));
            prop_assert_eq!(guarded.replace('\'', ""), text);
        }
    }
}
