//! What a call changed of all that it can touch, besides what was asked for: two reads are compared, one from before the call
//! and one from after it. It blames nobody: somebody else may have changed the same in between.

use rescind_domain::observation::Place;
use rescind_domain::{Comparison, Extent, Grant, Timestamp};

/// What is known of the time between the two reads.
#[derive(Clone, Copy, Debug)]
pub struct Between<'a> {
    /// When the read before the call began.
    pub from: Timestamp,
    /// When the read after the call began.
    pub to: Timestamp,
    /// What was asked for, what goes with it, and what other calls of ours were to revoke meanwhile.
    pub explained: &'a [Grant],
    /// How many of the grants that were asked for were seen before the call and not after it.
    pub revoked: u64,
    /// How many of the same lists other calls of ours were to revoke meanwhile.
    pub others: u64,
    /// Whether any of what was asked for is as it was before.
    pub stayed: bool,
}

/// Compares what two reads showed.
#[must_use]
pub fn compare(before: &Extent, after: &Extent, between: Between<'_>) -> Comparison {
    let Between { from, to, explained, revoked, others, stayed } = between;
    let place = if stayed { Place::Instead } else { Place::Besides };
    match (before, after) {
        (Extent::NotRead(why), _) | (_, Extent::NotRead(why)) => Comparison::NotCompared { why: why.clone() },
        (Extent::Grants(before), Extent::Grants(after)) => {
            let is_there = |grant: &Grant| after.iter().any(|other| other.is_same(grant));
            let is_explained =
                |grant: &Grant| explained.iter().any(|other| other.covers(grant) || other.includes(grant));
            let gone: Vec<Grant> =
                before.iter().filter(|grant| !is_there(grant) && !is_explained(grant)).cloned().collect();
            match gone.is_empty() {
                true => Comparison::Same,
                false => Comparison::AlsoGone { grants: gone, count: None, from, to, place },
            }
        }
        (Extent::Totals(before), Extent::Totals(after)) => {
            // Only the lists of those for whom the call was made are read again after it.
            let fallen = |(list, after): (&String, &u64)| Some(before.get(list)?.saturating_sub(*after));
            match after
                .iter()
                .map(fallen)
                .sum::<Option<u64>>()
                .map(|fallen| fallen.saturating_sub(revoked.saturating_add(others)))
            {
                None => Comparison::NotCompared { why: "a list was read only after the call".to_owned() },
                Some(0) => Comparison::Same,
                Some(count) => Comparison::AlsoGone { grants: Vec::new(), count: Some(count), from, to, place },
            }
        }
        (Extent::Grants(_), Extent::Totals(_)) | (Extent::Totals(_), Extent::Grants(_)) => {
            Comparison::NotCompared { why: "the two reads were of different kinds".to_owned() }
        }
    }
}

#[cfg(test)]
mod tests {
    use rescind_domain::{AccessGrant, Membership, Principal, RoleName, RoleRef, Scope};

    use super::*;

    fn held(role: &str) -> Grant {
        let role = RoleRef::scoped(Scope::new("c/d"), RoleName::new(role));
        Grant::Membership(Membership::new(role, Principal::user("alice")))
    }

    fn compared(before: &[&str], after: &[&str], explained: &[Grant], stayed: bool) -> Comparison {
        let all = |roles: &[&str]| Extent::Grants(roles.iter().map(|role| held(role)).collect());
        let between = Between { from: Timestamp(1), to: Timestamp(2), explained, revoked: 1, others: 0, stayed };
        compare(&all(before), &all(after), between)
    }

    fn totals(lists: &[(&str, u64)]) -> Extent {
        Extent::Totals(lists.iter().map(|(name, total)| ((*name).to_owned(), *total)).collect())
    }

    fn also(roles: &[&str], place: Place) -> Comparison {
        let grants = roles.iter().map(|role| held(role)).collect();
        Comparison::AlsoGone { grants, count: None, from: Timestamp(1), to: Timestamp(2), place }
    }

    #[test]
    fn what_was_asked_for_explains_itself_and_nothing_else() {
        assert_eq!(compared(&["a", "b"], &["b"], &[held("a")], false), Comparison::Same);
        assert_eq!(compared(&["a", "b"], &[], &[held("a")], false), also(&["b"], Place::Besides));
        assert_eq!(compared(&["a", "b"], &["a"], &[held("a")], true), also(&["b"], Place::Instead));
        assert_eq!(compared(&["a"], &["b"], &[held("a")], false), Comparison::Same, "more is no loss");
    }

    #[test]
    fn other_calls_of_ours_explain_what_they_revoke() {
        assert_eq!(compared(&["a", "b"], &[], &[held("a"), held("b")], false), Comparison::Same);
        let access = Grant::Access(AccessGrant {
            scope: Scope::new("c/d"),
            on: "d".to_owned(),
            principal: Principal::user("alice"),
            roles: Vec::new(),
        });
        assert_eq!(compared(&["a", "b"], &[], &[access], false), Comparison::Same);
    }

    #[test]
    fn a_read_with_a_gap_compares_nothing() {
        let between =
            Between { from: Timestamp(1), to: Timestamp(2), explained: &[], revoked: 0, others: 0, stayed: false };
        let gap = Extent::NotRead("only one database".to_owned());
        let expected = Comparison::NotCompared { why: "only one database".to_owned() };
        for (before, after) in [(&gap, &totals(&[("a", 1)])), (&Extent::Grants(Vec::new()), &gap)] {
            assert_eq!(compare(before, after, between), expected);
        }
    }

    #[test]
    fn a_total_that_fell_by_more_than_was_asked_for_is_told() {
        let between = |revoked| Between {
            from: Timestamp(1),
            to: Timestamp(2),
            explained: &[],
            revoked,
            others: 0,
            stayed: false,
        };
        let compared =
            |before, after, revoked| compare(&totals(&[("a", before)]), &totals(&[("a", after)]), between(revoked));
        assert_eq!(compared(120, 118, 2), Comparison::Same);
        assert_eq!(compared(120, 125, 2), Comparison::Same);
        assert!(matches!(compared(120, 117, 2), Comparison::AlsoGone { count: Some(1), .. }));
        let explained = Between { others: 1, ..between(2) };
        assert_eq!(compare(&totals(&[("a", 120)]), &totals(&[("a", 117)]), explained), Comparison::Same);
    }

    #[test]
    fn a_list_that_the_call_did_not_touch_is_not_counted() {
        let between =
            Between { from: Timestamp(1), to: Timestamp(2), explained: &[], revoked: 1, others: 0, stayed: false };
        let before = totals(&[("a", 40), ("b", 7)]);
        assert_eq!(compare(&before, &totals(&[("b", 6)]), between), Comparison::Same);
        let found = compare(&before, &totals(&[("b", 4)]), between);
        assert!(matches!(found, Comparison::AlsoGone { count: Some(2), .. }), "{found:?}");
        assert!(matches!(compare(&before, &totals(&[("c", 6)]), between), Comparison::NotCompared { .. }));
    }
}
