//! The order of the calls of one connection, over all plans: at most so many made ready at once, never two that share a lock
//! key, plans in turns, and within a plan what stands for more before what it may cover. It decides and does nothing.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use rescind_domain::PlanId;

use crate::LockKey;

/// How many waiting batches of a plan are looked at for one that may start. Behind so many that cannot, a plan waits.
const WINDOW: usize = 256;

/// Names a batch within one scheduler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId(pub u64);

/// The entries of one call, before they are started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Which.
    pub id: BatchId,
    /// Its plan.
    pub plan: PlanId,
    /// What its call touches. All are taken at once.
    pub keys: Vec<LockKey>,
    /// How much it stands for. What stands for more has ended before anything of the same plan begins that it may cover.
    pub priority: u8,
}

/// A batch that was started.
#[derive(Debug)]
struct Started {
    plan: PlanId,
    keys: Vec<LockKey>,
    priority: u8,
    place: Place,
}

/// What a started batch takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// One of the places, and its keys: its call is being made ready, or under way.
    Calling,
    /// Its keys alone: it waits or reads.
    Waiting,
}

/// Who has a key.
#[derive(Debug, Default)]
struct Taken {
    /// How many batches that run.
    running: usize,
    /// The batches that hold it although nobody waits for their calls any more, which may still be carried out.
    held: Vec<BatchId>,
}

/// The batches of one plan that wait, those with the highest priority first.
#[derive(Debug, Default)]
struct Queue {
    waiting: BTreeMap<std::cmp::Reverse<u8>, VecDeque<Batch>>,
}

impl Queue {
    fn top(&self) -> Option<u8> {
        self.waiting.first_key_value().map(|(priority, _)| priority.0)
    }
}

/// The batches of one connection.
#[derive(Debug)]
pub struct Scheduler {
    at_once: usize,
    /// The plan whose turn is next stands first.
    turns: VecDeque<PlanId>,
    queues: HashMap<PlanId, Queue>,
    started: HashMap<BatchId, Started>,
    /// The keys of batches whose calls nobody waits for any more, and that may still be carried out.
    held: HashMap<BatchId, Vec<LockKey>>,
    /// The keys that anybody has.
    taken: HashMap<LockKey, Taken>,
}

