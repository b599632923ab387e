//! Programs that ask with a token of their own, beside the browser's session: which secret a request presents, what its token
//! permits, and what is too dangerous for it. Tokens are made and revoked by `rescind-gateway token`; what holds is read from the
//! journal for each request. A token is never exchanged for a session.

mod dangers;
mod needs;
mod recognize;
mod secret;

use rescind_domain::ConnectionId;

pub(crate) use dangers::Dangers;
pub(crate) use needs::{Needs, permit};
pub(crate) use recognize::{is_presented, is_valid, presented, recognize};
pub(crate) use secret::{Secret, SecretHash};

use crate::error::Error;
use crate::journal::{Token, TokenScope};
use crate::reach::Reach;

/// A program that asks for something, by what its token permits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Program {
    /// The name of its token.
    pub(crate) name: String,
    /// By what the token is found again.
    pub(crate) secret: SecretHash,
    pub(crate) reach: Reach,
    scopes: Vec<TokenScope>,
    danger: bool,
}

impl Program {
    /// Whoever presents the secret with this hash, which is this token's.
    fn of(secret: SecretHash, token: Token) -> Self {
        let Token { name, secret: _, expires: _, connections, scopes, danger } = token;
        Self { name, secret, reach: Reach::Named(connections.into()), scopes, danger }
    }

    /// Refuses what the token does not permit: one of these scopes must be among its own.
    pub(crate) fn needs_one_of(&self, scopes: &[TokenScope]) -> Result<(), Error> {
        if scopes.iter().any(|scope| self.scopes.contains(scope)) {
            return Ok(());
        }
        let names: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
        Err(Error::token_refused(format!("The token {} lacks the scope {}.", self.name, names.join(" or "))))
    }

    /// Refuses a connection that the token does not name, as if there were none.
    pub(crate) fn reaches(&self, connection: &ConnectionId) -> Result<(), Error> {
        self.reach.has(connection.as_str()).then_some(()).ok_or(Error::NotFound("connection"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const ALL: [TokenScope; 4] = [TokenScope::Read, TokenScope::Plan, TokenScope::Run, TokenScope::Undo];

    /// A program whose token names `prod`.
    pub(super) fn program(scopes: &[TokenScope], danger: bool) -> Program {
        let reach = Reach::Named([ConnectionId::new("prod")].into());
        let secret = Secret::parse(&format!("rescind_{}", "A".repeat(43))).unwrap().hash();
        Program { name: "ci".to_owned(), secret, reach, scopes: scopes.to_vec(), danger }
    }

    #[test]
    fn one_of_the_scopes_must_be_there_and_a_token_without_any_permits_nothing() {
        for scope in ALL {
            for own in ALL {
                assert_eq!(program(&[own], false).needs_one_of(&[scope]).is_ok(), scope == own);
            }
            assert!(program(&[], true).needs_one_of(&[scope]).is_err());
        }
        let program = program(&[TokenScope::Plan], false);
        assert!(program.needs_one_of(&[TokenScope::Read, TokenScope::Plan]).is_ok());
        assert!(program.needs_one_of(&[]).is_err());
        let refused = program.needs_one_of(&[TokenScope::Read, TokenScope::Run]).unwrap_err();
        assert_eq!(refused.to_string(), "The token ci lacks the scope read or run. Nothing was sent.");
    }
}
