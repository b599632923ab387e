//! What goes on with a grant right now, in a word: wherever a row, an entry or a message shows it.

use rescind_domain::Act;
use rescind_vendors::revoke::Step;

use super::outcome::Word;
use crate::state::revocations::RowState;

/// The word; nothing when nothing goes on.
#[must_use]
pub fn word(state: &RowState) -> Option<Word> {
    Some(match state {
        RowState::Starting(_) | RowState::Running(_, Step::Looking) => |t| t.revoke().looking,
        RowState::Running(Act::Take, Step::Calling) => |t| t.revoke().calling,
        RowState::Running(Act::Give, Step::Calling) => |t| t.undo().calling,
        RowState::Running(_, Step::Verifying) => |t| t.revoke().verifying,
        RowState::Running(_, Step::Following(_)) => |t| t.revoke().following,
        RowState::Running(_, Step::WaitingFor(_)) => |t| t.revoke().waiting,
        RowState::Running(_, Step::Resting) => |t| t.revoke().resting,
        RowState::Settling => |t| t.revoke().settling,
        RowState::Idle | RowState::Settled(..) => return None,
    })
}
