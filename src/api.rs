//! The gateway's own interface as typed calls: session, connections, plans, journal. It sends through `transport` and holds
//! no state.

use rescind_domain::plan::{EntryOutcome, Lease, LeaseRequest, NewOutcomes, Rest, RestRequest, StoredOutcomes};
use rescind_domain::{
    Connection, ConnectionId, EntryId, Fault, GatewayError, GatewayErrorKind, JournalPage, JournalRow, LeaseHolder,
    NewPlan, Outcome, PlanId, PlanRef, PlanSummary, PlanView, PrincipalId, Vendor,
};
use rescind_vendors::transport::fault_of;
use rescind_vendors::{Method, Request, Response, TransportFailure};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::json::{self, Json};
use crate::transport::{Abort, Call, Client};

type Result<T> = std::result::Result<T, TransportFailure>;

#[derive(Deserialize)]
struct Person {
    who: String,
}

impl Client {
    /// Exchanges the token for a session cookie.
    ///
    /// # Errors
    /// `wrong_token`, or no answer.
    pub async fn sign_in(self, token: &str) -> Result<()> {
        let body = format!("{{\"token\":{}}}", json::quoted(token));
        self.send(Call { method: "POST", body, ..get("/api/session".to_owned()) }).await.map(drop)
    }

    /// Ends the session.
    ///
    /// # Errors
    /// No answer.
    pub async fn sign_out(self) -> Result<()> {
        self.send(Call { method: "DELETE", ..get("/api/session".to_owned()) }).await.map(drop)
    }

    /// The configured connections.
    ///
    /// # Errors
    /// `signed_out`, or no answer.
    pub async fn connections(self) -> Result<Vec<Connection>> {
        let response = self.send(get("/api/connections".to_owned())).await?;
        let all = Json::parse(&response.body).and_then(|list| list.items()?.iter().map(connection).collect());
        all.ok_or_else(|| unreadable(&response, "a list of connections was expected".to_owned()))
    }

    /// Stores a plan, before anything of it is sent.
    ///
    /// # Errors
    /// The gateway refuses it, or there is no answer.
    pub async fn create_plan(self, plan: &NewPlan) -> Result<PlanRef> {
        decode(&self.send(post("/api/plans", plan)).await?)
    }

    /// A stored plan with the state of its entries.
    ///
    /// # Errors
    /// `not_found`, or no answer.
    pub async fn plan(self, plan: &PlanId) -> Result<PlanView> {
        decode(&self.send(get(format!("/api/plans/{plan}"))).await?)
    }

    /// A page of the stored plans, newest first: those that are older than `before`, at most `limit` of them.
    ///
    /// # Errors
    /// `not_found` when there is no such plan, or no answer.
    pub async fn plans(self, before: Option<&PlanId>, limit: usize) -> Result<Vec<PlanSummary>> {
        let before = before.map(|plan| format!("&before={plan}")).unwrap_or_default();
        decode(&self.send(get(format!("/api/plans?limit={limit}{before}"))).await?)
    }

    /// By which name the journal knows whoever is signed in.
    ///
    /// # Errors
    /// `signed_out`, or no answer.
    pub async fn who(self) -> Result<String> {
        let person: Person = decode(&self.send(get("/api/session".to_owned())).await?)?;
        Ok(person.who)
    }

    /// Takes or renews the right to run a plan.
    ///
    /// # Errors
    /// `leased` when another tab runs it.
    pub async fn lease(self, plan: &PlanId, holder: &LeaseHolder) -> Result<Lease> {
        let url = format!("/api/plans/{plan}/lease");
        decode(&self.send(post(&url, &LeaseRequest { holder: holder.clone() })).await?)
    }

    /// Writes down whether the rest of a plan is called off.
    ///
    /// # Errors
    /// `not_found`, or no answer.
    pub async fn rest(self, plan: &PlanId, rest: Rest) -> Result<()> {
        self.send(post(&format!("/api/plans/{plan}/rest"), &RestRequest { rest })).await.map(drop)
    }

    /// Writes an entry's outcome into the journal.
    ///
    /// # Errors
    /// `outcome_refused` when the entry does not permit one now, or no answer.
    pub async fn store_outcome(self, entry: &EntryId, outcome: &Outcome) -> Result<()> {
        self.send(post(&format!("/api/journal/{entry}/outcome"), outcome)).await.map(drop)
    }

    /// Writes outcomes of entries of one plan into the journal, together. Whatever is not among the refused is there.
    ///
    /// # Errors
    /// `not_found` when an entry is not of this plan, or no answer.
    pub async fn store_outcomes(self, plan: &PlanId, outcomes: Vec<EntryOutcome>) -> Result<StoredOutcomes> {
        decode(&self.send(post(&format!("/api/plans/{plan}/outcomes"), &NewOutcomes { outcomes })).await?)
    }

    /// The attempts whose fate nobody has found out yet, newest first.
    ///
    /// # Errors
    /// `signed_out`, or no answer.
    pub async fn unsettled(self) -> Result<Vec<JournalRow>> {
        let (mut rows, mut before) = (Vec::new(), String::new());
        loop {
            let url = format!("/api/journal?unsettled=1&limit=1000{before}");
            let page: JournalPage = decode(&self.send(get(url)).await?)?;
            rows.extend(page.rows);
            let Some(next) = page.next else { return Ok(rows) };
            before = format!("&before={next}");
        }
    }

    /// A page of the journal, newest first. `query` is the gateway's filter with `limit` and `before`.
    ///
    /// # Errors
    /// `bad_request` when a filter has no meaning, or no answer.
    pub async fn journal(self, query: &str, abort: &Abort) -> Result<JournalPage> {
        let call = Call { abort: Some(abort), ..get(format!("/api/journal?{query}")) };
        decode(&self.send(call).await?)
    }

    /// The rows of a filter as the text of a file. `query` is the filter with `format`: `csv` or `jsonl`.
    ///
    /// # Errors
    /// `bad_request` when a filter has no meaning, or no answer.
    pub async fn journal_file(self, query: &str) -> Result<String> {
        Ok(self.send(get(format!("/api/journal/export?{query}"))).await?.body)
    }
}

/// The fault of a call to the gateway's own interface.
#[must_use]
pub fn fault(failure: &TransportFailure, method: Method, path: &str) -> Fault {
    fault_of(failure, &Request { method, path: path.to_owned(), query: Vec::new(), body: None })
}

const fn get(url: String) -> Call<'static> {
    Call { method: "GET", url, body: String::new(), entries: &[], undone: &[], abort: None }
}

fn post<T: Serialize>(url: &str, body: &T) -> Call<'static> {
    // Our own types have string keys and finite numbers only: they always serialise.
    let body = serde_json::to_string(body).unwrap_or_default();
    Call { method: "POST", url: url.to_owned(), body, entries: &[], undone: &[], abort: None }
}

fn connection(json: &Json) -> Option<Connection> {
    Some(Connection {
        id: ConnectionId::new(json.text("id")?),
        label: json.text("label")?,
        vendor: Vendor::named(&json.text("vendor")?)?,
        access: json.truth("readOnly")?.into(),
        account: json.text("account").map(PrincipalId::new),
        folder: json.text("folder"),
    })
}

fn decode<T: DeserializeOwned>(response: &Response) -> Result<T> {
    serde_json::from_str(&response.body).map_err(|error| unreadable(response, error.to_string()))
}

fn unreadable(response: &Response, message: String) -> TransportFailure {
    let error = GatewayError { kind: GatewayErrorKind::Internal, message };
    TransportFailure::Gateway { status: response.status, error }
}
