//! What Milvus' privileges mean: which go together, which stand for many, and which grant makes another one superfluous.
//! The members of groups come from the server, since its configuration can redefine them.

use std::collections::BTreeMap;

use rescind_domain::{PrivilegeGrant, PrivilegeKind, sort};

/// Stands for everything: as a privilege, an object or a database.
pub const WILDCARD: &str = "*";
/// The object type of what belongs to no single object.
pub const GLOBAL: &str = "Global";
/// The database that every server has.
pub const DEFAULT_DATABASE: &str = "default";
/// The older word for every privilege on an object.
const ALL: &str = "All";
/// The groups of the time before group listing; `privilege_groups/list` does not name them.
const UNLISTED_GROUPS: [&str; 3] = ["ReadOnly", "ReadWrite", "Admin"];

/// The privileges that the server takes away together with this one, in the same scope, even if they were granted on their
/// own.
#[must_use]
pub fn linked(privilege: &str) -> &'static [&'static str] {
    match privilege {
        "Load" => &["GetLoadState", "GetLoadingProgress"],
        "Flush" => &["GetFlushState"],
        _ => &[],
    }
}

/// The privilege groups of a server with their members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups(BTreeMap<String, Vec<String>>);

impl Groups {
    /// From names and members.
    #[must_use]
    pub fn new(groups: impl IntoIterator<Item = (String, Vec<String>)>) -> Self {
        Self(sort::map(groups))
    }

    /// The members of a group, in the server's order; nothing for what is no group of the server's.
    #[must_use]
    pub fn members(&self, privilege: &str) -> Option<&[String]> {
        self.0.get(privilege).map(Vec::as_slice)
    }

    /// What a privilege's name stands for.
    #[must_use]
    pub fn kind(&self, privilege: &str) -> PrivilegeKind {
        if [WILDCARD, ALL].contains(&privilege) {
            PrivilegeKind::Wildcard
        } else if self.0.contains_key(privilege) || UNLISTED_GROUPS.contains(&privilege) {
            PrivilegeKind::Group
        } else {
            PrivilegeKind::Single
        }
    }

    /// The privileges of `rows` that allow what `grant` allows, so that taking `grant` away changes nothing in effect.
    #[must_use]
    pub fn covering(&self, grant: &PrivilegeGrant, rows: &[PrivilegeGrant]) -> Vec<String> {
        rows.iter()
            .filter(|row| !is_same(row, grant) && self.covers(row, grant))
            .map(PrivilegeGrant::in_short)
            .collect()
    }

    /// The server's own test: privilege, object and database must each be equal or stand for everything. Groups and the
    /// second form's wildcard are stored as Global, whatever their members are granted on.
    fn covers(&self, row: &PrivilegeGrant, grant: &PrivilegeGrant) -> bool {
        let stored_as_global = row.object_type == GLOBAL && self.kind(&row.privilege) != PrivilegeKind::Single;
        if row.object_type != grant.object_type && !stored_as_global {
            return false;
        }
        let privilege = row.privilege == grant.privilege
            || self.kind(&row.privilege) == PrivilegeKind::Wildcard
            || self.members(&row.privilege).is_some_and(|members| members.contains(&grant.privilege));
        let within = |outer: &str, inner: &str| outer == WILDCARD || outer == inner;
        privilege && within(&row.object_name, &grant.object_name) && within(&row.database, &grant.database)
    }
}

/// Whether two rows are the same record of the server. The grantor is not part of it.
#[must_use]
pub fn is_same(left: &PrivilegeGrant, right: &PrivilegeGrant) -> bool {
    identity(left) == identity(right)
}

/// What makes a row one record of the server: role, privilege, kind of object, object and database.
#[must_use]
pub fn identity(row: &PrivilegeGrant) -> [&str; 5] {
    [row.role.as_str(), &row.privilege, &row.object_type, &row.object_name, &row.database]
}

/// How much a row stands for: always more than what it covers. Without the server's list a group is known by its name, as
/// all of the server's own end alike, or by being stored as Global; a group that somebody made is then as broad as a single
/// Global privilege that it may cover.
#[must_use]
pub fn breadth(row: &PrivilegeGrant) -> u8 {
    let privilege = if [WILDCARD, ALL].contains(&row.privilege.as_str()) {
        3
    } else if UNLISTED_GROUPS.iter().any(|name| row.privilege.ends_with(name)) {
        2
    } else {
        u8::from(row.object_type == GLOBAL)
    };
    privilege + u8::from(row.object_name == WILDCARD) + u8::from(row.database == WILDCARD)
}

/// The rows that go with `grant` when it is taken away.
#[must_use]
pub fn going_too<'a>(grant: &PrivilegeGrant, rows: &'a [PrivilegeGrant]) -> Vec<&'a PrivilegeGrant> {
    let linked = linked(&grant.privilege);
    let same_scope = |row: &PrivilegeGrant| {
        row.role == grant.role
            && row.object_type == grant.object_type
            && row.object_name == grant.object_name
            && row.database == grant.database
    };
    rows.iter().filter(|row| linked.contains(&row.privilege.as_str()) && same_scope(row)).collect()
}

