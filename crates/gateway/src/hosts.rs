//! The names by which browsers may call the gateway: what a page of another site, whose name was rebound to this machine,
//! cannot say. This machine's names for itself always are among them.

use std::net::IpAddr;

/// The configured names besides the loopback ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hosts(Vec<String>);

impl Hosts {
    /// Adds a name or an address, without scheme and port.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub(crate) fn add(&mut self, text: &str) -> Result<(), String> {
        let name = text.to_ascii_lowercase();
        let is_name = !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
            && !name.starts_with(['-', '.'])
            && !name.ends_with(['-', '.']);
        if !is_name && name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).is_none_or(|name| !is_ipv6(name))
        {
            return Err("this is no host: write its name or address, without scheme, port and path".to_owned());
        }
        self.0.push(name);
        Ok(())
    }

    /// Adds an address as the authority of a link writes it.
    pub(crate) fn add_address(&mut self, address: IpAddr) {
        self.0.push(match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        });
    }

    /// The first of them: the one for links.
    pub(crate) fn first(&self) -> Option<&str> {
        self.0.first().map(String::as_str)
    }

    /// Whether a `Host` is one of these names. Any port and none: Trunk's proxy leaves the port out, others translate it.
    pub(crate) fn know(&self, host: &str) -> bool {
        is_loopback(without_port(host)) || self.are(host)
    }

    /// Whether an `Origin` is a page of ours. The configured names are reached over TLS only, the gateway's own or that of
    /// a proxy, so that what came over plain http under such a name was slipped in on the way.
    pub(crate) fn know_origin(&self, origin: &str) -> bool {
        match (origin.strip_prefix("http://"), origin.strip_prefix("https://")) {
            (Some(host), _) => is_loopback(without_port(host)),
            (_, Some(host)) => self.know(host),
            _ => false,
        }
    }

    fn are(&self, host: &str) -> bool {
        self.0.iter().any(|name| name.eq_ignore_ascii_case(without_port(host)))
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Another name that resolves to a loopback address is what rebinding looks like.
fn is_loopback(name: &str) -> bool {
    let address = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(address) => address.parse().ok().filter(IpAddr::is_ipv6),
        None => name.parse().ok().filter(IpAddr::is_ipv4),
    };
    name.eq_ignore_ascii_case("localhost") || address.is_some_and(|address| address.is_loopback())
}

fn is_ipv6(text: &str) -> bool {
    text.parse::<std::net::Ipv6Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configured_names_are_known_with_any_port() {
        let mut hosts = Hosts::default();
        for text in ["Rescind.example", "192.0.2.1", "[2001:db8::1]"] {
            hosts.add(text).unwrap();
        }
        assert_eq!(hosts.first(), Some("rescind.example"));
        for host in ["rescind.example", "RESCIND.example:8443", "192.0.2.1:1", "[2001:db8::1]:443", "localhost:8080"] {
            assert!(hosts.know(host), "{host}");
            assert!(hosts.know_origin(&format!("https://{host}")), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "x.rescind.example",
            "rescind.example.",
            "rescind.example:",
            "192.0.2.2",
            "2001:db8::1",
        ] {
            assert!(!hosts.know(host), "{host}");
            assert!(!hosts.know_origin(&format!("https://{host}")), "{host}");
        }
        assert!(!hosts.know_origin("http://rescind.example") && hosts.know_origin("http://localhost"));
        assert!(!Hosts::default().know("rescind.example"));
    }

    #[test]
    fn what_is_no_host() {
        for text in ["", "https://a", "a:80", "a/b", "*.a", ".a", "a.", "a b", "[::1", "::1", "[x]"] {
            assert!(Hosts::default().add(text).is_err(), "{text}");
        }
    }
}
