//! From a value to the grants in it: which of the shapes it has, and what its rows say. It takes nothing for granted that the
//! text does not say, except the database, and it counts those.

use std::collections::{BTreeMap, BTreeSet};

use rescind_domain::{PrivilegeGrant, RoleName, RoleRef};

use super::super::privileges::DEFAULT_DATABASE;
use super::literal::{Entry, Literal, Value, error_at};
use super::{DescribedRole, Snapshot};
use super::{Field, SnapshotError, SnapshotErrorKind, ValueKind};

type Read<T> = Result<T, SnapshotError>;

/// The fields that tell a row from other objects.
const ROW_FIELDS: [Field; 3] = [Field::Privilege, Field::ObjectType, Field::ObjectName];
/// The fields that tell a described role from other objects.
const RESULT_FIELDS: [Field; 3] = [Field::Rows, Field::Code, Field::Role];

/// The grants in the value that was read from the text.
pub(super) fn snapshot(text: &str, root: &Literal) -> Read<Snapshot> {
    let snapshot = Snapshot { roles: Vec::new(), rows: Vec::new(), dropped: 0, assumed_database: 0 };
    let mut collector =
        Collector { text, snapshot, roles: BTreeMap::new(), seen: BTreeSet::new(), count: 0, unnamed: None };
    collector.element(root, root.at)?;
    match collector.unnamed {
        // Whose rows these are cannot be told, and they are not the named roles'.
        Some(unnamed) if collector.snapshot.roles.len() > 1 => {
            Err(collector.missing(unnamed.at, unnamed.row, Field::Role))
        }
        _ => Ok(collector.snapshot),
    }
}

/// Where a role without a name was first met.
#[derive(Clone, Copy)]
struct Unnamed {
    /// The list or the result that describes it. Another one describes another role.
    source: usize,
    at: usize,
    row: Option<usize>,
}

struct Collector<'t> {
    text: &'t str,
    snapshot: Snapshot,
    /// Where each role is in the snapshot's list.
    roles: BTreeMap<Option<RoleName>, usize>,
    /// The rows without their grantors, who are no part of a row's identity.
    seen: BTreeSet<PrivilegeGrant>,
    /// The rows that were met.
    count: usize,
    unnamed: Option<Unnamed>,
}

/// What is around the rows of a result.
struct Around {
    /// Where it stands.
    source: usize,
    /// The role that it names for all its rows.
    role: Option<RoleName>,
}

