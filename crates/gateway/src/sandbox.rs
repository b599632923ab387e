//! The embedded sandbox: whom the gateway asks when there is no config. It is reached over loopback like any other
//! upstream, so that nothing of the gateway is different with it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use rescind_domain::{Access, ConnectionId, Vendor};
use rescind_sandbox::{MilvusKnobs, Sandbox, Seed};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use rescind_vendors::read::capabilities;

use crate::connections::Connection;
use crate::upstream::{AccessKey, Credential, Secret, Source, Trust};

/// A sandbox that runs until it is stopped or dropped.
#[derive(Debug)]
pub(crate) struct Embedded {
    pub(crate) address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Embedded {
    /// Starts the sandbox on a port of its own, with its state below `data`.
    pub(crate) async fn start(seed: Seed, data: &Path) -> Result<Self, String> {
        let options = rescind_sandbox::Options { seed, data: Some(data.join("sandbox")), ..Default::default() };
        let sandbox = Sandbox::open(options, MilvusKnobs::default())
            .await
            .map_err(|error: rescind_sandbox::Error| error.to_string())?;
        let (listener, address) = listen().await.map_err(|error| error.to_string())?;
        let stop = CancellationToken::new();
        let task = tokio::spawn(sandbox.serve(listener, stop.clone().cancelled_owned()));
        Ok(Self { address, stop, task })
    }

    /// Its connections, with the credentials of the demo seed.
    pub(crate) fn connections(&self) -> Vec<Connection> {
        let base = format!("http://{}", self.address);
        let known = |secret: &str| Source::Known(Secret::new(secret));
        let pool = AccessKey::new(&base, "sandbox-pool".to_owned(), known("sandbox-secret"));
        let connection = |id: &str, label: &str, vendor: Vendor, credential: Credential| Connection {
            public: rescind_domain::Connection {
                id: ConnectionId::new(id),
                label: label.to_owned(),
                vendor,
                access: Access::ReadWrite,
                account: None,
                folder: (vendor == Vendor::YandexMongodb).then(|| "sandbox-folder".to_owned()),
                capabilities: capabilities(vendor).clone(),
            },
            base: base.clone(),
            operations: None,
            iam: None,
            credential,
            trust: Trust::default(),
        };
        let plain = |secret: &str| Credential::Plain(known(secret));
        let zilliz = connection("zilliz", "Zilliz Cloud", Vendor::Milvus, plain("db_admin:Sandbox-1"));
        vec![
            connection("milvus", "Milvus production", Vendor::Milvus, plain("root:Milvus")),
            Connection { base: format!("{base}/zilliz"), ..zilliz },
            connection("genauth", "GenAuth", Vendor::Genauth, Credential::AccessKey(pool)),
            connection("mongodb", "Managed MongoDB", Vendor::YandexMongodb, plain("t1.sandbox")),
        ]
    }

    /// Stops it and waits until it has.
    pub(crate) async fn stop(mut self) {
        self.stop.cancel();
        if (&mut self.task).await.is_err() {
            tracing::error!("the embedded sandbox ended by a panic");
        }
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn listen() -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}
