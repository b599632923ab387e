//! The keys about who gets in: `auth` with its header and peers, `metrics_peers`, and `hosts`.

use axum::http::HeaderName;
use toml::Spanned;

use super::error::{Problem, check};
use crate::hosts::Hosts;
use crate::peers::Peers;
use crate::session::{Proxy, TokenUse};

/// What a proxy is usually set up to send.
const USER_HEADER: &str = "x-forwarded-user";

/// How people sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Auth {
    /// With the token of the printed link.
    Token(TokenUse),
    /// At a reverse proxy.
    Proxy(Proxy),
}

impl Default for Auth {
    fn default() -> Self {
        Self::Token(TokenUse::Again)
    }
}

/// A list of texts, each with its place.
pub(super) type Texts = Spanned<Vec<Spanned<String>>>;

/// The keys as they stand in the file.
pub(super) struct Access {
    pub(super) auth: Option<Spanned<String>>,
    pub(super) single_use: Option<Spanned<bool>>,
    pub(super) user_header: Option<Spanned<String>>,
    pub(super) trusted_peers: Option<Texts>,
}

impl Access {
    /// How people sign in by these keys.
    pub(super) fn auth(&self) -> Result<Auth, Problem> {
        let is_proxy = match self.auth.as_ref().map(|auth| (auth, auth.get_ref().as_str())) {
            None | Some((_, "token")) => false,
            Some((_, "proxy")) => true,
            Some((auth, _)) => return Err(Problem::of(auth, "auth is \"token\" or \"proxy\"")),
        };
        if is_proxy { self.proxy() } else { self.token() }
    }

    fn token(&self) -> Result<Auth, Problem> {
        let needless = "this has a meaning with auth = \"proxy\" only";
        if let Some(header) = &self.user_header {
            return Err(Problem::of(header, needless));
        }
        if let Some(peers) = &self.trusted_peers {
            return Err(Problem::of(peers, needless));
        }
        let once = self.single_use.as_ref().is_some_and(|once| *once.get_ref());
        Ok(Auth::Token(if once { TokenUse::Once } else { TokenUse::Again }))
    }

    fn proxy(&self) -> Result<Auth, Problem> {
        if let Some(once) = &self.single_use {
            return Err(Problem::of(once, "with auth = \"proxy\" there is no token"));
        }
        let header = match &self.user_header {
            None => HeaderName::from_static(USER_HEADER),
            Some(text) => check(text, |text| text.parse().map_err(|_| "this is no name of a header".to_owned()))?,
        };
        let peers = match (&self.trusted_peers, &self.auth) {
            (Some(texts), _) if !texts.get_ref().is_empty() => peers(texts)?,
            (Some(texts), _) => return Err(Problem::of(texts, "name at least one machine")),
            (None, auth) => {
                let at = auth.as_ref().map(Spanned::span).unwrap_or_default();
                return Err(Problem { at, text: "trusted_peers must name the machines of the proxy".to_owned() });
            }
        };
        Ok(Auth::Proxy(Proxy { header, peers }))
    }
}

/// The machines of a list.
pub(super) fn peers(texts: &Texts) -> Result<Peers, Problem> {
    let mut peers = Peers::default();
    texts.get_ref().iter().try_for_each(|text| check(text, |text| peers.add(text)))?;
    Ok(peers)
}

/// The names of a list, which may be left out.
pub(super) fn hosts(texts: Option<&Texts>) -> Result<Hosts, Problem> {
    let mut hosts = Hosts::default();
    let Some(texts) = texts else { return Ok(hosts) };
    texts.get_ref().iter().try_for_each(|text| check(text, |text| hosts.add(text)))?;
    Ok(hosts)
}
