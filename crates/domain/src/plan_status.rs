//! Where a plan stands: what people and the runner have done with it, and what it waits for.

use serde::{Deserialize, Serialize};

use crate::{ConnectionId, EntryId, Fault, Grant, PlanId, Timestamp};

/// Who asked for something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct By {
    /// The name by which the journal knows the person.
    pub who: String,
    /// The first letters of the session's id, where one name stands for everybody who has the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}

/// Where a plan stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum PlanStatus {
    /// It is stored and was never started.
    #[default]
    Stored,
    /// The gateway runs it.
    Running,
    /// Entries are left, and none is started until somebody resumes it.
    Paused {
        /// Since when.
        at: Timestamp,
        /// By whom; nothing when the gateway paused it itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<By>,
        /// Why.
        why: PauseReason,
    },
    /// Entries are left, and somebody wanted them never to be started.
    Cancelled {
        /// Since when.
        at: Timestamp,
        /// By whom.
        by: By,
    },
    /// No entry is left to be started, and no call is under way.
    Finished,
}

/// Why a plan is paused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum PauseReason {
    /// Somebody paused it.
    Person,
    /// The gateway was away for longer than a plan goes on by itself.
    Away,
    /// The vendor, the address or the access of a connection has changed.
    ConnectionChanged,
    /// The gateway was restarted again and again without an outcome.
    NoProgress,
    /// It was made before plans ran in the gateway.
    BeforeUpgrade,
    /// A connection could not be used for too long.
    ConnectionFault {
        /// Which.
        connection: ConnectionId,
        /// Why not.
        fault: Box<Fault>,
    },
    /// The runner itself failed.
    RunnerFault {
        /// What the log says of it.
        message: String,
    },
}

/// What a running plan waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, try_from = "Flat")]
pub enum Waiting {
    /// A connection cannot be used now.
    Connection {
        /// Which.
        connection: ConnectionId,
        /// Why not.
        fault: Box<Fault>,
        /// Since when.
        since: Timestamp,
        /// When it is tried again by itself; nothing once that was given up, so that this part of the plan waits for somebody to
        /// resume it.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_at: Option<Timestamp>,
    },
    /// Nobody knows yet what became of an entry, of this plan or of another one: its call may still be carried out, so that no
    /// other call is made for what it touches. Checking it again may settle it; trying it again frees it.
    Unsettled {
        /// The entry.
        entry: EntryId,
        /// Its plan.
        plan: PlanId,
        /// Its connection.
        connection: ConnectionId,
        /// Its grant.
        grant: Box<Grant>,
        /// When it is waited for no longer.
        until: Timestamp,
    },
}

/// How what a plan waits for is read. Untagged, it would be read into memory first and from there a second time, and the code
/// that does so for a fault is large.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Flat {
    connection: ConnectionId,
    fault: Option<Box<Fault>>,
    since: Option<Timestamp>,
    retry_at: Option<Timestamp>,
    entry: Option<EntryId>,
    plan: Option<PlanId>,
    grant: Option<Box<Grant>>,
    until: Option<Timestamp>,
}

impl TryFrom<Flat> for Waiting {
    type Error = &'static str;

    fn try_from(flat: Flat) -> Result<Self, Self::Error> {
        let Flat { connection, fault, since, retry_at, entry, plan, grant, until } = flat;
        match ((fault, since, retry_at), (entry, plan, grant, until)) {
            ((Some(fault), Some(since), retry_at), _) => Ok(Self::Connection { connection, fault, since, retry_at }),
            (_, (Some(entry), Some(plan), Some(grant), Some(until))) => {
                Ok(Self::Unsettled { entry, plan, connection, grant, until })
            }
            _ => Err("neither a connection's fault nor an entry"),
        }
    }
}

/// What somebody asks of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlanRequest {
    /// Run it for the first time.
    Start,
    /// Start no more entries. Calls that have begun end.
    Pause,
    /// Go on with it.
    Resume,
    /// Never start what is left.
    Cancel,
    /// Try entries again that ended without success.
    Retry,
}

/// What such a request leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permitted {
    /// It takes effect.
    Now,
    /// The plan is in the state already that it leads to: nothing is done.
    Already,
    /// The plan does not permit it.
    No,
}

