//! Every kind of error, and the place that it names.

use rescind_vendors::milvus::snapshot::{
    DEPTH_LIMIT, Expected, Field, Position, SIZE_LIMIT, SnapshotErrorKind, ValueKind, parse,
};

fn fails(text: &str, line: usize, column: usize, kind: SnapshotErrorKind) {
    let error = parse(text).expect_err(text);
    assert_eq!((error.kind.clone(), error.position), (kind, Position { line, column }), "{text}");
    assert!(error.to_string().starts_with(&format!("line {line}, column {column}: ")), "{error}");
}

fn unexpected(expected: Expected, found: char) -> SnapshotErrorKind {
    SnapshotErrorKind::Unexpected { expected, found: Some(found) }
}

#[test]
fn nothing_to_read_is_said() {
    for (text, line, column) in
        [("", 1, 1), ("\u{feff}", 1, 1), (" \n ", 2, 2), ("# a", 1, 4), (">>> f()", 1, 8), ("x =", 1, 4)]
    {
        fails(text, line, column, SnapshotErrorKind::Empty);
    }
}

#[test]
fn the_reader_names_what_it_expected() {
    fails("<html>", 1, 1, unexpected(Expected::Value, '<'));
    fails("[\n  nil]", 2, 3, unexpected(Expected::Value, 'n'));
    fails("[1.2.3]", 1, 2, unexpected(Expected::Value, '1'));
    fails("[,]", 1, 2, unexpected(Expected::Value, ','));
    fails("[1 2]", 1, 4, unexpected(Expected::CommaOr(']'), '2'));
    fails("(1 2)", 1, 4, unexpected(Expected::CommaOr(')'), '2'));
    fails("{'a': 1 'b': 2}", 1, 9, unexpected(Expected::CommaOr('}'), '\''));
    fails("{a: 1}", 1, 2, unexpected(Expected::Key, 'a'));
    fails("{u: 1}", 1, 2, unexpected(Expected::Key, 'u'));
    fails("{'a', 1}", 1, 5, unexpected(Expected::Colon, ','));
    fails("[] x", 1, 4, unexpected(Expected::End, 'x'));
}

#[test]
fn columns_count_characters_and_all_ends_of_lines_are_one() {
    fails("{'中😀': x}", 1, 8, unexpected(Expected::Value, 'x'));
    fails("[\r\n\r\n x]", 3, 2, unexpected(Expected::Value, 'x'));
    fails("[\r\r x]", 3, 2, unexpected(Expected::Value, 'x'));
    fails("[\n\n\t x]", 3, 3, unexpected(Expected::Value, 'x'));
    fails("\u{feff}x", 1, 1, unexpected(Expected::Value, 'x'));
}

#[test]
fn a_cut_text_names_what_is_open() {
    let unclosed = |bracket, line, column| SnapshotErrorKind::Unclosed { bracket, opened: Position { line, column } };
    fails("[\n {'a': [1, 2],", 2, 15, unclosed('{', 2, 2));
    fails("[[1]", 1, 5, unclosed('[', 1, 1));
    fails("{'a'", 1, 5, unclosed('{', 1, 1));
    fails("{'a':", 1, 6, unclosed('{', 1, 1));
    fails("(", 1, 2, unclosed('(', 1, 1));
    fails("[\n'a", 2, 1, SnapshotErrorKind::UnclosedQuote { quote: '\'' });
    fails("[\"a'\n\"]", 1, 2, SnapshotErrorKind::UnclosedQuote { quote: '"' });
    fails("['a\\", 1, 4, SnapshotErrorKind::BadEscape);
}

#[test]
fn an_escape_is_named_by_its_backslash() {
    fails("[\n'ab\\q']", 2, 4, SnapshotErrorKind::BadEscape);
    fails(r"['\ud83d\ud83d']", 1, 3, SnapshotErrorKind::BadEscape);
}

#[test]
fn hostile_texts_end_at_the_limits() {
    fails(&" ".repeat(SIZE_LIMIT + 1), 1, 1, SnapshotErrorKind::TooLarge { bytes: SIZE_LIMIT + 1, limit: SIZE_LIMIT });
    assert!(parse(&format!("[]{}", " ".repeat(SIZE_LIMIT - 2))).is_ok(), "the limit itself is read");
    for open in ["[", "(", "{'a':", "[{'a':("] {
        let error = parse(&open.repeat(SIZE_LIMIT / open.len())).expect_err("it is too deep");
        assert_eq!(error.kind, SnapshotErrorKind::TooDeep { limit: DEPTH_LIMIT }, "{open}");
    }
    fails(&"[".repeat(SIZE_LIMIT), 1, DEPTH_LIMIT + 1, SnapshotErrorKind::TooDeep { limit: DEPTH_LIMIT });
    let deep = |depth| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse(&deep(DEPTH_LIMIT)).is_ok(), "the limit itself is followed");
}

