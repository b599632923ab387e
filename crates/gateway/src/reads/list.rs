//! Reads a list and writes its lines: the head, rows as they come, and the tail. What the vendor's reading shows in between is
//! compared with what was written, and only the difference is written.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rescind_domain::read::line::{About, Head, Line, Tail, changes};
use rescind_domain::read::{Held, List, PersonView, Row};
use rescind_domain::{Connection, Fault, FaultKind, FaultSource, Retry};
use rescind_vendors::read;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::Subject;
use super::in_flight::Sink;
use super::source::Source;
use crate::app::App;
use crate::error::Error;
use crate::journal::newest_of_all;

/// So long passes between two parts at least: what comes in swarms goes together.
const PAUSE: Duration = Duration::from_millis(25);

/// So many rows are in one line at most.
const MOST: usize = 2_000;

/// Reads it to its end.
pub(super) async fn read(app: Arc<App>, source: Source, connection: Connection, subject: Subject, sink: Sink) {
    let head = match head(&app, &connection).await {
        Ok(head) => head,
        Err(error) => return sink.fail(unknown_place(&error)),
    };
    let at = &connection;
    match subject {
        Subject::Roles => {
            let shown = Shown::default();
            run(&sink, head, &shown, read::roles(&source, at, &|list| shown.list(list))).await;
        }
        Subject::Users => {
            let shown = Shown::default();
            run(&sink, head, &shown, read::people(&source, at, &|list| shown.list(list))).await;
        }
        Subject::Members(role) => {
            let shown = Shown::default();
            run(&sink, head, &shown, read::members(&source, at, &role, &|list| shown.list(list))).await;
        }
        Subject::Privileges(role) => run(&sink, head, &Shown::default(), read::privileges(&source, at, &role)).await,
        Subject::Effective(user) => run(&sink, head, &Shown::default(), read::effective(&source, at, &user)).await,
        Subject::User(user) => {
            let shown = Shown::default();
            run(&sink, head, &shown, read::person(&source, at, &user, &|view| shown.set(Seen::from(view.clone()))))
                .await;
        }
    }
}

async fn head(app: &App, connection: &Connection) -> Result<Head, Error> {
    let seq = app.journal.view(|journal, _| newest_of_all(journal)).await?;
    Ok(Head { read_at: app.environment.clock.now(), seq, capabilities: connection.capabilities.clone() })
}

/// The journal does not tell how far it is, so that no list could be put in its place among the changes.
fn unknown_place(error: &Error) -> Fault {
    tracing::error!(cause = error.for_operators(), "the journal could not be read before a list");
    let mut fault = Fault::new(FaultKind::Unavailable, FaultSource::Gateway, "", "", Retry::Safe);
    fault.message = Some(error.to_string());
    fault
}

/// What has been read so far.
struct Seen<R> {
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

/// What the reading showed last and was not written yet.
struct Shown<R> {
    newest: Mutex<Option<Seen<R>>>,
    is_new: Notify,
}

impl<R> Default for Shown<R> {
    fn default() -> Self {
        Self { newest: Mutex::new(None), is_new: Notify::new() }
    }
}

impl<R: Clone> Shown<R> {
    fn list(&self, list: &List<R>) {
        self.set(list.clone().into());
    }

    fn set(&self, seen: Seen<R>) {
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        self.is_new.notify_one();
    }

    fn take(&self) -> Option<Seen<R>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Writes a reading from its head to its tail.
async fn run<R: Row, T: Into<Seen<R>>>(
    sink: &Sink,
    head: Head,
    shown: &Shown<R>,
    reading: impl Future<Output = Result<T, Fault>> + Send,
) {
    let mut writer = Writer { sink, about: None, rows: Vec::new(), progress: None };
    writer.line(&Line::Head(head));
    let mut reading = std::pin::pin!(reading);
    let (mut free, mut due) = (Instant::now(), None);
    let read = loop {
        tokio::select! {
            biased;
            read = &mut reading => break read,
            () = shown.is_new.notified(), if due.is_none() => due = Some(free.max(Instant::now())),
            () = sleep_until(due.unwrap_or(free)), if due.is_some() => {
                if let Some(seen) = shown.take() {
                    writer.write(seen);
                }
                (free, due) = (Instant::now() + PAUSE, None);
            }
        }
    };
    match read.map(Into::into) {
        Ok(seen) => {
            let tail = Tail::of(&seen.list.rows, seen.list.gaps.clone());
            writer.write(seen);
            writer.line(&Line::Tail(tail));
        }
        Err(fault) if writer.is_empty() => sink.fail(fault),
        Err(fault) => writer.line(&Line::Tail(Tail::broken(fault))),
    }
}

/// What was written.
struct Writer<'a, R> {
    sink: &'a Sink,
    about: Option<Option<About>>,
    rows: Vec<R>,
    progress: Option<(usize, usize)>,
}

impl<R: Row> Writer<'_, R> {
    /// Whether nothing but the head was written.
    fn is_empty(&self) -> bool {
        self.about.is_none() && self.rows.is_empty() && self.progress.is_none()
    }

    /// Writes what is new.
    fn write(&mut self, Seen { about, list: List { rows, progress, .. } }: Seen<R>) {
        if about != self.about
            && let Some(whom) = &about
        {
            self.line(&Line::About(whom.clone()));
            self.about = about;
        }
        for line in changes(&self.rows, &rows, MOST) {
            self.line(&line);
        }
        self.rows = rows;
        if progress != self.progress
            && let Some((done, of)) = progress
        {
            self.line(&Line::Progress(done, of));
            self.progress = progress;
        }
    }

    fn line(&self, line: &Line<R::Columns>) {
        match serde_json::to_vec(line) {
            Ok(mut bytes) => {
                bytes.push(b'\n');
                self.sink.line(bytes);
            }
            // Our own types always serialise; without a line the reader finds the list cut, and never a wrong one.
            Err(error) => tracing::error!(%error, "a line of a list could not be written"),
        }
    }
}
