//! What an endpoint works with: one decoded call of one caller, on one instance, in one transaction.

use super::{Era, Knobs, auth::Caller, instance::Instance, request::Request, rows::Rows};

/// One call that is being carried out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Session<'a> {
    pub(crate) rows: Rows<'a>,
    pub(crate) instance: &'static Instance,
    pub(crate) knobs: &'a Knobs,
    pub(crate) caller: &'a Caller,
    pub(crate) request: &'a Request,
    /// The `DB-Name` header, or empty.
    pub(crate) header_db: &'a str,
}

impl Session<'_> {
    /// The era that is spoken.
    pub(crate) fn era(&self) -> Era {
        self.knobs.era
    }

    /// A text field of the body; empty when it is missing.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.request.text(field)
    }

    /// The database of the call: the body's, else the header's, else `default`.
    pub(crate) fn db(&self) -> &str {
        [self.text("dbName"), self.header_db].into_iter().find(|name| !name.is_empty()).unwrap_or("default")
    }
}
