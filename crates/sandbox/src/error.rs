//! What can keep the sandbox from starting, each a sentence that says what to do. Answers to callers are not here.

use std::path::PathBuf;

/// Why the sandbox could not start or lost its store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The data directory could not be created.
    #[error("the data directory {} cannot be used: {source}", path.display())]
    Data {
        /// The directory that was asked for.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database could not be opened, read or written.
    #[error("the sandbox's database failed: {0}")]
    Store(#[from] rusqlite::Error),
    /// A store task was cancelled, which happens only while the runtime shuts down.
    #[error("the sandbox's store stopped")]
    Stopped,
}