#[cfg(test)]
mod tests {
    use rescind_domain::RoleRef;

    use super::*;

    fn grant(privilege: &str, object_name: &str, database: &str) -> PrivilegeGrant {
        PrivilegeGrant {
            object_type: "Collection".into(),
            object_name: object_name.into(),
            database: database.into(),
            privilege: privilege.into(),
            ..PrivilegeGrant::of(RoleRef::plain("r"))
        }
    }

    fn groups() -> Groups {
        Groups::new([("CollectionReadOnly".to_owned(), vec!["Search".to_owned(), "Query".to_owned()])])
    }

    #[test]
    fn a_group_a_wildcard_or_a_wider_scope_covers_and_nothing_else_does() {
        let search = grant("Search", "docs", "default");
        for (row, covers) in [
            (search.clone(), false),
            (grant("CollectionReadOnly", "docs", "default"), true),
            (grant("CollectionReadOnly", "logs", "default"), false),
            (grant("CollectionReadOnly", "*", "*"), true),
            (grant("CollectionReadOnly", "docs", "other"), false),
            (grant("Search", "*", "default"), true),
            (grant("*", "docs", "default"), true),
            (grant("All", "docs", "*"), true),
            (grant("Query", "docs", "default"), false),
        ] {
            assert_eq!(!groups().covering(&search, std::slice::from_ref(&row)).is_empty(), covers, "{row:?}");
        }
        for (privilege, covers) in [("CollectionReadOnly", true), ("*", true), ("Search", false)] {
            let row = PrivilegeGrant { object_type: "Global".into(), ..grant(privilege, "docs", "default") };
            assert_eq!(!groups().covering(&search, &[row]).is_empty(), covers, "{privilege} on Global");
        }
        let narrow = grant("Search", "docs", "default");
        assert!(
            groups().covering(&grant("Search", "*", "default"), &[narrow]).is_empty(),
            "the narrow does not cover the wide"
        );
    }

    #[test]
    fn whatever_covers_another_is_broader() {
        let groups = Groups::new([
            ("CollectionReadOnly".to_owned(), vec!["Search".to_owned()]),
            ("ClusterAdmin".to_owned(), vec!["CreateDatabase".to_owned()]),
            ("ours".to_owned(), vec!["Search".to_owned()]),
        ]);
        let kinds = ["Collection", GLOBAL];
        let privileges = ["*", "All", "CollectionReadOnly", "ClusterAdmin", "Search", "CreateDatabase"];
        let mut rows = vec![PrivilegeGrant { object_type: GLOBAL.into(), ..grant("ours", "docs", "default") }];
        for (kind, privilege) in kinds.into_iter().flat_map(|kind| privileges.map(|privilege| (kind, privilege))) {
            for (object, database) in [("*", "*"), ("*", "default"), ("docs", "*"), ("docs", "default")] {
                rows.push(PrivilegeGrant { object_type: kind.into(), ..grant(privilege, object, database) });
            }
        }
        let same_but_for_words = |left: &PrivilegeGrant, right: &PrivilegeGrant| {
            left.object_name == right.object_name
                && left.database == right.database
                && groups.kind(&left.privilege) == groups.kind(&right.privilege)
        };
        let pairs = rows.iter().flat_map(|wide| rows.iter().map(move |narrow| (wide, narrow)));
        let covering = |(wide, narrow): &(&PrivilegeGrant, &PrivilegeGrant)| {
            let is_known = wide.privilege != "ours" || narrow.object_type != GLOBAL;
            is_known && !is_same(wide, narrow) && groups.covers(wide, narrow) && !same_but_for_words(wide, narrow)
        };
        let covering: Vec<_> = pairs.filter(covering).collect();
        assert!(covering.len() > 100, "{}", covering.len());
        for (wide, narrow) in covering {
            assert!(breadth(wide) > breadth(narrow), "{wide:?} covers {narrow:?}");
        }
    }

    #[test]
    fn load_and_flush_take_their_linked_rows_of_the_same_scope_along() {
        let rows = [
            grant("GetLoadState", "docs", "default"),
            grant("GetLoadingProgress", "docs", "default"),
            grant("GetLoadState", "logs", "default"),
            grant("GetFlushState", "docs", "default"),
        ];
        let too = |privilege| {
            let going = going_too(&grant(privilege, "docs", "default"), &rows);
            going.iter().map(|row| row.privilege.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(too("Load"), ["GetLoadState", "GetLoadingProgress"]);
        assert_eq!(too("Flush"), ["GetFlushState"]);
        assert!(too("Search").is_empty());
    }

    #[test]
    fn the_kind_follows_the_servers_list() {
        assert_eq!(groups().kind("*"), PrivilegeKind::Wildcard);
        assert_eq!(groups().kind("CollectionReadOnly"), PrivilegeKind::Group);
        assert_eq!(groups().kind("ReadOnly"), PrivilegeKind::Group);
        assert_eq!(groups().kind("Search"), PrivilegeKind::Single);
    }
}
