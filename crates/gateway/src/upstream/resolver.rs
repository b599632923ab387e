//! Turns a vendor's name into addresses that may be connected to. It is the client's own resolver, so that what was checked
//! is what is connected to: a name that answers differently a moment later gets nowhere. An address that the config names
//! literally never comes here.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

use super::public_address::is_public;
use crate::names::Names;

/// Where a connection's names may lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Addresses {
    /// To the public internet only.
    #[default]
    Public,
    /// To this machine and its neighbours as well.
    Any,
}

/// The client's resolver.
#[derive(Clone)]
pub(super) struct Resolver {
    pub(super) names: Arc<dyn Names>,
    pub(super) permitted: Addresses,
}

#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("the name {host} has no address")]
    NoAddress { host: String },
    #[error(
        "the name {host} leads to {address}, which is not of the public internet: \
         if that is right, set allow_private = true for the connection"
    )]
    NotPublic { host: String, address: IpAddr },
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let (names, permitted) = (Arc::clone(&self.names), self.permitted);
        Box::pin(async move {
            let addresses = names.addresses(name.as_str()).await?;
            check(name.as_str(), &addresses, permitted)?;
            // Port 0 becomes that of the address of the call.
            let addresses: Vec<_> = addresses.into_iter().map(|address| SocketAddr::new(address, 0)).collect();
            Ok(addresses.into_iter())
        })
    }
}

/// One address that is not permitted spoils the name: nobody serves a vendor from here and from there.
fn check(host: &str, addresses: &[IpAddr], permitted: Addresses) -> Result<(), Refused> {
    if addresses.is_empty() {
        return Err(Refused::NoAddress { host: host.to_owned() });
    }
    let is_fine = |address: &IpAddr| match permitted {
        Addresses::Any => true,
        // This name says literally what it means.
        Addresses::Public => is_public(*address) || (host.eq_ignore_ascii_case("localhost") && address.is_loopback()),
    };
    match addresses.iter().find(|address| !is_fine(address)) {
        Some(address) => Err(Refused::NotPublic { host: host.to_owned(), address: *address }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_permitted(host: &str, addresses: &[&str], permitted: Addresses) -> bool {
        let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
        check(host, &addresses, permitted).is_ok()
    }

    #[test]
    fn every_address_of_a_name_counts() {
        assert!(is_permitted("milvus.example", &["8.8.8.8", "2606:4700::1111"], Addresses::Public));
        for spoiled in
            [&["169.254.169.254"][..], &["8.8.8.8", "10.0.0.1"], &["fd00:ec2::254", "8.8.8.8"], &["::1"], &[]]
        {
            assert!(!is_permitted("milvus.example", spoiled, Addresses::Public), "{spoiled:?}");
            assert_eq!(is_permitted("milvus.example", spoiled, Addresses::Any), !spoiled.is_empty(), "{spoiled:?}");
        }
    }

    #[test]
    fn localhost_is_this_machine_and_nothing_else() {
        assert!(is_permitted("localhost", &["127.0.0.1", "::1"], Addresses::Public));
        assert!(!is_permitted("localhost", &["10.0.0.1"], Addresses::Public));
        assert!(!is_permitted("localhost.example", &["127.0.0.1"], Addresses::Public));
    }
}
