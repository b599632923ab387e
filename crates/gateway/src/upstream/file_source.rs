//! A secret in a file. It is read again when the file has changed, and not before: reading takes a thread of its own, which
//! each call would wait for. Even to look whether it has changed takes a noticeable part of a call, so that calls which come
//! close together look once.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rescind_domain::Timestamp;

use super::Secret;
use crate::clock::Clock;
use crate::error::Error;

/// A credential is a line; a larger file is the wrong file.
const LIMIT: u64 = 64 * 1024;
/// For how long after a change the file is read each time, in milliseconds: two changes within one tick of the file system's
/// clock look like one, and no file system ticks slower than every two seconds.
const UNSETTLED: u64 = 2_500;
/// For how long a look at the file is good. A look costs as much as sending the call; ten in a second are soon enough for
/// whoever changes a credential.
const LOOKED: Duration = Duration::from_millis(100);

/// The file, and what it held when it was last read.
pub(crate) struct FileSource {
    path: PathBuf,
    kept: Arc<Mutex<Option<Kept>>>,
}

struct Kept {
    stamp: Stamp,
    secret: Secret,
    /// When the file last was as the stamp says, on the clock that never goes back.
    looked: Duration,
}

/// What is another when the file is another, or has another content.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    device: u64,
    number: u64,
    length: u64,
    changed: (i64, i64),
}

impl Stamp {
    /// The stamp of a file, where the system has one.
    #[cfg(unix)]
    fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let file = std::fs::metadata(path).ok()?;
        // The time of the last change of the file itself: unlike that of its content, nobody can set it.
        let changed = (file.ctime(), file.ctime_nsec());
        Some(Self { device: file.dev(), number: file.ino(), length: file.len(), changed })
    }

    #[cfg(not(unix))]
    fn of(_: &Path) -> Option<Self> {
        None
    }

    /// Whether a later change would show.
    fn is_settled(&self, now: Timestamp) -> bool {
        let seconds = u64::try_from(self.changed.0).unwrap_or(u64::MAX);
        now.0 > seconds.saturating_add(1).saturating_mul(1000).saturating_add(UNSETTLED)
    }
}

impl fmt::Debug for FileSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("File").field(&self.path).finish()
    }
}

impl FileSource {
    /// The file at this path.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, kept: Arc::default() }
    }

    /// Where it lies.
    #[cfg(test)]
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What it holds now. When that was just `refused`, the file is looked at in any case.
    pub(crate) async fn get(&self, clock: &dyn Clock, refused: Option<&Secret>) -> Result<Secret, Error> {
        let now = clock.elapsed();
        if let Some(kept) = self.kept().as_ref()
            && refused.is_none()
            && now.saturating_sub(kept.looked) < LOOKED
        {
            return Ok(kept.secret.clone());
        }
        let stamp = Stamp::of(&self.path);
        if let (Some(stamp), Some(kept)) = (&stamp, self.kept().as_mut())
            && *stamp == kept.stamp
        {
            kept.looked = now;
            return Ok(kept.secret.clone());
        }
        let secret = read(self.path.clone()).await?;
        // Taken before the reading: a change in between makes a stamp that fits nothing.
        let stamp = stamp.filter(|stamp| stamp.is_settled(clock.now()));
        *self.kept() = stamp.map(|stamp| Kept { stamp, secret: secret.clone(), looked: now });
        Ok(secret)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn read(path: PathBuf) -> Result<Secret, Error> {
    let read = tokio::task::spawn_blocking(move || {
        let length = std::fs::metadata(&path)?.len();
        if length > LIMIT {
            return Err(std::io::Error::other("it is too large to be a credential"));
        }
        std::fs::read_to_string(&path)
    });
    match read.await.map_err(Error::internal)? {
        Ok(text) => Ok(Secret::new(&text)),
        // The reason names no content, and the path stays in the log: the browser need not know the machine.
        Err(error) => {
            tracing::warn!(%error, "a credential file could not be read");
            Err(Error::Credential("its file could not be read; the gateway's log says why".into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clock of which a test says how late it is; at first, long after any file of a test was written.
    #[derive(Default)]
    struct Late(Mutex<Duration>);

    impl Late {
        fn advance(&self, by: Duration) {
            *self.0.lock().unwrap() += by;
        }
    }

    impl Clock for Late {
        fn now(&self) -> Timestamp {
            Timestamp(1 << 52)
        }

        fn elapsed(&self) -> Duration {
            *self.0.lock().unwrap()
        }
    }

    /// A file that was read, and then got another content.
    async fn changed(clock: &Late) -> (tempfile::TempDir, FileSource) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("token");
        std::fs::write(&path, "root:one").unwrap();
        let source = FileSource::new(path.clone());
        assert_eq!(source.get(clock, None).await.unwrap().expose(), "root:one");
        std::fs::write(&path, "root:changed").unwrap();
        (directory, source)
    }

    #[tokio::test]
    async fn a_file_is_read_again_when_it_has_changed() {
        let (directory, clock) = (tempfile::tempdir().unwrap(), Late::default());
        let path = directory.path().join("token");
        let source = FileSource::new(path.clone());
        let read = async || {
            clock.advance(LOOKED);
            source.get(&clock, None).await
        };
        let missing = read().await.unwrap_err().to_string();
        assert!(!missing.contains("token\""), "{missing}");
        for text in ["root:first", "root:two"] {
            std::fs::write(&path, format!("{text}\n")).unwrap();
            assert_eq!(read().await.unwrap().expose(), text);
            assert_eq!(read().await.unwrap().expose(), text);
        }
        let other = directory.path().join("other");
        std::fs::write(&other, "root:six\n").unwrap();
        std::fs::rename(&other, &path).unwrap();
        assert_eq!(read().await.unwrap().expose(), "root:six", "another file of the same length");
        std::fs::remove_file(&path).unwrap();
        assert!(read().await.is_err());
    }

    #[tokio::test]
    async fn calls_that_come_close_together_look_once() {
        let clock = Late::default();
        let (_directory, source) = changed(&clock).await;
        clock.advance(LOOKED - Duration::from_millis(1));
        assert_eq!(source.get(&clock, None).await.unwrap().expose(), "root:one");
        clock.advance(Duration::from_millis(1));
        assert_eq!(source.get(&clock, None).await.unwrap().expose(), "root:changed");
    }

    #[tokio::test]
    async fn a_secret_that_was_refused_is_looked_for_at_once() {
        let clock = Late::default();
        let (_directory, source) = changed(&clock).await;
        let refused = Secret::new("root:one");
        assert_eq!(source.get(&clock, Some(&refused)).await.unwrap().expose(), "root:changed");
    }

    #[tokio::test]
    async fn a_file_that_has_just_changed_is_read_each_time() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("token");
        let source = FileSource::new(path.clone());
        let clock = crate::clock::SystemClock::default();
        for text in ["root:one", "root:two", "root:six"] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(source.get(&clock, None).await.unwrap().expose(), text);
            assert!(source.kept().is_none());
        }
    }

    #[tokio::test]
    async fn a_file_that_is_as_it_was_is_not_read() {
        let (directory, clock) = (tempfile::tempdir().unwrap(), Late::default());
        let path = directory.path().join("token");
        std::fs::write(&path, "root:one").unwrap();
        let source = FileSource::new(path.clone());
        assert_eq!(source.get(&clock, None).await.unwrap().expose(), "root:one");
        source.kept().as_mut().unwrap().secret = Secret::new("root:kept");
        clock.advance(LOOKED);
        assert_eq!(source.get(&clock, None).await.unwrap().expose(), "root:kept");
    }
}
