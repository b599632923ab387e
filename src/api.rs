//! The gateway's own interface as typed calls: session, connections, plans, journal. It sends through `transport` and holds
//! no state.

use rescind_domain::event::OpenPlans;
use rescind_domain::{
    Capabilities, Connection, ConnectionId, EntryId, Fault, GatewayError, GatewayErrorKind, JournalPage, JournalRow,
    LaterEntry, NewPlan, PlaceWord, PlanId, PlanRef, PlanSummary, PlanView, PrincipalId, PrincipalKind, ScopeWord,
    SomeEntries, Vendor,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::json::{self, Json};
use crate::transport::{Abort, Call, Client, Response, TransportFailure};

/// What is asked of a plan that is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steer {
    /// Run it for the first time.
    Start,
    /// Start no more entries.
    Pause,
    /// Go on with it.
    Resume,
    /// Never start what is left.
    Cancel,
    /// Try entries again that ended without success.
    Retry,
    /// Read the state of entries again of which nobody knows what became.
    Check,
}

impl Steer {
    /// The last part of its path at the gateway.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Cancel => "cancel",
            Self::Retry => "retry",
            Self::Check => "check",
        }
    }

    /// Whether whoever asks for it wants to be told here what becomes of the entries.
    #[must_use]
    pub const fn wants_outcomes(self) -> bool {
        matches!(self, Self::Start | Self::Resume | Self::Retry | Self::Check)
    }
}

type Result<T> = std::result::Result<T, TransportFailure>;

impl Client {
    /// Exchanges the token for a session cookie.
    ///
    /// # Errors
    /// `wrong_token`, or no answer.
    pub async fn sign_in(self, token: &str) -> Result<()> {
        let body = format!("{{\"token\":{}}}", json::quoted(token));
        self.send(Call { method: "POST", body, ..Call::get("/api/session".to_owned()) }).await.map(drop)
    }

    /// Ends the session.
    ///
    /// # Errors
    /// No answer.
    pub async fn sign_out(self) -> Result<()> {
        self.send(Call { method: "DELETE", ..Call::get("/api/session".to_owned()) }).await.map(drop)
    }

    /// The configured connections.
    ///
    /// # Errors
    /// `signed_out`, or no answer.
    pub async fn connections(self) -> Result<Vec<Connection>> {
        let response = self.send(Call::get("/api/connections".to_owned())).await?;
        let all = Json::parse(&response.body).and_then(|list| list.items()?.iter().map(connection).collect());
        all.ok_or_else(|| unreadable(&response, "a list of connections was expected".to_owned()))
    }

    /// Stores a plan, before anything of it is sent.
    ///
    /// # Errors
    /// The gateway refuses it, or there is no answer.
    pub async fn create_plan(self, plan: &NewPlan, abort: &Abort) -> Result<PlanRef> {
        decode(&self.send(Call { abort: Some(abort), ..post("/api/plans", plan) }).await?)
    }

    /// A stored plan with the state of its entries.
    ///
    /// # Errors
    /// `not_found`, or no answer.
    pub async fn plan(self, plan: &PlanId) -> Result<PlanView> {
        decode(&self.send(Call::get(format!("/api/plans/{plan}"))).await?)
    }

    /// Who wanted gone what these entries revoked, after them.
    ///
    /// # Errors
    /// `signed_out`, or no answer.
    pub async fn later(self, entries: &[EntryId]) -> Result<Vec<LaterEntry>> {
        decode(&self.send(post("/api/entries/later", &SomeEntries { entries: entries.to_vec() })).await?)
    }

    /// A page of the stored plans, newest first: those that are older than `before`, at most `limit` of them.
    ///
    /// # Errors
    /// `not_found` when there is no such plan, or no answer.
    pub async fn plans(self, before: Option<&PlanId>, limit: usize) -> Result<Vec<PlanSummary>> {
        let before = before.map(|plan| format!("&before={plan}")).unwrap_or_default();
        decode(&self.send(Call::get(format!("/api/plans?limit={limit}{before}"))).await?)
    }

    /// Everything that is not over yet.
    ///
    /// # Errors
    /// `signed_out`, or no answer.
    pub async fn open_plans(self) -> Result<OpenPlans> {
        decode(&self.send(Call::get("/api/plans?open=1".to_owned())).await?)
    }

