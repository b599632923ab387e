//! `rescind-gateway journal`: reads the journal of a data directory, whether or not a gateway runs on it. It writes to
//! standard output and changes nothing.

use std::io::{self, Write as _};
use std::path::Path;

use clap::{Args, Subcommand};

use super::{Data, say};
use crate::error::Error;
use crate::journal::{self, Format, Store, Verdict};

/// What can be done with a journal.
#[derive(Debug, Subcommand)]
pub(super) enum Act {
    /// Walk along the chain of hashes; the first event that is not as it was written ends it with code 1.
    Verify(Verify),
    /// Write all rows to standard output, newest first. A call that is under way at a running gateway is written as lost.
    Export(Export),
}

#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    data: Data,
    /// The form of the rows.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    data: Data,
    /// A hash that was printed earlier: it must still be in the chain, which shows that no end was cut off since.
    #[arg(long, value_name = "HASH")]
    holds: Option<String>,
}

/// Does it.
pub(super) fn run(act: Act) -> Result<(), String> {
    match act {
        Act::Verify(verify) => self::verify(&verify),
        Act::Export(export) => self::export(&export),
    }
}

fn verify(Verify { data, holds }: &Verify) -> Result<(), String> {
    let mut held = holds.is_none();
    let verdict = open(&data.directory)
        .and_then(|journal| journal::verify(&journal, |hash| held |= holds.as_deref() == Some(&hash.to_string())))
        .map_err(|error| cannot_read(&data.directory, &error))?;
    let (events, first, last) = match verdict {
        Verdict::Whole { events, first, last } => (events, first, last),
        Verdict::Broken { event, what } => return Err(format!("the journal is broken: event {event} {what}")),
    };
    if !held {
        return Err(format!("the journal's {events} events fit together, but no event has the hash given by --holds"));
    }
    say(io::stdout(), &format!("the journal is whole: {events} events, the last one with the hash {last}"));
    if first > 1 {
        let earlier = first - 1;
        say(io::stdout(), &format!("the hashes of events 1 to {earlier} were made by an upgrade, after the events"));
    }
    Ok(())
}

fn export(Export { data, format }: &Export) -> Result<(), String> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut unwritten = None;
    let mut write = |text: &str| {
        out.write_all(text.as_bytes()).map_err(|cause| {
            unwritten = Some(cause);
            Error::internal("standard output ends here")
        })
    };
    let read = open(&data.directory).and_then(|journal| journal::everything(&journal, *format, &mut write));
    match (read, unwritten.map_or_else(|| out.flush(), Err)) {
        // Whoever reads has seen enough, as `head` has.
        (_, Err(cause)) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        (_, Err(cause)) => Err(format!("standard output cannot be written: {cause}")),
        (read, Ok(())) => read.map_err(|error| cannot_read(&data.directory, &error)),
    }
}

fn open(directory: &Path) -> Result<rusqlite::Connection, Error> {
    Store::read_only(&Store::path(directory))
}

fn cannot_read(directory: &Path, error: &Error) -> String {
    format!("the journal in {} cannot be read: {}", directory.display(), error.for_operators())
}
