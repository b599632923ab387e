//! One batch's view of the world: reads and the call of its connection, the journal, the clock, and what other batches do. It
//! is what the engine's attempt runs on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use futures_util::FutureExt as _;
use futures_util::future;
use rescind_domain::event::{Progress, Step};
use rescind_domain::{
    CallResultKind, EntryId, Fault, FaultKind, FaultSource, GatewayErrorKind, Grant, Retry, Timestamp,
};
use rescind_engine::attempt::may_be_repeated;
use rescind_engine::{BatchId, Intended, NotBegun, World};
use rescind_vendors::coalesce::Coalesced;
use rescind_vendors::mutation::call_result;
use rescind_vendors::{Request, Response, Transport, TransportFailure, business_status};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinError;

use super::lane::{Lane, Turn};
use super::plan::since;
use super::record::{self, Attempt, NoIntent, Run};
use crate::app::App;
use crate::calls;
use crate::connections::Connection;
use crate::error::Error;
use crate::journal::{Answer, Event, Lost};
use crate::upstream::Failure;

/// How long after its intents a call may leave without a look at whether the plan still runs.
const SOON: Duration = Duration::from_millis(100);

/// Reads at one connection, as the runner makes them.
#[derive(Clone)]
pub(super) struct Reads {
    pub(super) app: Arc<App>,
    pub(super) connection: Arc<Connection>,
}

impl Transport for Reads {
    async fn read(&self, request: &Request) -> Result<Response, TransportFailure> {
        let (Self { app, connection }, request) = (self.clone(), request.clone());
        // In a task of its own: whoever gives up on a read, and polls it no more, keeps no place among the requests.
        let reading = tokio::spawn(async move {
            let _place = calls::place(&app, &connection).await;
            calls::read(&app, &connection, &request, HeaderMap::new()).await
        });
        let failed = |error: JoinError| Err(calls::refusal(Error::internal(format!("a read panicked: {error}"))));
        reading.await.unwrap_or_else(failed)
    }

    async fn pause(&self, milliseconds: u32) {
        tokio::time::sleep(Duration::from_millis(milliseconds.into()).min(self.app.limits.pause)).await;
    }
}

/// The world of one batch.
pub(super) struct BatchWorld {
    pub(super) app: Arc<App>,
    pub(super) connection: Arc<Connection>,
    /// Equal reads of the batches of one connection are one.
    pub(super) reads: Coalesced<Reads>,
    pub(super) lane: Arc<Lane>,
    pub(super) batch: BatchId,
    pub(super) run: Run,
    pub(super) entries: Vec<EntryId>,
    /// For how long the answer to the call is waited for.
    pub(super) limit: Duration,
    /// The number for its turn among the calls, as long as that is wanted.
    pub(super) turn: Mutex<Option<Turn>>,
    /// The attempt whose intents were written last.
    pub(super) attempt: Mutex<Option<Begun>>,
    /// Whether its call has begun and what came back is not written down yet.
    pub(super) calling: Arc<AtomicBool>,
    /// Whether any call of it has begun.
    pub(super) called: Arc<AtomicBool>,
    /// Whether its entries have an outcome already, and are only observed again.
    pub(super) is_settled: bool,
}

/// A call that may leave.
#[derive(Debug)]
pub(super) struct Begun {
    attempt: Attempt,
    call: crate::upstream::Authorized,
    turn: Option<OwnedSemaphorePermit>,
    /// Among the requests.
    place: Option<OwnedSemaphorePermit>,
}

impl Transport for BatchWorld {
    async fn read(&self, request: &Request) -> Result<Response, TransportFailure> {
        self.reads.read(request).await
    }

    async fn pause(&self, milliseconds: u32) {
        self.reads.pause(milliseconds).await;
    }
}

impl BatchWorld {
    /// Shows what goes on; nothing while it waits.
    fn show(&self, step: Option<Step>) {
        self.app.hub.progress(Progress { plan: self.run.plan.clone(), entries: self.entries.clone(), step });
    }

