//! The route table: the only calls that are made, deny by default. It is the request builders' own check, in the one place where a
//! call leaves: whatever a builder makes of a name, it is a call of the table with that name in its place, or no call.
//! Whether a route changes something is a flag of the table and never guessed from the HTTP method: in Milvus every call,
//! reads included, is a POST.

use rescind_domain::{Connection, Vendor};

use crate::api::{self, with_api};
use crate::request::{Method, decode, encode};

/// What a route does to the vendor's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Read,
    /// Takes a grant away. The call needs a plan's entry.
    Revoke,
    /// Gives a grant back. The call needs a plan's entry that undoes another.
    Give,
    /// Replaces a whole set, and so may do either: which it is depends on what its entry stands for.
    Replace,
}

/// Which of a connection's addresses a route belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// The one for everything.
    Main,
    /// The one that tells how far operations are (Yandex).
    Operations,
}

/// A parameter that a route's query may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// Any value.
    Free(&'static str),
    /// Only the connection's folder, and it must be there.
    Folder(&'static str),
}

/// One route that may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, relative to the host's base address. A segment may be a parameter, `{name}`, also followed by a verb:
    /// `{name}:verb`.
    pub path: &'static str,
    /// What its query may hold.
    pub query: &'static [Parameter],
    /// What it does.
    pub effect: Effect,
    /// Where it is answered.
    pub host: Host,
}

/// A call that may be made: its route, and the address in the one spelling that is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// The route.
    pub route: &'static Route,
    /// The path, decoded once and encoded again.
    pub path: String,
    /// The path with the query, in the same way.
    pub target: String,
}

/// The longest name in a path, in characters; the vendors' own limits are below it.
const SEGMENT_LIMIT: usize = 128;
/// The longest value in a query, in bytes as it came.
const VALUE_LIMIT: usize = 3000;

/// The routes of a vendor.
#[must_use]
pub fn routes(vendor: Vendor) -> &'static [Route] {
    with_api!(vendor, api => api::routes_of(&api))
}

/// The route that a call to a connection takes, or nothing when it may not be made. Literal parts of the path are compared byte
/// by byte, before any decoding, so that no other spelling of a path can slip through; parameters are decoded once, checked, and
/// encoded again.
#[must_use]
pub fn route(connection: &Connection, method: &str, path: &str, query: Option<&str>) -> Option<Matched> {
    routes(connection.vendor).iter().filter(|route| route.method.as_str() == method).find_map(|route| {
        let path = matching_path(route.path, path)?;
        let query = matching_query(route.query, query, connection.folder.as_deref())?;
        let target = if query.is_empty() { path.clone() } else { format!("{path}?{query}") };
        Some(Matched { route, path, target })
    })
}

fn matching_path(template: &str, path: &str) -> Option<String> {
    let mut segments = path.split('/');
    let mut matched = Vec::new();
    for part in template.split('/') {
        let segment = segments.next()?;
        matched.push(match part.strip_prefix('{').and_then(|part| part.split_once('}')) {
            None if part == segment => segment.to_owned(),
            None => return None,
            Some((_, verb)) => {
                let name = decode(segment.strip_suffix(verb)?)?;
                format!("{}{verb}", encode(&checked(name)?))
            }
        });
    }
    if segments.next().is_some() { None } else { Some(matched.join("/")) }
}

/// A name in a path: the characters that any vendor's identifiers have, and not so many of them. A dot alone would be a step
/// in a path, and a colon begins a verb.
fn checked(name: String) -> Option<String> {
    let fine = |c: char| c.is_ascii_alphanumeric() || "_-.@".contains(c);
    let length = name.chars().count();
    let allowed = (1..=SEGMENT_LIMIT).contains(&length) && name.chars().all(fine) && name != "." && name != "..";
    allowed.then_some(name)
}

