//! Who observed an outcome. What pages reported before plans ran in the gateway is told apart by its place in the chain alone,
//! so that nobody can make it look like an observation of the gateway's by changing a row.

use rescind_domain::{Comparison, Observed, Observer};

use super::Event;

/// What the newest event of an attempt tells besides its state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// Who observed the outcome.
    pub(crate) observed: Option<Observed>,
    /// What the call changed besides what was asked for.
    pub(crate) comparison: Option<Comparison>,
    /// Whether more than a page's word stands behind it.
    pub(crate) is_ours: bool,
}

/// Reads it off the event with the number `seq`; `first` is [`super::first_of_gateway`].
pub(crate) fn of(event: &Event, seq: u64, first: u64) -> Told {
    match event {
        Event::Settled(_) if seq < first => {
            let observed = Observed { by: Observer::Console, read: None, at: None };
            Told { observed: Some(observed), comparison: None, is_ours: false }
        }
        Event::Settled(settled) => {
            Told { observed: settled.observed.clone(), comparison: settled.comparison.clone(), is_ours: true }
        }
        _ => Told { observed: None, comparison: None, is_ours: true },
    }
}