    /// Asks something of a stored plan; of these entries where that is about some of them.
    ///
    /// # Errors
    /// `plan_refused` when it does not permit that now, or no answer.
    pub async fn steer(self, plan: &PlanId, steer: Steer, entries: &[EntryId], abort: &Abort) -> Result<()> {
        let url = format!("/api/plans/{plan}/{}", steer.as_str());
        let call = match steer {
            Steer::Retry | Steer::Check => post(&url, &SomeEntries { entries: entries.to_vec() }),
            Steer::Start | Steer::Pause | Steer::Resume | Steer::Cancel => Call { method: "POST", ..Call::get(url) },
        };
        let answer = self.send(Call { abort: Some(abort), ..call }).await?;
        // Whatever a proxy answers in the gateway's place is no confirmation.
        if answer.status == 204 { Ok(()) } else { Err(unreadable(&answer, format!("HTTP {}", answer.status))) }
    }

    /// The attempts whose fate nobody has found out yet, newest first.
    ///
    /// # Errors
    /// `signed_out`, or no answer.
    pub async fn unsettled(self) -> Result<Vec<JournalRow>> {
        let (mut rows, mut before) = (Vec::new(), String::new());
        loop {
            let url = format!("/api/journal?unsettled=1&limit=1000{before}");
            let page: JournalPage = decode(&self.send(Call::get(url)).await?)?;
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
        let call = Call { abort: Some(abort), ..Call::get(format!("/api/journal?{query}")) };
        decode(&self.send(call).await?)
    }

    /// The rows of a filter as the text of a file. `query` is the filter with `format`: `csv` or `jsonl`.
    ///
    /// # Errors
    /// `bad_request` when a filter has no meaning, or no answer.
    pub async fn journal_file(self, query: &str) -> Result<String> {
        Ok(self.send(Call::get(format!("/api/journal/export?{query}"))).await?.body)
    }
}

/// The fault of a call to the gateway's own interface.
#[must_use]
pub fn fault(failure: &TransportFailure, method: &str, path: &str) -> Fault {
    failure.fault(method, path)
}

fn post<T: Serialize>(url: &str, body: &T) -> Call<'static> {
    // Our own types have string keys and finite numbers only: they always serialise.
    let body = serde_json::to_string(body).unwrap_or_default();
    Call { method: "POST", body, ..Call::get(url.to_owned()) }
}

fn connection(json: &Json) -> Option<Connection> {
    Some(Connection {
        id: ConnectionId::new(json.text("id")?),
        label: json.text("label")?,
        vendor: Vendor::named(&json.text("vendor")?)?,
        access: json.truth("readOnly")?.into(),
        account: json.text("account").map(PrincipalId::new),
        folder: json.text("folder"),
        capabilities: capabilities(&json.field("capabilities")?)?,
    })
}

fn capabilities(json: &Json) -> Option<Capabilities> {
    let kinds = json.texts("by_code")?;
    let administrators = json.texts("administrators")?;
    // Counts of a handful, which a browser has as numbers with a fraction.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a small whole number")]
    let parallel = json.number("parallel")? as usize;
    Some(Capabilities {
        scope: json.text("scope").as_deref().and_then(ScopeWord::named),
        place: json.text("place").as_deref().and_then(PlaceWord::named),
        by_code: kinds.iter().map(|kind| PrincipalKind::named(kind)).collect::<Option<Vec<_>>>()?.into(),
        people_with_roles: json.truth("people_with_roles")?,
        administrators: administrators.into_iter().map(Into::into).collect(),
        member_details: json.truth("member_details")?,
        grantors: json.truth("grantors")?,
        access_grants: json.truth("access_grants")?,
        parallel,
        operations: json.truth("operations")?,
    })
}

fn decode<T: DeserializeOwned>(response: &Response) -> Result<T> {
    serde_json::from_str(&response.body).map_err(|error| unreadable(response, error.to_string()))
}

fn unreadable(response: &Response, message: String) -> TransportFailure {
    let error = GatewayError { kind: GatewayErrorKind::Internal, message };
    TransportFailure::Gateway { status: response.status, error }
}
