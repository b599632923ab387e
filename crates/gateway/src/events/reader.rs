//! What one reader of a stream is still to be told, in the order in which it happened. Its numbers only grow.

use std::collections::VecDeque;
use std::sync::Arc;

use axum::body::Bytes;
use rescind_domain::PlanId;
use rescind_domain::event::{Frame, Message};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::hub::{Hub, Published, Start};
use super::sequence::After;

/// A reader of all plans' events, or of one's.
pub(super) struct Reader {
    hub: Hub,
    plan: Option<PlanId>,
    frames: Receiver<Published>,
    /// The number of the newest event that it was told of.
    told: u64,
    ready: VecDeque<Bytes>,
}

impl Reader {
    /// One that is greeted, and hears everything from now on; what it has missed until now is told besides.
    pub(super) fn new(hub: Hub, after: After, plan: Option<PlanId>) -> (Self, Start) {
        let (start, frames) = hub.subscribe(after);
        // Its number shall not pass over what was missed before that is told.
        let (seq, told, id) = match start {
            Start::Now(seq) => (seq, seq, Some(seq)),
            Start::After { after, seq } => (seq, after, None),
            Start::Reset(seq) => (seq, seq, None),
        };
        let ready = VecDeque::from([spelled(id, &Message::Hello { seq })]);
        (Self { hub, plan, frames, told, ready }, start)
    }

    /// The plan whose events it reads, if it does not read all.
    pub(super) const fn plan(&self) -> Option<&PlanId> {
        self.plan.as_ref()
    }

    /// The next piece of the stream, if there is one already.
    pub(super) fn ready(&mut self) -> Option<Bytes> {
        self.ready.pop_front()
    }