impl Scheduler {
    /// Without any batch yet. At most so many batches have a place at the same time.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        Self {
            at_once: at_once.max(1),
            turns: VecDeque::new(),
            queues: HashMap::new(),
            started: HashMap::new(),
            held: HashMap::new(),
            taken: HashMap::new(),
        }
    }

    /// Adds a batch behind those of its plan with the same priority.
    pub fn submit(&mut self, batch: Batch) {
        if !self.queues.contains_key(&batch.plan) {
            self.turns.push_back(batch.plan.clone());
        }
        let queue = self.queues.entry(batch.plan.clone()).or_default();
        queue.waiting.entry(std::cmp::Reverse(batch.priority)).or_default().push_back(batch);
    }

    /// Starts the next batch that may start now, if there is one. Nothing overtakes an earlier batch of its plan in one of its
    /// keys, unless that one waits for what is held: that may be for long.
    pub fn start(&mut self) -> Option<Batch> {
        let calling = self.started.values().filter(|started| started.place == Place::Calling).count();
        if calling >= self.at_once {
            return None;
        }
        for _ in 0..self.turns.len() {
            let plan = self.turns.pop_front()?;
            let batch = self.start_of(&plan);
            if self.queues.contains_key(&plan) {
                self.turns.push_back(plan);
            }
            if batch.is_some() {
                return batch;
            }
        }
        None
    }

    fn start_of(&mut self, plan: &PlanId) -> Option<Batch> {
        let running = self.started.values().filter(|started| started.plan == *plan);
        let running = running.map(|started| started.priority).max();
        let queue = self.queues.get_mut(plan)?;
        let top = queue.top()?;
        if running.is_some_and(|running| running > top) {
            return None;
        }
        let waiting = queue.waiting.get_mut(&std::cmp::Reverse(top))?;
        let mut passed: HashSet<&LockKey> = HashSet::new();
        let free = waiting.iter().take(WINDOW).position(|batch| {
            let free = batch.keys.iter().all(|key| !self.taken.contains_key(key) && !passed.contains(key));
            let is_held = |key: &LockKey| self.taken.get(key).is_some_and(|taken| !taken.held.is_empty());
            if !batch.keys.iter().any(is_held) {
                passed.extend(&batch.keys);
            }
            free
        })?;
        let batch = waiting.remove(free)?;
        if waiting.is_empty() {
            queue.waiting.remove(&std::cmp::Reverse(top));
        }
        if queue.waiting.is_empty() {
            self.queues.remove(plan);
        }
        for key in &batch.keys {
            self.taken.entry(key.clone()).or_default().running += 1;
        }
        let Batch { plan, keys, priority, id } = batch.clone();
        self.started.insert(id, Started { plan, keys, priority, place: Place::Calling });
        Some(batch)
    }

    /// A started batch only waits and reads from now on: another call may have its place.
    pub fn waits(&mut self, id: BatchId) {
        if let Some(started) = self.started.get_mut(&id) {
            started.place = Place::Waiting;
        }
    }

    /// A batch has ended, and the call may still be carried out for some of what it was made for: each of `held` keeps keys of
    /// its own until it is [ended](Self::ended). The rest is free.
    pub fn hold(&mut self, id: BatchId, held: Vec<Batch>) {
        self.ended(id);
        held.into_iter().for_each(|batch| self.adopt(batch));
    }

    /// Takes keys for a call that may still be carried out and that nobody waits for, such as one of an earlier process. Those
    /// that are taken already are shared.
    pub fn adopt(&mut self, batch: Batch) {
        let Batch { id, keys, .. } = batch;
        for key in &keys {
            self.taken.entry(key.clone()).or_default().held.push(id);
        }
        self.held.insert(id, keys);
    }

    /// A batch has ended: its keys and its place are free.
    pub fn ended(&mut self, id: BatchId) {
        for key in self.started.remove(&id).into_iter().flat_map(|started| started.keys) {
            self.frees(key, |taken| taken.running = taken.running.saturating_sub(1));
        }
        for key in self.held.remove(&id).into_iter().flatten() {
            self.frees(key, |taken| taken.held.retain(|other| *other != id));
        }
    }

    /// A key is free when nobody has it any more.
    fn frees(&mut self, key: LockKey, change: impl FnOnce(&mut Taken)) {
        if let Entry::Occupied(mut entry) = self.taken.entry(key) {
            let taken = entry.get_mut();
            change(taken);
            if taken.running == 0 && taken.held.is_empty() {
                entry.remove();
            }
        }
    }

    /// Takes back what waits of a plan: a plan that is paused or cancelled holds nothing.
    pub fn withdraw(&mut self, plan: &PlanId) -> Vec<Batch> {
        self.turns.retain(|other| other != plan);
        let queue = self.queues.remove(plan).unwrap_or_default();
        queue.waiting.into_values().flatten().collect()
    }

    /// What is held that keeps the next batches of a plan from being started.
    #[must_use]
    pub fn held_against(&self, plan: &PlanId) -> BTreeSet<BatchId> {
        if self.held.is_empty() {
            return BTreeSet::new();
        }
        let waiting = self.queues.get(plan).into_iter().flat_map(|queue| queue.waiting.values().flatten());
        let keys = waiting.take(WINDOW).flat_map(|batch| &batch.keys);
        keys.filter_map(|key| self.taken.get(key)).flat_map(|taken| &taken.held).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn batch(id: u64, plan: &str, keys: &[&str], priority: u8) -> Batch {
        let keys = keys.iter().map(|key| LockKey::of_part(&rescind_domain::ConnectionId::new("c"), key)).collect();
        Batch { id: BatchId(id), plan: PlanId::new(plan), keys, priority }
    }

    fn started(scheduler: &mut Scheduler) -> Vec<u64> {
        std::iter::from_fn(|| scheduler.start()).map(|batch| batch.id.0).collect()
    }

    #[test]
    fn calls_that_share_a_key_go_one_after_the_other_and_others_pass_by() {
        let mut scheduler = Scheduler::new(3);
        for (id, keys) in [(0, &["a"][..]), (1, &["a"]), (2, &["b"]), (3, &[]), (4, &["b"])] {
            scheduler.submit(batch(id, "p", keys, 0));
        }
        assert_eq!(started(&mut scheduler), [0, 2, 3]);
        scheduler.ended(BatchId(2));
        assert_eq!(started(&mut scheduler), [4]);
        scheduler.ended(BatchId(0));
        assert_eq!(started(&mut scheduler), [1]);
    }

    #[test]
    fn a_batch_takes_all_its_keys_at_once_and_is_not_overtaken() {
        let mut scheduler = Scheduler::new(3);
        for (id, keys) in [(0, &["a"][..]), (1, &["a", "b"]), (2, &["b"])] {
            scheduler.submit(batch(id, "p", keys, 0));
        }
        assert_eq!(started(&mut scheduler), [0]);
    }

    #[test]
    fn keys_are_those_of_all_plans() {
        let mut scheduler = Scheduler::new(3);
        scheduler.submit(batch(0, "p", &["a"], 0));
        scheduler.submit(batch(1, "q", &["a"], 0));
        assert_eq!(started(&mut scheduler), [0]);
        scheduler.ended(BatchId(0));
        assert_eq!(started(&mut scheduler), [1]);
    }

    #[test]
    fn a_plan_of_one_starts_next_beside_a_plan_of_many() {
        let mut scheduler = Scheduler::new(1);
        (0..10_000).for_each(|id| scheduler.submit(batch(id, "large", &[], 0)));
        assert_eq!(started(&mut scheduler), [0]);
        scheduler.submit(batch(10_000, "small", &[], 0));
        scheduler.ended(BatchId(0));
        let next = started(&mut scheduler);
        scheduler.ended(BatchId(next[0]));
        assert!(next == [10_000] || started(&mut scheduler) == [10_000], "within two calls");
    }

    #[test]
    fn what_stands_for_more_ends_before_the_rest_of_its_plan_begins() {
        let mut scheduler = Scheduler::new(3);
        scheduler.submit(batch(0, "p", &[], 0));
        scheduler.submit(batch(1, "p", &[], 2));
        scheduler.submit(batch(2, "q", &[], 0));
        assert_eq!(started(&mut scheduler), [1, 2]);
        scheduler.ended(BatchId(1));
        assert_eq!(started(&mut scheduler), [0]);
    }

    #[test]
    fn a_batch_that_waits_gives_up_its_place_and_keeps_its_keys() {
        let mut scheduler = Scheduler::new(1);
        scheduler.submit(batch(0, "p", &["a"], 0));
        scheduler.submit(batch(1, "p", &["a"], 0));
        scheduler.submit(batch(2, "p", &["b"], 0));
        assert_eq!(started(&mut scheduler), [0]);
        scheduler.waits(BatchId(0));
        assert_eq!(started(&mut scheduler), [2]);
        scheduler.ended(BatchId(2));
        assert_eq!(started(&mut scheduler), [0_u64; 0]);
        scheduler.ended(BatchId(0));
        assert_eq!(started(&mut scheduler), [1]);
    }

    #[test]
    fn what_may_still_be_carried_out_holds_its_own_keys_and_nothing_else_of_its_call() {
        let mut scheduler = Scheduler::new(3);
        scheduler.submit(batch(0, "p", &["cluster", "alice", "bob", "carol"], 0));
        for (id, plan, user) in
            [(1, "p", "alice"), (2, "p", "bob"), (3, "p", "erin"), (4, "q", "carol"), (5, "q", "bob")]
        {
            scheduler.submit(batch(id, plan, &["cluster", user], 0));
        }
        assert_eq!(started(&mut scheduler), [0]);
        scheduler.hold(BatchId(0), vec![batch(10, "p", &["alice"], 0), batch(11, "p", &["carol"], 0)]);
        let against =
            |scheduler: &Scheduler, plan| scheduler.held_against(&PlanId::new(plan)).into_iter().map(|id| id.0);
        assert!(against(&scheduler, "p").eq([10]) && against(&scheduler, "q").eq([11]));
        // Bob, erin and bob again are other users, and share nothing with what is held but the cluster.
        let mut begun = Vec::new();
        while let [id] = started(&mut scheduler)[..] {
            begun.push(id);
            scheduler.ended(BatchId(id));
        }
        begun.sort_unstable();
        assert_eq!(begun, [2, 3, 5]);
        scheduler.ended(BatchId(10));
        assert_eq!(started(&mut scheduler), [1]);
        assert_eq!(against(&scheduler, "p").count(), 0);
        scheduler.ended(BatchId(1));
        assert_eq!(started(&mut scheduler), [0_u64; 0], "each ends by itself");
        scheduler.ended(BatchId(11));
        assert_eq!(started(&mut scheduler), [4]);
    }

    #[test]
    fn a_plan_that_is_withdrawn_holds_nothing_but_what_has_begun() {
        let mut scheduler = Scheduler::new(1);
        (0..3).for_each(|id| scheduler.submit(batch(id, "p", &["a"], 0)));
        assert_eq!(started(&mut scheduler), [0]);
        let ids: Vec<u64> = scheduler.withdraw(&PlanId::new("p")).iter().map(|batch| batch.id.0).collect();
        assert_eq!(ids, [1, 2]);
        scheduler.submit(batch(3, "q", &["a"], 0));
        assert_eq!(started(&mut scheduler), [0_u64; 0], "what has begun keeps its key");
        scheduler.ended(BatchId(0));
        assert_eq!(started(&mut scheduler), [3]);
    }

    #[test]
    fn a_key_that_several_have_is_free_when_the_last_of_them_has_ended() {
        let mut scheduler = Scheduler::new(3);
        scheduler.submit(batch(0, "p", &["a", "b"], 0));
        assert_eq!(started(&mut scheduler), [0]);
        // What an earlier process began has it as well.
        scheduler.adopt(batch(10, "p", &["a"], 0));
        scheduler.adopt(batch(11, "q", &["a"], 0));
        scheduler.submit(batch(1, "r", &["a"], 0));
        scheduler.submit(batch(2, "r", &["b"], 0));
        for (ends, next) in [(0, &[2][..]), (10, &[]), (2, &[]), (10, &[]), (11, &[1])] {
            scheduler.ended(BatchId(ends));
            assert_eq!(started(&mut scheduler), next, "{ends}");
        }
        scheduler.ended(BatchId(1));
        assert!(scheduler.taken.is_empty() && scheduler.started.is_empty() && scheduler.held.is_empty());
    }

    #[test]
    fn what_an_earlier_process_began_holds_its_keys() {
        let mut scheduler = Scheduler::new(2);
        scheduler.adopt(batch(0, "p", &["a"], 0));
        scheduler.submit(batch(1, "q", &["a"], 0));
        assert_eq!(started(&mut scheduler), [0_u64; 0]);
        scheduler.ended(BatchId(0));
        assert_eq!(started(&mut scheduler), [1]);
    }

    proptest! {
        #[test]
        fn everything_starts_once_and_no_key_is_shared(
            given in prop::collection::vec((0_u8..3, prop::collection::vec(0_u8..4, 0..3), 0_u8..3), 0..24),
            at_once in 1_usize..5,
            ends in prop::collection::vec(any::<prop::sample::Index>(), 24),
        ) {
            let mut scheduler = Scheduler::new(at_once);
            let names: Vec<Vec<String>> =
                given.iter().map(|(_, keys, _)| keys.iter().map(ToString::to_string).collect()).collect();
            for (id, (plan, _, priority)) in given.iter().enumerate() {
                let keys: Vec<&str> = names[id].iter().map(String::as_str).collect();
                scheduler.submit(batch(id as u64, &plan.to_string(), &keys, *priority));
            }
            let (mut running, mut seen, mut ends): (Vec<Batch>, Vec<u64>, _) = (Vec::new(), Vec::new(), ends.into_iter());
            loop {
                while let Some(batch) = scheduler.start() {
                    prop_assert!(running.iter().all(|other| batch.keys.iter().all(|key| !other.keys.contains(key))));
                    let same = running.iter().filter(|other| other.plan == batch.plan);
                    prop_assert!(same.clone().all(|other| other.priority == batch.priority), "a broader one runs");
                    seen.push(batch.id.0);
                    running.push(batch);
                    prop_assert!(running.len() <= at_once);
                }
                if running.is_empty() {
                    break;
                }
                let end = ends.next().unwrap().index(running.len());
                scheduler.ended(running.swap_remove(end).id);
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..given.len() as u64).collect::<Vec<_>>());
        }
    }
}
