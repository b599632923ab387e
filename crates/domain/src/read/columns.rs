//! Rows on the wire, column by column: each column is its distinct values and, for each row, which of them it has. Names that
//! many rows share are written once.

use std::collections::HashMap;
use std::hash::Hash;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Held, Holding, Lock, Member, PersonEntry, PersonRef, PrivilegeRow, RoleEntry};
use crate::{
    GrantEffect, Membership, Principal, PrincipalId, PrincipalKind, PrivilegeGrant, PrivilegeKind, RoleName,
    RoleNature, RoleRef, Scope,
};

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ColumnOf{T}"))]
pub struct Column<T> {
    /// Its distinct values, in the order in which they first occur.
    pub values: Vec<T>,
    /// For each row the place of its value; empty where all rows have the only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<u32>,
}

impl<T: Clone + Eq + Hash> Column<T> {
    fn of(cells: impl Iterator<Item = T>) -> Self {
        let mut places: HashMap<T, u32> = HashMap::new();
        let (mut values, mut ids) = (Vec::new(), Vec::new());
        for cell in cells {
            let next = u32::try_from(values.len()).unwrap_or(u32::MAX);
            let id = *places.entry(cell).or_insert_with_key(|cell| {
                values.push(cell.clone());
                next
            });
            ids.push(id);
        }
        if values.len() == 1 {
            ids.clear();
        }
        Self { values, ids }
    }

    fn cell(&self, row: usize) -> Option<T> {
        let id = if self.ids.is_empty() { 0 } else { *self.ids.get(row)? };
        self.values.get(usize::try_from(id).ok()?).cloned()
    }
}

/// Rows, column by column.
pub trait Columns: Serialize + DeserializeOwned + Send + 'static {
    /// What a row is.
    type Row;

    /// The columns of these rows.
    fn of(rows: &[Self::Row]) -> Self;

    /// The rows of these columns; nothing where the columns do not fit together.
    fn rows(&self) -> Option<Vec<Self::Row>>;
}

/// What lists are made of.
pub trait Row: Clone + PartialEq + Hash + Send + Sync + 'static {
    /// Its form on the wire.
    type Columns: Columns<Row = Self>;

    /// Whether all of it could be read. What could not be read of a row is said by the row.
    fn is_whole(&self) -> bool {
        true
    }
}

