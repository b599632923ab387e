//! What the gateway reads of a connection, as typed calls. A list is shown as it arrives; without its end it is cut, and that is
//! a fault. Nothing is decided here, and no vendor known.

use crate::transport::TransportFailure;
use js_sys::encode_uri_component;
use rescind_domain::description::{Described, Pasted};
use rescind_domain::preview::{NewPreview, Preview};
use rescind_domain::read::line::{About, Line, Reading, Tail};
use rescind_domain::read::{
    Held, List, Member, MemberList, PeopleList, PersonEntry, PersonRef, PersonView, PrivilegeList, PrivilegeRow, Probe,
    RoleEntry, RoleList, Row,
};
use rescind_domain::{ConnectionId, Fault, FaultKind, FaultSource, Retry, RoleRef, Scope};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api;
use crate::state::load::Show;
use crate::transport::lines::Unread;
use crate::transport::{Abort, Call, Client};

type Read<T> = Result<T, Fault>;

/// So many rows make a list long.
const LONG: usize = 20_000;

/// One connection.
#[derive(Clone)]
pub struct Place<'a> {
    /// Who asks.
    pub client: Client,
    /// Where.
    pub connection: &'a ConnectionId,
    /// What ends the reading.
    pub abort: &'a Abort,
}

impl Client {
    /// What can be read at a connection; `abort` ends the reading.
    #[must_use]
    pub const fn at<'a>(self, connection: &'a ConnectionId, abort: &'a Abort) -> Place<'a> {
        Place { client: self, connection, abort }
    }
}

impl Client {
    /// What entries would do, worked out by the gateway; each with whether it was carried out already. `all` calls are worked out,
    /// or as many as are shown.
    ///
    /// # Errors
    /// The gateway refuses an entry, or there is no answer.
    pub async fn preview(self, wanted: &NewPreview, abort: &Abort) -> Read<Preview> {
        self.post("/api/plans/preview", wanted, abort).await
    }
}

impl Client {
    /// What a pasted description of roles says.
    ///
    /// # Errors
    /// The text is far too long, or there is no answer.
    pub async fn describe(self, text: String, abort: &Abort) -> Read<Described> {
        self.post("/api/descriptions", &Pasted { text }, abort).await
    }

    async fn post<T: DeserializeOwned>(self, url: &str, body: &impl Serialize, abort: &Abort) -> Read<T> {
        // Our own types have string keys and finite numbers only: they always serialise.
        let body = serde_json::to_string(body).unwrap_or_default();
        let call = Call { method: "POST", body, abort: Some(abort), ..Call::get(url.to_owned()) };
        let answer = self.whole(&call).await;
        let read = answer.and_then(|body| serde_json::from_str(&body).map_err(|_| Unread::Malformed));
        read.map_err(|unread| fault_of(unread, url))
    }
}