    /// Waits for what is told to all; nothing where everything is to be read again, which is said then.
    pub(super) async fn hear(&mut self) -> Option<Arc<Frame>> {
        match self.frames.recv().await {
            Ok(Published::Frame(frame)) => Some(frame),
            Ok(Published::Reset) | Err(RecvError::Lagged(_)) => {
                self.reset();
                None
            }
            // The hub is ours, so that it cannot have gone.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }

    /// Has it read everything again, and goes on from now.
    pub(super) fn reset(&mut self) {
        let (start, frames) = self.hub.subscribe(After::Nothing);
        let (Start::Now(seq) | Start::Reset(seq) | Start::After { seq, .. }) = start;
        self.frames = frames;
        self.told = seq;
        self.push(Some(seq), &Message::Reset { seq });
    }

    /// Tells it what a frame has for it, unless that is nothing.
    pub(super) fn tell(&mut self, frame: &Frame) {
        let mut frame = match &self.plan {
            None => frame.clone(),
            Some(plan) => of_plans(frame, |other| other == plan),
        };
        // What was told already when it came may come once more; its number must not go back.
        frame.seq = frame.seq.filter(|seq| *seq > self.told);
        if frame.entries.is_empty() && frame.plans.is_empty() && frame.progress.is_empty() {
            return;
        }
        self.told = frame.seq.unwrap_or(self.told);
        self.push(frame.seq, &Message::Frame(frame));
    }

    fn push(&mut self, id: Option<u64>, message: &Message) {
        self.ready.push_back(spelled(id, message));
    }
}

/// A frame with nothing in it and without a number: proxies see that the connection is in use, we see when it is not, and the
/// reader knows that there is nothing to hear. A comment would not do: browsers show none to the page.
pub(super) fn beat() -> Bytes {
    spelled(None, &Message::Frame(Frame::default()))
}

/// What a frame has of some plans.
pub(super) fn of_plans(frame: &Frame, is_meant: impl Fn(&PlanId) -> bool) -> Frame {
    Frame {
        seq: frame.seq,
        entries: frame.entries.iter().filter(|event| is_meant(&event.plan)).cloned().collect(),
        plans: frame.plans.iter().filter(|summary| is_meant(&summary.id)).cloned().collect(),
        progress: frame.progress.iter().filter(|progress| is_meant(&progress.plan)).cloned().collect(),
    }
}

/// A message as the stream spells it. JSON has no line breaks of its own.
fn spelled(id: Option<u64>, message: &Message) -> Bytes {
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    match serde_json::to_string(message) {
        Ok(json) => format!("{id}data: {json}\n\n").into(),
        Err(error) => {
            tracing::error!(%error, "a message could not be spelled");
            Bytes::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rescind_domain::EntryId;
    use rescind_domain::event::{Progress, Step};

    use super::*;

    fn progress(plan: &str) -> Progress {
        Progress { plan: PlanId::new(plan), entries: vec![EntryId::new("e")], step: Some(Step::Calling) }
    }

    fn frame(seq: Option<u64>, plan: &str) -> Frame {
        Frame { seq, progress: vec![progress(plan)], ..Frame::default() }
    }

    fn publish(hub: &Hub, frame: Frame) {
        hub.publish(Published::Frame(Arc::new(frame)));
    }

    /// The id and the message of the next piece.
    async fn next(reader: &mut Reader) -> (Option<u64>, Message) {
        let piece = loop {
            match reader.ready() {
                Some(piece) => break piece,
                None => {
                    if let Some(frame) = reader.hear().await {
                        reader.tell(&frame);
                    }
                }
            }
        };
        let text = std::str::from_utf8(&piece).unwrap().strip_suffix("\n\n").unwrap();
        let (id, data) = text.split_once('\n').unwrap_or(("", text));
        let message = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
        (id.strip_prefix("id: ").map(|id| id.parse().unwrap()), message)
    }

    #[tokio::test]
    async fn hello_has_a_number_only_for_who_has_missed_nothing() {
        let hub = Hub::new(7);
        for (after, id, begins) in [
            (After::Nothing, Some(7), Start::Now(7)),
            (After::Event(7), None, Start::After { after: 7, seq: 7 }),
            (After::Event(6), None, Start::Reset(7)),
            (After::Event(8), None, Start::Reset(7)),
            (After::Unknown, None, Start::Reset(7)),
        ] {
            let (mut reader, start) = Reader::new(hub.clone(), after, None);
            assert_eq!(start, begins, "{after:?}");
            assert_eq!(next(&mut reader).await, (id, Message::Hello { seq: 7 }), "{after:?}");
            assert!(reader.ready().is_none());
        }
    }

    #[tokio::test]
    async fn numbers_never_go_back() {
        let hub = Hub::new(7);
        let (mut reader, _) = Reader::new(hub.clone(), After::Event(7), None);
        next(&mut reader).await;
        let numbers = [Some(9), Some(8), None, Some(9), Some(12)];
        numbers.into_iter().for_each(|seq| publish(&hub, frame(seq, "p")));
        let mut told = Vec::new();
        for _ in numbers {
            let (id, message) = next(&mut reader).await;
            let Message::Frame(frame) = message else { panic!("{message:?}") };
            assert_eq!(frame.seq, id);
            told.push(id);
        }
        assert_eq!(told, [Some(9), None, None, None, Some(12)]);
    }

    #[tokio::test]
    async fn who_is_too_far_behind_begins_anew_and_goes_on_from_there() {
        let hub = Hub::new(7);
        let (mut reader, _) = Reader::new(hub.clone(), After::Nothing, None);
        next(&mut reader).await;
        (0..256).for_each(|_| publish(&hub, frame(None, "p")));
        for _ in 0..256 {
            assert!(matches!(next(&mut reader).await.1, Message::Frame(_)), "as many as that may wait");
        }
        (0..257).for_each(|_| publish(&hub, frame(None, "p")));
        assert_eq!(next(&mut reader).await, (Some(7), Message::Reset { seq: 7 }));
        publish(&hub, frame(Some(8), "q"));
        assert_eq!(
            next(&mut reader).await,
            (Some(8), Message::Frame(frame(Some(8), "q"))),
            "what was told before is gone"
        );
    }

    #[tokio::test]
    async fn a_plan_is_told_of_itself_alone() {
        let hub = Hub::new(7);
        let (mut reader, _) = Reader::new(hub.clone(), After::Nothing, Some(PlanId::new("p")));
        next(&mut reader).await;
        publish(&hub, frame(Some(8), "q"));
        publish(&hub, Frame { progress: vec![progress("q"), progress("p")], ..frame(Some(9), "q") });
        assert_eq!(next(&mut reader).await, (Some(9), Message::Frame(frame(Some(9), "p"))));
    }
}
