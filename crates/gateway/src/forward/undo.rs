//! Whether a call takes away or gives back. That is told by its entries, never by the call: a session in wrong hands may send
//! what it likes, but only an entry that undoes another can give, and only what that one took.

use axum::http::HeaderMap;
use rescind_domain::gateway_error::UNDO_HEADER;
use rescind_domain::{Act, Grant};
use rescind_vendors::routes::Effect;

use super::{entries, witness};
use crate::app::App;
use crate::connections::Connection;
use crate::error::Error;
use crate::journal::Wanted;

/// What the call does. Route, header and entries must agree on it.
pub(super) fn act(effect: Effect, client: &HeaderMap, wanted: &[Wanted]) -> Result<Act, Error> {
    let undone: Vec<_> = wanted.iter().filter_map(|wanted| wanted.stored.undo.as_ref()).collect();
    if undone.is_empty() {
        return match effect {
            Effect::Give => Err(Error::undo_refused("Only an entry that undoes another can give something.")),
            _ if client.contains_key(UNDO_HEADER) => {
                Err(Error::undo_refused("The call names an entry to be undone, but its own entries undo none."))
            }
            Effect::Read | Effect::Revoke | Effect::Replace => Ok(Act::Take),
        };
    }
    if undone.len() != wanted.len() {
        return Err(Error::intent_refused("One call cannot take away and give back."));
    }
    if effect == Effect::Revoke {
        return Err(Error::intent_refused("The entry gives back; this call takes away."));
    }
    match entries::list(client, UNDO_HEADER).iter().eq(undone) {
        true => Ok(Act::Give),
        false => Err(Error::undo_refused(
            "A call that gives something must name in X-Rescind-Undo what each of its entries undoes, in their order.",
        )),
    }
}

/// Whoever may not give at all is told that, and not what is wrong with the entry.
pub(super) fn refusal_of(effect: Effect, refusal: Error) -> Error {
    match (effect, refusal) {
        (Effect::Give, Error::IntentRefused(sentence)) => Error::UndoRefused(sentence),
        (_, refusal) => refusal,
    }
}

/// What a vendor gives along with a grant, and did not take along with it, must be there already.
pub(super) async fn check_along(app: &App, connection: &Connection, along: Vec<Grant>) -> Result<(), Error> {
    if along.is_empty() {
        return Ok(());
    }
    let seen = witness::look(app, connection, &along).await;
    let held = |at: usize| seen.get(at).is_some_and(|seen| !seen.is_empty());
    match along.iter().enumerate().find(|(at, _)| !held(*at)) {
        None => Ok(()),
        Some((_, more)) => Err(Error::undo_refused(format!(
            "To give it back would also give {} to {}, which was not taken with it.",
            more.what(),
            more.from_whom()
        ))),
    }
}

/// The call is another one than the entries stand for.
pub(super) fn not_the_inverse() -> Error {
    Error::undo_refused("The call does not give back exactly what was taken.")
}
