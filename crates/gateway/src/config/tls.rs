//! `[tls]`: the gateway's own certificate.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::tls::Files;

/// The table as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tls {
    certificate: PathBuf,
    key: PathBuf,
}

/// The files of a table. A relative path in it is relative to `directory`.
pub(super) fn files(table: &Tls, directory: &Path) -> Files {
    Files { certificate: directory.join(&table.certificate), key: directory.join(&table.key) }
}
