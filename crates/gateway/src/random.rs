//! Randomness as a parameter: login token, session ids, plan ids and idempotency keys come from here and from nowhere else.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Where the gateway takes unguessable bytes from.
pub trait Random: Send + Sync {
    /// Fills the whole slice.
    ///
    /// # Errors
    /// When the source has none to give.
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()>;
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()> {
        getrandom::fill(bytes).map_err(io::Error::from)
    }
}

/// A random UUID (version 4), which is what vendors want idempotency keys to be.
pub(crate) fn uuid(random: &dyn Random) -> io::Result<String> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
}

/// `N` random bytes in base64url.
pub(crate) fn text<const N: usize>(random: &dyn Random) -> io::Result<String> {
    let mut bytes = [0; N];
    random.fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
