//! A driver of plans without a browser: the vendors' flow over a transport that speaks to the gateway, with the console's
//! rules for older forms of a call, operations in the way, and answers that got lost. Its pauses are short.

mod giving;

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use rescind_domain::gateway_error::{ENTRY_HEADER, UNDO_HEADER, WITNESS_HEADER};
use rescind_domain::outcome::Proof;
use rescind_domain::{
    ConnectionId, EntryId, EntryState, Fault, FaultKind, FaultSource, GatewayError, GatewayErrorBody, Grant,
    JournalPage, JournalRow, NewEntry, NewPlan, Outcome, PlanRef, PlanSummary, PlanView, RequestId, Retry, Vendor,
};
use rescind_vendors::revoke::{Earlier, Item, Next, revoke, settle_earlier, wait_for};
use rescind_vendors::{Request, Response, Transport, TransportFailure};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::support::within;

/// The longest pause of a flow, in milliseconds. What it waits for is on this machine.
const LONGEST_PAUSE: u64 = 1;
/// How often another form of a call, or an operation in the way, is tried.
const TRIES: usize = 4;

/// What a call that takes away asks of the gateway besides.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Asks {
    Nothing,
    /// To look just before at what is held, so that it can be given back.
    ForAWitness,
}

/// A call whose answer did not arrive, once it has ended.
struct Ended {
    earlier: Earlier,
    method: String,
    path: String,
}

/// One connection behind a gateway, with a session there.
#[derive(Clone)]
pub(crate) struct Native {
    pub(crate) http: reqwest::Client,
    pub(crate) base: String,
    pub(crate) cookie: String,
    pub(crate) connection: ConnectionId,
    pub(crate) vendor: Vendor,
    pub(crate) asks: Asks,
}

/// What kept a driver from going on: the gateway was not there.
#[derive(Debug)]
pub(crate) struct Gone;

impl Native {
    fn request(&self, method: &str, path: &str, body: String) -> RequestBuilder {
        let request = self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", self.base));
        let request = request.header("x-rescind", "1").header("cookie", &self.cookie);
        if body.is_empty() { request } else { request.header("content-type", "application/json").body(body) }
    }

