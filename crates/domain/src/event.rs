//! What a stream of events carries: every change of an entry or a plan in the order in which the journal has it, and progress
//! that is nowhere stored. A reader applies only what has a greater number than what it knows.

use serde::{Deserialize, Serialize};

use crate::{EntryId, Operation, PlanEntry, PlanId, PlanSummary, Timestamp};

/// One message of the stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "Flat")]
pub enum Message {
    /// The first one, sent at once: it shows that nothing between the gateway and the page holds messages back.
    Hello {
        /// The number of the newest event of the journal.
        seq: u64,
    },
    /// What the reader knows cannot be continued: it reads everything again, and then goes on after this number.
    Reset {
        /// The number of the newest event of the journal.
        seq: u64,
    },
    /// What has changed.
    Frame(Frame),
}

/// How a message is read. By its tag it would be read into memory first and from there a second time, and the code that does
/// so for everything in a frame is large.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Flat {
    kind: Kind,
    #[serde(default)]
    seq: Option<u64>,
    #[serde(default)]
    entries: Vec<EntryEvent>,
    #[serde(default)]
    plans: Vec<PlanSummary>,
    #[serde(default)]
    progress: Vec<Progress>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum Kind {
    Hello,
    Reset,
    Frame,
}

impl TryFrom<Flat> for Message {
    type Error = &'static str;

    fn try_from(Flat { kind, seq, entries, plans, progress }: Flat) -> Result<Self, Self::Error> {
        match (kind, seq) {
            (Kind::Hello, Some(seq)) => Ok(Self::Hello { seq }),
            (Kind::Reset, Some(seq)) => Ok(Self::Reset { seq }),
            (Kind::Hello | Kind::Reset, None) => Err("missing field `seq`"),
            (Kind::Frame, seq) => Ok(Self::Frame(Frame { seq, entries, plans, progress })),
        }
    }
}

/// What has changed within a short time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Frame {
    /// The number of the newest event that it tells of; nothing when it tells of progress only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// Entries, each once, as they are now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<EntryEvent>,
    /// Plans, each once, as they are now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<PlanSummary>,
    /// What is going on right now, which no event tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub progress: Vec<Progress>,
}

/// An entry that has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntryEvent {
    /// The number of its newest event.
    pub seq: u64,
    /// When that was.
    pub at: Timestamp,
    /// The plan of the entry.
    pub plan: PlanId,
    /// Why, in the words of the plan.
    pub reason: String,
    /// The entry as it is now.
    pub entry: PlanEntry,
}

/// The answer of `GET /api/plans?open=1`: everything that is not over yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenPlans {
    /// The number of the newest event of the journal before this was read.
    pub seq: u64,
    /// The plans with such entries, newest first.
    pub plans: Vec<PlanSummary>,
    /// The entries of running plans that are still to be carried out, and those of any plan of which nobody knows yet what
    /// became of them.
    pub entries: Vec<EntryEvent>,
    /// What goes on with entries right now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub progress: Vec<Progress>,
}

/// How far entries are between two of their events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Progress {
    /// Their plan.
    pub plan: PlanId,
    /// The entries.
    pub entries: Vec<EntryId>,
    /// What goes on with them; nothing when nothing does any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
}

/// What goes on with an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The state is read before the call.
    Observing,
    /// The answer to the call is waited for.
    Calling,
    /// The vendor carries the change out.
    Following {
        /// The vendor's operation.
        operation: Operation,
    },
    /// Another operation of the vendor's is in the way.
    WaitingFor {
        /// That operation.
        operation: Operation,
    },
    /// The state is read after the call.
    Verifying,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_read_as_it_is_written() {
        let step = Some(Step::Verifying);
        let progress = Progress { plan: PlanId::new("p"), entries: vec![EntryId::new("e")], step };
        let frame = Frame { seq: Some(3), progress: vec![progress], ..Frame::default() };
        for message in [Message::Hello { seq: 1 }, Message::Reset { seq: 2 }, Message::Frame(frame)] {
            let written = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<Message>(&written).unwrap(), message, "{written}");
        }
    }

    #[test]
    fn a_message_without_what_it_is_about_is_none() {
        for text in [r#"{"kind":"hello"}"#, r#"{"kind":"reset"}"#, r#"{"kind":"new","seq":1}"#, r#"{"seq":1}"#] {
            assert!(serde_json::from_str::<Message>(text).is_err(), "{text}");
        }
        assert_eq!(serde_json::from_str::<Message>(r#"{"kind":"frame"}"#).unwrap(), Message::Frame(Frame::default()));
    }
}
