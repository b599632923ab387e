//! Saved descriptions of roles: JSON, or what Python prints. An error stands within the text, and what was read is whole.

use std::io;

use rescind_vendors::milvus::snapshot::parse;

use crate::random::Random;
use crate::samples;
use crate::target::{Reading, Target, holds};
use crate::text;

const WORDS: &[&str] = &[
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
    "\u{feff}",
    ">>> ",
    "... ",
    "=",
    "u'",
    "b'",
    "None",
    "True",
    "true",
    "-",
    "1e9",
    "0",
    "'role'",
    "'privileges'",
    "\"code\"",
    "\"data\"",
    "'privilege': 'p'",
    "'object_type': 't'",
    "'object_name': 'n'",
    "'role_name': 'r'",
    "'db_name': 'd'",
    "中",
    "😀",
    "\0",
    "[[[[[[[[[[[[[[[[",
    "{'a': {'a': {'a': ",
];

/// Descriptions, hurt as text.
pub(super) struct Descriptions(Vec<String>);

impl Descriptions {
    pub(super) fn new() -> io::Result<Self> {
        samples::descriptions().map(Self)
    }
}

impl Target for Descriptions {
    type Input = String;

    fn name(&self) -> &'static str {
        "description"
    }

    fn input(&self, random: &mut Random) -> String {
        let sample = random.pick(&self.0).map(String::as_str).unwrap_or_default();
        text::hurt(random, sample, WORDS, &self.0)
    }

    fn check(&self, text: &String) -> Result<Reading, String> {
        match parse(text) {
            Ok(snapshot) => {
                holds(!snapshot.roles.is_empty(), "a description without a role was taken")?;
                let unnamed = snapshot.roles.iter().any(|role| role.name.is_none());
                snapshot.rows.iter().try_for_each(|row| {
                    let required = [&row.object_type, &row.object_name, &row.database, &row.privilege];
                    holds(required.iter().all(|part| !part.is_empty()), "a row lacks a part")?;
                    holds(row.role.as_str().is_empty() == unnamed, "a row has a role that the text does not name")
                })?;
                Ok(Reading::Taken)
            }
            Err(error) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
                let line = error.position.line.checked_sub(1).and_then(|line| text.split('\n').nth(line));
                let within = line.is_some_and(|line| (1..=line.chars().count() + 1).contains(&error.position.column));
                holds(within, "the error stands outside of the text")?;
                holds(!error.kind.to_string().is_empty(), "the error says nothing").map(|()| Reading::Refused)
            }
        }
    }
}
