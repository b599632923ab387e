//! Attempts, recoveries and checks may move from thread to thread while they wait: plans run on a runtime of several threads.
//! The compiler proves it; what would hold a value that may not move does not build here.

use rescind_domain::event::Step;
use rescind_domain::{Access, ActionKind, Connection, ConnectionId, Grant, Timestamp, Vendor};
use rescind_engine::attempt::carry_out;
use rescind_engine::recovery::{Sent, recover};
use rescind_engine::{Intended, NotBegun, World};
use rescind_vendors::{Request, Response, Transport, TransportFailure};

/// Answers nothing.
struct Nobody;

impl Transport for Nobody {
    async fn read(&self, _: &Request) -> Result<Response, TransportFailure> {
        Err(TransportFailure::NoAnswer)
    }

    async fn pause(&self, _: u32) {}
}

impl World for Nobody {
    async fn begin(&self, _: &[Intended], _: &Request, _: Timestamp) -> Result<(), NotBegun> {
        Err(NotBegun::Stopped)
    }

    async fn call(&self, _: &Request) -> Result<Response, TransportFailure> {
        Err(TransportFailure::NoAnswer)
    }

    fn step(&self, _: Step) {}

    fn now(&self) -> Timestamp {
        Timestamp(0)
    }

    fn others_since(&self, _: Timestamp) -> Vec<Grant> {
        Vec::new()
    }

    fn waits(&self) {}
}

/// Whether a future may go on in another thread.
fn assert_send<T: Send>(_: &T) {}

/// For any world, and with it for any way to a journal and to a vendor.
fn all(world: &impl World, connection: &Connection) {
    assert_send(&carry_out(world, connection, &[], &|_| false));
    for kind in [ActionKind::Revoke, ActionKind::Grant] {
        assert_send(&recover(world, connection, kind, &[], &Sent::default()));
    }
}

#[test]
fn attempts_and_recoveries_may_move_from_thread_to_thread() {
    // None of these futures is polled: that they may move is proved when this is built.
    let connection = Connection {
        id: ConnectionId::new("c"),
        label: "C".into(),
        vendor: Vendor::Milvus,
        access: Access::ReadWrite,
        account: None,
        folder: None,
        capabilities: rescind_vendors::read::capabilities(Vendor::Milvus).clone(),
    };
    all(&Nobody, &connection);
}
