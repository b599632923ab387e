//! What a reading has shown and was not written yet. A list is shown whole, again and again, while it grows: of the rows that were
//! written only hashes are kept, and each row is looked at no more often than the reading claims that it has changed.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

use rescind_domain::Fault;
use rescind_domain::read::line::{About, Line, Patch, Tail};
use rescind_domain::read::{Columns as _, Held, List, PersonView, Row};
use tokio::sync::Notify;

/// So many rows are in one line at most.
const MOST: usize = 2_000;

/// What has been read, at the end or in between.
pub(super) struct Seen<R> {
    /// Whom it is about, where it is about somebody.
    about: Option<Option<About>>,
    list: List<R>,
}

impl<R> From<List<R>> for Seen<R> {
    fn from(list: List<R>) -> Self {
        Self { about: None, list }
    }
}

impl From<Option<PersonView>> for Seen<Held> {
    fn from(view: Option<PersonView>) -> Self {
        let Some(PersonView { principal, place, detail, held, everything, gaps }) = view else {
            return Self { about: Some(None), list: List::default() };
        };
        let about = About { principal, place, detail, everything };
        Self { about: Some(Some(about)), list: List::of(held, gaps) }
    }
}

/// What was shown.
pub(super) struct Shown<R> {
    state: Mutex<State<R>>,
    /// That there is something to be written.
    pub(super) is_new: Notify,
}

struct State<R> {
    /// Whom it is about, and whether that was written.
    about: Option<Option<About>>,
    is_told: bool,
    rows: Rows<R>,
    /// How far the reading is, and what was written of it.
    progress: Option<(usize, usize)>,
    told: Option<(usize, usize)>,
}

impl<R: Row> Shown<R> {
    /// Nothing.
    pub(super) fn new() -> Self {
        let state = State { about: None, is_told: true, rows: Rows::new(), progress: None, told: None };
        Self { state: Mutex::new(state), is_new: Notify::new() }
    }

    /// Takes what the reading shows of a list.
    pub(super) fn list(&self, list: &List<R>) {
        self.change(|state| state.take(None, list));
    }

    /// Takes what it shows, with whom it is about.
    pub(super) fn view(&self, seen: &Seen<R>) {
        self.change(|state| state.take(seen.about.as_ref(), &seen.list));
    }

    fn change(&self, change: impl FnOnce(&mut State<R>)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.is_new.notify_one();
    }

    /// Writes what was shown and not written yet.
    pub(super) fn write(&self, write: &mut dyn FnMut(&Line<R::Columns>)) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.about(write);
        state.rows.write(write);
        state.progress(write);
    }

    /// Writes what is left of the whole, and the end; the fault, where the reading broke off before anything was written.
    pub(super) fn end(
        &self,
        read: Result<Seen<R>, Fault>,
        write: &mut dyn FnMut(&Line<R::Columns>),
    ) -> Result<(), Fault> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let tail = match read {
            Ok(Seen { about, list }) => {
                state.set_about(about.as_ref());
                state.progress = list.progress;
                state.about(write);
                state.rows.write_all(&list.rows, write);
                state.progress(write);
                Tail::of(&list.rows, list.gaps)
            }
            Err(fault) if state.is_empty() => return Err(fault),
            Err(fault) => Tail::broken(fault),
        };
        write(&Line::Tail(tail));
        Ok(())
    }
}

impl<R: Row> State<R> {
    fn take(&mut self, about: Option<&Option<About>>, list: &List<R>) {
        self.set_about(about);
        self.rows.show(&list.rows, list.same);
        self.progress = list.progress;
    }

    fn set_about(&mut self, about: Option<&Option<About>>) {
        if about.is_some() && about != self.about.as_ref() {
            (self.about, self.is_told) = (about.cloned(), false);
        }
    }

    fn about(&mut self, write: &mut dyn FnMut(&Line<R::Columns>)) {
        if !std::mem::replace(&mut self.is_told, true)
            && let Some(about) = &self.about
        {
            write(&Line::About(about.clone()));
        }
    }

    fn progress(&mut self, write: &mut dyn FnMut(&Line<R::Columns>)) {
        if self.progress != self.told
            && let Some((done, of)) = self.progress
        {
            write(&Line::Progress(done, of));
            self.told = self.progress;
        }
    }

    /// Whether nothing was written.
    fn is_empty(&self) -> bool {
        (self.about.is_none() || !self.is_told) && self.rows.written == 0 && self.told.is_none()
    }
}

