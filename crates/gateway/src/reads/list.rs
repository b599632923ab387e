//! Reads a list and writes its lines: the head, rows as they come, and the tail. What the vendor's reading shows in between is
//! compared with what was written, and only the difference is written.

use std::sync::Arc;
use std::time::Duration;

use rescind_domain::read::line::{Head, Line};
use rescind_domain::read::{Columns, Row};
use rescind_domain::{Connection, Fault, FaultKind, FaultSource, Retry};
use rescind_vendors::read;
use tokio::time::{Instant, sleep_until};

use super::Subject;
use super::in_flight::Sink;
use super::shown::{Seen, Shown};
use super::source::Source;
use crate::app::App;
use crate::error::Error;
use crate::journal::newest_of_all;

/// So long passes between two parts at least: what comes in swarms goes together.
const PAUSE: Duration = Duration::from_millis(25);

/// Reads it to its end.
pub(super) async fn read(app: Arc<App>, source: Source, connection: Connection, subject: Subject, sink: Sink) {
    let head = match head(&app, &connection).await {
        Ok(head) => head,
        Err(error) => return sink.fail(unknown_place(&error)),
    };
    let at = &connection;
    match subject {
        Subject::Roles => {
            let shown = Shown::new();
            run(&sink, head, &shown, read::roles(&source, at, &|list| shown.list(list))).await;
        }
        Subject::Users => {
            let shown = Shown::new();
            run(&sink, head, &shown, read::people(&source, at, &|list| shown.list(list))).await;
        }
        Subject::Members(role) => {
            let shown = Shown::new();
            run(&sink, head, &shown, read::members(&source, at, &role, &|list| shown.list(list))).await;
        }
        Subject::Privileges(role) => run(&sink, head, &Shown::new(), read::privileges(&source, at, &role)).await,
        Subject::Effective(user) => run(&sink, head, &Shown::new(), read::effective(&source, at, &user)).await,
        Subject::User(user) => {
            let shown = Shown::new();
            run(&sink, head, &shown, read::person(&source, at, &user, &|view| shown.view(&Seen::from(view.clone()))))
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

/// Writes a reading from its head to its tail.
async fn run<R: Row, T: Into<Seen<R>>>(
    sink: &Sink,
    head: Head,
    shown: &Shown<R>,
    reading: impl Future<Output = Result<T, Fault>> + Send,
) {
    let mut write = |line: &Line<R::Columns>| write(sink, line);
    write(&Line::Head(head));
    let mut reading = std::pin::pin!(reading);
    let (mut free, mut due) = (Instant::now(), None);
    let read = loop {
        tokio::select! {
            biased;
            read = &mut reading => break read,
            () = shown.is_new.notified(), if due.is_none() => due = Some(free.max(Instant::now())),
            () = sleep_until(due.unwrap_or(free)), if due.is_some() => {
                shown.write(&mut write);
                (free, due) = (Instant::now() + PAUSE, None);
            }
        }
    };
    if let Err(fault) = shown.end(read.map(Into::into), &mut write) {
        sink.fail(fault);
    }
}

fn write<C: Columns>(sink: &Sink, line: &Line<C>) {
    match serde_json::to_vec(line) {
        Ok(mut bytes) => {
            bytes.push(b'\n');
            // What has room for more keeps it for as long as the list is read.
            sink.line(bytes.into_boxed_slice());
        }
        // Our own types always serialise; without a line the reader finds the list cut, and never a wrong one.
        Err(error) => tracing::error!(%error, "a line of a list could not be written"),
    }
}
