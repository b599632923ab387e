//! The messages: what became of entries of plans that were started here, and what could not be asked or read. They are kept as
//! data, not as text, so that they follow a change of language. A failure stays until it is dismissed or a later outcome of the
//! same grant replaces it. Success is said of nothing but an outcome that the gateway has told.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::{Comparison, EntryId, Fault, GrantKey, Outcome, PlanId, Timestamp, sort};

use super::plans::entry::{PlannedEntry, Wanted};
use crate::api::Steer;
use crate::i18n::format;
use crate::lasting::Lasting;

/// What a message is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// An outcome, of one entry or of many that came out alike.
    Outcome {
        /// Of what; never empty.
        entries: Vec<PlannedEntry>,
        /// Which; with many, the first one's.
        outcome: Outcome,
        /// What the call changed besides what was asked for, where that is worth a word.
        comparison: Option<Comparison>,
    },
    /// It was not confirmed that a plan was made.
    NotStarted {
        /// The plan; asking for it again makes no second one.
        wanted: Arc<Wanted>,
        /// Why not.
        fault: Box<Fault>,
        /// Whether it may have been made all the same.
        is_lost: bool,
    },
    /// It could not be asked whether to undo these entries.
    NotAsked {
        /// What would be undone; never empty.
        entries: Vec<PlannedEntry>,
        /// Why not.
        fault: Box<Fault>,
    },
    /// Something that was asked of a plan was not confirmed.
    NotSteered {
        /// Which.
        plan: PlanId,
        /// What was asked.
        steer: Steer,
        /// For which of its entries; none for all.
        entries: Vec<EntryId>,
        /// Why not.
        fault: Box<Fault>,
    },
}

/// An outcome that is to be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Of what.
    pub entry: PlannedEntry,
    /// Which.
    pub outcome: Outcome,
    /// What the call changed besides what was asked for.
    pub comparison: Option<Comparison>,
}

impl Said {
    /// What it is about.
    #[must_use]
    pub fn entries(&self) -> &[PlannedEntry] {
        match self {
            Self::Outcome { entries, .. } | Self::NotAsked { entries, .. } => entries,
            Self::NotStarted { wanted, .. } => &wanted.entries,
            Self::NotSteered { .. } => &[],
        }
    }

    fn subjects(&self) -> Vec<GrantKey> {
        self.entries().iter().map(PlannedEntry::key).collect()
    }

    /// Of what nothing older is to be said: of what has gone, also what went with it.
    fn replaced(&self) -> Vec<GrantKey> {
        match self {
            Self::Outcome { entries, outcome, .. } if outcome.is_gone() => {
                entries.iter().flat_map(PlannedEntry::keys).collect()
            }
            _ => self.subjects(),
        }
    }

    /// Whether it says what the other one says, of a success: a failure may happen again.
    fn says(&self, other: &Self) -> bool {
        let is_same = |own: &PlannedEntry, entry: &PlannedEntry| own.stored == entry.stored && own.key() == entry.key();
        let tells = |entry: &PlannedEntry| self.entries().iter().any(|own| is_same(own, entry));
        other.is_success() && same_kind(self, other) && other.entries().iter().all(tells)
    }

    /// Takes grants out of what it is about; whether any are left. A plan that was not confirmed stays whole.
    fn without(&mut self, keys: &[GrantKey]) -> bool {
        match self {
            Self::Outcome { entries, .. } | Self::NotAsked { entries, .. } => {
                entries.retain(|entry| !keys.contains(&entry.key()));
                !entries.is_empty()
            }
            Self::NotStarted { wanted, .. } => !wanted.entries.iter().all(|entry| keys.contains(&entry.key())),
            Self::NotSteered { .. } => true,
        }
    }

    /// About how many grants it is, and how many still allow them.
    fn extent(&self) -> (usize, usize) {
        match self {
            Self::Outcome { entries, outcome, .. } => (entries.len(), via(outcome).len()),
            other => (other.entries().len(), 0),
        }
    }

    /// Takes what has gone out of what still allows the grants that it is about; whether any of them are still allowed.
    fn uncover(&mut self, gone: &[PlannedEntry]) -> bool {
        let Self::Outcome { entries, outcome: Outcome::StillEffective { via }, .. } = self else { return true };
        let names = |entry: &PlannedEntry| -> Vec<String> {
            let near = gone.iter().filter(|other| other.connection.id == entry.connection.id);
            near.flat_map(|other| other.what().names_as_cover(entry.what())).collect()
        };
        // What is left to each: holders of the same role lose what covers it one by one.
        let left = |entry: &PlannedEntry| -> Vec<String> {
            let names = names(entry);
            via.iter().filter(|name| !names.contains(name)).cloned().collect()
        };
        let mut all: Vec<(PlannedEntry, Vec<String>)> =
            entries.iter().map(|entry| (entry.clone(), left(entry))).collect();
        all.retain(|(_, left)| !left.is_empty());
        if let Some(first) = all.first().map(|(_, left)| left.clone())
            && all.iter().all(|(_, left)| *left == first)
        {
            *via = first;
        }
        *entries = all.into_iter().map(|(entry, _)| entry).collect();
        !entries.is_empty()
    }

