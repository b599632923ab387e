//! Who holds what, read by describing every user: several at a time but never too many, in the server's order, and never
//! passing a partial view for a whole one.

#![expect(clippy::unwrap_used, reason = "a script that does not fit may panic")]

use std::collections::HashMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rescind_domain::{FaultKind, GatewayError, GatewayErrorKind, Membership, Principal, Retry, RoleName, RoleRef};
use rescind_vendors::milvus::read::{Directory, directory};
use rescind_vendors::milvus::requests::{USERS_DESCRIBE, USERS_LIST};
use rescind_vendors::{Request, Response, Transport, TransportFailure};
use serde_json::json;

type Answer = Result<Response, TransportFailure>;

/// Users whose descriptions take different numbers of turns, so that later ones are answered before earlier ones.
#[derive(Default)]
struct Server {
    users: Vec<String>,
    roles: HashMap<String, Answer>,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
    finished: RwLock<Vec<String>>,
    asked: RwLock<Vec<String>>,
}

fn ok(data: &impl serde::Serialize) -> Answer {
    Ok(Response { status: 200, body: json!({"code": 0, "data": data}).to_string(), ..Response::default() })
}

impl Server {
    fn of(users: &[&str]) -> Self {
        Self { users: users.iter().map(ToString::to_string).collect(), ..Self::default() }
    }

    fn many(count: usize) -> Self {
        Self { users: (0..count).map(|number| format!("user_{number}")).collect(), ..Self::default() }
    }

    fn with(mut self, user: &str, answer: Answer) -> Self {
        self.roles.insert(user.into(), answer);
        self
    }
}

impl Transport for Server {
    async fn read(&self, request: &Request) -> Answer {
        if request.path == USERS_LIST {
            return ok(&self.users);
        }
        assert_eq!(request.path, USERS_DESCRIBE, "nothing else is asked");
        let user = request.body.as_ref().unwrap().get("userName").unwrap().as_str().unwrap().to_owned();
        self.asked.write().unwrap().push(user.clone());
        let in_flight = self.in_flight.fetch_add(1, Ordering::Relaxed) + 1;
        self.most_in_flight.fetch_max(in_flight, Ordering::Relaxed);
        let place = self.asked.read().unwrap().len();
        for _ in 0..(place * 7) % 5 + 1 {
            tokio::task::yield_now().await;
        }
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        self.finished.write().unwrap().push(user.clone());
        self.roles.get(&user).cloned().unwrap_or_else(|| ok(&[format!("role of {user}")]))
    }

    async fn pause(&self, _: u32) {
        unreachable!("reading the directory waits for answers only")
    }
}

/// The directory and what its progress was told.
async fn read(server: &Server) -> (Directory, Vec<(usize, usize)>) {
    let told = RwLock::new(Vec::new());
    let directory =
        directory(server, &|so_far, of| told.write().unwrap().push((so_far.users.len(), of))).await.unwrap();
    (directory, told.into_inner().unwrap())
}

fn names(directory: &Directory) -> Vec<&str> {
    directory.users.iter().map(|entry| entry.user.as_str()).collect()
}

#[tokio::test]
async fn some_users_are_described_at_a_time_and_never_too_many() {
    for (users, at_a_time) in [(0, 0), (1, 1), (3, 3), (6, 6), (7, 6), (100, 6)] {
        let server = Server::many(users);
        let (directory, _) = read(&server).await;
        assert_eq!(server.most_in_flight.load(Ordering::Relaxed), at_a_time, "of {users}");
        assert_eq!((server.in_flight.load(Ordering::Relaxed), directory.users.len()), (0, users));
        assert_eq!(*server.asked.read().unwrap(), server.users, "each is asked for once");
    }
}

#[tokio::test]
async fn the_servers_order_is_kept_although_answers_overtake_each_other() {
    let server = Server::many(40);
    let (directory, _) = read(&server).await;
    assert_ne!(*server.finished.read().unwrap(), server.users, "the script lets answers overtake each other");
    assert_eq!(names(&directory), server.users);
    for entry in &directory.users {
        assert_eq!(entry.roles, Ok(vec![RoleName::new(format!("role of {}", entry.user))]));
    }
    assert_eq!(directory.hidden(), None);
}

#[tokio::test]
async fn progress_counts_every_user_once_from_none_to_all() {
    for users in [0, 1, 25] {
        // A user who cannot be read counts as read: the bar must reach its end.
        let server = Server::many(users).with("user_3", Err(TransportFailure::NoAnswer));
        let (_, told) = read(&server).await;
        assert_eq!(told, (0..=users).map(|read| (read, users)).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_user_who_cannot_be_read_leaves_the_rest_and_is_counted() {
    let forbidden = Ok(Response {
        status: 403,
        body: json!({"code": 65535, "message": "rpc error: code = PermissionDenied desc = PrivilegeSelectUser: permission deny to bob in the `default` database"}).to_string(),
        ..Response::default()
    });
    let error = GatewayError { kind: GatewayErrorKind::UpstreamLost, message: "lost".into() };
    let lost = Err(TransportFailure::Gateway { status: 502, error });
    let both: [&str; 2] = ["reader", "writer"];
    let server = Server::of(&["alice", "bob", "carol", "dave"])
        .with("alice", ok(&both))
        .with("bob", lost)
        .with("carol", forbidden)
        .with("dave", ok(&["reader"]));
    let (directory, told) = read(&server).await;
    assert_eq!(names(&directory), ["alice", "bob", "carol", "dave"]);
    assert_eq!(told.last(), Some(&(4, 4)));

    let (hidden, fault) = directory.hidden().unwrap();
    assert_eq!(
        (hidden, &fault.kind, fault.retry),
        (2, &FaultKind::Unknown, Retry::Safe),
        "the first, in the order of users"
    );
    let carol = directory.users.iter().find(|entry| entry.user.as_str() == "carol").unwrap();
    let kind = carol.roles.as_ref().map_err(|fault| fault.kind.clone());
    assert_eq!(kind, Err(FaultKind::Forbidden { missing: Some("SelectUser".into()) }));

    let reader = RoleName::new("reader");
    let member = |user: &str| Membership::new(RoleRef::plain("reader"), Principal::user(user));
    assert_eq!(directory.members_of(&reader), [member("alice"), member("dave")]);
    assert_eq!(directory.members_of(&RoleName::new("Reader")), [], "names are told apart by case");
    let besides = |at: usize| directory.users[at].besides(&reader).map(|others| others.cloned().collect::<Vec<_>>());
    let all = [Some(vec![RoleName::new("writer")]), None, None, Some(vec![])];
    assert_eq!([0, 1, 2, 3].map(besides), all, "of who is hidden nothing is known");
}

#[tokio::test]
async fn empty_and_doubled_users_are_described_once_or_not_at_all() {
    let server = Server::of(&["", "alice", "bob", "alice", ""]);
    let (directory, told) = read(&server).await;
    assert_eq!(names(&directory), ["alice", "bob"]);
    assert_eq!(*server.asked.read().unwrap(), ["alice", "bob"]);
    assert_eq!(told, [(0, 2), (1, 2), (2, 2)]);
}