    /// The number that was taken for a turn among the calls, once.
    fn number(&self) -> Option<Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn taken(&self) -> Option<Begun> {
        self.attempt.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Writes what came back.
    async fn record(
        &self,
        attempt: Attempt,
        request: &Request,
        result: &Result<Response, Failure>,
    ) -> Result<(), Error> {
        let vendor = self.connection.public.vendor;
        let event = match result {
            Ok(response) => {
                let result = call_result(vendor, request, response);
                Event::Answer(Answer {
                    http_status: response.status,
                    business: business_status(vendor, &response.body),
                    request_id: response.request_id.clone(),
                    result: Some(result.kind()),
                    again: may_be_repeated(&result),
                })
            }
            Err(Failure::TooLarge { status, request_id }) => Event::Answer(Answer {
                http_status: status.as_u16(),
                business: None,
                request_id: request_id.clone(),
                result: Some(CallResultKind::Lost),
                again: false,
            }),
            Err(failure) => Event::Lost(Lost { reason: calls::lost_by(failure) }),
        };
        attempt.end(&self.app, event).await
    }

    /// Whether the call may still leave, now that it has its place: that can take long where others' requests do.
    async fn still_may(
        &self,
        attempt: &Attempt,
        entries: &[Intended],
        fresh_until: Timestamp,
    ) -> Result<(), (GatewayErrorKind, NotBegun)> {
        let stopped = (GatewayErrorKind::PlanRefused, NotBegun::Stopped);
        if self.app.stopping.is_cancelled() {
            return Err(stopped);
        }
        let now = self.now();
        if now > fresh_until {
            return Err((GatewayErrorKind::Changed, NotBegun::Late));
        }
        if since(attempt.begun, now) < SOON {
            return Ok(());
        }
        match record::may_begin(&self.app, &self.run, entries).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(stopped),
            Err(error) => Err((GatewayErrorKind::PlanRefused, no_journal(&error))),
        }
    }

    /// Writes that a call whose intents are on the disk is not sent, for this reason.
    async fn put_back(
        &self,
        attempt: Attempt,
        turn: Option<OwnedSemaphorePermit>,
        (reason, not_begun): (GatewayErrorKind, NotBegun),
    ) -> NotBegun {
        let written = attempt.end(&self.app, Event::Lost(Lost { reason })).await;
        self.calling.store(false, Ordering::Release);
        if let Err(error) = written {
            return no_journal(&error);
        }
        self.keep(turn);
        not_begun
    }

    /// Keeps a turn among the calls for the next one of this batch.
    fn keep(&self, turn: Option<OwnedSemaphorePermit>) {
        *self.turn.lock().unwrap_or_else(PoisonError::into_inner) = Some(future::ready(turn).boxed());
    }

    fn names(&self) -> String {
        self.entries.iter().map(EntryId::as_str).collect::<Vec<_>>().join(",")
    }
}

impl World for BatchWorld {
    async fn begin(&self, entries: &[Intended], request: &Request, fresh_until: Timestamp) -> Result<(), NotBegun> {
        let mut number = self.number().unwrap_or_else(|| self.lane.turn());
        let turn = match (&mut number).now_or_never() {
            Some(turn) => turn,
            None => {
                self.show(None);
                number.await
            }
        };
        // Everything that can fail without a trace comes before the intents.
        let call = match calls::change(&self.app, &self.connection, request, self.limit).await {
            Ok(call) => call,
            Err(error @ (Error::NotAllowed | Error::ReadOnly)) => {
                let refused = entries.iter().map(|intended| (intended.entry.clone(), fault_of_own(&error)));
                return Err(NotBegun::Refused(refused.collect()));
            }
            Err(error) => return Err(NotBegun::Journal(fault_of_own(&error))),
        };
        if self.app.stopping.is_cancelled() {
            return Err(NotBegun::Stopped);
        }
        // Others use the places among the requests while the intents are written.
        let mut place = self.lane.place();
        let line = (request.method.to_string(), request.path.clone());
        self.calling.store(true, Ordering::Release);
        let begun = record::begin(&self.app, &self.run, entries, line, fresh_until).await;
        self.calling.store(begun.is_ok(), Ordering::Release);
        match begun {
            Ok(attempt) => {
                let place = match (&mut place).now_or_never() {
                    Some(place) => place,
                    None => {
                        let place = place.await;
                        if let Err(not_begun) = self.still_may(&attempt, entries, fresh_until).await {
                            return Err(self.put_back(attempt, turn, not_begun).await);
                        }
                        place
                    }
                };
                self.called.store(true, Ordering::Release);
                let grants = entries.iter().flat_map(|intended| intended.captured.clone()).collect();
                self.lane.call_begins(self.batch, grants);
                *self.attempt.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some(Begun { attempt, call, turn, place });
                Ok(())
            }
            Err(NoIntent::Stopped) => Err(NotBegun::Stopped),
            Err(NoIntent::Late) => {
                self.keep(turn);
                Err(NotBegun::Late)
            }
            Err(NoIntent::Refused(refused)) => {
                let refused = refused.into_iter().map(|(entry, error)| (entry, fault_of_own(&error)));
                Err(NotBegun::Refused(refused.collect()))
            }
            Err(NoIntent::Journal(error)) => Err(no_journal(&error)),
        }
    }