    /// Whether it is a success, said quietly, or a failure, said with an alert.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Outcome { outcome, .. } if outcome.is_success())
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
            let is_before = |notice: &&Notice| notice.said.subjects() == subjects && same_kind(&notice.said, &said);
            let before = all.iter().find(is_before).filter(|_| !said.is_success());
            let times = before.map_or(0, |notice| notice.times);
            let replaced = said.replaced();
            let gone = match &said {
                Said::Outcome { entries, outcome, .. } if outcome.is_gone() => entries.as_slice(),
                _ => &[],
            };
            let is_steering = |notice: &Notice| is_same_request(&notice.said, &said);
            all.retain_mut(|notice| !is_steering(notice) && self.lessen(notice, &replaced, gone));
            all.insert(0, Notice { number, at: format::now(), said, times: times + 1 });
            let mut successes = 0;
            all.retain(|notice| {
                successes += usize::from(notice.said.is_success());
                !notice.said.is_success() || successes <= SUCCESSES
            });
        });
    }

    /// Says what became of entries, those that came out alike in one message; what went well comes first, so that failures end
    /// up above it.
    pub fn say_all(self, told: Vec<Told>) {
        if told.is_empty() {
            return;
        }
        let is_gone = |told: &Told| told.outcome.is_gone().then(|| told.entry.clone());
        let gone: Vec<PlannedEntry> = told.iter().filter_map(is_gone).collect();
        let mut groups: Vec<Said> = Vec::new();
        for Told { entry, outcome, comparison } in told {
            let comparison = comparison.filter(|comparison| *comparison != Comparison::Same);
            let said = Said::Outcome { entries: vec![entry], outcome, comparison };
            match groups.iter_mut().find(|group| same_kind(group, &said)) {
                Some(Said::Outcome { entries, .. }) => entries.extend(said.entries().iter().cloned()),
                _ => groups.push(said),
            }
        }
        sort::by_key(groups, |said| !said.is_success()).into_iter().for_each(|said| self.say(said));
        // Some were observed before what covered them went.
        self.all.update(|all| all.retain_mut(|notice| self.lessen(notice, &[], &gone)));
    }

    /// The gateway has done what was asked of a plan: that it had not is said no longer.
    pub(super) fn steered(self, plan: &PlanId, steer: Steer) {
        let is_said = |notice: &Notice| matches!(&notice.said, Said::NotSteered { plan: other, steer: asked, .. } if other == plan && *asked == steer);
        if self.all.with_untracked(|all| all.iter().any(is_said)) {
            self.all.update(|all| all.retain(|notice| !is_said(notice)));
        }
    }

    /// The gateway has the plan: that this was not confirmed is said no longer.
    pub(super) fn started(self, wanted: &Wanted) {
        let is_said = |notice: &Notice| matches!(&notice.said, Said::NotStarted { wanted: other, .. } if other.plan.key == wanted.plan.key);
        if self.all.with_untracked(|all| all.iter().any(is_said)) {
            self.all.update(|all| all.retain(|notice| !is_said(notice)));
        }
    }

    /// Takes out of a message what is said anew, and what has gone of what still allows; whether anything of it is left, which
    /// then is another message.
    fn lessen(self, notice: &mut Notice, replaced: &[GrantKey], gone: &[PlannedEntry]) -> bool {
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

fn is_same_request(left: &Said, right: &Said) -> bool {
    match (left, right) {
        (
            Said::NotSteered { plan: left, steer: left_steer, .. },
            Said::NotSteered { plan: right, steer: right_steer, .. },
        ) => left == right && left_steer == right_steer,
        _ => false,
    }
}

fn same_kind(left_said: &Said, right_said: &Said) -> bool {
    match (left_said, right_said) {
        (
            Said::Outcome { outcome: left, comparison: left_compared, .. },
            Said::Outcome { outcome: right, comparison: right_compared, .. },
        ) => {
            let kind = |said: &Said| said.entries().first().map(PlannedEntry::kind);
            kind(left_said) == kind(right_said)
                && left_compared == right_compared
                && std::mem::discriminant(left) == std::mem::discriminant(right)
                && via(left) == via(right)
                && left.proof() == right.proof()
                && left.fault().map(|fault| (&fault.kind, &fault.message))
                    == right.fault().map(|fault| (&fault.kind, &fault.message))
        }
        (Said::NotStarted { fault: left, .. }, Said::NotStarted { fault: right, .. })
        | (Said::NotAsked { fault: left, .. }, Said::NotAsked { fault: right, .. }) => left.kind == right.kind,
        _ => is_same_request(left_said, right_said),
    }
}

fn via(outcome: &Outcome) -> &[String] {
    match outcome {
        Outcome::StillEffective { via } => via,
        _ => &[],
    }
}
