//! Privilege groups: the one list that comes in two shapes, and that servers before 2.4.17 do not offer.

use rescind_domain::{Fault, FaultKind};
use serde::Deserialize;

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
    match fetch::<Data>(transport, &requests::privilege_groups_list()).await {
        Ok(data) => Ok(Offer::Offered(groups(data))),
        Err(fault) if is_not_offered(&fault) => Ok(Offer::NotOffered),
        Err(fault) => Err(fault),
    }
}

/// What the server itself says of a path that it does not have; others who say 404 say nothing of the server.
fn is_not_offered(fault: &Fault) -> bool {
    fault.kind == FaultKind::NotFound
        && fault.http_status == Some(404)
        && fault.raw.as_deref().is_some_and(|raw| raw.trim() == "404 page not found")
}

/// The open-source server answers an object with the list inside and the members as one comma-separated text; Zilliz'
/// reference shows the list itself and the members as a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Data {
    Listed(Vec<Group>),
    Inside(Inside),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inside {
    #[serde(default)]
    privilege_groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    privilege_group_name: String,
    #[serde(default)]
    privileges: Members,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Members {
    Joined(String),
    Listed(Vec<String>),
}

impl Default for Members {
    fn default() -> Self {
        Self::Listed(Vec::new())
    }
}

fn groups(data: Data) -> Groups {
    let (Data::Listed(list) | Data::Inside(Inside { privilege_groups: list })) = data;
    Groups::new(list.into_iter().map(|group| {
        let members = match group.privileges {
            Members::Joined(text) => {
                text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
            }
            Members::Listed(names) => names,
        };
        (group.privilege_group_name, members)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(data: Value) -> Option<Groups> {
        serde_json::from_value(data).ok().map(groups)
    }

    #[test]
    fn both_shapes_are_the_same_groups() {
        let open_source = json!({"privilegeGroups": [{"privilegeGroupName": "g", "privileges": "Insert,Search"}]});
        let zilliz = json!([{"privilegeGroupName": "g", "privileges": ["Insert", "Search"]}]);
        let expected = Groups::new([("g".to_owned(), vec!["Insert".to_owned(), "Search".to_owned()])]);
        assert_eq!(read(open_source), Some(expected.clone()));
        assert_eq!(read(zilliz), Some(expected));
        assert_eq!(read(json!({})), Some(Groups::default()));
    }

    #[test]
    fn a_group_that_cannot_be_read_is_never_left_out() {
        for data in [
            json!(null),
            json!([null]),
            json!({"privilegeGroups": null}),
            json!({"privilegeGroups": [7]}),
            json!({"privilegeGroups": [{"privileges": "Insert"}]}),
            json!([{"privilegeGroupName": "g", "privileges": [1]}]),
        ] {
            assert_eq!(read(data.clone()), None, "{data}");
        }
    }
}
