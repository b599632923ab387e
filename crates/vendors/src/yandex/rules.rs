//! The service's rules for names, checked before anything is sent. The server's word stays final: these are the widest
//! forms that it has ever documented.

use rescind_domain::PrincipalId;

use super::scope::{ClusterId, DatabaseName};

/// The longest cluster id, in characters.
const CLUSTER_LIMIT: usize = 50;
/// The longest name of a user or a database, in characters.
const NAME_LIMIT: usize = 63;

/// Names that the service may accept, or the field, in its spelling, that it will not.
///
/// # Errors
/// `clusterId` that is not `[a-zA-Z0-9_-]+`, of which dots alone would be a step in the path, or is longer than 50; `userName` that is not `[a-zA-Z0-9_][a-zA-Z0-9_@.-]*` or is longer than 63;
/// `databaseName` that is not `[a-zA-Z0-9_-]+` or is longer than 63.
pub(super) fn check(cluster: &ClusterId, user: &PrincipalId, database: &DatabaseName) -> Result<(), &'static str> {
    let within = |text: &str, limit: usize| (1..=limit).contains(&text.chars().count());
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let user = user.as_str();
    let user_fits = user.starts_with(word) && user.chars().all(|c| word(c) || "@.-".contains(c));
    let plain = |text: &str| text.chars().all(|c| word(c) || c == '-');
    if !within(cluster.as_str(), CLUSTER_LIMIT) || !plain(cluster.as_str()) {
        Err("clusterId")
    } else if !user_fits || !within(user, NAME_LIMIT) {
        Err("userName")
    } else if !within(database.as_str(), NAME_LIMIT) || !plain(database.as_str()) {
        Err("databaseName")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_are_the_documented_ones() {
        let long = |length| "x".repeat(length);
        let (c, u, d) = (long(50), long(63), long(63));
        for (cluster, user, database, expected) in [
            (c.as_str(), u.as_str(), d.as_str(), Ok(())),
            ("c", "_a@b.c-d", "a-b_C9", Ok(())),
            ("c", "9", "-", Ok(())),
            ("", "u", "d", Err("clusterId")),
            (&long(51), "u", "d", Err("clusterId")),
            ("..", "u", "d", Err("clusterId")),
            ("a.b", "u", "d", Err("clusterId")),
            ("a b", "u", "d", Err("clusterId")),
            ("c", "", "d", Err("userName")),
            ("c", "-u", "d", Err("userName")),
            ("c", "@u", "d", Err("userName")),
            ("c", "a b", "d", Err("userName")),
            ("c", "a:b", "d", Err("userName")),
            ("c", "ü", "d", Err("userName")),
            ("c", &long(64), "d", Err("userName")),
            ("c", "u", "", Err("databaseName")),
            ("c", "u", "a.b", Err("databaseName")),
            ("c", "u", &long(64), Err("databaseName")),
        ] {
            let found = check(&ClusterId::new(cluster), &PrincipalId::new(user), &DatabaseName::new(database));
            assert_eq!(found, expected, "{cluster} {user} {database}");
        }
    }
}