fn matching_query(allowed: &[Parameter], query: Option<&str>, folder: Option<&str>) -> Option<String> {
    if allowed.is_empty() && query.is_some() {
        return None;
    }
    let mut matched: Vec<(&str, String)> = Vec::new();
    for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=')?;
        let value = (value.len() <= VALUE_LIMIT).then(|| decode(value)).flatten()?;
        let permitted = allowed.iter().any(|parameter| match parameter {
            Parameter::Free(free) => *free == name,
            Parameter::Folder(bound) => *bound == name && folder == Some(value.as_str()),
        });
        if !permitted || value.contains(char::is_control) || matched.iter().any(|(other, _)| *other == name) {
            return None;
        }
        matched.push((name, encode(&value)));
    }
    let has = |name: &str| matched.iter().any(|(other, _)| *other == name);
    let complete = allowed.iter().all(|parameter| match parameter {
        Parameter::Free(_) => true,
        Parameter::Folder(bound) => has(bound),
    });
    let pairs: Vec<String> = matched.iter().map(|(name, value)| format!("{name}={value}")).collect();
    complete.then(|| pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use rescind_domain::{Access, ConnectionId};

    use super::*;

    fn connection(vendor: Vendor) -> Connection {
        Connection {
            id: ConnectionId::new("c"),
            label: "C".into(),
            vendor,
            access: Access::ReadWrite,
            account: None,
            folder: Some("sandbox-folder".into()),
            capabilities: crate::read::capabilities(vendor).clone(),
        }
    }

    #[test]
    fn what_is_not_in_the_table_has_no_route() {
        let route = |method, path, query| route(&connection(Vendor::Milvus), method, path, query);
        let revoke = "/v2/vectordb/users/revoke_role";
        assert_eq!(route("POST", revoke, None).map(|matched| matched.route.effect), Some(Effect::Revoke));
        assert_eq!(route("POST", revoke, Some("a=b")), None, "no route of Milvus takes a query");
        for (method, path) in [
            ("GET", revoke),
            ("post", revoke),
            ("POST", "/v2/vectordb/users/revoke_role/"),
            ("POST", "//v2/vectordb/users/revoke_role"),
            ("POST", "/v2/vectordb/users/../users/revoke_role"),
            ("POST", "/v2/vectordb/users%2Frevoke_role"),
            ("POST", "/v2/vectordb/users/grant_role/"),
            ("POST", "/v2/vectordb/collections/drop"),
            ("POST", "/v2/vectordb/roles/drop"),
        ] {
            assert_eq!(route(method, path, None), None, "{method} {path}");
        }
    }

    #[test]
    fn a_parameter_is_decoded_once_checked_and_encoded_again() {
        let path = |path| matching_path("/c/{cluster}/users/{user}:revoke", path);
        assert_eq!(path("/c/c9q/users/a@b.c:revoke").as_deref(), Some("/c/c9q/users/a%40b.c:revoke"));
        assert_eq!(path("/c/c9q/users/a%40b:revoke").as_deref(), Some("/c/c9q/users/a%40b:revoke"));
        for wrong in [
            "/c/c9q/users/a%2540b:revoke",
            "/c/c9q/users/..:revoke",
            "/c/c9q/users/%2e%2e:revoke",
            "/c/c9q/users/a%2Fb:revoke",
            "/c/c9q/users/a:b:revoke",
            "/c/c9q/users/:revoke",
            "/c/c9q/users/a",
            "/c/c9q/users/a%3Arevoke",
            "/c/c9q/users/%zz:revoke",
            "/c/c9q/users/%+1:revoke",
            "/c//users/a:revoke",
            "/c/c9q/users/a:revoke/x",
            "/c/c9q/users/%ff:revoke",
            "/c/c9q/users/%E7%AE%A1:revoke",
        ] {
            assert_eq!(path(wrong), None, "{wrong}");
        }
        assert_eq!(path(&format!("/c/{}/users/a:revoke", "x".repeat(129))), None);
    }

    #[test]
    fn a_query_has_only_what_the_route_names_once_and_the_folder_of_the_connection() {
        let allowed = &[Parameter::Folder("folderId"), Parameter::Free("pageToken")];
        let query = |query| matching_query(allowed, query, Some("mine"));
        assert_eq!(query(Some("folderId=mine&pageToken=a%20b")).as_deref(), Some("folderId=mine&pageToken=a%20b"));
        for wrong in [
            None,
            Some("pageToken=x"),
            Some("folderId=theirs"),
            Some("folderId=mine&folderId=mine"),
            Some("folderId=mine&view=full"),
            Some("folderId=mine&pageToken"),
            Some("folderId=mine&pageToken=%0a"),
            Some("folderI%64=mine"),
        ] {
            assert_eq!(query(wrong), None, "{wrong:?}");
        }
        assert_eq!(matching_query(allowed, Some("folderId=mine"), None), None);
        assert_eq!(matching_query(&[], None, None).as_deref(), Some(""));
        assert_eq!(matching_query(&[], Some(""), None), None);
    }
}
