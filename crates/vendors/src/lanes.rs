//! Which calls of a plan may be under way at the same time: at most so many at once, never two that touch the same thing, and
//! what stands for more before what it may cover. It decides the order and sends nothing.

use std::collections::HashSet;

use rescind_domain::{Grant, Vendor};

use crate::api::{Api as _, with_api};
use crate::read::capabilities;

/// What may start next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// This one, by its position.
    Start(usize),
    /// None before another has ended.
    Wait,
    /// All have been started.
    Nothing,
}

/// A batch before it has ended.
#[derive(Debug)]
struct Batch {
    number: usize,
    /// How much it stands for.
    breadth: u8,
    /// What its call touches: calls that share any of these go one after the other.
    lanes: Vec<String>,
}

impl Batch {
    fn of(vendor: Vendor, number: usize, grants: &[Grant]) -> Self {
        let (breadth, lanes) = with_api!(vendor, api => (api.breadth(grants), api.lanes(grants)));
        Self { number, breadth, lanes }
    }
}

/// The batches of one plan at one connection.
#[derive(Debug)]
pub struct Schedule {
    waiting: Vec<Batch>,
    running: Vec<Batch>,
    at_once: usize,
}

impl Schedule {
    /// Begins with these batches.
    #[must_use]
    pub fn new(vendor: Vendor, batches: &[Vec<Grant>]) -> Self {
        let batches = batches.iter().enumerate().map(|(number, grants)| Batch::of(vendor, number, grants));
        Self::at_most(capabilities(vendor).parallel, batches.collect())
    }

    fn at_most(at_once: usize, waiting: Vec<Batch>) -> Self {
        Self { waiting, running: Vec::new(), at_once }
    }

    /// Takes the first batch that may start now. Nothing overtakes a waiting batch in one of its lanes, nor a broader one.
    pub fn turn(&mut self) -> Turn {
        if self.waiting.is_empty() {
            return Turn::Nothing;
        }
        if self.running.len() >= self.at_once {
            return Turn::Wait;
        }
        let broadest = self.running.iter().chain(&self.waiting).map(|batch| batch.breadth).max();
        let mut taken: HashSet<&String> = self.running.iter().flat_map(|batch| &batch.lanes).collect();
        let free = self.waiting.iter().position(|batch| {
            let is_broadest = Some(batch.breadth) == broadest;
            let free = is_broadest && !batch.lanes.iter().any(|lane| taken.contains(lane));
            taken.extend(batch.lanes.iter().filter(|_| is_broadest));
            free
        });
        match free {
            Some(at) => {
                let batch = self.waiting.remove(at);
                let number = batch.number;
                self.running.push(batch);
                Turn::Start(number)
            }
            None => Turn::Wait,
        }
    }