/// The rows of a list. Two that differ have the same hash once in 2^64 times, by keys that nobody knows.
struct Rows<R> {
    keys: RandomState,
    /// One for each row that was shown last.
    hashes: Vec<u64>,
    /// Those that were not written as they are, by their places.
    waiting: BTreeMap<usize, R>,
    /// So many places were written, whatever was there, and are still there.
    written: usize,
    /// Whether there were more.
    is_cut: bool,
}

impl<R: Row> Rows<R> {
    fn new() -> Self {
        Self { keys: RandomState::new(), hashes: Vec::new(), waiting: BTreeMap::new(), written: 0, is_cut: false }
    }

    /// Takes all rows as they are now, of which so many are as they were.
    fn show(&mut self, rows: &[R], same: usize) {
        self.cut(rows.len());
        for (at, row) in rows.iter().enumerate().skip(same.min(self.hashes.len())) {
            if self.note(at, row) {
                self.waiting.insert(at, row.clone());
            }
        }
    }

    fn cut(&mut self, rows: usize) {
        self.hashes.truncate(rows);
        self.waiting.split_off(&rows);
        if rows < self.written {
            (self.written, self.is_cut) = (rows, true);
        }
    }

    /// Whether a row is another one than before.
    fn note(&mut self, at: usize, row: &R) -> bool {
        let hash = self.keys.hash_one(row);
        match self.hashes.get_mut(at) {
            Some(known) => std::mem::replace(known, hash) != hash,
            None => {
                self.hashes.push(hash);
                true
            }
        }
    }

    /// Writes what was shown and not written.
    fn write(&mut self, write: &mut dyn FnMut(&Line<R::Columns>)) {
        let mut changed = std::mem::take(&mut self.waiting);
        let more = changed.split_off(&self.written);
        self.write_changes(&changed.into_iter().collect::<Vec<_>>(), write);
        write_rows(&more.into_values().collect::<Vec<_>>(), write);
        self.written = self.hashes.len();
    }

    /// Writes what makes these out of what was written: all of them, none is shown any more.
    fn write_all(&mut self, rows: &[R], write: &mut dyn FnMut(&Line<R::Columns>)) {
        self.cut(rows.len());
        let mut changed = std::mem::take(&mut self.waiting);
        changed.split_off(&self.written);
        for (at, row) in rows.iter().enumerate().take(self.written) {
            if self.note(at, row) {
                changed.insert(at, row.clone());
            }
        }
        self.write_changes(&changed.into_iter().collect::<Vec<_>>(), write);
        // They are written as they stand there: of a long list a copy of its own would be too much.
        write_rows(rows.get(self.written..).unwrap_or_default(), write);
        self.written = rows.len();
    }

    fn write_changes(&mut self, changed: &[(usize, R)], write: &mut dyn FnMut(&Line<R::Columns>)) {
        if std::mem::take(&mut self.is_cut) {
            write(&Line::Keep(self.written));
        }
        for part in changed.chunks(MOST) {
            let (at, rows): (Vec<usize>, Vec<R>) = part.iter().cloned().unzip();
            write(&Line::Patch(Patch { at, rows: R::Columns::of(&rows) }));
        }
    }
}