    async fn call(&self, request: &Request) -> Result<Response, TransportFailure> {
        let Some(Begun { attempt, call, turn, place }) = self.taken() else {
            return Err(calls::refusal(Error::internal("a call without an intent")));
        };
        let connection = &self.connection.public.id;
        let (entries, key) = (self.names(), attempt.key.clone());
        tracing::info!(%connection, %entries, idempotency_key = %key, "sending mutating request");
        let result = calls::send(&self.app, &self.connection, call, &key, place).await;
        drop(turn);
        let response = result.map(|answer| calls::decodable(&answer));
        let recorded = self.record(attempt, request, &response).await;
        self.calling.store(false, Ordering::Release);
        if let Err(error) = recorded {
            tracing::error!(error = %error.for_operators(), "the answer to a mutating request could not be recorded");
            self.app.hub.touch(&self.run.plan, &self.entries);
            return Err(calls::refusal(Error::AnswerNotRecorded));
        }
        response.map_err(|failure| calls::refusal(Error::from(failure)))
    }

    fn step(&self, step: Step) {
        // An entry that is only observed again may be retried at any moment, so that it is not shown as under way.
        if self.is_settled && !matches!(step, Step::Following { .. }) {
            return;
        }
        self.show(Some(step));
    }

    fn now(&self) -> Timestamp {
        self.app.environment.clock.now()
    }

    fn others_since(&self, since: Timestamp) -> Vec<Grant> {
        self.lane.others_since(self.batch, since)
    }

    fn waits(&self) {
        drop(self.number());
        self.lane.waits(self.batch);
    }
}

/// What our own code or storage could not do, as the connection's waiting part shows it.
fn fault_of_own(error: &Error) -> Fault {
    let kind = match error.kind() {
        GatewayErrorKind::Credential => FaultKind::Unauthenticated,
        GatewayErrorKind::UpstreamUnreachable => FaultKind::Offline,
        GatewayErrorKind::IntentRefused => FaultKind::Conflict { blocking: None },
        GatewayErrorKind::NotAllowed | GatewayErrorKind::ReadOnly => FaultKind::Rejected,
        _ => FaultKind::Unavailable,
    };
    let retry = if kind == FaultKind::Rejected { Retry::Useless } else { Retry::Safe };
    let mut fault = Fault::new(kind, FaultSource::Gateway, "", "", retry);
    fault.message = Some(error.to_string());
    fault
}

/// The journal failed, so that nothing was sent.
fn no_journal(error: &Error) -> NotBegun {
    tracing::error!(error = %error.for_operators(), "an intent could not be written");
    NotBegun::Journal(journal_fault())
}

/// The journal cannot be written.
pub(super) fn journal_fault() -> Fault {
    internal("The journal could not be written, so that nothing was sent. The gateway's log says why.".to_owned())
}

/// The config does not have the connection any more.
pub(super) fn no_connection() -> Fault {
    let mut fault = Fault::new(FaultKind::Rejected, FaultSource::Gateway, "", "", Retry::Useless);
    fault.message = Some("The gateway's config does not have this connection any more.".to_owned());
    fault
}

fn internal(message: String) -> Fault {
    let mut fault = Fault::new(FaultKind::Unavailable, FaultSource::Gateway, "", "", Retry::Safe);
    fault.message = Some(message);
    fault
}
