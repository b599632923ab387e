//! Signing in at a reverse proxy: it names the user in a header. The header is believed only if the connection itself
//! comes from a machine that the config trusts, so a request that carries it from elsewhere is somebody who pretends.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName};
use rescind_domain::Actor;

use super::Person;
use crate::error::Error;
use crate::peers::Peers;

/// The longest name of a user, in bytes; the journal keeps it with every row.
const MAX_NAME: usize = 256;

/// Who is believed, and where they say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proxy {
    pub(crate) header: HeaderName,
    pub(crate) peers: Peers,
}

impl Proxy {
    /// Refuses a request that names a user without coming from the proxy.
    pub(crate) fn guard(&self, peer: IpAddr, headers: &HeaderMap) -> Result<(), Error> {
        if !headers.contains_key(&self.header) || self.peers.contain(peer) {
            return Ok(());
        }
        tracing::warn!(%peer, header = %self.header, "refused: the header of the proxy, from a peer that is not trusted");
        Err(Error::NotByProxy("This request names its user, but does not come from a trusted proxy."))
    }

    /// The user that the proxy names.
    pub(crate) fn person(&self, peer: IpAddr, headers: &HeaderMap) -> Result<Person, Error> {
        self.guard(peer, headers)?;
        if !self.peers.contain(peer) {
            return Err(Error::NotByProxy("Sign in at the proxy in front of this gateway, and open its address."));
        }
        let mut values = headers.get_all(&self.header).iter();
        let name = match (values.next(), values.next()) {
            (Some(value), None) => std::str::from_utf8(value.as_bytes()).unwrap_or_default().trim(),
            _ => "",
        };
        if name.is_empty() || name.len() > MAX_NAME || name.contains(char::is_control) {
            tracing::warn!(%peer, header = %self.header, "refused: a trusted proxy does not name exactly one user");
            return Err(Error::NotByProxy("The proxy in front of this gateway does not name one user."));
        }
        Ok(Person { who: Actor::Person(name.to_owned()).to_string(), session: None })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn proxy() -> Proxy {
        let mut peers = Peers::default();
        peers.add("192.0.2.0/24").unwrap();
        Proxy { header: HeaderName::from_static("x-forwarded-user"), peers }
    }

    fn headers(values: &[&'static [u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-forwarded-user", HeaderValue::from_bytes(value).unwrap());
        }
        headers
    }

    #[test]
    fn only_a_trusted_peer_names_a_user() {
        let (trusted, other) = (IpAddr::from([192, 0, 2, 9]), IpAddr::from([198, 51, 100, 1]));
        let alice = headers(&[b"alice"]);
        assert_eq!(proxy().person(trusted, &alice).unwrap().who, "alice");
        assert!(proxy().person(other, &alice).is_err() && proxy().guard(other, &alice).is_err());
        assert!(proxy().guard(other, &HeaderMap::new()).is_ok() && proxy().guard(trusted, &alice).is_ok());
        assert!(proxy().person(other, &HeaderMap::new()).is_err());
    }

    #[test]
    fn a_user_is_one_name() {
        let trusted = IpAddr::from([192, 0, 2, 9]);
        let who = |values: &[&'static [u8]]| proxy().person(trusted, &headers(values)).map(|person| person.who).ok();
        assert_eq!(who(&[" CN=Иван,O=x ".as_bytes()]).as_deref(), Some("CN=Иван,O=x"));
        assert_eq!(who(&[b"token:ci"]).as_deref(), Some("person:token:ci"), "nobody is taken for a program");
        assert_eq!(who(&[]), None);
        assert_eq!(who(&[b"alice", b"root"]), None);
        for value in [&b""[..], b"  ", b"\xff", b"a\tb", &[b'a'; 257]] {
            assert_eq!(who(&[value]), None, "{value:?}");
        }
    }
}
