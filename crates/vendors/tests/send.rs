//! Every read, every look and both flows may move from thread to thread while they wait: plans run on a runtime of several
//! threads. The compiler proves it; what would hold a value that may not move does not build here.

use rescind_domain::{
    Access, Connection, ConnectionId, EntryId, Grant, Membership, OperationId, Principal, PrincipalId, RoleRef, Vendor,
};
use rescind_vendors::give::{Return, calls_back, give, settle_earlier_return, witness};
use rescind_vendors::read::{self, PersonRef};
use rescind_vendors::revoke::{Earlier, Item, calls, revoke, settle_earlier, wait_for};
use rescind_vendors::shared::SharedReads;
use rescind_vendors::{Request, Response, Transport, TransportFailure, genauth, milvus, yandex};

type Answer = Result<Response, TransportFailure>;

/// Answers nothing.
#[derive(Clone)]
struct Nobody;

impl Transport for Nobody {
    async fn read(&self, _: &Request) -> Answer {
        Err(TransportFailure::NoAnswer)
    }

    async fn revoke(&self, _: &Request, _: &[EntryId]) -> Answer {
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

/// What is observed of grants, and what is sent for them.
fn flows(transport: &impl Transport, vendor: Vendor, grants: &[Grant], operation: &OperationId) {
    let items: &[Item] = &[];
    let returns: &[Return] = &[];
    assert_send(&calls(transport, vendor, grants));
    assert_send(&calls_back(transport, vendor, grants));
    assert_send(&witness(transport, vendor, grants));
    assert_send(&wait_for(transport, vendor, operation, &|_| ()));
    assert_send(&revoke(transport, vendor, items, 0, &|_| ()));
    assert_send(&give(transport, vendor, returns, 0, &|_| ()));
    assert_send(&settle_earlier(transport, vendor, grants, &Earlier::Lost, ("POST", "/"), &|_| ()));
    assert_send(&settle_earlier_return(transport, vendor, grants, &Earlier::Lost, ("POST", "/"), &|_| ()));
}

/// The looks of one vendor each.
fn looks(transport: &impl Transport, grants: &[Grant], grant: &Grant) {
    assert_send(&milvus::revoke::look(transport, grant));
    assert_send(&genauth::look::look(transport, grants));
    assert_send(&genauth::look::look_back(transport, grants));
    assert_send(&yandex::revoke::look(transport, grant));
}

#[test]
fn reads_looks_and_flows_may_move_from_thread_to_thread() {
    // None of these futures is polled: that they may move is proved when this is built, for every vendor and, since the
    // transport is any, for every way to it.
    let role = RoleRef::plain("analyst");
    let person = PersonRef { id: PrincipalId::new("alice"), scope: None };
    let grant = Grant::Membership(Membership::new(role.clone(), Principal::user("alice")));
    let shared = SharedReads::new(Nobody);
    assert_send(&shared);
    for vendor in [Vendor::Milvus, Vendor::Genauth, Vendor::YandexMongodb] {
        let connection = Connection {
            id: ConnectionId::new("c"),
            label: "C".into(),
            vendor,
            access: Access::ReadWrite,
            account: None,
            folder: None,
        };
        reads(&shared, &connection, &role, &person);
        flows(&shared, vendor, std::slice::from_ref(&grant), &OperationId::new("o"));
    }
    looks(&shared, std::slice::from_ref(&grant), &grant);
}
