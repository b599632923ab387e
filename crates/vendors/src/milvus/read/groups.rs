//! Privilege groups: the one list that comes in two shapes, and that servers before 2.4.17 do not offer.

use rescind_domain::{Fault, FaultKind};
use serde_json::Value;

use super::super::privileges::Groups;
use super::super::requests;
use super::fetch;
use crate::Transport;

/// What a server offers. "Not offered" is not "none".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer<T> {
    /// It answered.
    Offered(T),
    /// It has no such endpoint.
    NotOffered,
}

/// The privilege groups with their members.
///
/// # Errors
/// One classified fault.
pub async fn privilege_groups(transport: &impl Transport) -> Result<Offer<Groups>, Fault> {
    match fetch::<Value>(transport, &requests::privilege_groups_list()).await {
        Ok(data) => Ok(Offer::Offered(groups(&data))),
        Err(fault) if fault.kind == FaultKind::NotFound && fault.http_status == Some(404) => Ok(Offer::NotOffered),
        Err(fault) => Err(fault),
    }
}

/// The open-source server answers an object with the list inside and the members as one comma-separated text; Zilliz'
/// reference shows the list itself and the members as a list.
fn groups(data: &Value) -> Groups {
    let list = data.get("privilegeGroups").unwrap_or(data).as_array().map(Vec::as_slice).unwrap_or_default();
    Groups::new(list.iter().filter_map(|group| {
        let name = group.get("privilegeGroupName")?.as_str()?.to_owned();
        let members = match group.get("privileges") {
            Some(Value::String(text)) => {
                text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
            }
            Some(Value::Array(names)) => names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect(),
            _ => Vec::new(),
        };
        Some((name, members))
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_shapes_are_the_same_groups() {
        let open_source = json!({"privilegeGroups": [{"privilegeGroupName": "g", "privileges": "Insert,Search"}]});
        let zilliz = json!([{"privilegeGroupName": "g", "privileges": ["Insert", "Search"]}]);
        let expected = Groups::new([("g".to_owned(), vec!["Insert".to_owned(), "Search".to_owned()])]);
        assert_eq!(groups(&open_source), expected);
        assert_eq!(groups(&zilliz), expected);
        assert_eq!(groups(&json!({})), Groups::default());
    }
}
