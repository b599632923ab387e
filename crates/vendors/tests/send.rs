//! Every read, every observation and every wait may move from thread to thread while it waits: plans run on a runtime of
//! several threads. The compiler proves it; what would hold a value that may not move does not build here.

use rescind_domain::read::PersonRef;
use rescind_domain::{
    Access, ActionKind, CallResult, Connection, ConnectionId, Grant, Membership, OperationId, Principal, PrincipalId,
    RoleRef, Vendor,
};
use rescind_vendors::coalesce::Coalesced;
use rescind_vendors::read;
use rescind_vendors::{Request, Response, Transport, TransportFailure, genauth, mutation};

/// Answers nothing.
#[derive(Clone)]
struct Nobody;

impl Transport for Nobody {
    async fn read(&self, _: &Request) -> Result<Response, TransportFailure> {
        Err(TransportFailure::NoAnswer)
    }

    async fn pause(&self, _: u32) {}
}

/// Whether a future may go on in another thread.
fn assert_send<T: Send>(_: &T) {}

/// What the table of reads is asked with; `with_api` stands behind each, so that each is every vendor's at once.
fn reads(transport: &impl Transport, connection: &Connection, role: &RoleRef, person: &PersonRef) {
    assert_send(&read::probe(transport, connection));
    assert_send(&read::roles(transport, connection, &|_| ()));
    assert_send(&read::role(transport, connection, role));
    assert_send(&read::members(transport, connection, role, &|_| ()));
    assert_send(&read::privileges(transport, connection, role));
    assert_send(&read::people(transport, connection, &|_| ()));
    assert_send(&read::person(transport, connection, person, &|_| ()));
    assert_send(&read::effective(transport, connection, person));
}

/// What is observed of grants, and what is waited for.
fn observations(transport: &impl Transport, vendor: Vendor, grants: &[Grant], operation: &OperationId) {
    for kind in [ActionKind::Revoke, ActionKind::Grant] {
        assert_send(&mutation::observe(transport, vendor, kind, grants));
        assert_send(&mutation::calls_now(transport, vendor, kind, grants));
    }
    assert_send(&mutation::follow(transport, vendor, operation, &|_| ()));
    assert_send(&mutation::after_loss(transport, vendor, grants, CallResult::Accepted, &|_| ()));
}

#[test]
fn reads_and_observations_may_move_from_thread_to_thread() {
    // None of these futures is polled: that they may move is proved when this is built, for every vendor and, since the
    // transport is any, for every way to it.
    let role = RoleRef::plain("analyst");
    let person = PersonRef { id: PrincipalId::new("alice"), scope: None };
    let grants = [Grant::Membership(Membership::new(role.clone(), Principal::user("alice")))];
    let coalesced = Coalesced::new(Nobody);
    assert_send(&coalesced);
    for vendor in [Vendor::Milvus, Vendor::Genauth, Vendor::YandexMongodb] {
        let connection = Connection {
            id: ConnectionId::new("c"),
            label: "C".into(),
            vendor,
            access: Access::ReadWrite,
            account: None,
            folder: None,
            capabilities: rescind_vendors::read::capabilities(vendor).clone(),
        };
        reads(&coalesced, &connection, &role, &person);
        observations(&coalesced, vendor, &grants, &OperationId::new("o"));
    }
    assert_send(&genauth::look::observe(&coalesced, ActionKind::Revoke, &grants));
}
