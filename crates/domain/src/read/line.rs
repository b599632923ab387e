//! The lines of a list on the wire (NDJSON): a head, rows as they are read, changes of rows that were sent, and a tail. Without
//! its tail a list was cut, and nothing says that it is complete.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, Row};
use super::{Gap, List};
use crate::{Capabilities, Fault, Principal, Timestamp};

/// One line. `C` is the form of its rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "LineOf{C}"))]
#[serde(rename_all = "snake_case")]
pub enum Line<C> {
    /// The first one.
    Head(Head),
    /// Whom the list is about, where it is about somebody; nothing when there is nobody of that name.
    About(Option<About>),
    /// More rows, after those that were sent.
    Slice(C),
    /// Rows in place of rows that were sent.
    Patch(Patch<C>),
    /// How far the reading is, and how far it will go.
    Progress(usize, usize),
    /// So many rows are left of those that were sent: what follows comes after them.
    Keep(usize),
    /// The last one.
    Tail(Tail),
}

/// How a list was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Head {
    /// When the reading began: what happened later may be missing. Milliseconds since 1970, of the gateway's clock.
    pub read_at: Timestamp,
    /// The number of the journal's newest event before the reading began.
    pub seq: u64,
    /// What can be done and told there.
    pub capabilities: Capabilities,
}

/// Whom a list is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct About {
    /// Who.
    pub principal: Principal,
    /// Where, as people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What else is known: an address, a status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Whether the person may do everything without holding a role (Milvus' root).
    pub everything: bool,
}

/// Rows in place of others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PatchOf{C}"))]
pub struct Patch<C> {
    /// Their places among all rows.
    pub at: Vec<usize>,
    /// The rows.
    pub rows: C,
}

/// How a list ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tail {
    /// Whether everything was read that can be read: without a fault, without a gap, and each row whole.
    pub complete: bool,
    /// What is missing.
    pub gaps: Vec<Gap>,
    /// Why the reading ended before its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Box<Fault>>,
}

impl Tail {
    /// The end of a list of these rows, of which this is missing.
    #[must_use]
    pub fn of<R: Row>(rows: &[R], gaps: Vec<Gap>) -> Self {
        Self { complete: gaps.is_empty() && rows.iter().all(Row::is_whole), gaps, fault: None }
    }

    /// The end of a list that broke off.
    #[must_use]
    pub fn broken(fault: Fault) -> Self {
        Self { complete: false, gaps: Vec::new(), fault: Some(Box::new(fault)) }
    }
}

/// A list that is put together from its lines.
#[derive(Clone, Debug)]
pub struct Reading<R> {
    /// How it was read, once that is known.
    pub head: Option<Head>,
    /// Whom it is about, once that is known.
    pub about: Option<Option<About>>,
    /// What has come so far.
    pub list: List<R>,
    /// How it ended; nothing as long as it has not.
    pub tail: Option<Tail>,
}

impl<R> Default for Reading<R> {
    fn default() -> Self {
        Self { head: None, about: None, list: List::default(), tail: None }
    }
}

impl<R: Row> Reading<R> {
    /// Takes a line; nothing where it does not fit to what has come before.
    #[must_use]
    pub fn take(&mut self, line: Line<R::Columns>) -> Option<()> {
        if self.tail.is_some() || (self.head.is_none() && !matches!(line, Line::Head(_))) {
            return None;
        }
        match line {
            Line::Head(head) => self.head = Some(head),
            Line::About(about) => self.about = Some(about),
            Line::Slice(rows) => self.list.rows.extend(rows.rows()?),
            Line::Patch(Patch { at, rows }) => {
                let rows = rows.rows()?;
                if rows.len() != at.len() {
                    return None;
                }
                for (at, row) in at.into_iter().zip(rows) {
                    *self.list.rows.get_mut(at)? = row;
                }
            }
            Line::Progress(done, of) => self.list.progress = Some((done, of)),
            Line::Keep(rows) => self.list.rows.truncate(rows),
            Line::Tail(tail) => {
                self.list.gaps.clone_from(&tail.gaps);
                self.tail = Some(tail);
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::RoleEntry;
    use crate::{RoleNature, RoleRef};

    fn head() -> Line<<RoleEntry as Row>::Columns> {
        Line::Head(Head { read_at: Timestamp(1), seq: 0, capabilities: crate::capabilities::tests::some() })
    }

    fn roles(rows: &[(String, usize)]) -> Vec<RoleEntry> {
        let nature = RoleNature::CUSTOM;
        let row = |(name, members): &(String, usize)| {
            let (role, members) = (RoleRef::plain(name), Some(*members));
            RoleEntry { role, place: None, label: None, nature, members, privileges: None }
        };
        rows.iter().map(row).collect()
    }

    #[test]
    fn nothing_comes_before_the_head_or_after_the_tail() {
        let mut reading = Reading::<RoleEntry>::default();
        assert_eq!(reading.take(Line::Progress(1, 2)), None);
        assert_eq!(reading.take(head()), Some(()));
        assert_eq!(reading.take(Line::Tail(Tail::of::<RoleEntry>(&[], Vec::new()))), Some(()));
        assert_eq!(reading.take(Line::Progress(1, 2)), None);
    }

    #[test]
    fn a_patch_of_a_row_that_was_not_sent_does_not_fit() {
        let mut reading = Reading::<RoleEntry>::default();
        let rows = <RoleEntry as Row>::Columns::of(&roles(&[("a".to_owned(), 1)]));
        assert_eq!(reading.take(head()), Some(()));
        assert_eq!(reading.take(Line::Patch(Patch { at: vec![0], rows: rows.clone() })), None);
        assert_eq!(reading.take(Line::Slice(rows.clone())), Some(()));
        assert_eq!(reading.take(Line::Patch(Patch { at: vec![0, 1], rows })), None);
    }
}
