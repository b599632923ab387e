//! `POST /api/plans/preview`: what entries would do, before anybody confirms them. It reads, stores nothing and sends nothing that
//! changes something.

mod around;
mod calls;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Request, State};
use axum::http::HeaderMap;
use futures_util::future::join_all;
use rescind_domain::preview::{NewPreview, Preview, PreviewEntry};
use rescind_domain::{ActionKind, ConnectionId};
use rescind_vendors::coalesce::Coalesced;

use crate::app::App;
use crate::asker::Asker;
use crate::connections::Connection;
use crate::error::Error;
use crate::extract;
use crate::plans::{BODY_LIMIT, MAX_ENTRIES, check_entry};
use crate::reads::Source;

/// Where the reads of one preview come from: equal ones are one.
type Reads = Coalesced<Source>;

/// The entries of one connection, and of one kind.
struct Part<'a> {
    connection: Arc<Connection>,
    kind: ActionKind,
    /// With their places among all.
    entries: Vec<(usize, &'a PreviewEntry)>,
    reads: Reads,
}

/// Works out what the entries would do.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    headers: HeaderMap,
    request: Request,
) -> Result<Json<Preview>, Error> {
    let bytes = extract::body(request.into_body(), BODY_LIMIT).await?;
    let NewPreview { entries, all } = extract::parsed(&bytes)?;
    if entries.is_empty() || entries.len() > MAX_ENTRIES {
        return Err(Error::bad_request("A preview is of 1 to 10,000 entries."));
    }
    let reach = asker.reach();
    for PreviewEntry { entry, .. } in &entries {
        if !reach.has(entry.connection.as_str()) {
            return Err(Error::NotFound("connection"));
        }
        check_entry(entry, &app.connections)?;
    }
    let parts = parts(&app, &headers, &entries);
    let mut preview = Preview::default();
    preview.entries.resize_with(entries.len(), Default::default);
    for (around, unread) in join_all(parts.iter().map(around::of)).await {
        for (at, around) in around {
            if let Some(entry) = preview.entries.get_mut(at) {
                *entry = around;
            }
        }
        preview.unread.extend(unread);
    }
    let is_held = |at: usize| preview.entries.get(at).is_some_and(|around| around.held == Some(true));
    preview.calls = join_all(parts.iter().map(|part| calls::of(part, all, &is_held))).await;
    Ok(Json(preview))
}

/// The entries by connection and kind, in the order in which these first occur.
fn parts<'a>(app: &Arc<App>, headers: &HeaderMap, entries: &'a [PreviewEntry]) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    for (at, wanted) in entries.iter().enumerate() {
        let (id, kind): (&ConnectionId, _) = (&wanted.entry.connection, wanted.entry.action.kind());
        if let Some(part) = parts.iter_mut().find(|part| part.connection.public.id == *id && part.kind == kind) {
            part.entries.push((at, wanted));
            continue;
        }
        // Each entry was checked to be of a connection that there is.
        let Some(connection) = app.connections.get(id.as_str()).cloned() else { continue };
        let reads = Coalesced::new(Source::new(app, &connection, headers));
        parts.push(Part { connection, kind, entries: vec![(at, wanted)], reads });
    }
    parts
}
