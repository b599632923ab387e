//! The samples that lie in the tree: recorded answers, saved descriptions, the config of the documents. It reads files and
//! knows nothing of what they mean.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// One recorded answer.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The HTTP status.
    pub status: u16,
    /// The body; a text where it was no JSON.
    pub body: Value,
}

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/vendors/tests/fixtures").join(folder)
}

/// The contents of all files of a folder, in the order of their names.
fn contents(folder: &Path) -> io::Result<Vec<String>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    paths.iter().map(fs::read_to_string).collect()
}

/// The recorded answers of a vendor, by the name of its folder.
///
/// # Errors
/// They cannot be read.
pub fn answers(vendor: &str) -> io::Result<Vec<Sample>> {
    let sample = |text: String| {
        let file: Value = serde_json::from_str(&text)?;
        let status = file.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
        let body = file.get("response").cloned().unwrap_or_default();
        Ok(Sample { status: status.unwrap_or(200), body })
    };
    contents(&fixtures(vendor))?.into_iter().map(sample).collect()
}

/// Descriptions of roles as people save them.
///
/// # Errors
/// They cannot be read.
pub fn descriptions() -> io::Result<Vec<String>> {
    contents(&fixtures("snapshots"))
}

/// The blocks of TOML in the documents of the config.
///
/// # Errors
/// The documents cannot be read.
pub fn configs() -> io::Result<Vec<String>> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/config.md"))?;
    let blocks = text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    Ok(blocks.map(str::to_owned).collect())
}
