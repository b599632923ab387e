//! Lists: one page, and all pages of one, read several at a time and never taken for whole when they are not.

use std::collections::HashSet;

use futures_util::{StreamExt, stream};
use rescind_domain::{Fault, FaultKind, FaultSource, Retry};
use serde_json::Value;

use super::super::envelope;
use super::super::requests::Window;
use super::rows::Row;
use super::{Reply, fetch};
use crate::{Request, Transport};

/// How often a list is read that changes while it is read.
const READINGS: usize = 3;

/// A list as far as it was read, each row once, in the server's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Why the list is not whole; nothing when it is. What is not in a list that is not whole may still be there.
    pub missing: Option<Box<Fault>>,
}

/// Whether more of a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// Yes.
    On,
    /// No: what was looked for has been seen.
    Enough,
}

/// How the rows of a list are read.
pub(super) struct Shape<'a, T> {
    /// The call for a page.
    pub(super) request: &'a (dyn Fn(Window) -> Request + Sync),
    /// Decodes a row.
    pub(super) row: fn(&Value) -> Row<T>,
    /// What tells a row from the others.
    pub(super) id: fn(&T) -> &str,
    /// How many pages are asked for at the same time.
    pub(super) lanes: usize,
}

/// One page, and how many rows there are on all of them.
struct Page<T> {
    rows: Vec<T>,
    total: usize,
}

/// The rows of an answer that is a list.
fn page_of<T>(reply: &Reply, row: fn(&Value) -> Row<T>) -> Result<Page<T>, Fault> {
    let total = reply.data.get("totalCount").and_then(envelope::number).and_then(|total| usize::try_from(total).ok());
    let total = total.ok_or_else(|| reply.malformed("data.totalCount", "it is not a number"))?;
    let list = reply.data.get("list").and_then(Value::as_array);
    let list = list.ok_or_else(|| reply.malformed("data.list", "it is not a list"))?;
    let mut rows = Vec::with_capacity(list.len());
    for (at, value) in list.iter().enumerate() {
        let decoded = row(value);
        rows.push(decoded.map_err(|field| reply.malformed(&format!("data.list[{at}].{field}"), "it is not usable"))?);
    }
    Ok(Page { rows, total })
}

/// How many rows a list has, by its own word.
pub(super) async fn count(transport: &impl Transport, request: Request) -> Result<usize, Fault> {
    let reply = fetch(transport, request).await?;
    page_of(&reply, |_| Ok(())).map(|page| page.total)
}

/// A list that comes as a whole, and says how many rows it should have.
pub(super) async fn single<T>(
    transport: &impl Transport,
    request: Request,
    row: fn(&Value) -> Row<T>,
) -> Result<Listed<T>, Fault> {
    let reply = fetch(transport, request).await?;
    let page = page_of(&reply, row)?;
    let missing = (page.rows.len() < page.total).then(|| Box::new(short(&reply.request, page.rows.len(), page.total)));
    Ok(Listed { rows: page.rows, missing })
}

/// All pages. The rows have no promised order, so that one may be on two pages and another on none: each is kept once, and
/// a list is whole only when it has as many rows as every page said. `progress` is shown the rows so far, how many of them it was
/// shown before (none where the reading began anew), and that number.
///
/// # Errors
/// The fault of the first page. That of a later one is told by `missing`.
pub(super) async fn all<T: Send>(
    transport: &impl Transport,
    shape: &Shape<'_, T>,
    progress: &(dyn Fn(&[T], usize, usize) -> Go + Sync),
) -> Result<Listed<T>, Fault> {
    let mut rows = Rows { row: shape.row, id: shape.id, seen: HashSet::new(), rows: Vec::new(), shown: 0, progress };
    let missing = read(transport, shape.request, shape.lanes, &mut rows).await?;
    Ok(Listed { rows: rows.rows, missing: missing.map(Box::new) })
}

/// Rows of any type while they are gathered, so that the reading itself is compiled once and not for each type.
trait Gathering: Send {
    /// Begins anew.
    fn clear(&mut self);
    /// Adds a page.
    fn add(&mut self, reply: &Reply) -> Result<Added, Fault>;
    /// Shows what there is.
    fn show(&mut self, total: usize) -> Go;
}

