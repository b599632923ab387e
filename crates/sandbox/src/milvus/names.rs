//! The rules for names, and Milvus' words for breaking them, slips of formatting included. All lengths are bytes.

use super::{
    Era,
    envelope::Refusal,
    texts::{self, INVALID_PARAMETER},
};

/// What a name that follows the common rule names, in Milvus' words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Role,
    Object,
    Collection,
    Privilege,
    ObjectType,
}

impl Label {
    fn text(self) -> &'static str {
        match self {
            Self::Role => "role name",
            Self::Object => "object name",
            Self::Collection => "collection name",
            Self::Privilege => "Privilege",
            Self::ObjectType => "ObjectType",
        }
    }
}

const LIMIT: usize = 255;
const USER_LIMIT: usize = 32;
const DESCRIPTION_LIMIT: usize = 1024;

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A role, or the name of what a grant is about (for which `*` is checked by [`object`]).
pub(crate) fn common(era: Era, label: Label, name: &str) -> Result<(), Refusal> {
    let (name, text) = (name.trim(), label.text());
    let ranged = |sentence: String, range: String| {
        Err(Refusal::Business(INVALID_PARAMETER, format!("{sentence}: invalid parameter{range}")))
    };
    let Some(first) = name.bytes().next() else {
        return ranged(format!("{text} should be not empty"), "[expected=not empty][actual=]".to_owned());
    };
    if name.len() > LIMIT {
        let range = format!("[{} out of range 0 <= value <= {LIMIT}]", name.len());
        return ranged(format!("the length of {text} must be not greater than limit"), range);
    }
    if !first.is_ascii_alphabetic() && first != b'_' {
        let sentence = format!("the first character of {text} must be an underscore or letter");
        return ranged(sentence, format!("[expected={}][actual={first}]", b'_'));
    }
    match name.bytes().enumerate().find(|(_, byte)| !is_name_byte(*byte) && *byte != b'$') {
        None => Ok(()),
        Some((at, byte)) => {
            let allowed = match era {
                Era::A => "numbers, letters, dollars and underscores",
                Era::B | Era::C | Era::C3 => "numbers, letters, underscores, and allowed characters ($)",
            };
            let found = char::from(byte);
            Err(texts::invalid(&format!("{text} can only contain {allowed}, found {found} at {at}")))
        }
    }
}

/// As [`common`], but `*` is right.
pub(crate) fn object(era: Era, label: Label, name: &str) -> Result<(), Refusal> {
    if name == "*" { Ok(()) } else { common(era, label, name) }
}

/// A user's name; 2.5 has neither dots nor hyphens.
pub(crate) fn user(era: Era, name: &str) -> Result<(), Refusal> {
    let name = name.trim();
    let Some(first) = name.bytes().next() else {
        return Err(texts::invalid("username must be not empty"));
    };
    if name.len() > USER_LIMIT {
        // Older servers print the limit with a wrong verb.
        let limit = if era >= Era::C { USER_LIMIT.to_string() } else { format!("%!d(string={USER_LIMIT})") };
        return Err(texts::invalid(&format!(
            "invalid username {name} with length {}, the length of username must be less than {limit}",
            name.len()
        )));
    }
    if !first.is_ascii_alphabetic() {
        let first = char::from(first);
        return Err(texts::invalid(&format!(
            "invalid user name {name}, the first character must be a letter, but got {first}"
        )));
    }
    let (allowed, more): (_, &[u8]) = match era {
        Era::A => ("numbers, letters and underscores", b""),
        Era::B | Era::C | Era::C3 => ("numbers, letters, underscores, dots, and hyphens", b"-."),
    };
    match name.bytes().find(|byte| !is_name_byte(*byte) && !more.contains(byte)) {
        None => Ok(()),
        Some(byte) => Err(texts::invalid(&format!(
            "invalid user name {name}, username must contain only {allowed}, but got %!s(uint8={byte})"
        ))),
    }
}

/// A password's length.
pub(crate) fn password(password: &str) -> Result<(), Refusal> {
    let length = password.len();
    if (6..=72).contains(&length) {
        return Ok(());
    }
    let message = format!("invalid password length: invalid parameter[{length} out of range 6 <= value <= 72]");
    Err(Refusal::Business(INVALID_PARAMETER, message))
}

/// A description's length; `whose` is `user` or `role`.
pub(crate) fn description(whose: &str, description: &str) -> Result<(), Refusal> {
    let length = description.len();
    if length <= DESCRIPTION_LIMIT {
        return Ok(());
    }
    Err(texts::invalid(&format!(
        "invalid {whose} description with length {length}, the length of {whose} description must be less than or \
         equal to {DESCRIPTION_LIMIT}"
    )))
}

/// A database's name.
pub(crate) fn database(name: &str) -> Result<(), Refusal> {
    let wrong = |why: &str| {
        let message = format!("{why}: invalid database name[database={name}]");
        Err(Refusal::Business(802, message))
    };
    if name.len() > LIMIT {
        return wrong("the length of a database name must be less than 255 characters");
    }
    if !name.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_') {
        return wrong("the first character of a database name must be an underscore or letter");
    }
    if !name.bytes().all(is_name_byte) {
        return wrong("database name can only contain numbers, letters and underscores");
    }
    Ok(())
}

/// A privilege group's name. Milvus passes the arguments of its message in the wrong order.
pub(crate) fn group(name: &str) -> Result<(), Refusal> {
    let wrong = |why: &str| {
        let message = format!("{name}: invalid privilege group name[privilegeGroup={why}]");
        Err(Refusal::Business(1402, message))
    };
    if name.len() > LIMIT {
        return wrong("the length of a privilege group name %s must be less than 255 characters");
    }
    if !name.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_') {
        return wrong("the first character of a privilege group name %s must be an underscore or letter");
    }
    if !name.bytes().all(is_name_byte) {
        return Err(texts::invalid(&format!(
            "privilege group name {name} can only contain numbers, letters and underscores"
        )));
    }
    Ok(())
}
