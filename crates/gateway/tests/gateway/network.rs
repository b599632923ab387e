//! Where calls to the vendors may go: names that lead into private networks, and certificates.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::Response;
use rescind_domain::FaultKind;
use rescind_gateway::{Limits, Names, Resolved};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;

use crate::lists::fault;
use crate::support::{READ, Setup, World, certificate, quick, told, write_certificate};
use crate::upstream::{Upstream, done, empty};

const NAME: &str = "rescind.example";
const HERE: &[IpAddr] = &[IpAddr::V4(Ipv4Addr::LOCALHOST)];
/// One public address does not make up for it.
const BESIDE: &[IpAddr] = &[IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8)), IpAddr::V4(Ipv4Addr::LOCALHOST)];
const METADATA: &[IpAddr] = &[IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254))];

/// A name with these addresses, and how often it was asked for.
struct Told(&'static [IpAddr], AtomicUsize);

impl Told {
    fn new(addresses: &'static [IpAddr]) -> Arc<Self> {
        Arc::new(Self(addresses, AtomicUsize::new(0)))
    }
}

impl Names for Told {
    fn addresses<'a>(&'a self, host: &'a str) -> Resolved<'a> {
        assert_eq!(host, NAME);
        self.1.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Ok(self.0.to_vec()) })
    }
}

/// Whether a read says that nobody could be asked.
async fn was_in_vain(answer: Response) -> bool {
    fault(answer).await.kind == FaultKind::Offline
}

#[tokio::test]
async fn a_name_that_leads_into_a_private_network_is_not_called() {
    let upstream = Upstream::always(done()).await;
    let base = format!("http://{NAME}:{}", upstream.address.port());
    for addresses in [HERE, BESIDE, METADATA, &[]] {
        let names = Told::new(addresses);
        let world = World::with(&base, Setup { names: names.clone(), ..Setup::default() }).await;
        assert!(was_in_vain(world.get(READ).await).await, "{addresses:?}");
        let plan = world.start(&["alice"]).await;
        let view = world.until(&plan, |view| view["waiting"][0].is_object()).await;
        assert_eq!((told(&view), &view["waiting"][0]["fault"]["kind"]), (vec!["planned"], &json!("offline")));
        assert_eq!(world.events(), [""; 0], "nothing was to leave");
        assert_eq!(names.1.load(Ordering::SeqCst), 3, "each connection asks anew, and a read is tried twice");
    }
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn the_config_may_permit_it_and_what_was_checked_is_what_is_called() {
    let upstream = Upstream::always(empty()).await;
    let names = Told::new(HERE);
    let setup = Setup { names: names.clone(), keys: "allow_private = true\n", ..Setup::default() };
    let world = World::with(&format!("http://{NAME}:{}", upstream.address.port()), setup).await;
    assert_eq!(world.get(READ).await.status(), 200);
    assert_eq!(upstream.requests()[0].header("host"), Some(format!("{NAME}:{}", upstream.address.port()).as_str()));
    assert_eq!((upstream.connections(), names.1.load(Ordering::SeqCst)), (1, 1), "the name is asked once");
}

/// TLS in front of an upstream.
async fn encrypted(upstream: &Upstream, certificate: &rcgen::CertifiedKey<rcgen::KeyPair>) -> SocketAddr {
    let key = certificate.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.cert.der().clone()], key)
        .unwrap();
    let (acceptor, plain) = (TlsAcceptor::from(Arc::new(config)), upstream.address);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(mut outer) = acceptor.accept(stream).await {
                    let mut inner = TcpStream::connect(plain).await.unwrap();
                    let _ended = tokio::io::copy_bidirectional(&mut outer, &mut inner).await;
                }
            });
        }
    });
    address
}

#[tokio::test]
async fn a_certificate_must_come_from_the_connections_own_authority() {
    let (own, other) = (certificate(), certificate());
    let upstream = Upstream::always(empty()).await;
    let address = encrypted(&upstream, &own).await;
    let ask = async |host: &str, authority: &rcgen::CertifiedKey<rcgen::KeyPair>, keys: &'static str| {
        let setup = Setup { names: Told::new(HERE), keys, ..Setup::default() };
        write_certificate(setup.directory.path(), authority);
        let world = World::with(&format!("https://{host}:{}", address.port()), setup).await;
        world.get(READ).await
    };
    let keys = "ca_file = \"tls.crt\"\nallow_private = true\n";
    assert_eq!(ask(NAME, &own, keys).await.status(), 200);
    assert_eq!(ask("127.0.0.1", &own, keys).await.status(), 200);
    assert!(was_in_vain(ask(NAME, &other, keys).await).await, "another authority");
    assert!(was_in_vain(ask(NAME, &own, "allow_private = true\n").await).await, "the machine's own");
    assert!(was_in_vain(ask("127.0.0.2", &own, keys).await).await, "another name");
    assert!(was_in_vain(ask(NAME, &own, "ca_file = \"tls.crt\"\n").await).await, "a private network");
    assert_eq!(upstream.requests().len(), 2);
}

#[tokio::test]
async fn nobody_waits_for_a_connection_that_does_not_come() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let limits = Limits { connect: Duration::from_millis(50), ..quick() };
    let base = format!("https://{}", silent.local_addr().unwrap());
    let world = World::with(&base, Setup { limits, ..Setup::default() }).await;
    assert!(was_in_vain(world.get(READ).await).await);
    let plan = world.start(&["alice"]).await;
    let view = world.until(&plan, |view| view["waiting"][0].is_object()).await;
    assert_eq!((told(&view), &view["waiting"][0]["fault"]["kind"]), (vec!["planned"], &json!("offline")));
}
