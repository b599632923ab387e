//! A short number for the content of files, so that unchanged sources are not built again.
//! It only reads; what follows from a difference is the caller's business.

use std::{
    collections::BTreeSet,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

use crate::report::Failure;

/// Collects what a result depends on.
#[derive(Debug, Default)]
pub(crate) struct Fingerprint {
    hasher: DefaultHasher,
}

impl Fingerprint {
    /// Adds words, such as a tool's version.
    pub(crate) fn words(&mut self, words: &str) {
        words.hash(&mut self.hasher);
    }

    /// Adds a file or everything below a folder, by path below `root` and by content; what is missing is noted as such.
    pub(crate) fn path(&mut self, root: &Path, path: &Path) -> Result<(), Failure> {
        for file in files_below(path).map_err(|error| unreadable(path, &error))? {
            file.strip_prefix(root).unwrap_or(&file).hash(&mut self.hasher);
            fs::read(&file).map_err(|error| unreadable(&file, &error))?.hash(&mut self.hasher);
        }
        Ok(())
    }

    /// The number, as text.
    pub(crate) fn finish(&self) -> String {
        format!("{:016x}", self.hasher.finish())
    }
}

/// Every file below a folder, or the file itself, in a fixed order; nothing when there is nothing.
fn files_below(path: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    let mut waiting = vec![path.to_owned()];
    while let Some(next) = waiting.pop() {
        if next.is_dir() {
            for entry in fs::read_dir(&next)? {
                waiting.push(entry?.path());
            }
        } else if next.is_file() {
            files.insert(next);
        }
    }
    Ok(files)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{} cannot be read ({error})", path.display()), "check its permissions")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print_of(root: &Path) -> String {
        let mut print = Fingerprint::default();
        print.path(root, root).unwrap();
        print.finish()
    }

    #[test]
    fn content_names_and_absence_all_count() {
        let root = std::env::temp_dir().join(format!("rescind-fingerprint-{}", std::process::id()));
        fs::create_dir_all(root.join("a")).unwrap();
        fs::write(root.join("a/one"), "1").unwrap();
        let first = print_of(&root);
        assert_eq!(print_of(&root), first);
        fs::write(root.join("a/one"), "2").unwrap();
        let changed = print_of(&root);
        assert_ne!(changed, first);
        fs::rename(root.join("a/one"), root.join("a/two")).unwrap();
        assert_ne!(print_of(&root), changed);
        fs::write(root.join("a/one"), "1").unwrap();
        fs::remove_file(root.join("a/two")).unwrap();
        assert_eq!(print_of(&root), first);
        fs::remove_dir_all(root).unwrap();
    }
}