#[test]
fn many_rows_are_read_in_time_that_grows_with_them() {
    let row =
        |number: usize| format!("{{'object_type':'G','object_name':'{number}','role':'{number}','privilege':'p'}},");
    let text = format!("[{}]", (0..50_000).map(row).collect::<String>());
    let snapshot = parse(&text).expect("it is read");
    assert_eq!((snapshot.rows.len(), snapshot.roles.len()), (50_000, 50_000));
}

#[test]
fn a_refusal_is_told_with_its_code() {
    let refused =
        |code, message: Option<&str>| SnapshotErrorKind::Refused { code, message: message.map(str::to_owned) };
    fails("{\"code\": 1800,\n\"message\": \"no\"}", 1, 10, refused(1800, Some("no")));
    fails("{\"message\": null,\n\"code\": -1, \"data\": []}", 2, 9, refused(-1, None));
    for code in ["'0'", "null", "0.5", "99999999999999999999"] {
        let error = parse(&format!("{{'code': {code}, 'data': []}}")).expect_err(code);
        assert!(matches!(error.kind, SnapshotErrorKind::WrongType { field: Some(Field::Code), .. }), "{error}");
    }
}

#[test]
fn what_is_around_the_rows_is_checked() {
    let wrong =
        |field, expected, found| SnapshotErrorKind::WrongType { row: None, field: Some(field), expected, found };
    let missing = SnapshotErrorKind::Missing { row: None, field: Field::Rows };
    fails("{'code': 0}", 1, 1, missing.clone());
    fails("[\n{'role': 'r'}]", 2, 1, missing);
    fails("{'code': 0, 'data': null}", 1, 21, wrong(Field::Rows, ValueKind::List, ValueKind::Nothing));
    fails("{'role': 'r', 'privileges': {}}", 1, 29, wrong(Field::Rows, ValueKind::List, ValueKind::Object));
    fails("{'role': 1, 'privileges': []}", 1, 10, wrong(Field::Role, ValueKind::Text, ValueKind::Number));
    fails("{'data': [], 'description': True}", 1, 29, wrong(Field::Description, ValueKind::Text, ValueKind::Boolean));
    fails("{'data': [],\n 'privileges': []}", 2, 2, SnapshotErrorKind::SaidTwice { field: Field::Rows });
    fails("{}", 1, 1, SnapshotErrorKind::Unrecognized);
    fails("[[],\n {'a': 1}]", 2, 2, SnapshotErrorKind::Unrecognized);
    for text in ["1", "'text'", "null", "[1]", "['a']"] {
        let error = parse(text).expect_err(text);
        let kind = |found| SnapshotErrorKind::WrongType { row: None, field: None, expected: ValueKind::Object, found };
        let found = [ValueKind::Number, ValueKind::Text, ValueKind::Nothing];
        assert!(found.into_iter().any(|found| error.kind == kind(found)), "{text}: {error}");
    }
}

#[test]
fn a_row_is_named_by_number_and_line() {
    const WHOLE: &str =
        "{'object_type': 'G', 'object_name': '*', 'db_name': 'd', 'privilege': 'p', 'grantor_name': 'g'}";
    let second = |row: &str| format!("{{'role': 'r', 'privileges': [{WHOLE},\n{row}]}}");
    for (key, field) in
        [("object_type", Field::ObjectType), ("object_name", Field::ObjectName), ("privilege", Field::Privilege)]
    {
        let missing = SnapshotErrorKind::Missing { row: Some(2), field };
        fails(&second(&WHOLE.replace(key, "other")), 2, 1, missing.clone());
        let value = WHOLE.find(key).expect("the row has it") + key.len() + "': ".len();
        let (before, after) = WHOLE.split_at(value);
        let after = after.split_once(',').expect("there is more").1;
        fails(&second(&format!("{before}'',{after}")), 2, value + 1, missing.clone());
        fails(&second(&format!("{before}None,{after}")), 2, value + 1, missing);
        let kind = SnapshotErrorKind::WrongType {
            row: Some(2),
            field: Some(field),
            expected: ValueKind::Text,
            found: ValueKind::List,
        };
        fails(&second(&format!("{before}['a'],{after}")), 2, value + 1, kind);
    }
    for (pair, key, field) in [
        ("'db_name': 'd'", "'db_name': ", Field::Database),
        ("'grantor_name': 'g'", "'grantor_name': ", Field::Grantor),
    ] {
        let row = WHOLE.replace(pair, &format!("{key}7"));
        let column = row.find('7').expect("it is there") + 1;
        let kind = SnapshotErrorKind::WrongType {
            row: Some(2),
            field: Some(field),
            expected: ValueKind::Text,
            found: ValueKind::Number,
        };
        fails(&second(&row), 2, column, kind);
    }
    let twice = WHOLE.replace('}', ",\n'privilege': 'q'}");
    fails(&second(&twice), 3, 1, SnapshotErrorKind::SaidTwice { field: Field::Privilege });
    let both = WHOLE.replace('}', ",\n'dbName': 'd'}");
    fails(&second(&both), 3, 1, SnapshotErrorKind::SaidTwice { field: Field::Database });
}
