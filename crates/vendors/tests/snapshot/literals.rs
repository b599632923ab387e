//! What JSON and Python allow in a literal, as far as snapshots have it.

use rescind_vendors::milvus::snapshot::parse;

/// The object name that a row with this literal has.
fn object_name(literal: &str) -> Option<String> {
    let text = format!("[{{'object_type': 'Collection', 'object_name': {literal}, 'privilege': 'Search'}}]");
    parse(&text).ok().map(|snapshot| snapshot.rows[0].object_name.clone())
}

#[test]
fn quotes_and_escapes_of_both_languages_are_read() {
    for (literal, expected) in [
        (r#""a'b""#, "a'b"),
        (r#"'a"b'"#, "a\"b"),
        (r#"'a\'b\"c\\d\/e'"#, "a'b\"c\\d/e"),
        (r"'\n\r\t\b\f\a\v'", "\n\r\t\u{8}\u{c}\u{7}\u{b}"),
        (r"'\x41\xe9\u4e2d\U0001F600'", "Aé中😀"),
        (r"'\ud83d\ude00'", "😀"),
        (r"'\0x\101\1011'", "\0xAA1"),
        ("'a\\\nb\\\r\nc'", "abc"),
        ("u'a'", "a"),
        ("U\"a\"", "a"),
        ("('a')", "a"),
        ("'中文#not a comment'", "中文#not a comment"),
    ] {
        assert_eq!(object_name(literal).as_deref(), Some(expected), "{literal}");
    }
}

#[test]
fn what_is_no_text_of_either_language_is_refused() {
    for literal in [
        r"'\x4'",
        r"'\xg0'",
        r"'\u12'",
        r"'\q'",
        r"'\N{DASH}'",
        r"'\ud83d'",
        r"'\ud83d\u0041'",
        r"'\ud83d\uffff'",
        r"'\ude00'",
        r"'\U00110000'",
        "'a\nb'",
        "b'a'",
        "r'a'",
        "'a' 'b'",
        "('a',)",
        "'''a'''",
        "a",
        "1",
        "True",
        "''",
        "None",
    ] {
        assert_eq!(object_name(literal), None, "{literal}");
    }
}

#[test]
fn other_values_are_passed_over_where_they_are_not_needed() {
    for literal in [
        "null",
        "None",
        "true",
        "True",
        "false",
        "False",
        "0",
        "-1",
        "+1",
        "1.5",
        "1e-05",
        "99999999999999999999",
        "()",
        "(1,)",
        "(1, 2,)",
        "[]",
        "[1,]",
        "{}",
        "{'a': {'b': []},}",
        "{u'a': 1}",
    ] {
        let text = format!("{{'role': 'r', 'privileges': [], 'other': {literal}}}");
        assert!(parse(&text).is_ok(), "{text}: {:?}", parse(&text));
    }
    for literal in ["1.2.3", "-", "nan", "1x", "[,]", "(,)", "{,}", "{1: 2}", "{'a'}", "[1 2]", "{a: 1}", "(1]"] {
        let text = format!("{{'role': 'r', 'privileges': [], 'other': {literal}}}");
        assert!(parse(&text).is_err(), "{text}");
    }
}

#[test]
fn what_surrounds_the_literal_in_a_session_is_passed_over() {
    let rows = "{'role': 'r', 'privileges': []}";
    for text in [
        format!(">>> {rows}"),
        format!(">>> x = {rows}"),
        format!("x={rows}\n"),
        format!("# saved\n\n{rows} # end"),
        format!(">>> describe()\n{rows}\n>>> "),
        format!(">>> x = describe(\n...     'r'\n... )\n>>> x\n{rows}"),
        format!(">>> for role in roles:\n...     describe(role)\n...\n{rows}"),
        format!(">>>\n>>> ({rows})"),
        "\u{feff}\u{a0}x =\r\n  {\r\n...  'role': 'r',\r... 'privileges': ()}".to_owned(),
    ] {
        assert!(parse(&text).is_ok(), "{text}: {:?}", parse(&text));
    }
    for text in [format!("x == {rows}"), format!("x {rows}"), format!("x = y = {rows}"), format!("{rows} {rows}")] {
        assert!(parse(&text).is_err(), "{text}");
    }
}