impl Place<'_> {
    /// Whether the connection works, and how much it shows of itself.
    ///
    /// # Errors
    /// One classified fault, as for all reads here.
    pub async fn health(&self) -> Read<Probe> {
        self.whole("health", String::new()).await
    }

    /// All roles: the names first, then how many hold each and how much each may do.
    ///
    /// # Errors
    /// As [`Place::health`].
    pub async fn roles(&self, show: Option<&Show<RoleList>>) -> Read<RoleList> {
        self.list("roles", String::new(), show, list_of::<RoleEntry>).await
    }

    /// One role, without the counts; nothing when there is no such role.
    ///
    /// # Errors
    /// As [`Place::health`].
    pub async fn role(&self, role: &RoleRef) -> Read<Option<RoleEntry>> {
        self.whole("describe/role", of_role(role)).await
    }

    /// Who holds a role.
    ///
    /// # Errors
    /// As [`Place::health`].
    pub async fn members(&self, role: &RoleRef, show: Option<&Show<MemberList>>) -> Read<MemberList> {
        self.list("role/members", of_role(role), show, list_of::<Member>).await
    }

    /// What a role may do.
    ///
    /// # Errors
    /// As [`Place::health`].
    pub async fn privileges(&self, role: &RoleRef, show: Option<&Show<PrivilegeList>>) -> Read<PrivilegeList> {
        self.list("role/privileges", of_role(role), show, list_of::<PrivilegeRow>).await
    }

    /// The people of a connection.
    ///
    /// # Errors
    /// As [`Place::health`].
    pub async fn people(&self, show: Option<&Show<PeopleList>>) -> Read<PeopleList> {
        self.list("users", String::new(), show, list_of::<PersonEntry>).await
    }

    /// One person and the roles that the person holds; nothing when there is no such person. What is shown first lacks the counts.
    ///
    /// # Errors
    /// As [`Place::health`].
    pub async fn person(
        &self,
        person: &PersonRef,
        show: Option<&Show<Option<PersonView>>>,
    ) -> Read<Option<PersonView>> {
        self.list("describe/user", of_person(person), show, view_of).await
    }

    /// Everything that a person may do through the roles held, each grant with the role that it comes through.
    ///
    /// # Errors
    /// As [`Place::health`].
    pub async fn effective(&self, person: &PersonRef, show: Option<&Show<PrivilegeList>>) -> Read<PrivilegeList> {
        self.list("user/privileges", of_person(person), show, list_of::<PrivilegeRow>).await
    }

    /// A list as it arrives; `value` is what it is so far, once that says anything.
    async fn list<R: Row, T: Clone + Send + Sync + 'static>(
        &self,
        path: &str,
        query: String,
        show: Option<&Show<T>>,
        value: fn(Reading<R>) -> Option<T>,
    ) -> Read<T> {
        let url = self.url(path, &query);
        let mut reading = Reading::<R>::default();
        let (mut has_more, mut shown) = (false, 0);
        let take = |lines: &[&[u8]]| {
            for line in lines {
                let line = serde_json::from_slice::<Line<R::Columns>>(line).ok()?;
                has_more |= !matches!(line, Line::Head(_));
                reading.take(line)?;
            }
            if let (Some(show), Some(head)) = (show, &reading.head) {
                show.read_at(head.read_at);
                let rows = reading.list.rows.len();
                // A head alone says nothing of what there is.
                if has_more
                    && is_worth_showing(rows, shown)
                    && let Some(so_far) = value(reading.clone())
                {
                    shown = rows;
                    show.so_far(so_far);
                }
            }
            Some(())
        };
        let ended = self.client.lines(&Call { abort: Some(self.abort), ..Call::get(url.clone()) }, take).await;
        come_to(ended, reading, value, &url)
    }

    async fn whole<T: DeserializeOwned>(&self, path: &str, query: String) -> Read<T> {
        let url = self.url(path, &query);
        let answer = self.client.whole(&Call { abort: Some(self.abort), ..Call::get(url.clone()) }).await;
        let read = answer.and_then(|body| serde_json::from_str(&body).map_err(|_| Unread::Malformed));
        read.map_err(|unread| fault_of(unread, &url))
    }

    fn url(&self, path: &str, query: &str) -> String {
        format!("/api/connections/{}/{path}{query}", self.connection)
    }
}

/// What a list has come to. Only its last line says that nothing follows: without it the list was cut, however much has come.
fn come_to<R: Row, T>(
    ended: Result<(), Unread>,
    reading: Reading<R>,
    value: fn(Reading<R>) -> Option<T>,
    url: &str,
) -> Read<T> {
    match (ended, &reading.tail) {
        (Err(unread), _) => Err(fault_of(unread, url)),
        (Ok(()), None) => Err(fault_of(TransportFailure::NoAnswer.into(), url)),
        (Ok(()), Some(Tail { fault: Some(fault), .. })) => Err(Fault::clone(fault)),
        (Ok(()), Some(_)) => value(reading).ok_or_else(|| fault_of(Unread::Malformed, url)),
    }
}

/// Whether a list is shown now that has so many rows and had so many when it was shown last. What is shown is a copy: of a long list
/// one is made each time that a quarter more has come, so that all copies together are no more than a few lists.
const fn is_worth_showing(rows: usize, shown: usize) -> bool {
    rows < LONG || rows >= shown + shown / 4
}

fn list_of<R>(reading: Reading<R>) -> Option<List<R>> {
    Some(reading.list)
}

/// Nothing as long as it is not known whether there is such a person.
fn view_of(reading: Reading<Held>) -> Option<Option<PersonView>> {
    let about = reading.about?;
    let List { rows: held, gaps, .. } = reading.list;
    let view = |About { principal, place, detail, everything }| PersonView {
        principal,
        place,
        detail,
        held,
        everything,
        gaps,
    };
    Some(about.map(view))
}