    /// The gateway's own answer, or nothing where there was none.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: String) -> Result<(u16, String), Gone> {
        let answer = self.request(method, path, body).send().await.map_err(|_| Gone)?;
        Ok((answer.status().as_u16(), answer.text().await.map_err(|_| Gone)?))
    }

    /// Stores a plan.
    pub(crate) async fn plan(&self, items: Vec<Grant>) -> Result<Vec<Item>, Gone> {
        let entry = |grant: &Grant| NewEntry::take(self.connection.clone(), grant.clone());
        let stored = self.store_plan(items.iter().map(entry).collect()).await?;
        Ok(stored.into_iter().zip(items).map(|(entry, grant)| Item { entry, grant }).collect())
    }

    /// Stores a plan and tells the ids of its entries.
    async fn store_plan(&self, entries: Vec<NewEntry>) -> Result<Vec<EntryId>, Gone> {
        let plan = NewPlan { reason: "held".to_owned(), entries };
        let (status, text) = self.ask("POST", "/api/plans", serde_json::to_string(&plan).unwrap()).await?;
        assert_eq!(status, 200, "{text}");
        let stored: PlanRef = serde_json::from_str(&text).unwrap();
        Ok(stored.entries.into_iter().map(|entry| entry.id).collect())
    }

    /// Everything of the journal that nobody has settled.
    pub(crate) async fn unsettled(&self) -> Result<Vec<JournalRow>, Gone> {
        let page: JournalPage = self.get("/api/journal?unsettled=1&limit=1000").await?;
        Ok(page.rows)
    }

    /// Every row of the journal, newest first.
    pub(crate) async fn rows(&self) -> Result<Vec<JournalRow>, Gone> {
        let mut rows: Vec<JournalRow> = Vec::new();
        loop {
            let before = rows.last().map(|row| format!("&before={}", row.number)).unwrap_or_default();
            let page: JournalPage = self.get(&format!("/api/journal?limit=1000{before}")).await?;
            if page.rows.is_empty() {
                return Ok(rows);
            }
            rows.extend(page.rows);
        }
    }

    /// How far the entries of the newest plan are, in their order.
    pub(crate) async fn states(&self) -> Result<Vec<EntryState>, Gone> {
        let plans: Vec<PlanSummary> = self.get("/api/plans").await?;
        let plan: PlanView = self.get(&format!("/api/plans/{}", plans[0].id)).await?;
        Ok(plan.entries.into_iter().map(|entry| entry.state).collect())
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Gone> {
        let (status, text) = self.ask("GET", path, String::new()).await?;
        assert_eq!(status, 200, "{text}");
        Ok(serde_json::from_str(&text).unwrap())
    }

    /// Looks, calls, looks again for the items of one call, and puts what came of it into the journal.
    pub(crate) async fn carry_out(&self, items: &[Item]) -> Result<Vec<Outcome>, Gone> {
        let (mut form, mut tries) = (0, 0);
        loop {
            tries += 1;
            let tried = revoke(self, self.vendor, items, form, &|_| {}).await;
            let mut outcomes = Vec::with_capacity(items.len());
            for (item, outcome) in items.iter().zip(tried.outcomes) {
                let outcome = match outcome {
                    Some(outcome) => outcome,
                    None => self.find_out(item).await?,
                };
                self.store(&item.entry, &outcome).await?;
                outcomes.push(outcome);
            }
            let failed = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Failed { .. }));
            match tried.next {
                Next::OlderForm if failed => form += 1,
                Next::After(operation) if failed => wait_for(self, self.vendor, &operation, &|_| {}).await,
                _ => return Ok(outcomes),
            }
            if tries == TRIES {
                return Ok(outcomes);
            }
        }
    }

    /// What became of a call whose answer did not arrive: the journal tells when it has ended, a look tells the rest.
    pub(crate) async fn find_out(&self, item: &Item) -> Result<Outcome, Gone> {
        let Some(ended) = self.ended(&item.entry).await? else {
            return Ok(Outcome::failed(never_sent(), Proof::NotSent));
        };
        let grants = std::slice::from_ref(&item.grant);
        let sent = (ended.method.as_str(), ended.path.as_str());
        let outcomes = settle_earlier(self, self.vendor, grants, &ended.earlier, sent, &|_| {}).await;
        Ok(outcomes.into_iter().next().unwrap())
    }

    /// Waits until an entry's call has ended; nothing when there was none.
    async fn ended(&self, entry: &EntryId) -> Result<Option<Ended>, Gone> {
        let row = within(async {
            loop {
                match self.unsettled().await?.into_iter().find(|row| row.entry == *entry) {
                    Some(row) if row.state == EntryState::InFlight => self.pause(u32::MAX).await,
                    row => return Ok(row),
                }
            }
        });
        Ok(row.await?.map(|row| Ended {
            earlier: Earlier::of(&row),
            method: row.method.unwrap_or_default(),
            path: row.path.unwrap_or_default(),
        }))
    }

    /// Writes an outcome into the journal.
    pub(crate) async fn store(&self, entry: &EntryId, outcome: &Outcome) -> Result<(), Gone> {
        let path = format!("/api/journal/{entry}/outcome");
        let (status, text) = self.ask("POST", &path, json!(outcome).to_string()).await?;
        assert_eq!(status, 204, "{outcome:?}: {text}");
        Ok(())
    }

    async fn send(
        &self,
        request: &Request,
        entries: &[EntryId],
        undone: &[EntryId],
    ) -> Result<Response, TransportFailure> {
        let path = format!("/api/c/{}{}", self.connection, request.target());
        let mut call = self.request(request.method.as_str(), &path, request.body_text());
        for (header, ids) in [(ENTRY_HEADER, entries), (UNDO_HEADER, undone)] {
            if !ids.is_empty() {
                let ids: Vec<&str> = ids.iter().map(EntryId::as_str).collect();
                call = call.header(header, ids.join(","));
            }
        }
        if self.asks == Asks::ForAWitness && !entries.is_empty() {
            call = call.header(WITNESS_HEADER, "1");
        }
        let answer = call.send().await.map_err(|_| TransportFailure::NoAnswer)?;
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let ids = ["x-request-id", "x-milvus-trace-id", "x-trace-id", "x-server-trace-id"];
        let (status, from_gateway) = (answer.status().as_u16(), header("x-rescind-error").is_some());
        let mut response = Response {
            status,
            content_type: header("content-type").map(|kind| media_type(&kind)).unwrap_or_default(),
            request_id: ids.iter().find_map(|name| header(name)).map(RequestId::new),
            retry_after_seconds: header("retry-after").and_then(|value| value.parse().ok()),
            poll_interval_seconds: header("x-operation-poll-interval").and_then(|value| value.parse().ok()),
            body: String::new(),
        };
        response.body = answer.text().await.map_err(|_| TransportFailure::NoAnswer)?;
        if from_gateway {
            let body: GatewayErrorBody = serde_json::from_str(&response.body).unwrap();
            let error: GatewayError = body.error;
            return Err(TransportFailure::Gateway { status, error });
        }
        Ok(response)
    }
}

fn media_type(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn never_sent() -> Fault {
    Fault::new(FaultKind::Offline, FaultSource::Browser, "", "", Retry::Safe)
}

impl Transport for Native {
    async fn read(&self, request: &Request) -> Result<Response, TransportFailure> {
        self.send(request, &[], &[]).await
    }

    async fn revoke(&self, request: &Request, entries: &[EntryId]) -> Result<Response, TransportFailure> {
        self.send(request, entries, &[]).await
    }

    async fn give(
        &self,
        request: &Request,
        entries: &[EntryId],
        undone: &[EntryId],
    ) -> Result<Response, TransportFailure> {
        self.send(request, entries, undone).await
    }

    async fn pause(&self, milliseconds: u32) {
        tokio::time::sleep(Duration::from_millis(u64::from(milliseconds).min(LONGEST_PAUSE))).await;
    }
}