fn write_rows<R: Row>(rows: &[R], write: &mut dyn FnMut(&Line<R::Columns>)) {
    for part in rows.chunks(MOST) {
        write(&Line::Slice(R::Columns::of(part)));
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;
    use rescind_domain::read::RoleEntry;
    use rescind_domain::read::line::{Head, Reading};
    use rescind_domain::{Capabilities, FaultKind, FaultSource, Retry, RoleNature, RoleRef, Timestamp};

    use super::*;

    type Lines = Vec<Line<<RoleEntry as Row>::Columns>>;

    fn list(rows: &[(String, usize)], same: usize) -> List<RoleEntry> {
        let nature = RoleNature::CUSTOM;
        let row = |(name, members): &(String, usize)| {
            let (role, members) = (RoleRef::plain(name), Some(*members));
            RoleEntry { role, place: None, label: None, nature, members, privileges: None }
        };
        List { same, progress: Some((rows.len(), 9)), ..List::of(rows.iter().map(row).collect(), Vec::new()) }
    }

    fn named(names: &[&str]) -> Vec<(String, usize)> {
        names.iter().map(|name| ((*name).to_owned(), 0)).collect()
    }

    fn written(shown: &Shown<RoleEntry>) -> Lines {
        let mut lines = Vec::new();
        shown.write(&mut |line| lines.push(line.clone()));
        lines
    }

    fn ended(shown: &Shown<RoleEntry>, read: Result<List<RoleEntry>, Fault>) -> Result<Lines, Fault> {
        let mut lines = Vec::new();
        shown.end(read.map(Seen::from), &mut |line| lines.push(line.clone())).map(|()| lines)
    }

    fn reading() -> Reading<RoleEntry> {
        let mut reading = Reading::default();
        let capabilities = Capabilities { administrators: Cow::Borrowed(&[]), ..Capabilities::default() };
        assert!(reading.take(Line::Head(Head { read_at: Timestamp(1), seq: 0, capabilities })).is_some());
        reading
    }

    fn take(reading: &mut Reading<RoleEntry>, lines: Lines) {
        for line in lines {
            let text = serde_json::to_string(&line).unwrap();
            assert!(reading.take(serde_json::from_str(&text).unwrap()).is_some(), "{text}");
        }
    }

    #[test]
    fn what_was_written_is_not_written_again() {
        let shown = Shown::new();
        shown.list(&list(&named(&["a", "b"]), 0));
        assert_eq!(written(&shown).len(), 2, "rows and progress");
        shown.list(&list(&named(&["a", "b"]), 0));
        assert_eq!(written(&shown), []);
        shown.list(&list(&named(&["a", "b", "c"]), 2));
        let lines = written(&shown);
        assert!(matches!(&lines[..], [Line::Slice(rows), Line::Progress(3, 9)] if rows.rows == 1), "{lines:?}");
        let lines = ended(&shown, Ok(list(&named(&["a", "x", "c"]), 0))).unwrap();
        assert!(matches!(&lines[..], [Line::Patch(patch), Line::Tail(_)] if patch.at == [1]), "{lines:?}");
    }

    #[test]
    fn rows_that_are_claimed_to_be_the_same_are_not_looked_at() {
        let shown = Shown::new();
        shown.list(&list(&named(&["a", "b"]), 0));
        let _first = written(&shown);
        shown.list(&list(&named(&["x", "b", "c"]), 2));
        let lines = written(&shown);
        assert!(matches!(&lines[..], [Line::Slice(rows), Line::Progress(..)] if rows.rows == 1), "{lines:?}");
        let lines = ended(&shown, Ok(list(&named(&["x", "b", "c"]), 3))).unwrap();
        assert!(matches!(&lines[..], [Line::Patch(_), Line::Tail(_)]), "in the end they are: {lines:?}");
    }

    #[test]
    fn a_fault_before_anything_was_written_is_the_answer_and_ends_the_list_later() {
        let fault = || Fault::new(FaultKind::Timeout, FaultSource::Vendor, "GET", "/", Retry::Safe);
        let shown = Shown::new();
        shown.list(&list(&named(&["a"]), 0));
        assert_eq!(ended(&shown, Err(fault())), Err(fault()));
        let _first = written(&shown);
        assert_eq!(ended(&shown, Err(fault())), Ok(vec![Line::Tail(Tail::broken(fault()))]));
    }

    #[test]
    fn no_line_has_too_many_rows() {
        let names: Vec<(String, usize)> = (0..2 * MOST + 1).map(|number| (number.to_string(), 0)).collect();
        for is_shown in [false, true] {
            let shown = Shown::new();
            let mut lines = Vec::new();
            if is_shown {
                shown.list(&list(&names, 0));
                lines = written(&shown);
            }
            lines.extend(ended(&shown, Ok(list(&names, 0))).unwrap());
            let slices = lines.iter().filter_map(|line| match line {
                Line::Slice(rows) => Some(rows.rows),
                _ => None,
            });
            assert_eq!(slices.collect::<Vec<_>>(), [MOST, MOST, 1]);
        }
    }

    proptest! {
        #[test]
        fn a_reader_who_takes_all_lines_has_the_newest_rows(
            states in prop::collection::vec((prop::collection::vec(("[a-c]", 0usize..2), 0..7), any::<bool>()), 1..7),
        ) {
            let (shown, mut reading) = (Shown::new(), reading());
            let mut before: Vec<(String, usize)> = Vec::new();
            for (state, is_written) in &states {
                let same = before.iter().zip(state).take_while(|(before, now)| before == now).count();
                shown.list(&list(state, same));
                before.clone_from(state);
                if *is_written {
                    take(&mut reading, written(&shown));
                    prop_assert_eq!(&reading.list.rows, &list(state, 0).rows);
                }
            }
            let (last, _) = states.last().unwrap();
            let end: Vec<_> = last.iter().rev().cloned().collect();
            take(&mut reading, ended(&shown, Ok(list(&end, 0))).unwrap());
            prop_assert_eq!(reading.list.rows, list(&end, 0).rows);
        }
    }
}
