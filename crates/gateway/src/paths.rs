//! The addresses of the gateway as templates, and which of them an address is of: what the log and the numbers say of a
//! request, since a whole address has names in it.

pub(crate) const HEALTH: &str = "/healthz";
pub(crate) const READY: &str = "/readyz";
pub(crate) const METRICS: &str = "/metrics";
pub(crate) const SESSION: &str = "/api/session";
/// The description of all this.
pub(crate) const OPENAPI: &str = "/api/openapi.json";
pub(crate) const CONNECTIONS: &str = "/api/connections";
/// Whether a connection works.
pub(crate) const HEALTH_OF: &str = "/api/connections/{id}/health";
pub(crate) const ROLES: &str = "/api/connections/{id}/roles";
pub(crate) const ROLE: &str = "/api/connections/{id}/describe/role";
pub(crate) const MEMBERS: &str = "/api/connections/{id}/role/members";
pub(crate) const PRIVILEGES: &str = "/api/connections/{id}/role/privileges";
pub(crate) const USERS: &str = "/api/connections/{id}/users";
pub(crate) const USER: &str = "/api/connections/{id}/describe/user";
/// What a user may do.
pub(crate) const EFFECTIVE: &str = "/api/connections/{id}/user/privileges";
pub(crate) const PLANS: &str = "/api/plans";
pub(crate) const PREVIEW: &str = "/api/plans/preview";
pub(crate) const PLAN: &str = "/api/plans/{id}";
pub(crate) const PLAN_START: &str = "/api/plans/{id}/start";
pub(crate) const PLAN_PAUSE: &str = "/api/plans/{id}/pause";
pub(crate) const PLAN_RESUME: &str = "/api/plans/{id}/resume";
pub(crate) const PLAN_CANCEL: &str = "/api/plans/{id}/cancel";
pub(crate) const PLAN_RETRY: &str = "/api/plans/{id}/retry";
pub(crate) const PLAN_CHECK: &str = "/api/plans/{id}/check";
pub(crate) const PLAN_EVENTS: &str = "/api/plans/{id}/events";
pub(crate) const ENTRIES_LATER: &str = "/api/entries/later";
pub(crate) const DESCRIPTIONS: &str = "/api/descriptions";
pub(crate) const EVENTS: &str = "/api/events";
pub(crate) const JOURNAL: &str = "/api/journal";
pub(crate) const JOURNAL_EXPORT: &str = "/api/journal/export";
/// What is no address of the API, but looks like one.
pub(crate) const NO_ADDRESS: [&str; 3] = ["/api", "/api/", "/api/{*rest}"];

/// The first that fits counts.
const ALL: [&str; 32] = [
    SESSION,
    OPENAPI,
    CONNECTIONS,
    HEALTH_OF,
    ROLES,
    ROLE,
    MEMBERS,
    PRIVILEGES,
    USERS,
    USER,
    EFFECTIVE,
    PLANS,
    PREVIEW,
    PLAN,
    PLAN_START,
    PLAN_PAUSE,
    PLAN_RESUME,
    PLAN_CANCEL,
    PLAN_RETRY,
    PLAN_CHECK,
    PLAN_EVENTS,
    ENTRIES_LATER,
    DESCRIPTIONS,
    EVENTS,
    JOURNAL,
    JOURNAL_EXPORT,
    HEALTH,
    READY,
    METRICS,
    NO_ADDRESS[0],
    NO_ADDRESS[1],
    NO_ADDRESS[2],
];

/// What stands for a path that is none of these: a file of the console, or a page of it.
const CONSOLE: &str = "console";

/// The template of a path.
pub(crate) fn template(path: &str) -> &'static str {
    ALL.into_iter().find(|template| fits(template, path)).unwrap_or(CONSOLE)
}

/// Whether a path is one of those that tell of events.
pub(crate) fn tells_events(path: &str) -> bool {
    [EVENTS, PLAN_EVENTS].contains(&template(path))
}

fn fits(template: &str, path: &str) -> bool {
    let (mut templates, mut segments) = (template.split('/'), path.split('/'));
    loop {
        match (templates.next(), segments.next()) {
            (None, None) => return true,
            (Some("{*rest}"), Some(segment)) => return !segment.is_empty() || segments.next().is_some(),
            (Some(template), Some(segment)) if template == segment => {}
            (Some(template), Some(segment)) if template.starts_with('{') && !segment.is_empty() => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_of_its_own_template() {
        for expected in ALL {
            let path = expected.replace("{*rest}", "a/b/c").replace("{id}", "7");
            assert_eq!(template(&path), expected, "{path}");
        }
    }

    #[test]
    fn what_looks_alike_is_told_apart() {
        for (path, expected) in [
            ("/", CONSOLE),
            ("", CONSOLE),
            ("/healthz/", CONSOLE),
            ("/apis", CONSOLE),
            ("/c/milvus/roles", CONSOLE),
            ("/api/c", NO_ADDRESS[2]),
            ("/api/c/milvus/v2/vectordb/users/list", NO_ADDRESS[2]),
            ("/api//", NO_ADDRESS[2]),
            ("/api/plans/", NO_ADDRESS[2]),
            ("/api/plans/7/else", NO_ADDRESS[2]),
            ("/api/plans/7/lease/", NO_ADDRESS[2]),
            ("/api/plans//lease", NO_ADDRESS[2]),
            ("/api/journal/export", JOURNAL_EXPORT),
            ("/api/journal/7/outcome", NO_ADDRESS[2]),
        ] {
            assert_eq!(template(path), expected, "{path:?}");
        }
    }
}
