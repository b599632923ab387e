//! Reads that are under way together: several, never too many, and in the server's order although answers overtake each
//! other.

use std::sync::atomic::{AtomicUsize, Ordering};

use rescind_domain::PrincipalId;
use rescind_domain::read::PersonRef;
use rescind_vendors::read::{self, CONCURRENCY};
use rescind_vendors::{Request, Response, Transport, TransportFailure};

use crate::connection;
use crate::fake::Genauth;
use crate::kits::{role, users};
use crate::state::State;

/// A GenAuth whose answers take different numbers of turns.
struct Slow {
    genauth: Genauth,
    asked: AtomicUsize,
    in_flight: AtomicUsize,
    most: AtomicUsize,
}

impl Slow {
    fn new() -> Self {
        let mut state = State::default().with(&users(1000));
        for number in 0..400 {
            state.add_role("default", &format!("r{number}"));
            state.add_role(&format!("app{}", number % 3), &format!("r{number}"));
            state.policies.insert((format!("p{number:03}"), "x".into()));
            state.users.push(format!("user-{number:03}"));
        }
        let genauth = Genauth::new(state);
        Self { genauth, asked: AtomicUsize::default(), in_flight: AtomicUsize::default(), most: AtomicUsize::default() }
    }
}

impl Transport for Slow {
    async fn read(&self, request: &Request) -> Result<Response, TransportFailure> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        let in_flight = self.in_flight.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(in_flight, Ordering::Relaxed);
        for _ in 0..(asked * 7) % 5 + 1 {
            tokio::task::yield_now().await;
        }
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        self.genauth.read(request).await
    }

    async fn pause(&self, _: u32) {
        unreachable!("reading waits for answers only")
    }
}

#[tokio::test]
async fn several_calls_are_under_way_and_never_too_many() {
    let (connection, role) = (connection(), role("default", "code1"));
    let person = PersonRef { id: PrincipalId::new("user-000"), scope: None };
    let most = |slow: &Slow, what: &str| {
        assert!((2..=CONCURRENCY).contains(&slow.most.swap(0, Ordering::Relaxed)), "{what}");
        assert_eq!(slow.in_flight.load(Ordering::Relaxed), 0, "{what}");
    };
    let slow = Slow::new();
    read::probe(&slow, &connection).await.unwrap();
    most(&slow, "probe");
    read::roles(&slow, &connection, &|_| ()).await.unwrap();
    most(&slow, "roles");
    read::privileges(&slow, &connection, &role).await.unwrap();
    most(&slow, "privileges");
    read::people(&slow, &connection, &|_| ()).await.unwrap();
    most(&slow, "people");
    read::person(&slow, &connection, &person, &|_| ()).await.unwrap().unwrap();
    most(&slow, "person");
    read::effective(&slow, &connection, &person).await.unwrap();
    most(&slow, "effective");
    let members = read::members(&slow, &connection, &role, &|_| ()).await.unwrap();
    assert_eq!(slow.most.load(Ordering::Relaxed), CONCURRENCY, "a page of a long list is not waited for by the next");
    let ids: Vec<&str> = members.rows.iter().map(|row| row.membership.principal.id.as_str()).collect();
    assert_eq!(ids.len(), 1001);
    assert!(ids.is_sorted(), "the server's order");
}
