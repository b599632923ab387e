//! Numbers for those who watch the gateway, in the text format that Prometheus reads. Labels say routes, connections and
//! results, and never who or what a call was about: whoever may read these numbers need not know any person or grant.

mod labels;
mod show;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use rescind_domain::ConnectionId;

use crate::clock::Clock;
use crate::upstream::{Answer, Failure};
use labels::{Calls, Durations, Effect, Requests};

pub(crate) use show::show;

/// Upper bounds in seconds: from a vendor next door to the limit of a call that changes something.
const SECONDS: [f64; 10] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 600.0];

type Durational = Family<Durations, Histogram, fn() -> Histogram>;

/// When a call to a vendor began.
#[derive(Debug)]
pub(crate) struct Begun(Duration);

/// The numbers.
pub(crate) struct Metrics {
    registry: Registry,
    clock: Arc<dyn Clock>,
    requests: Family<Requests, Counter>,
    calls: Family<Calls, Counter>,
    durations: Durational,
    shown: Shown,
}

/// What is not counted as it happens, but asked for when somebody looks.
#[derive(Clone, Debug, Default)]
struct Shown {
    in_flight: Gauge,
    unsettled: Gauge,
    sessions: Gauge,
    /// Counted by the journal itself, so that it survives a restart.
    events: Counter<u64, AtomicU64>,
}

impl Metrics {
    /// None counted yet.
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        let mut registry = Registry::with_prefix("rescind");
        let (requests, calls) = (Family::default(), Family::default());
        let durations = Durational::new_with_constructor(|| Histogram::new(SECONDS));
        let shown = Shown::default();
        registry.register("requests", "Requests by route and class of status", requests.clone());
        registry.register("upstream_calls", "Calls to vendors by connection, effect and result", calls.clone());
        let help = "Time until the whole answer of a vendor, or until it was given up";
        registry.register("upstream_duration_seconds", help, durations.clone());
        registry.register(
            "calls_in_flight",
            "Calls that change something and wait for an answer",
            shown.in_flight.clone(),
        );
        registry.register(
            "unsettled_entries",
            "Entries of which nobody knows what became of them",
            shown.unsettled.clone(),
        );
        registry.register("sessions", "Sessions that are alive", shown.sessions.clone());
        registry.register("journal_events", "Events in the journal", shown.events.clone());
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "What runs", build);
        Self { registry, clock, requests, calls, durations, shown }
    }

    /// Counts a request that was answered.
    pub(crate) fn request(&self, route: &'static str, status: u16) {
        let labels = Requests { route, status: labels::class(status) };
        self.requests.get_or_create(&labels).inc();
    }

    /// Notes when a call to a vendor begins.
    pub(crate) fn begin(&self) -> Begun {
        Begun(self.clock.elapsed())
    }

    /// Counts a call that changes nothing.
    pub(crate) fn read(&self, connection: &ConnectionId, begun: Begun, result: &Result<Answer, Failure>) {
        self.call(connection, Effect::Read, begun, result);
    }

    /// Counts a call that changes something.
    pub(crate) fn mutation(&self, connection: &ConnectionId, begun: Begun, result: &Result<Answer, Failure>) {
        self.call(connection, Effect::Mutation, begun, result);
    }

    fn call(&self, connection: &ConnectionId, effect: Effect, begun: Begun, result: &Result<Answer, Failure>) {
        let took = self.clock.elapsed().saturating_sub(begun.0);
        let connection = connection.to_string();
        let durations = Durations { connection: connection.clone(), effect };
        self.durations.get_or_create(&durations).observe(took.as_secs_f64());
        self.calls.get_or_create(&Calls { connection, effect, result: labels::result(result) }).inc();
    }

    fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
