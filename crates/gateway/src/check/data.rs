//! The data directory: whether the gateway could keep its journal there. It writes one file and takes it away again.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use crate::journal::Store;

/// What is worth knowing of the directory, or what is wrong with it.
pub(super) fn check(directory: &Path) -> Result<String, String> {
    let place = directory.display();
    if !directory.exists() {
        return Ok(format!("{place} is not there yet; the first start makes it"));
    }
    write(directory).map_err(|cause| {
        format!("{place} cannot be written: {cause}; it has to belong to the user who runs the gateway")
    })?;
    let journal = Store::path(directory);
    if journal.exists() {
        Store::look(&journal)
            .map_err(|error| format!("{} cannot be used: {}", journal.display(), error.for_operators()))?;
    }
    match is_in_use(directory) {
        true => Ok(format!("{place} is in use by a running gateway")),
        false => Ok(format!("{place} can be written")),
    }
}

fn write(directory: &Path) -> io::Result<()> {
    let probe = directory.join(format!("check-{}", std::process::id()));
    std::fs::write(&probe, "This was left behind by a check and may be deleted.\n")?;
    std::fs::remove_file(probe)
}

fn is_in_use(directory: &Path) -> bool {
    File::open(directory.join("lock")).is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
}
