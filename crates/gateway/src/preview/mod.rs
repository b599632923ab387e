//! `POST /api/plans/preview`: what entries would do, before anybody confirms them. It reads, stores nothing and sends nothing that
//! changes something.

mod around;
mod calls;
mod judge;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::future::join_all;
use rescind_domain::gateway_error::ERROR_HEADER;
use rescind_domain::preview::{NewPreview, Preview, PreviewEntry, WantedCalls};
use rescind_domain::{ActionKind, ConnectionId, GatewayError};
use rescind_vendors::coalesce::Coalesced;
use serde::Serialize;

use crate::app::App;
use crate::asker::Asker;
use crate::connections::{self, Connection};
use crate::entries::{self, BODY_LIMIT, MOST};
use crate::error::Error;
use crate::extract;
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
    let wanted: NewPreview = extract::parsed(&bytes)?;
    if wanted.entries.is_empty() || wanted.entries.len() > MOST {
        return Err(Error::bad_request("A preview is of 1 to 10,000 entries."));
    }
    let reach = asker.reach();
    for PreviewEntry { entry, .. } in &wanted.entries {
        if !reach.has(entry.connection.as_str()) {
            return Err(Error::NotFound("connection"));
        }
        entries::check(entry, &app.connections)?;
    }
    of(&app, &headers, &wanted).await.map(Json)
}

/// The same of entries that were [checked](entries::check).
pub(crate) async fn of(app: &Arc<App>, headers: &HeaderMap, wanted: &NewPreview) -> Result<Preview, Error> {
    let NewPreview { entries, calls, hazards } = wanted;
    let parts = parts(app, headers, entries);
    let mut preview = Preview::default();
    preview.entries.resize_with(entries.len(), Default::default);
    for (around, unread) in join_all(parts.iter().map(|part| around::of(part, *hazards))).await {
        for (at, around) in around {
            if let Some(entry) = preview.entries.get_mut(at) {
                *entry = around;
            }
        }
        preview.unread.extend(unread);
    }
    if *hazards {
        judge::judge(&connections(app, &parts).await, entries, &mut preview);
        preview.digest = Some(judge::digest(entries, &preview)?);
    }
    // Nothing is called for what is to be granted and is there.
    let is_there = |at: usize| {
        let is_grant = entries.get(at).is_some_and(|wanted| wanted.entry.action.kind() == ActionKind::Grant);
        is_grant && preview.entries.get(at).is_some_and(|around| around.held == Some(true))
    };
    preview.calls = match calls {
        WantedCalls::None => Vec::new(),
        calls => join_all(parts.iter().map(|part| calls::of(part, *calls, &is_there))).await,
    };
    Ok(preview)
}

/// The connections of these parts, each with the account that the gateway uses there now.
async fn connections(app: &App, parts: &[Part<'_>]) -> Vec<rescind_domain::Connection> {
    let mut found = Vec::new();
    for Part { connection, .. } in parts {
        let account = connections::account(app, connection).await;
        found.push(rescind_domain::Connection { account, ..connection.public.clone() });
    }
    found
}

/// The answer to whoever decided on another preview than the one of this moment. Nothing was stored.
#[derive(Debug)]
pub(crate) struct Changed(Box<Preview>);

impl Changed {
    pub(crate) fn new(now: Preview) -> Self {
        Self(Box::new(now))
    }
}

impl IntoResponse for Changed {
    fn into_response(self) -> Response {
        let error = Error::PreviewChanged;
        let body =
            ChangedBody { error: GatewayError { kind: error.kind(), message: error.to_string() }, preview: &self.0 };
        let mut response = (error.status(), Json(body)).into_response();
        response.headers_mut().insert(ERROR_HEADER, HeaderValue::from_static(error.kind().as_str()));
        response
    }
}

/// A refusal with what holds now.
#[derive(Serialize)]
struct ChangedBody<'a> {
    error: GatewayError,
    preview: &'a Preview,
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