impl Collector<'_> {
    fn error(&self, at: usize, kind: SnapshotErrorKind) -> SnapshotError {
        error_at(self.text, at, kind)
    }

    fn missing(&self, at: usize, row: Option<usize>, field: Field) -> SnapshotError {
        self.error(at, SnapshotErrorKind::Missing { row, field })
    }

    fn wrong_type(
        &self,
        literal: &Literal,
        row: Option<usize>,
        field: Option<Field>,
        expected: ValueKind,
    ) -> SnapshotError {
        self.error(literal.at, SnapshotErrorKind::WrongType { row, field, expected, found: literal.kind() })
    }

    /// A list of elements, a described role, or a row that nothing describes further. `source` is the list around it.
    fn element(&mut self, literal: &Literal, source: usize) -> Read<()> {
        match &literal.value {
            Value::List(items) => {
                if items.is_empty() {
                    self.mention(None, None, &Unnamed { source: literal.at, at: literal.at, row: None })?;
                }
                items.iter().try_for_each(|item| self.element(item, literal.at))
            }
            Value::Object(entries) if has_any(entries, &ROW_FIELDS) => {
                self.row(literal.at, entries, &Around { source, role: None })
            }
            Value::Object(entries) if has_any(entries, &RESULT_FIELDS) => self.result(literal.at, entries),
            Value::Object(_) => Err(self.error(literal.at, SnapshotErrorKind::Unrecognized)),
            _ => Err(self.wrong_type(literal, None, None, ValueKind::Object)),
        }
    }

    /// The body of REST, or pymilvus' object.
    fn result(&mut self, at: usize, entries: &[Entry]) -> Read<()> {
        self.check_code(entries)?;
        let role = self.text_of(entries, Field::Role, None)?.map(RoleName::new);
        let description = self.text_of(entries, Field::Description, None)?.map(str::to_owned);
        let rows = self.find(entries, Field::Rows)?.ok_or_else(|| self.missing(at, None, Field::Rows))?;
        let Value::List(rows) = &rows.value else {
            return Err(self.wrong_type(rows, None, Some(Field::Rows), ValueKind::List));
        };
        // Where the result itself names no role, its rows may.
        let name = match (&role, rows.first().map(|row| &row.value)) {
            (None, Some(Value::Object(first))) => {
                self.text_of(first, Field::Role, Some(self.count + 1))?.map(RoleName::new)
            }
            _ => role.clone(),
        };
        self.mention(name, description, &Unnamed { source: at, at, row: None })?;
        let around = Around { source: at, role };
        rows.iter().try_for_each(|row| match &row.value {
            Value::Object(entries) => self.row(row.at, entries, &around),
            _ => Err(self.wrong_type(row, Some(self.count + 1), None, ValueKind::Object)),
        })
    }

    /// Zero is success, and 200 was up to Milvus 2.4.2. Anything else is a refusal that somebody saved.
    fn check_code(&self, entries: &[Entry]) -> Read<()> {
        let Some(code) = self.find(entries, Field::Code)? else { return Ok(()) };
        match code.value {
            Value::Number(Some(0 | 200)) => Ok(()),
            Value::Number(Some(number)) => {
                let message = self.text_of(entries, Field::Message, None)?.map(str::to_owned);
                Err(self.error(code.at, SnapshotErrorKind::Refused { code: number, message }))
            }
            _ => Err(self.wrong_type(code, None, Some(Field::Code), ValueKind::Number)),
        }
    }

    fn row(&mut self, at: usize, entries: &[Entry], around: &Around) -> Read<()> {
        self.count += 1;
        let number = Some(self.count);
        let own = self.text_of(entries, Field::Role, number)?.map(RoleName::new);
        if let (Some(own), Some(expected)) = (&own, &around.role)
            && own != expected
        {
            let (expected, found) = (expected.to_string(), own.to_string());
            let at = self.find(entries, Field::Role)?.map_or(at, |literal| literal.at);
            return Err(self.error(at, SnapshotErrorKind::OtherRole { row: self.count, expected, found }));
        }
        let required = |field| match self.text_of(entries, field, number)? {
            Some(text) => Ok(text.to_owned()),
            None => {
                let at = self.find(entries, field)?.map_or(at, |literal| literal.at);
                Err(self.missing(at, number, field))
            }
        };
        let role = own.or_else(|| around.role.clone());
        let database = self.text_of(entries, Field::Database, number)?;
        let grant = PrivilegeGrant {
            object_type: required(Field::ObjectType)?,
            object_name: required(Field::ObjectName)?,
            database: database.unwrap_or(DEFAULT_DATABASE).to_owned(),
            privilege: required(Field::Privilege)?,
            grantor: self.text_of(entries, Field::Grantor, number)?.map(str::to_owned),
            ..PrivilegeGrant::of(RoleRef::plain(role.as_ref().map(RoleName::as_str).unwrap_or_default()))
        };
        self.mention(role, None, &Unnamed { source: around.source, at, row: number })?;
        if !self.seen.insert(PrivilegeGrant { grantor: None, ..grant.clone() }) {
            self.snapshot.dropped += 1;
            return Ok(());
        }
        self.snapshot.assumed_database += usize::from(database.is_none());
        self.snapshot.rows.push(grant);
        Ok(())
    }

    /// Keeps a role that is met, once. A text can describe only one role without naming it: two could not be told apart.
    fn mention(&mut self, name: Option<RoleName>, description: Option<String>, met: &Unnamed) -> Read<()> {
        if name.is_none() && self.unnamed.get_or_insert(*met).source != met.source {
            return Err(self.missing(met.at, met.row, Field::Role));
        }
        let roles = &mut self.snapshot.roles;
        let index = *self.roles.entry(name.clone()).or_insert_with(|| {
            roles.push(DescribedRole { name, description: None });
            roles.len() - 1
        });
        if let Some(role) = roles.get_mut(index)
            && role.description.is_none()
        {
            role.description = description;
        }
        Ok(())
    }

    /// The value of a field under any of its keys.
    fn find<'l>(&self, entries: &'l [Entry], field: Field) -> Read<Option<&'l Literal>> {
        let mut found = entries.iter().filter(|entry| field.keys().contains(&entry.key.as_str()));
        let first = found.next().map(|entry| &entry.value);
        match found.next() {
            None => Ok(first),
            Some(second) => Err(self.error(second.at, SnapshotErrorKind::SaidTwice { field })),
        }
    }

    /// The text of a field; nothing where it is absent or says nothing.
    fn text_of<'l>(&self, entries: &'l [Entry], field: Field, row: Option<usize>) -> Read<Option<&'l str>> {
        match self.find(entries, field)? {
            None => Ok(None),
            Some(Literal { value: Value::Nothing, .. }) => Ok(None),
            Some(Literal { value: Value::Text(text), .. }) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
            Some(other) => Err(self.wrong_type(other, row, Some(field), ValueKind::Text)),
        }
    }
}

fn has_any(entries: &[Entry], fields: &[Field]) -> bool {
    entries.iter().any(|entry| fields.iter().any(|field| field.keys().contains(&entry.key.as_str())))
}
