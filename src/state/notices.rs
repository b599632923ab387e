//! The messages: what became of revocations, and what could not be read. They are kept as data, not as text, so that they
//! follow a change of language. A failure stays until it is dismissed or a later try of the same thing replaces it.

use leptos::prelude::*;
use rescind_domain::{GrantKey, Outcome, Timestamp};

use super::revocations::Task;
use crate::i18n::format;
use crate::lasting::Lasting;

/// What a message is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// An outcome, of one grant or of many that came out alike.
    Outcome {
        /// Of what; never empty.
        tasks: Vec<Task>,
        /// Which; with many, the first one's.
        outcome: Outcome,
        /// Whether the journal has it.
        stored: Stored,
    },
    /// A plan could not be stored, or it could not be asked whether to undo one, so nothing was sent.
    NotStarted {
        /// Where, what and why. Plans and entries are empty, or, where undoing was to be asked about, those that would be
        /// undone: then each undoes itself.
        tasks: Vec<Task>,
        /// Why not.
        fault: Box<rescind_domain::Fault>,
    },
}

/// Whether the journal has an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It has.
    Yes,
    /// It could not be written.
    No,
}

impl Said {
    /// What it is about.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        match self {
            Self::Outcome { tasks, .. } | Self::NotStarted { tasks, .. } => tasks,
        }
    }

    fn subjects(&self) -> Vec<GrantKey> {
        self.tasks().iter().map(Task::key).collect()
    }

    /// Of what nothing older is to be said: of what has gone, also what went with it.
    fn replaced(&self) -> Vec<GrantKey> {
        match self {
            Self::Outcome { tasks, outcome, .. } if outcome.is_gone() => tasks.iter().flat_map(Task::keys).collect(),
            Self::Outcome { .. } | Self::NotStarted { .. } => self.subjects(),
        }
    }

    /// Whether it says what the other one says, of a success: a failure may happen again.
    fn says(&self, other: &Self) -> bool {
        let is_same =
            |own: &Task, task: &Task| own.plan == task.plan && own.entry == task.entry && own.key() == task.key();
        let tells = |task: &Task| self.tasks().iter().any(|own| is_same(own, task));
        other.is_success() && same_kind(self, other) && other.tasks().iter().all(tells)
    }

    /// Takes grants out of what it is about; whether any are left.
    fn without(&mut self, keys: &[GrantKey]) -> bool {
        let (Self::Outcome { tasks, .. } | Self::NotStarted { tasks, .. }) = self;
        tasks.retain(|task| !keys.contains(&task.key()));
        !tasks.is_empty()
    }

    /// About how many grants it is, and how many still allow them.
    fn extent(&self) -> (usize, usize) {
        match self {
            Self::Outcome { tasks, outcome, .. } => (tasks.len(), via(outcome).len()),
            Self::NotStarted { tasks, .. } => (tasks.len(), 0),
        }
    }

    /// Takes what has gone out of what still allows the grants that it is about; whether any of them are still allowed.
    fn uncover(&mut self, gone: &[Task]) -> bool {
        let Self::Outcome { tasks, outcome: Outcome::StillEffective { via }, .. } = self else { return true };
        let names = |task: &Task| -> Vec<String> {
            let near = gone.iter().filter(|other| other.connection.id == task.connection.id);
            near.flat_map(|other| other.grant.names_as_cover(&task.grant)).collect()
        };
        // What is left to each: holders of the same role lose what covers it one by one.
        let left = |task: &Task| -> Vec<String> {
            let names = names(task);
            via.iter().filter(|name| !names.contains(name)).cloned().collect()
        };
        let mut all: Vec<(Task, Vec<String>)> = tasks.iter().map(|task| (task.clone(), left(task))).collect();
        all.retain(|(_, left)| !left.is_empty());
        if let Some(first) = all.first().map(|(_, left)| left.clone())
            && all.iter().all(|(_, left)| *left == first)
        {
            *via = first;
        }
        *tasks = all.into_iter().map(|(task, _)| task).collect();
        !tasks.is_empty()
    }

    /// Whether it is a success, said quietly, or a failure, said with an alert.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Outcome { outcome, stored: Stored::Yes, .. } if outcome.is_success())
    }
}

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Its number; a message that happens again gets a new one, so that it is announced again.
    pub number: u64,
    /// Since when it is said.
    pub at: Timestamp,
    /// What it says.
    pub said: Said,
    /// How often the same has happened.
    pub times: usize,
}

/// How many successes stay visible.
const SUCCESSES: usize = 3;

