//! The session's cookie: its name and attributes. Cookies do not tell ports apart, so on plain http the name does: two
//! gateways on one machine must not sign each other out. On TLS the name's beginning makes browsers see to it that only
//! this host, and only over TLS, can have set it.

use axum::http::header::{COOKIE, HeaderMap, HeaderValue, InvalidHeaderValue};

use super::SessionId;
use crate::tls::Scheme;

/// The name of the cookie, and what follows its value.
#[derive(Clone, Debug)]
pub(crate) struct CookieName {
    name: String,
    attributes: &'static str,
}

impl CookieName {
    /// The name for a gateway on this port. A `__Host-` name needs `Secure`, which plain http cannot have.
    pub(crate) fn new(scheme: Scheme, port: u16) -> Self {
        match scheme {
            Scheme::Http => Self { name: format!("rescind-{port}"), attributes: "; Path=/; HttpOnly; SameSite=Strict" },
            Scheme::Https => {
                Self { name: "__Host-rescind".to_owned(), attributes: "; Path=/; HttpOnly; SameSite=Strict; Secure" }
            }
        }
    }

    /// The header that sets the cookie. Without `Max-Age` it goes with the browser; the gateway's own limits are shorter.
    pub(crate) fn set(&self, id: &SessionId) -> Result<HeaderValue, InvalidHeaderValue> {
        let mut value = HeaderValue::try_from(format!("{}={}{}", self.name, id.as_str(), self.attributes))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The header that removes the cookie.
    pub(crate) fn clear(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        HeaderValue::try_from(format!("{}={}; Max-Age=0", self.name, self.attributes))
    }

    /// The ids that a request carries. A browser may send the name twice, for two paths or hosts; any may be the right one.
    pub(crate) fn read(&self, headers: &HeaderMap) -> Vec<SessionId> {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.name)
            .map(|(_, id)| SessionId::new(id))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_read_back_among_others() {
        let name = CookieName::new(Scheme::Http, 8080);
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("rescind-8081=other; rescind-8080=one;x"));
        headers.append(COOKIE, HeaderValue::from_static("xrescind-8080=no; rescind-8080=two"));
        let ids: Vec<_> = name.read(&headers).iter().map(|id| id.as_str().to_owned()).collect();
        assert_eq!(ids, ["one", "two"]);
    }

    #[test]
    fn no_script_and_no_other_site_gets_at_it() {
        let name = CookieName::new(Scheme::Http, 8080);
        let cookie = name.set(&SessionId::new("abc")).unwrap();
        assert_eq!(cookie.to_str().unwrap(), "rescind-8080=abc; Path=/; HttpOnly; SameSite=Strict");
        assert!(cookie.is_sensitive());
        let name = CookieName::new(Scheme::Https, 8443);
        let cookie = name.set(&SessionId::new("abc")).unwrap();
        assert_eq!(cookie, "__Host-rescind=abc; Path=/; HttpOnly; SameSite=Strict; Secure");
        assert_eq!(name.clear().unwrap(), "__Host-rescind=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0");
    }
}
