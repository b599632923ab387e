//! How an entry's subject is spelled in the database: the grant as JSON, with `undo` beside its fields where the entry gives
//! back. It stands in the column that the journal's chain covers, so that nobody can turn a revocation into its opposite.

use rescind_domain::{ConnectionId, EntryId, Grant, NewEntry};
use serde::Deserialize;
use serde_json::Value;

use super::StoredEntry;
use crate::error::Error;

/// What an entry is about, and the entry that it undoes if it gives back.
pub(crate) type Subject = (Grant, Option<EntryId>);

/// Beside the grant's own fields, none of which is called so.
const UNDO: &str = "undo";

#[derive(Deserialize)]
struct Beside {
    #[serde(default)]
    undo: Option<EntryId>,
}

/// The text for the database.
pub(super) fn encode(entry: &NewEntry) -> Result<String, Error> {
    let Some(undo) = &entry.undo else { return Ok(serde_json::to_string(&entry.grant)?) };
    let mut json = serde_json::to_value(&entry.grant)?;
    if let Some(fields) = json.as_object_mut() {
        fields.insert(UNDO.to_owned(), Value::from(undo.as_str()));
    }
    Ok(json.to_string())
}

/// An entry from its columns.
pub(crate) fn entry(connection: &str, json: &str) -> Result<StoredEntry, Error> {
    let (grant, undo) = decode(json)?;
    Ok(StoredEntry { connection: ConnectionId::new(connection), grant, undo })
}

/// Reads [`encode`]'s text.
pub(crate) fn decode(json: &str) -> Result<Subject, Error> {
    Ok((serde_json::from_str(json)?, serde_json::from_str::<Beside>(json)?.undo))
}

#[cfg(test)]
mod tests {
    use rescind_domain::{Membership, Principal, RoleRef};

    use super::*;

    #[test]
    fn a_subject_is_read_as_it_is_written() {
        let grant = || Grant::Membership(Membership::new(RoleRef::plain("undo"), Principal::user("u")));
        let taking = NewEntry::take(ConnectionId::new("c"), grant());
        assert_eq!(encode(&taking).unwrap(), serde_json::to_string(&grant()).unwrap());
        assert_eq!(decode(&encode(&taking).unwrap()).unwrap(), (grant(), None));
        let giving = NewEntry::give_back(ConnectionId::new("c"), grant(), EntryId::new("p.1"));
        assert_eq!(decode(&encode(&giving).unwrap()).unwrap(), (grant(), Some(EntryId::new("p.1"))));
    }
}
