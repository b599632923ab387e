//! The session's cookie: its name and attributes. Cookies do not tell ports apart, so the name does: two gateways on one
//! machine must not sign each other out.

use axum::http::header::{COOKIE, HeaderMap, HeaderValue, InvalidHeaderValue};

use super::SessionId;

/// The name of the cookie.
#[derive(Clone, Debug)]
pub(crate) struct CookieName(String);

impl CookieName {
    /// The name on plain http, which is loopback only. A `__Host-` name would need `Secure`.
    pub(crate) fn for_loopback(port: u16) -> Self {
        Self(format!("rescind-{port}"))
    }

    /// The header that sets the cookie. Without `Max-Age` it goes with the browser; the gateway's own limits are shorter.
    pub(crate) fn set(&self, id: &SessionId) -> Result<HeaderValue, InvalidHeaderValue> {
        let mut value =
            HeaderValue::try_from(format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.0, id.as_str()))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The header that removes the cookie.
    pub(crate) fn clear(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        HeaderValue::try_from(format!("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0", self.0))
    }

    /// The ids that a request carries. A browser may send the name twice, for two paths or hosts; any may be the right one.
    pub(crate) fn read(&self, headers: &HeaderMap) -> Vec<SessionId> {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.0)
            .map(|(_, id)| SessionId::new(id))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_read_back_among_others() {
        let name = CookieName::for_loopback(8080);
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("rescind-8081=other; rescind-8080=one;x"));
        headers.append(COOKIE, HeaderValue::from_static("xrescind-8080=no; rescind-8080=two"));
        let ids: Vec<_> = name.read(&headers).iter().map(|id| id.as_str().to_owned()).collect();
        assert_eq!(ids, ["one", "two"]);
    }

    #[test]
    fn no_script_and_no_other_site_gets_at_it() {
        let name = CookieName::for_loopback(8080);
        let cookie = name.set(&SessionId::new("abc")).unwrap();
        assert_eq!(cookie.to_str().unwrap(), "rescind-8080=abc; Path=/; HttpOnly; SameSite=Strict");
        assert!(cookie.is_sensitive());
    }
}