    /// Whether anything has not started yet.
    #[must_use]
    pub const fn has_more(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// A batch has ended.
    pub fn ended(&mut self, number: usize) {
        self.running.retain(|batch| batch.number != number);
    }

    /// Lets nothing more start, and tells what will not.
    pub fn drop_rest(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.waiting).into_iter().map(|batch| batch.number).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rescind_domain::{Membership, Principal, PrivilegeGrant, RoleName, RoleRef, Scope};

    use super::*;

    fn batches(lanes: &[&[&str]]) -> Vec<Batch> {
        let names = |lanes: &&[&str]| lanes.iter().map(|lane| (*lane).to_owned()).collect();
        lanes.iter().map(names).enumerate().map(|(number, lanes)| Batch { number, breadth: 0, lanes }).collect()
    }

    fn lanes(vendor: Vendor, grants: &[Grant]) -> Vec<String> {
        Batch::of(vendor, 0, grants).lanes
    }

    #[test]
    fn one_lane_is_serial_and_others_pass_by() {
        let mut schedule = Schedule::at_most(3, batches(&[&["a"], &["a"], &["b"], &[], &["b"]]));
        assert_eq!(
            [schedule.turn(), schedule.turn(), schedule.turn()],
            [Turn::Start(0), Turn::Start(2), Turn::Start(3)]
        );
        assert_eq!(schedule.turn(), Turn::Wait);
        schedule.ended(2);
        assert_eq!(schedule.turn(), Turn::Start(4));
        schedule.ended(0);
        assert_eq!([schedule.turn(), schedule.turn()], [Turn::Start(1), Turn::Nothing]);
    }

    #[test]
    fn what_waits_for_one_lane_keeps_its_others() {
        let mut schedule = Schedule::at_most(3, batches(&[&["a"], &["a", "b"], &["b"]]));
        assert_eq!([schedule.turn(), schedule.turn()], [Turn::Start(0), Turn::Wait]);
    }

    #[test]
    fn the_rest_is_dropped_and_told() {
        let mut schedule = Schedule::at_most(1, batches(&[&[], &[], &[]]));
        assert_eq!(schedule.turn(), Turn::Start(0));
        assert_eq!(schedule.drop_rest(), [1, 2]);
        assert_eq!(schedule.turn(), Turn::Nothing);
    }

    #[test]
    fn a_cluster_a_role_and_an_object_are_touched_by_one_call_at_a_time() {
        let held = |scope: &str, role: &str, user: &str| {
            let role = RoleRef::scoped(Scope::new(scope), RoleName::new(role));
            [Grant::Membership(Membership::new(role, Principal::user(user)))]
        };
        let yandex = |scope| lanes(Vendor::YandexMongodb, &held(scope, "read", "u"));
        assert_eq!(yandex("c9q/orders"), yandex("c9q/billing"));
        assert_ne!(yandex("c9q/orders"), yandex("c9r/orders"));
        let genauth = |role, user| lanes(Vendor::Genauth, &held("default", role, user));
        assert_eq!(genauth("r", "u"), genauth("r", "v"));
        assert_ne!(genauth("r", "u"), genauth("s", "u"));
        let privilege = |privilege: &str, object: &str| {
            let grant = PrivilegeGrant {
                privilege: privilege.into(),
                object_name: object.into(),
                ..PrivilegeGrant::of(RoleRef::plain("r"))
            };
            lanes(Vendor::Milvus, &[Grant::Privilege(grant)])
        };
        assert_eq!(privilege("Load", "docs"), privilege("GetLoadState", "docs"));
        assert_ne!(privilege("Load", "docs"), privilege("Load", "logs"));
    }

    proptest! {
        #[test]
        fn everything_starts_once_and_no_lane_is_shared(
            given in prop::collection::vec((prop::collection::vec(0_u8..4, 0..3), 0_u8..3), 0..20),
            at_once in 1_usize..5,
            ends in prop::collection::vec(any::<prop::sample::Index>(), 20),
        ) {
            let all: Vec<Vec<String>> =
                given.iter().map(|(lanes, _)| lanes.iter().map(ToString::to_string).collect()).collect();
            let breadth = |batch: usize| given[batch].1;
            let batch = |(number, lanes): (usize, &Vec<String>)| Batch { number, breadth: breadth(number), lanes: lanes.clone() };
            let mut schedule = Schedule::at_most(at_once, all.iter().enumerate().map(batch).collect());
            let (mut running, mut seen, mut ends): (Vec<usize>, Vec<usize>, _) = (Vec::new(), Vec::new(), ends.into_iter());
            loop {
                match schedule.turn() {
                    Turn::Start(batch) => {
                        prop_assert!(running.iter().all(|other| all[*other].iter().all(|lane| !all[batch].contains(lane))));
                        prop_assert!(running.iter().all(|other| breadth(*other) == breadth(batch)), "a broader one still runs");
                        running.push(batch);
                        seen.push(batch);
                        prop_assert!(running.len() <= at_once);
                    }
                    Turn::Wait => {
                        prop_assert!(!running.is_empty(), "nothing runs that could end");
                        let end = ends.next().unwrap().index(running.len());
                        schedule.ended(running.swap_remove(end));
                    }
                    Turn::Nothing => break,
                }
            }
            for (at, batch) in seen.iter().enumerate() {
                let earlier = seen[at..].iter().any(|later| {
                    let shared = all[*later].iter().any(|lane| all[*batch].contains(lane));
                    breadth(*later) > breadth(*batch) || (breadth(*later) == breadth(*batch) && shared && later < batch)
                });
                prop_assert!(!earlier, "a batch was overtaken in its lane, or by a narrower one");
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..all.len()).collect::<Vec<_>>());
        }
    }
}
