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
    pub(super) request: &'a dyn Fn(Window) -> Request,
    /// Decodes a row.
    pub(super) row: fn(&Value) -> Row<T>,
    /// What tells a row from the others.
    pub(super) id: fn(&T) -> &str,
    /// How many pages are asked for at the same time.
    pub(super) lanes: usize,
}

/// One page, and how many rows there are on all of them.
pub(super) struct Page<T> {
    pub(super) rows: Vec<T>,
    pub(super) total: usize,
}

/// The rows of an answer that is a list.
pub(super) fn page_of<T>(reply: &Reply, row: fn(&Value) -> Row<T>) -> Result<Page<T>, Fault> {
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
/// a list is whole only when it has as many rows as every page said. `progress` is shown the rows so far and that number.
///
/// # Errors
/// The fault of the first page. That of a later one is told by `missing`.
pub(super) async fn all<T>(
    transport: &impl Transport,
    shape: &Shape<'_, T>,
    progress: &dyn Fn(&[T], usize) -> Go,
) -> Result<Listed<T>, Fault> {
    let mut reading = read_once(transport, shape, progress).await?;
    for _ in 1..READINGS {
        // Only what changed meanwhile is worth another reading at once.
        if !reading.missing.as_ref().is_some_and(|fault| is_our_own(fault)) {
            break;
        }
        reading = read_once(transport, shape, progress).await?;
    }
    Ok(reading)
}

async fn read_once<T>(
    transport: &impl Transport,
    shape: &Shape<'_, T>,
    progress: &dyn Fn(&[T], usize) -> Go,
) -> Result<Listed<T>, Fault> {
    let first = (shape.request)(Window::page(1));
    let page = page_of(&fetch(transport, first.clone()).await?, shape.row)?;
    let (total, size) = (page.total, page.rows.len());
    let mut seen = HashSet::new();
    let mut rows = Vec::with_capacity(size);
    keep(page.rows, shape.id, &mut seen, &mut rows);
    let listed = |rows: Vec<T>, missing: Option<Fault>| Ok(Listed { rows, missing: missing.map(Box::new) });
    if progress(&rows, total) == Go::Enough {
        return listed(rows, None);
    }
    // A server's own limit may be below the one that was asked for.
    let last = if size == 0 { 1 } else { total.div_ceil(size) };
    let mut pages = stream::iter(2..=last)
        .map(|page| async move {
            let reply = fetch(transport, (shape.request)(Window::page(page))).await?;
            page_of(&reply, shape.row)
        })
        .buffered(shape.lanes.max(1));
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(fault) => return listed(rows, Some(fault)),
        };
        let before = rows.len();
        keep(page.rows, shape.id, &mut seen, &mut rows);
        if page.total != total {
            return listed(rows, Some(changed(&first)));
        }
        // A server that repeats itself would never come to an end.
        if rows.len() == before {
            break;
        }
        if progress(&rows, total) == Go::Enough {
            return listed(rows, None);
        }
    }
    let missing = (rows.len() != total).then(|| short(&first, rows.len(), total));
    listed(rows, missing)
}

fn keep<T>(page: Vec<T>, id: fn(&T) -> &str, seen: &mut HashSet<String>, rows: &mut Vec<T>) {
    rows.extend(page.into_iter().filter(|row| seen.insert(id(row).to_owned())));
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
