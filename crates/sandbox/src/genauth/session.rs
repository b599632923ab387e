//! What an endpoint works with: one decoded call, in one transaction, and the look-ups that most endpoints begin with.

use super::{
    envelope::{Refusal, failure},
    knobs::Knobs,
    request::Request,
    rows::{Reach, Rows},
    texts,
    world::{Namespace, Role, User},
};

/// One call that is being carried out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Session<'a> {
    pub(super) rows: Rows<'a>,
    pub(super) knobs: &'a Knobs,
    pub(super) request: &'a Request,
    /// The server's time in milliseconds since 1970.
    pub(super) now: i64,
}

impl Session<'_> {
    /// The namespace of this code. A code that is left out silently means `default`.
    pub(super) fn namespace(&self, code: &str) -> Result<Namespace, Refusal> {
        let code = if code.is_empty() { "default" } else { code };
        self.rows.namespace(code)?.ok_or_else(|| failure(404, texts::NO_NAMESPACE))
    }

    /// The role that `code` and `namespace` of an object of the call name, and its namespace. The namespace is looked up
    /// first.
    pub(super) fn role(&self, request: &Request) -> Result<(Role, Namespace), Refusal> {
        let code = request.id("code")?;
        let namespace = self.namespace(request.text("namespace"))?;
        let role = self.rows.role(&namespace.code, code)?.ok_or_else(|| failure(404, texts::NO_ROLE))?;
        Ok((role, namespace))
    }

    /// Whose roles people have.
    pub(super) fn reach(&self) -> Reach {
        if self.knobs.inherited_roles { Reach::Inherited } else { Reach::Direct }
    }

    /// The user whom `userId` names by an id of this type.
    pub(super) fn user(&self, id_type: &str) -> Result<User, Refusal> {
        let id = self.request.id("userId")?;
        self.rows.user_by(id_type, id)?.ok_or_else(|| failure(404, texts::NO_USER))
    }
}
