//! Texts that nobody thought of. Reading never panics, an error stands within the text, and every JSON that a second,
//! independent reader takes is taken here too.

use proptest::prelude::*;
use rescind_vendors::milvus::snapshot::{DEPTH_LIMIT, SnapshotErrorKind, parse};
use serde_json::{Value, json};

/// Whether an error is about the text and not about what it says.
fn is_syntax(kind: &SnapshotErrorKind) -> bool {
    matches!(
        kind,
        SnapshotErrorKind::Empty
            | SnapshotErrorKind::TooDeep { .. }
            | SnapshotErrorKind::Unexpected { .. }
            | SnapshotErrorKind::Unclosed { .. }
            | SnapshotErrorKind::UnclosedQuote { .. }
            | SnapshotErrorKind::BadEscape
    )
}

fn check(text: &str) -> Result<(), TestCaseError> {
    match parse(text) {
        Ok(snapshot) => {
            prop_assert!(!snapshot.roles.is_empty());
            let unnamed = snapshot.roles.iter().any(|role| role.name.is_none());
            for row in &snapshot.rows {
                prop_assert_eq!(row.role.as_str().is_empty(), unnamed);
                let required = [&row.object_type, &row.object_name, &row.database, &row.privilege];
                prop_assert!(required.iter().all(|part| !part.is_empty()));
            }
        }
        Err(error) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
            let line = text.split('\n').nth(error.position.line - 1);
            prop_assert!(line.is_some_and(|line| (1..=line.chars().count() + 1).contains(&error.position.column)));
            prop_assert!(!error.kind.to_string().is_empty());
        }
    }
    Ok(())
}

/// The pieces that snapshots are made of, in any order.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        ":",
        "'",
        "\"",
        "\\",
        "\\x4",
        "\\u",
        "\\ud83d",
        "#",
        "\n",
        "\r",
        " ",
        "\u{feff}",
        ">>>",
        "...",
        "=",
        "u",
        "None",
        "true",
        "-",
        "1e9",
        "0",
        "200",
        "'role'",
        "'privileges'",
        "\"code\"",
        "\"data\"",
        "'privilege':'p'",
        "'object_type':'t'",
        "'object_name':'n'",
        "'role_name':'r'",
        "中",
        "😀",
        "\0",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A good text, hurt by bytes put in, left out, doubled or cut off.
fn hurt() -> impl Strategy<Value = String> {
    let good = prop::sample::select(vec![
        include_str!("../fixtures/snapshots/rest.txt"),
        include_str!("../fixtures/snapshots/python-role-description.txt"),
        include_str!("../fixtures/snapshots/python-nested.txt"),
        include_str!("../fixtures/snapshots/python-session.txt"),
        include_str!("../fixtures/snapshots/python-prompt.txt"),
    ]);
    let wounds = prop::collection::vec((any::<prop::sample::Index>(), 0..5_u8, any::<u8>()), 0..4);
    (good, wounds).prop_map(|(text, wounds)| {
        let mut bytes = text.as_bytes().to_vec();
        for (at, how, byte) in wounds {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                3 => bytes.truncate(at),
                _ => bytes.extend_from_within(at..),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 32, 5, |inner| {
        let objects = prop::collection::vec((any::<String>(), inner.clone()), 0..4)
            .prop_map(|pairs| Value::Object(pairs.into_iter().collect()));
        prop_oneof![prop::collection::vec(inner, 0..4).prop_map(Value::from), objects]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn arbitrary_pieces(text in soup()) {
        check(&text)?;
    }

    #[test]
    fn hurt_snapshots(text in hurt()) {
        check(&text)?;
    }

    #[test]
    fn every_json_is_readable(value in json_value()) {
        for text in [value.to_string(), format!("{value:#}")] {
            check(&text)?;
            if let Err(error) = parse(&text) {
                prop_assert!(!is_syntax(&error.kind), "{}: {}", error, text);
            }
        }
        // Whatever else an answer carries.
        let body = json!({"code": 0, "data": [], "other": value}).to_string();
        prop_assert!(parse(&body).is_ok(), "{}", body);
    }

    #[test]
    fn any_depth_ends(pieces in prop::collection::vec(prop::sample::select(vec!["[", "(", "{'a':"]), 0..200)) {
        let error = parse(&pieces.concat()).err().map(|error| error.kind);
        let too_deep = error == Some(SnapshotErrorKind::TooDeep { limit: DEPTH_LIMIT });
        prop_assert_eq!(too_deep, pieces.len() > DEPTH_LIMIT);
    }
}
