//! What a trouble may come to besides being told as a fault: where the answer does not depend on the call, where the same can
//! be found out in another way, and where the vendor itself says that there is nothing. Whatever is not here is told.

use rescind_domain::{BusinessStatus, FaultKind};
use serde_json::Value;

use super::Cell;
use super::troubles::{How, Kind};
use super::worlds::World;

/// What a trouble may come to besides being told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excuse {
    /// What is shown does not depend on it, or was found out in another way.
    NotNeeded,
    /// Only the name of a cluster was missing, and its id stands there.
    ById,
    /// Only a part is shown, and it is said which.
    SaysWhichPart,
    /// The vendor itself says that there is no such thing.
    IsAbsent,
    /// The server is one of those without the call, and that is said. What it does have is counted.
    NotOffered,
    /// The server has no groups of privileges.
    NoGroups,
    /// What a privilege's name stands for is not known, and that is said.
    KindUnknown,
}

impl Excuse {
    /// Takes what need not be as ever out of a value.
    pub(super) fn forgive(self, value: &mut Value) {
        match (self, value) {
            (Self::ById, Value::String(text)) => *text = text.replace("name of c1", "c1"),
            (_, Value::Array(values)) => values.iter_mut().for_each(|value| self.forgive(value)),
            (_, Value::Object(fields)) => {
                let forgiven: &[&str] = match self {
                    Self::KindUnknown | Self::NoGroups => &["kind", "members"],
                    Self::NotOffered | Self::NotNeeded => &["members", "holders", "privileges"],
                    Self::IsAbsent => &["about", "role"],
                    _ => &[],
                };
                fields
                    .iter_mut()
                    .filter(|(name, _)| forgiven.contains(&name.as_str()))
                    .for_each(|(_, field)| *field = Value::Null);
                fields.values_mut().for_each(|value| self.forgive(value));
            }
            _ => {}
        }
    }
}

/// What a cell's trouble may come to.
pub(super) fn excuse(world: World, cell: &Cell<'_>) -> Option<Excuse> {
    let Cell { read, call, trouble, .. } = cell;
    let told = trouble.told.as_ref()?;
    let is = |end: &str| call.path().ends_with(end);
    let is_not_found = matches!(&told.kind, Kind::Is(FaultKind::NotFound));
    let is_forbidden = matches!(&told.kind, Kind::Is(FaultKind::Forbidden { .. }));
    let is_preview = read.name.starts_with("preview");
    let by_server = trouble.name.starts_with("404 of a server");
    match world {
        // Up to 2.6.20 an account may be permitted to ask database by database; a preview needs the one of its entry.
        World::Milvus | World::Zilliz if is("roles/describe") && is_forbidden => {
            Some(if is_preview { Excuse::NotNeeded } else { Excuse::SaysWhichPart })
        }
        // "404 page not found" is how a server says that it has no such call; without the call there are no groups.
        World::Milvus | World::Zilliz if is("privilege_groups/list") => {
            Some(if by_server { Excuse::NoGroups } else { Excuse::KindUnknown })
        }
        // Whether a role is fixed is nothing that goes along with a privilege.
        World::Milvus if is("roles/list") && is_preview => Some(Excuse::NotNeeded),
        // Zilliz Cloud has no role that everybody holds, and its list of roles says so.
        World::Zilliz if call.body.contains("\"public\"") && is_not_found => Some(Excuse::NotNeeded),
        // That is said where they are what is asked for; of a person it is said that only what is held directly is known.
        World::Genauth if is_not_found && (is("list-role-departments") || is("list-data-policies")) => {
            let says_so = !is_preview && !read.name.starts_with("describe/user");
            Some(if says_so { Excuse::NotOffered } else { Excuse::NotNeeded })
        }
        World::Genauth if is_not_found && told.business.is_some() && (is("get-role") || is("get-user")) => {
            Some(Excuse::IsAbsent)
        }
        // How many rows there are is told beside the row.
        World::Genauth if matches!(trouble.how, How::Row(_)) && call.counts() => Some(Excuse::NotNeeded),
        // Only the list of users proves that somebody is not there.
        World::Yandex if is("/users/alice") && matches!(told.business, Some(BusinessStatus::Rpc(3 | 5))) => {
            Some(Excuse::NotNeeded)
        }
        World::Yandex if is("/c1") => Some(Excuse::ById),
        _ => None,
    }
}
