//! The route table: the only calls that the gateway forwards, deny by default.
//! Whether a route changes something is a flag of the table and never guessed from the HTTP method: in Milvus every call,
//! reads included, is a POST.

use rescind_domain::Vendor;

use crate::Method;
use crate::milvus;

/// What a route does to the vendor's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Read,
    /// Takes a grant away. The call needs a plan's entry.
    Revoke,
}

/// One route that may be forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The exact path, relative to the connection's base address.
    pub path: &'static str,
    /// What it does.
    pub effect: Effect,
}

/// The routes of a vendor.
#[must_use]
pub const fn routes(vendor: Vendor) -> &'static [Route] {
    match vendor {
        Vendor::Milvus => milvus::ROUTES,
    }
}

/// The route that a call would take, or nothing when it may not be forwarded. `path` is compared byte by byte, before any
/// decoding, so that no other spelling of a path can slip through.
#[must_use]
pub fn route(vendor: Vendor, method: &str, path: &str) -> Option<&'static Route> {
    routes(vendor).iter().find(|route| route.method.as_str() == method && route.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_in_the_table_has_no_route() {
        let revoke = "/v2/vectordb/users/revoke_role";
        assert_eq!(route(Vendor::Milvus, "POST", revoke).map(|route| route.effect), Some(Effect::Revoke));
        for (method, path) in [
            ("GET", revoke),
            ("post", revoke),
            ("POST", "/v2/vectordb/users/revoke_role/"),
            ("POST", "//v2/vectordb/users/revoke_role"),
            ("POST", "/v2/vectordb/users/../users/revoke_role"),
            ("POST", "/v2/vectordb/users%2Frevoke_role"),
            ("POST", "/v2/vectordb/users/grant_role"),
            ("POST", "/v2/vectordb/collections/drop"),
            ("POST", "/v2/vectordb/roles/drop"),
        ] {
            assert_eq!(route(Vendor::Milvus, method, path), None, "{method} {path}");
        }
    }
}