/// All messages, newest first.
#[derive(Clone, Copy)]
pub struct Notices {
    all: Lasting<Vec<Notice>>,
    last: StoredValue<u64>,
}

impl Notices {
    pub(super) fn new() -> Self {
        Self { all: Lasting::new(Vec::new()), last: StoredValue::new(0) }
    }

    /// Whether there are none, tracked.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.all.with(Vec::is_empty)
    }

    /// The messages, tracked.
    #[must_use]
    pub fn all(self) -> Vec<Notice> {
        self.all.get()
    }

    /// Says something. What was said of the same grant before is replaced; the same failure again is counted.
    pub fn say(self, said: Said) {
        // Two who waited for the same answer, such as before a new sign-in, have the same to say.
        if self.all.with_untracked(|all| all.iter().any(|notice| notice.said.says(&said))) {
            return;
        }
        let number = self.next();
        self.all.update(|all| {
            let subjects = said.subjects();
            let before = all.iter().find(|notice| notice.said.subjects() == subjects);
            let times = before
                .filter(|notice| !said.is_success() && same_kind(&notice.said, &said))
                .map_or(0, |notice| notice.times);
            let replaced = said.replaced();
            let gone = match &said {
                Said::Outcome { tasks, outcome, .. } if outcome.is_gone() => tasks.as_slice(),
                _ => &[],
            };
            all.retain_mut(|notice| self.lessen(notice, &replaced, gone));
            all.insert(0, Notice { number, at: format::now(), said, times: times + 1 });
            let mut successes = 0;
            all.retain(|notice| {
                successes += usize::from(notice.said.is_success());
                !notice.said.is_success() || successes <= SUCCESSES
            });
        });
    }

    /// Says what became of grants, those that came out alike in one message; what went well comes first, so that failures
    /// end up above it.
    pub fn say_all(self, settled: Vec<(Task, Outcome, Stored)>) {
        let is_gone = |(task, outcome, _): &(Task, Outcome, Stored)| outcome.is_gone().then(|| task.clone());
        let gone: Vec<Task> = settled.iter().filter_map(is_gone).collect();
        let mut groups: Vec<Said> = Vec::new();
        for (task, outcome, stored) in settled {
            let said = Said::Outcome { tasks: vec![task], outcome, stored };
            match groups.iter_mut().find(|group| same_kind(group, &said)) {
                Some(Said::Outcome { tasks, .. }) => tasks.extend(said.tasks().iter().cloned()),
                _ => groups.push(said),
            }
        }
        groups.sort_by_key(|said| !said.is_success());
        groups.into_iter().for_each(|said| self.say(said));
        // Some were looked at before what covered them went.
        self.all.update(|all| all.retain_mut(|notice| self.lessen(notice, &[], &gone)));
    }

    /// Takes out of a message what is said anew, and what has gone of what still allows; whether anything of it is left, which
    /// then is another message.
    fn lessen(self, notice: &mut Notice, replaced: &[GrantKey], gone: &[Task]) -> bool {
        let before = notice.said.extent();
        let is_left = notice.said.without(replaced) && notice.said.uncover(gone);
        if is_left && notice.said.extent() != before {
            notice.number = self.next();
        }
        is_left
    }

    fn next(self) -> u64 {
        let next = self.last.try_update_value(|last| {
            *last += 1;
            *last
        });
        next.unwrap_or_default()
    }

    /// Takes a message away.
    pub fn dismiss(self, number: u64) {
        self.all.update(|all| all.retain(|notice| notice.number != number));
    }

    pub(super) fn clear(self) {
        self.all.update(Vec::clear);
    }
}

fn same_kind(left_said: &Said, right_said: &Said) -> bool {
    match (left_said, right_said) {
        (
            Said::Outcome { outcome: left, stored: left_stored, .. },
            Said::Outcome { outcome: right, stored: right_stored, .. },
        ) => {
            let act = |said: &Said| said.tasks().first().map(Task::act);
            act(left_said) == act(right_said)
                && left_stored == right_stored
                && std::mem::discriminant(left) == std::mem::discriminant(right)
                && via(left) == via(right)
                && left.proof() == right.proof()
                && left.fault().map(|fault| (&fault.kind, &fault.message))
                    == right.fault().map(|fault| (&fault.kind, &fault.message))
        }
        (Said::NotStarted { fault: left, .. }, Said::NotStarted { fault: right, .. }) => left.kind == right.kind,
        _ => false,
    }
}

fn via(outcome: &Outcome) -> &[String] {
    match outcome {
        Outcome::StillEffective { via } => via,
        _ => &[],
    }
}