/// What became of a page.
struct Added {
    /// How many rows were on it.
    came: usize,
    /// How many of them were new.
    new: usize,
    /// How many rows there are now.
    now: usize,
    /// How many there should be in the end.
    total: usize,
}

struct Rows<'a, T> {
    row: fn(&Value) -> Row<T>,
    id: fn(&T) -> &str,
    seen: HashSet<String>,
    rows: Vec<T>,
    /// How many of them were shown.
    shown: usize,
    progress: &'a (dyn Fn(&[T], usize, usize) -> Go + Sync),
}

impl<T: Send> Gathering for Rows<'_, T> {
    fn clear(&mut self) {
        self.seen.clear();
        self.rows.clear();
        self.shown = 0;
    }

    fn add(&mut self, reply: &Reply) -> Result<Added, Fault> {
        let page = page_of(reply, self.row)?;
        let (came, before) = (page.rows.len(), self.rows.len());
        let seen = &mut self.seen;
        self.rows.extend(page.rows.into_iter().filter(|row| seen.insert((self.id)(row).to_owned())));
        Ok(Added { came, new: self.rows.len() - before, now: self.rows.len(), total: page.total })
    }

    fn show(&mut self, total: usize) -> Go {
        let before = std::mem::replace(&mut self.shown, self.rows.len());
        (self.progress)(&self.rows, before, total)
    }
}

/// Reads until the list is whole, or has changed too often. What comes out is why it is not whole.
async fn read(
    transport: &impl Transport,
    request: &(dyn Fn(Window) -> Request + Sync),
    lanes: usize,
    rows: &mut dyn Gathering,
) -> Result<Option<Fault>, Fault> {
    let mut missing = read_once(transport, request, lanes, rows).await?;
    for _ in 1..READINGS {
        // Only what changed meanwhile is worth another reading at once.
        if !missing.as_ref().is_some_and(is_our_own) {
            break;
        }
        rows.clear();
        missing = read_once(transport, request, lanes, rows).await?;
    }
    Ok(missing)
}

async fn read_once(
    transport: &impl Transport,
    request: &(dyn Fn(Window) -> Request + Sync),
    lanes: usize,
    rows: &mut dyn Gathering,
) -> Result<Option<Fault>, Fault> {
    let first = request(Window::page(1));
    let Added { came: size, total, mut now, .. } = rows.add(&fetch(transport, first.clone()).await?)?;
    if rows.show(total) == Go::Enough {
        return Ok(None);
    }
    // A server's own limit may be below the one that was asked for.
    let last = if size == 0 { 1 } else { total.div_ceil(size) };
    let mut pages =
        stream::iter(2..=last).map(|page| fetch(transport, request(Window::page(page)))).buffered(lanes.max(1));
    while let Some(reply) = pages.next().await {
        let added = match reply.and_then(|reply| rows.add(&reply)) {
            Ok(added) => added,
            Err(fault) => return Ok(Some(fault)),
        };
        if added.total != total {
            return Ok(Some(changed(&first)));
        }
        now = added.now;
        // A server that repeats itself would never come to an end.
        if added.new == 0 {
            break;
        }
        if rows.show(total) == Go::Enough {
            return Ok(None);
        }
    }
    Ok((now != total).then(|| short(&first, now, total)))
}

/// The list was another one when its last page came.
fn changed(request: &Request) -> Fault {
    let kind = FaultKind::Conflict { blocking: None };
    our_own(kind, request, "the list changed while it was read".to_owned())
}

/// The list has not as many rows as it says.
fn short(request: &Request, rows: usize, total: usize) -> Fault {
    let kind = FaultKind::Malformed { at: "data.totalCount".to_owned() };
    our_own(kind, request, format!("{total} were announced, {rows} were listed"))
}

fn our_own(kind: FaultKind, request: &Request, message: String) -> Fault {
    let mut fault = Fault::new(kind, FaultSource::Vendor, request.method.as_str(), &request.path, Retry::Safe);
    fault.message = Some(message);
    fault
}

/// Whether a fault says that answers did not fit together, each being fine by itself: those of an answer have its status.
fn is_our_own(fault: &Fault) -> bool {
    fault.source == FaultSource::Vendor && fault.http_status.is_none()
}
