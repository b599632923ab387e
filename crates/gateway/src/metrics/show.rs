//! `GET /metrics`: for this machine, and the peers that the config names. No session is needed, so a request that came by
//! way of a proxy is refused: whoever sent it is not the peer.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::{ConnectInfo, State};
use axum::http::header::{CONTENT_TYPE, FORWARDED, HeaderMap, HeaderName, VIA};
use axum::response::{IntoResponse as _, Response};

use crate::app::App;
use crate::error::Error;
use crate::peers::Peers;

const CONTENT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What proxies add to a request.
const PROXIED: [HeaderName; 4] =
    [FORWARDED, VIA, HeaderName::from_static("x-forwarded-for"), HeaderName::from_static("x-real-ip")];

/// All numbers.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if !may_read(peer.ip().to_canonical(), &app.metrics_peers, &headers) {
        return Err(Error::NotFound("address"));
    }
    let (events, unsettled) = app.journal.size().await?;
    let shown = &app.metrics.shown;
    shown.events.inner().store(events, Ordering::Relaxed);
    shown.unsettled.set(number(unsettled));
    shown.in_flight.set(number(app.journal.in_flight().count()));
    shown.sessions.set(number(app.sessions.count(app.environment.clock.elapsed())));
    let text = app.metrics.text().map_err(Error::internal)?;
    Ok(([(CONTENT_TYPE, CONTENT)], text).into_response())
}

fn may_read(peer: IpAddr, peers: &Peers, headers: &HeaderMap) -> bool {
    let came_by_proxy = PROXIED.iter().any(|name| headers.contains_key(name));
    !came_by_proxy && (peer.is_loopback() || peers.contain(peer))
}

fn number(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn this_machine_and_named_peers_may_read_but_nobody_behind_a_proxy() {
        let mut peers = Peers::default();
        peers.add("192.0.2.0/24").unwrap();
        let none = HeaderMap::new();
        let may = |peer: &str, headers: &HeaderMap| may_read(peer.parse().unwrap(), &peers, headers);
        for (peer, fine) in [("127.0.0.1", true), ("::1", true), ("192.0.2.7", true), ("198.51.100.1", false)] {
            assert_eq!(may(peer, &none), fine, "{peer}");
        }
        for name in PROXIED {
            let proxied = HeaderMap::from_iter([(name, HeaderValue::from_static("198.51.100.1"))]);
            assert!(!may("127.0.0.1", &proxied) && !may("192.0.2.7", &proxied));
        }
    }
}