impl PlanStatus {
    /// Whether a plan that stands so permits a request.
    #[must_use]
    pub const fn permits(&self, request: PlanRequest) -> Permitted {
        use PlanRequest as R;
        match (self, request) {
            (Self::Stored, R::Start | R::Cancel)
            | (Self::Running, R::Pause | R::Cancel | R::Retry)
            | (Self::Paused { .. }, R::Start | R::Resume | R::Cancel)
            | (Self::Cancelled { .. } | Self::Finished, R::Retry) => Permitted::Now,
            (Self::Running, R::Start | R::Resume)
            | (Self::Paused { .. }, R::Pause)
            | (Self::Cancelled { .. }, R::Cancel)
            | (Self::Finished, R::Start | R::Pause | R::Resume | R::Cancel) => Permitted::Already,
            // A plan that is paused would go on as a whole.
            (Self::Paused { .. }, R::Retry)
            | (Self::Stored, R::Pause | R::Resume | R::Retry)
            | (Self::Cancelled { .. }, R::Start | R::Pause | R::Resume) => Permitted::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_answers_every_request() {
        use Permitted::{Already, No, Now};
        let by = || By { who: "admin".to_owned(), session: None };
        let at = Timestamp(1);
        let requests =
            [PlanRequest::Start, PlanRequest::Pause, PlanRequest::Resume, PlanRequest::Cancel, PlanRequest::Retry];
        for (status, expected) in [
            (PlanStatus::Stored, [Now, No, No, Now, No]),
            (PlanStatus::Running, [Already, Now, Already, Now, Now]),
            (PlanStatus::Paused { at, by: None, why: PauseReason::Away }, [Now, Already, Now, Now, No]),
            (PlanStatus::Cancelled { at, by: by() }, [No, No, No, Already, Now]),
            (PlanStatus::Finished, [Already, Already, Already, Already, Now]),
        ] {
            assert_eq!(requests.map(|request| status.permits(request)), expected, "{status:?}");
        }
    }

    #[test]
    fn what_is_waited_for_survives_the_wire_and_a_connection_is_told_as_ever() {
        let fault =
            crate::Fault::new(crate::FaultKind::Offline, crate::FaultSource::Gateway, "", "", crate::Retry::Safe);
        let connection = ConnectionId::new("c");
        let since = Timestamp(1);
        for (retry_at, expected) in [
            (Some(Timestamp(2)), &["connection", "fault", "retry_at", "since"][..]),
            (None, &["connection", "fault", "since"]),
        ] {
            let (connection, fault) = (connection.clone(), Box::new(fault.clone()));
            let waits = Waiting::Connection { connection, fault, since, retry_at };
            let wire = serde_json::to_value(&waits).unwrap();
            let fields: Vec<&str> = wire.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(fields, expected);
            assert_eq!(serde_json::from_value::<Waiting>(wire).unwrap(), waits);
        }
        let grant =
            Grant::Membership(crate::Membership::new(crate::RoleRef::plain("reader"), crate::Principal::user("alice")));
        let unsettled = Waiting::Unsettled {
            entry: EntryId::new("p.0"),
            plan: PlanId::new("p"),
            connection,
            grant: Box::new(grant),
            until: Timestamp(3),
        };
        let text = serde_json::to_string(&unsettled).unwrap();
        assert_eq!(serde_json::from_str::<Waiting>(&text).unwrap(), unsettled, "{text}");
    }

    #[test]
    fn every_status_survives_the_wire() {
        let fault =
            crate::Fault::new(crate::FaultKind::Offline, crate::FaultSource::Gateway, "", "", crate::Retry::Safe);
        let connection = ConnectionId::new("c");
        for why in [
            PauseReason::Person,
            PauseReason::ConnectionFault { connection, fault: Box::new(fault) },
            PauseReason::RunnerFault { message: "x".to_owned() },
        ] {
            let status = PlanStatus::Paused { at: Timestamp(5), by: None, why };
            let text = serde_json::to_string(&status).unwrap();
            assert_eq!(serde_json::from_str::<PlanStatus>(&text).unwrap(), status, "{text}");
        }
    }
}