macro_rules! columns {
    (
        $(#[$docs:meta])*
        $name:ident of $row:ty $(where $is_whole:ident)? {
            $($(#[$column_docs:meta])* $column:ident: $cell:ty = $of:expr;)*
        } as $whole:expr
    ) => {
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name {
            /// How many rows there are.
            pub rows: usize,
            $($(#[$column_docs])* pub $column: Column<$cell>,)*
        }

        impl Columns for $name {
            type Row = $row;

            fn of(rows: &[$row]) -> Self {
                $(let $column: fn(&$row) -> $cell = $of;)*
                Self { rows: rows.len(), $($column: Column::of(rows.iter().map($column)),)* }
            }

            fn rows(&self) -> Option<Vec<$row>> {
                (0..self.rows).map(|at| {
                    $(let $column = self.$column.cell(at)?;)*
                    Some($whole)
                }).collect()
            }
        }

        impl Row for $row {
            type Columns = $name;

            $(fn is_whole(&self) -> bool {
                $is_whole(self)
            })?
        }
    };
}

columns! {
    /// Roles.
    RoleColumns of RoleEntry {
        /// Where each lives.
        scope: Option<Scope> = |row| row.role.scope.clone();
        /// Names or codes.
        name: RoleName = |row| row.role.name.clone();
        /// What people call where each lives.
        place: Option<String> = |row| row.place.clone();
        /// Names for people.
        label: Option<String> = |row| row.label.clone();
        /// What each is to the vendor.
        nature: RoleNature = |row| row.nature;
        /// How many hold each; nothing while that is not known for sure.
        members: Option<usize> = |row| row.members;
        /// How many privileges each has; nothing while that is not known for sure.
        privileges: Option<usize> = |row| row.privileges;
    } as RoleEntry { role: RoleRef { scope, name }, place, label, nature, members, privileges }
}

columns! {
    /// Holders of a role.
    MemberColumns of Member {
        /// The role.
        role: RoleName = |row| row.membership.role.clone();
        /// Where the role lives.
        scope: Option<Scope> = |row| row.membership.scope.clone();
        /// What people call that.
        place: Option<String> = |row| row.membership.place.clone();
        /// What kind each holder is.
        kind: PrincipalKind = |row| row.membership.principal.kind;
        /// The vendor's identifier of each.
        id: PrincipalId = |row| row.membership.principal.id.clone();
        /// A name of each for people.
        label: Option<String> = |row| row.membership.principal.label.clone();
        /// The other roles of each, where the same read tells.
        also: Option<Vec<RoleRef>> = |row| row.also.clone();
        /// The other roles of each in the same scope.
        siblings: Vec<RoleName> = |row| row.siblings.clone();
        /// Those of them that allow all that the role allows.
        covered_by: Vec<RoleName> = |row| row.covered_by.clone();
        /// What else is known of each.
        detail: Option<String> = |row| row.detail.clone();
        /// Where the page of each is.
        person: Option<PersonRef> = |row| row.person.clone();
    } as Member {
        membership: Membership { role, scope, place, principal: Principal { kind, id, label } },
        also, siblings, covered_by, detail, person,
    }
}

columns! {
    /// Privileges.
    PrivilegeColumns of PrivilegeRow {
        /// The role that has each.
        role: RoleName = |row| row.grant.role.clone();
        /// Where that role lives.
        scope: Option<Scope> = |row| row.grant.scope.clone();
        /// The vendor's internal id of the role.
        role_id: Option<String> = |row| row.grant.role_id.clone();
        /// The kind of object.
        object_type: String = |row| row.grant.object_type.clone();
        /// The object, or `*`.
        object_name: String = |row| row.grant.object_name.clone();
        /// The database, or `*`.
        database: String = |row| row.grant.database.clone();
        /// The privilege or privilege group.
        privilege: String = |row| row.grant.privilege.clone();
        /// Who granted it.
        grantor: Option<String> = |row| row.grant.grantor.clone();
        /// Whether it allows or forbids.
        effect: GrantEffect = |row| row.grant.effect;
        /// Under which condition.
        condition: Option<String> = |row| row.grant.condition.clone();
        /// What the privilege's name stands for.
        kind: PrivilegeKind = |row| row.kind;
        /// The members of a group.
        members: Vec<String> = |row| row.members.clone();
        /// Why it cannot be revoked by itself; nothing where it can.
        lock: Option<Lock> = |row| row.lock;
    } as PrivilegeRow {
        grant: PrivilegeGrant {
            role, scope, role_id, object_type, object_name, database, privilege, grantor, effect, condition,
        },
        kind, members, lock,
    }
}

/// Whether the roles of a person could be read, where they are read with the list.
const fn tells_roles(row: &PersonEntry) -> bool {
    !matches!(row.roles, Holding::Hidden(_))
}

columns! {
    /// People.
    PeopleColumns of PersonEntry where tells_roles {
        /// Where each lives, where an id alone does not say who it is.
        scope: Option<Scope> = |row| row.person.scope.clone();
        /// The vendor's identifier of each, in addresses.
        person: PrincipalId = |row| row.person.id.clone();
        /// What kind each is.
        kind: PrincipalKind = |row| row.principal.kind;
        /// The vendor's identifier of each, in grants.
        id: PrincipalId = |row| row.principal.id.clone();
        /// A name of each for people.
        label: Option<String> = |row| row.principal.label.clone();
        /// What people call where each lives.
        place: Option<String> = |row| row.place.clone();
        /// What else is known of each.
        detail: Option<String> = |row| row.detail.clone();
        /// What each holds.
        roles: Holding = |row| row.roles.clone();
        /// Whether each may do everything without holding a role.
        everything: bool = |row| row.everything;
    } as PersonEntry {
        person: PersonRef { id: person, scope },
        principal: Principal { kind, id, label },
        place, detail, roles, everything,
    }
}

columns! {
    /// Roles that somebody holds.
    HeldColumns of Held {
        /// Each role.
        role: RoleName = |row| row.membership.role.clone();
        /// Where it lives.
        scope: Option<Scope> = |row| row.membership.scope.clone();
        /// What people call that.
        place: Option<String> = |row| row.membership.place.clone();
        /// Who holds it.
        principal: Principal = |row| row.membership.principal.clone();
        /// What it is to the vendor.
        nature: RoleNature = |row| row.nature;
        /// The other roles in the same scope.
        siblings: Vec<RoleName> = |row| row.siblings.clone();
        /// Those of them that allow all that it allows.
        covered_by: Vec<RoleName> = |row| row.covered_by.clone();
        /// The departments that hold it too, as far as they are known.
        through: Vec<Principal> = |row| row.through.clone();
        /// How many hold it; nothing while that is not known for sure.
        holders: Option<usize> = |row| row.holders;
        /// How many privileges it has; nothing while that is not known for sure.
        privileges: Option<usize> = |row| row.privileges;
    } as Held {
        membership: Membership { role, scope, place, principal },
        nature, siblings, covered_by, through, holders, privileges,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn role(name: &str, members: Option<usize>) -> RoleEntry {
        let (role, nature) = (RoleRef::plain(name), RoleNature::CUSTOM);
        RoleEntry { role, place: None, label: None, nature, members, privileges: Some(3) }
    }

    #[test]
    fn what_all_rows_share_is_written_once() {
        let columns = RoleColumns::of(&[role("a", Some(1)), role("b", None), role("c", Some(1))]);
        assert_eq!(columns.privileges, Column { values: vec![Some(3)], ids: vec![] });
        assert_eq!(columns.members, Column { values: vec![Some(1), None], ids: vec![0, 1, 0] });
    }

    #[test]
    fn columns_that_do_not_fit_together_are_no_rows() {
        let columns = RoleColumns::of(&[role("a", Some(1)), role("b", None)]);
        let cut = RoleColumns { rows: 3, ..columns.clone() };
        assert_eq!(cut.rows(), None, "a column is too short");
        let foreign = RoleColumns { name: Column { ids: vec![0, 2], ..columns.name.clone() }, ..columns };
        assert_eq!(foreign.rows(), None, "a value is not there");
    }

    proptest! {
        #[test]
        fn rows_survive_the_wire(rows in prop::collection::vec(("[a-c]{0,2}", prop::option::of(0usize..3)), 0..9)) {
            let rows: Vec<RoleEntry> = rows.iter().map(|(name, members)| role(name, *members)).collect();
            let text = serde_json::to_string(&RoleColumns::of(&rows)).unwrap();
            let read: RoleColumns = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(read.rows(), Some(rows));
        }
    }
}
