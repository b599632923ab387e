//! The embedded sandbox: what the gateway forwards to when there is no config. It is reached over loopback like any other
//! upstream, so that nothing of the gateway is different with it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use rescind_domain::{Access, ConnectionId, Vendor};
use rescind_sandbox::{MilvusKnobs, Sandbox, Seed};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::connections::Connection;
use crate::upstream::{Credential, Secret, Source, Trust};

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
        let connection = |id: &str, label: &str, base: &str, credential: &str| Connection {
            public: rescind_domain::Connection {
                id: ConnectionId::new(id),
                label: label.to_owned(),
                vendor: Vendor::Milvus,
                access: Access::ReadWrite,
                account: None,
                folder: None,
            },
            base: format!("http://{}{base}", self.address),
            operations: None,
            iam: None,
            credential: Credential::Plain(Source::Known(Secret::new(credential))),
            trust: Trust::default(),
        };
        vec![
            connection("milvus", "Milvus production", "", "root:Milvus"),
            connection("zilliz", "Zilliz Cloud", "/zilliz", "db_admin:Sandbox-1"),
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
