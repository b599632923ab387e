//! Whether a caller may make a call: Milvus' policy model, by name for the superuser and admins, else by grants.

use super::{
    Era,
    auth::Caller,
    envelope::Refusal,
    privileges::{self, ALL, ANY, ObjectType},
    rows::Grant,
    session::Session,
    texts,
};

/// What a caller needs for an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// To be authenticated.
    Nothing,
    /// A privilege of the cluster.
    Cluster(&'static str),
    /// A privilege on the user that `userName` names, or to be that user.
    User(&'static str),
    /// A privilege of the database that the call is about.
    Database(&'static str),
    /// To read the grants of the role that `roleName` names.
    RoleGrants,
}

/// Refuses the call when the caller lacks what it needs.
pub(crate) fn check(session: &Session<'_>, needs: Needs) -> Result<(), Refusal> {
    let user = match session.caller {
        Caller::Nobody | Caller::ApiKey => return Ok(()),
        Caller::User(user) => user.as_str(),
    };
    let roles = effective_roles(session, user)?;
    if is_all_powerful(session, user, &roles) {
        return Ok(());
    }
    let (privilege, object_type, object, cluster) = match needs {
        Needs::Nothing => return Ok(()),
        Needs::Cluster(privilege) => (privilege, ObjectType::Global, ANY, true),
        Needs::User(_) if session.text("userName") == user => return Ok(()),
        Needs::User(privilege) => (privilege, ObjectType::User, session.text("userName"), true),
        Needs::Database(privilege) => (privilege, ObjectType::Global, ANY, false),
        // Reading the grants of one's own roles is exempt, but since era C the role itself is read first, which is not.
        Needs::RoleGrants if session.era() < Era::C && roles.iter().any(|role| role == session.text("roleName")) => {
            return Ok(());
        }
        Needs::RoleGrants => ("SelectOwnership", ObjectType::Global, ANY, true),
    };
    // Up to 2.6 the database of the call decides, also for what belongs to no database.
    let db = if cluster && session.era() >= Era::C3 { ANY } else { session.db() };
    let wanted = Wanted { privilege, object_type, object, db };
    for role in &roles {
        for grant in session.rows.grants_of(role)? {
            if wanted.is_given_by(&grant, session)? {
                return Ok(());
            }
        }
    }
    Err(texts::forbidden(privilege, user, db))
}

/// The roles that a user holds, and `public`, which everybody holds.
pub(crate) fn effective_roles(session: &Session<'_>, user: &str) -> rusqlite::Result<Vec<String>> {
    let mut roles = session.rows.roles_of(user)?;
    roles.push("public".to_owned());
    Ok(roles)
}

/// Whether everything is allowed by name, without a look at grants.
pub(crate) fn is_all_powerful(session: &Session<'_>, user: &str, roles: &[String]) -> bool {
    let superuser = user == session.instance.superuser && !session.knobs.root_should_bind_role;
    superuser || roles.iter().any(|role| role == session.instance.admin_role)
}

struct Wanted<'a> {
    privilege: &'a str,
    object_type: ObjectType,
    object: &'a str,
    db: &'a str,
}

impl Wanted<'_> {
    fn is_given_by(&self, grant: &Grant, session: &Session<'_>) -> rusqlite::Result<bool> {
        if grant.db != ANY && grant.db != self.db {
            return Ok(false);
        }
        // `All` counts for the whole database, whatever the object.
        if grant.privilege == ALL || grant.privilege == "Admin" {
            return Ok(true);
        }
        if grant.object != ANY && grant.object != self.object {
            return Ok(false);
        }
        if grant.privilege == ANY {
            return Ok(grant.object_type == self.object_type.name());
        }
        if grant.privilege == self.privilege {
            return Ok(true);
        }
        let members = privileges::members(session.era(), &session.rows, &grant.privilege)?;
        Ok(members.is_some_and(|members| members.iter().any(|member| member == self.privilege)))
    }
}
