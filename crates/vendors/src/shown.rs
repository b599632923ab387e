//! A list that grows while it is read and is shown again and again: each of its rows is made once, however often that is.

use std::sync::{Mutex, PoisonError};

use rescind_domain::read::List;

use crate::read::Show;

/// What was shown of it.
pub(crate) struct Shown<R>(Mutex<List<R>>);

impl<R> Shown<R> {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(List::default()))
    }

    /// Shows what `row` makes of these. So many of them were shown before, none where the reading began anew, and there will be
    /// so many in all.
    pub(crate) fn more<T>(
        &self,
        read: &[T],
        before: usize,
        total: usize,
        row: impl Fn(&T) -> Option<R>,
        show: Show<'_, List<R>>,
    ) {
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if before == 0 {
            list.rows.clear();
        }
        list.same = list.rows.len();
        list.rows.extend(read.iter().skip(before).filter_map(row));
        list.progress = Some((read.len(), total));
        show(&list);
    }

    /// All of it, also what was read last and not shown any more.
    pub(crate) fn into_list<T>(self, read: &[T], row: impl Fn(&T) -> Option<R>) -> List<R> {
        let mut list = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (before, total) = list.progress.unwrap_or_default();
        list.rows.extend(read.iter().skip(before).filter_map(row));
        List { progress: Some((read.len(), total)), same: 0, ..list }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even(number: &u32) -> Option<u32> {
        number.is_multiple_of(2).then_some(*number)
    }

    #[test]
    fn what_was_shown_before_is_claimed_to_be_the_same_and_nothing_else_is() {
        let seen = Mutex::new(Vec::new());
        let show = |list: &List<u32>| {
            seen.lock().unwrap().push((list.rows.clone(), list.same, list.progress));
        };
        let shown = Shown::new();
        shown.more(&[], 0, 5, even, &show);
        shown.more(&[2, 3], 0, 5, even, &show);
        shown.more(&[2, 3, 4], 2, 5, even, &show);
        // The reading began anew.
        shown.more(&[6, 8], 0, 4, even, &show);
        let list = shown.into_list(&[6, 8, 10], even);
        assert_eq!(
            seen.into_inner().unwrap(),
            [
                (vec![], 0, Some((0, 5))),
                (vec![2], 0, Some((2, 5))),
                (vec![2, 4], 1, Some((3, 5))),
                (vec![6, 8], 0, Some((2, 4))),
            ]
        );
        assert_eq!((list.rows, list.same, list.progress), (vec![6, 8, 10], 0, Some((3, 4))));
    }
}
