//! Sets of machines by their addresses, as the config names them. Only who a connection comes from is asked, never what a
//! request says about it.

use std::net::IpAddr;

use ipnet::IpNet;

/// Addresses and networks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Peers(Vec<IpNet>);

impl Peers {
    /// Adds an address (`192.0.2.1`) or a network (`192.0.2.0/24`).
    ///
    /// # Errors
    /// What is wrong with the text.
    pub(crate) fn add(&mut self, text: &str) -> Result<(), String> {
        let network = match text.parse::<IpAddr>() {
            Ok(address) => IpNet::from(address.to_canonical()),
            Err(_) => text.parse().map_err(|_| "this is no IP address and no network like 192.0.2.0/24".to_owned())?,
        };
        if network.prefix_len() == 0 {
            return Err("this network is everybody".to_owned());
        }
        self.0.push(network);
        Ok(())
    }

    /// Whether the peer of a connection is one of them.
    pub(crate) fn contain(&self, peer: IpAddr) -> bool {
        // A listener for both families shows IPv4 peers in IPv6 form.
        self.0.iter().any(|network| network.contains(&peer.to_canonical()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_networks() {
        let mut peers = Peers::default();
        for text in ["192.0.2.1", "198.51.100.0/24", "2001:db8::/64", "::ffff:203.0.113.9"] {
            peers.add(text).unwrap();
        }
        let is_one = |text: &str| peers.contain(text.parse().unwrap());
        for text in ["192.0.2.1", "::ffff:192.0.2.1", "198.51.100.255", "2001:db8::f", "203.0.113.9"] {
            assert!(is_one(text), "{text}");
        }
        for text in ["192.0.2.2", "198.51.101.0", "2001:db8:0:1::", "::1", "127.0.0.1"] {
            assert!(!is_one(text), "{text}");
        }
        assert!(!Peers::default().contain([127, 0, 0, 1].into()));
    }

    #[test]
    fn what_is_no_set_of_machines() {
        for text in ["", "localhost", "10.0.0.0/33", "10.0.0", "0.0.0.0/0", "::/0", "10.0.0.1:80"] {
            assert!(Peers::default().add(text).is_err(), "{text}");
        }
    }
}
