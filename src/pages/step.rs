//! What goes on with a grant right now, in a word: wherever a row, an entry or a message shows it.

use rescind_domain::ActionKind;
use rescind_domain::event::Step;

use super::outcome::Word;
use crate::state::revocations::RowState;

/// The word; nothing when nothing goes on.
#[must_use]
pub fn word(state: &RowState) -> Option<Word> {
    Some(match state {
        RowState::Starting(_) => |t| t.revoke().looking,
        RowState::Waiting(_) => |t| t.plans().waiting,
        RowState::Running(kind, step) => of_step(*kind, step),
        RowState::Settling => |t| t.revoke().settling,
        RowState::Idle | RowState::Settled(..) => return None,
    })
}

/// The word of what goes on with an entry that revokes or grants.
#[must_use]
pub fn of_step(kind: ActionKind, step: &Step) -> Word {
    match (kind, step) {
        (_, Step::Observing) => |t| t.revoke().looking,
        (ActionKind::Revoke, Step::Calling) => |t| t.revoke().calling,
        (ActionKind::Grant, Step::Calling) => |t| t.undo().calling,
        (_, Step::Verifying) => |t| t.revoke().verifying,
        (_, Step::Following { .. }) => |t| t.revoke().following,
        (_, Step::WaitingFor { .. }) => |t| t.revoke().waiting,
    }
}
