//! How an entry's subject is spelled in the database: the grant as JSON, with `undo` beside its fields where the entry undoes
//! another, and `accepts` where the person confirmed something. It stands in the column that the journal's chain covers, so
//! that nobody can turn a revocation into its opposite, or add to what was confirmed.

use rescind_domain::{Accepted, Action, ConnectionId, Entry, EntryId, Grant};
use serde::Deserialize;
use serde_json::Value;

use crate::error::Error;

/// Beside the grant's own fields, none of which is called so.
const UNDO: &str = "undo";
const ACCEPTS: &str = "accepts";

#[derive(Deserialize)]
struct Beside {
    #[serde(default)]
    undo: Option<EntryId>,
    #[serde(default)]
    accepts: Vec<Accepted>,
}

/// The text for the database.
pub(super) fn encode(entry: &Entry) -> Result<String, Error> {
    let mut json = serde_json::to_value(&entry.grant)?;
    if let Some(fields) = json.as_object_mut() {
        if let Some(undoes) = entry.action.undoes() {
            fields.insert(UNDO.to_owned(), Value::from(undoes.as_str()));
        }
        if !entry.accepts.is_empty() {
            fields.insert(ACCEPTS.to_owned(), serde_json::to_value(&entry.accepts)?);
        }
    }
    Ok(json.to_string())
}

/// An entry from its columns.
pub(crate) fn entry(connection: &str, json: &str) -> Result<Entry, Error> {
    let grant: Grant = serde_json::from_str(json)?;
    let Beside { undo, accepts } = serde_json::from_str(json)?;
    Ok(Entry { connection: ConnectionId::new(connection), grant, action: Action::undoing(undo), accepts })
}

#[cfg(test)]
mod tests {
    use rescind_domain::{HazardCode, Membership, Principal, RoleRef};

    use super::*;

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let connection = ConnectionId::new("c");
        let grant = || Grant::Membership(Membership::new(RoleRef::plain("reader"), Principal::user("alice")));
        let plain = Entry::revoke(connection.clone(), grant());
        assert!(!encode(&plain).unwrap().contains("undo") && !encode(&plain).unwrap().contains("accepts"));
        let mut undo = Entry::grant(connection.clone(), grant(), EntryId::new("p.1"));
        undo.accepts = vec![Accepted::Hazard(HazardCode::GrantsAdministrator), Accepted::Implied(Box::new(grant()))];
        for stored in [plain, undo] {
            assert_eq!(entry("c", &encode(&stored).unwrap()).unwrap(), stored);
        }
    }
}
