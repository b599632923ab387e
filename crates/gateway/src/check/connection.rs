//! One connection: its credential is fetched, and its vendor is asked how much there is, which changes nothing.

use std::time::Duration;

use axum::http::{Method, Uri, header};
use rescind_domain::GatewayError;
use rescind_domain::read::{Probe, Subject};
use rescind_vendors::read;
use rescind_vendors::{Host, Request, Response, Transport, TransportFailure};

use super::advice;
use crate::connections::Connection;
use crate::environment::Environment;
use crate::error::Error;
use crate::upstream::{self, Answer, Call, Client, Means, json_headers};

/// Asks, and says how long it took and what there is, or what is wrong and what to do.
pub(super) async fn check(
    connection: &Connection,
    client: &Client,
    environment: &Environment,
    limit: Duration,
) -> Result<String, String> {
    let way = Way { connection, client, environment, limit };
    let begun = environment.clock.elapsed();
    let probe = read::probe(&way, &connection.public).await;
    let took = environment.clock.elapsed().saturating_sub(begun).as_millis();
    match probe {
        Ok(probe) => Ok(format!("answered in {took} ms{}", shown(&probe))),
        Err(fault) => Err(advice::of_fault(&fault)),
    }
}

/// What can be told by number.
fn shown(probe: &Probe) -> String {
    let word = |subject| match subject {
        Subject::Roles => Some("roles"),
        Subject::People => Some("people"),
        Subject::Clusters => Some("clusters"),
        Subject::Namespaces => Some("namespaces"),
        _ => None,
    };
    let counts = probe.counts.iter().filter_map(|(subject, count)| Some(format!(", {count} {}", word(*subject)?)));
    let counts: String = counts.collect();
    match probe.gaps.is_empty() {
        true => counts,
        false => counts + "; some things could not be read",
    }
}

/// The way to the vendor, for calls that read and no others.
struct Way<'a> {
    connection: &'a Connection,
    client: &'a Client,
    environment: &'a Environment,
    limit: Duration,
}

impl Transport for Way<'_> {
    async fn read(&self, request: &Request) -> Result<Response, TransportFailure> {
        self.send(request).await.map(response).map_err(|error| TransportFailure::Gateway {
            status: error.status().as_u16(),
            error: GatewayError { kind: error.kind(), message: error.for_operators() },
        })
    }

    async fn pause(&self, milliseconds: u32) {
        tokio::time::sleep(Duration::from_millis(milliseconds.into())).await;
    }
}

impl Way<'_> {
    async fn send(&self, request: &Request) -> Result<Answer, Error> {
        let Self { connection, client, environment, limit } = self;
        let address = format!("{}{}", connection.base_of(Host::Main), request.target());
        let call = Call {
            method: Method::from_bytes(request.method.as_str().as_bytes()).map_err(Error::internal)?,
            uri: Uri::try_from(address).map_err(Error::internal)?,
            headers: json_headers(),
            body: request.body_text().into(),
            limit: *limit,
        };
        let means = Means { clock: environment.clock.as_ref(), client };
        let call = upstream::authorize(means, connection, call).await?;
        Ok(upstream::send(client, means, connection, call).await?)
    }
}

fn response(answer: Answer) -> Response {
    let content_type = answer.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    Response {
        status: answer.status.as_u16(),
        content_type: content_type.unwrap_or_default().to_owned(),
        request_id: answer.request_id,
        body: String::from_utf8_lossy(&answer.body).into_owned(),
        is_garbled: std::str::from_utf8(&answer.body).is_err(),
        ..Response::default()
    }
}
