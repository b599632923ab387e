//! Who calls: the holder of an IAM token. What a caller may do is not decided here.

use super::{
    clock::Moment,
    knobs::Knobs,
    refusal::{Code, Refusal},
    rows::Rows,
};
use crate::exchange::Call;

/// The token that the sandbox is set up with. It is of generation 0 and does not expire by itself.
pub(crate) const TOKEN: &str = "t1.sandbox";

/// The service account that it belongs to.
pub(crate) const SUBJECT: &str = "ajesandbox0000000001";

/// The id of the account whose token the call carries.
pub(crate) fn subject(call: &Call, rows: &Rows<'_>, knobs: &Knobs, now: Moment) -> Result<String, Refusal> {
    let header = call.header("authorization").unwrap_or_default();
    let token = match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        Some(_) | None => "",
    };
    let known = if token == TOKEN {
        Some((SUBJECT.to_owned(), true, 0))
    } else {
        rows.token(token)?.map(|known| (known.subject, known.expires > now, known.generation))
    };
    match known {
        None => Err(unauthenticated("Token is invalid or has expired.")),
        Some((_, alive, generation)) if !alive || generation < knobs.token_generation => {
            Err(unauthenticated("The token has expired"))
        }
        Some((subject, _, _)) => Ok(subject),
    }
}

/// A refusal of credentials.
pub(crate) fn unauthenticated(message: &str) -> Refusal {
    Refusal::of(Code::Unauthenticated, message)
}