fn of_role(RoleRef { scope, name }: &RoleRef) -> String {
    format!("?name={}{}", encoded(name.as_str()), of_scope(scope.as_ref()))
}

fn of_person(PersonRef { id, scope }: &PersonRef) -> String {
    format!("?id={}{}", encoded(id.as_str()), of_scope(scope.as_ref()))
}

fn of_scope(scope: Option<&Scope>) -> String {
    scope.map(|scope| format!("&scope={}", encoded(scope.as_str()))).unwrap_or_default()
}

fn encoded(text: &str) -> String {
    encode_uri_component(text).into()
}

/// Why there is no value, as the page shows it.
fn fault_of(unread: Unread, url: &str) -> Fault {
    let path = url.split('?').next().unwrap_or_default();
    match unread {
        Unread::Fault(fault) => *fault,
        // There is nothing to look at first: what only reads may be asked for again, whatever came of it.
        Unread::Transport(failure) => Fault { retry: Retry::Safe, ..api::fault(&failure, "GET", path) },
        Unread::Malformed => {
            let kind = FaultKind::Malformed { at: "body".to_owned() };
            Fault::new(kind, FaultSource::Gateway, "GET", path, Retry::Safe)
        }
    }
}

#[cfg(test)]
mod tests {
    use rescind_domain::read::Gap;
    use rescind_domain::read::line::Head;
    use rescind_domain::{Capabilities, RoleNature, Timestamp};

    use super::*;

    const URL: &str = "/api/connections/c/roles?x";

    fn fault(kind: FaultKind) -> Fault {
        Fault::new(kind, FaultSource::Vendor, "POST", "/v", Retry::Safe)
    }

    fn lines(tail: Option<Tail>) -> Reading<RoleEntry> {
        let capabilities = Capabilities::default();
        let (role, nature) = (RoleRef::plain("reader"), RoleNature::CUSTOM);
        let row = RoleEntry { role, place: None, label: None, nature, members: None, privileges: None };
        let mut reading = Reading::default();
        let lines = [
            Line::Head(Head { read_at: Timestamp(1), seq: 0, capabilities }),
            Line::Slice(rescind_domain::read::Columns::of(&[row])),
        ];
        for line in lines.into_iter().chain(tail.map(Line::Tail)) {
            assert_eq!(reading.take(line), Some(()));
        }
        reading
    }

    fn read(ended: Result<(), Unread>, tail: Option<Tail>) -> Read<RoleList> {
        come_to(ended, lines(tail), list_of, URL)
    }

    #[test]
    fn a_list_without_its_last_line_was_cut_whatever_has_come() {
        let cut = read(Ok(()), None).unwrap_err();
        assert_eq!((cut.kind, cut.path.as_str()), (FaultKind::Unknown, "/api/connections/c/roles"));
        assert_eq!((cut.source, cut.retry), (FaultSource::Browser, Retry::Safe));
        let broken = read(Err(TransportFailure::NoAnswer.into()), None).unwrap_err();
        assert_eq!(broken.kind, FaultKind::Unknown);
        let strange = read(Err(Unread::Malformed), None).unwrap_err();
        assert!(matches!(strange.kind, FaultKind::Malformed { .. }));
    }

    #[test]
    fn a_list_that_broke_off_at_the_vendor_is_that_fault_and_one_with_gaps_has_them() {
        let denied = fault(FaultKind::Forbidden { missing: None });
        assert_eq!(read(Ok(()), Some(Tail::broken(denied.clone()))), Err(denied.clone()));
        let gap = Gap::HiddenUsers { count: 1, fault: Box::new(denied) };
        let list = read(Ok(()), Some(Tail { complete: false, gaps: vec![gap.clone()], fault: None })).unwrap();
        assert_eq!((list.rows.len(), list.gaps), (1, vec![gap]));
    }

    #[test]
    fn a_long_list_is_copied_a_few_times_and_a_short_one_whenever_something_comes() {
        let (mut shown, mut copied) = (0, 0);
        for rows in (0..=100_000).step_by(500) {
            if is_worth_showing(rows, shown) {
                copied += if rows < LONG { 0 } else { rows };
                shown = rows;
            }
        }
        assert!((100_000..600_000).contains(&copied), "{copied}");
        assert!(is_worth_showing(12, 12));
    }
}
