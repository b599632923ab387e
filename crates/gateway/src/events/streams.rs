//! How many streams there are. Each holds a connection of a browser and a place at the gateway, so both are bounded.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Error;
use crate::session::Visitor;

/// For each session, or for each person where a proxy signs people in.
const EACH: usize = 8;
const ALL: usize = 256;

/// The streams that are open.
#[derive(Clone, Default)]
pub(crate) struct Streams(Arc<Mutex<HashMap<Visitor, usize>>>);

/// The place of one of them, until this is dropped.
pub(super) struct Place {
    streams: Streams,
    visitor: Visitor,
}

impl Streams {
    /// Takes a place.
    pub(super) fn take(&self, visitor: Visitor) -> Result<Place, Error> {
        let mut streams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = streams.get(&visitor).copied().unwrap_or(0);
        if own >= EACH || streams.values().sum::<usize>() >= ALL {
            return Err(Error::TooManyStreams);
        }
        streams.insert(visitor.clone(), own + 1);
        Ok(Place { streams: self.clone(), visitor })
    }
}

impl Place {
    /// Who has it.
    pub(super) const fn visitor(&self) -> &Visitor {
        &self.visitor
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut streams = self.streams.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = streams.get_mut(&self.visitor) {
            *own = own.saturating_sub(1);
        }
        streams.retain(|_, own| *own > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_for_each_and_256_for_all() {
        let streams = Streams::default();
        let visitor = |name: usize| Visitor::Named(name.to_string());
        let mut open: Vec<_> = (0..32)
            .flat_map(|name| (0..8).map(move |_| name))
            .map(|name| streams.take(visitor(name)).unwrap())
            .collect();
        assert!(streams.take(visitor(0)).is_err() && streams.take(visitor(99)).is_err());
        drop(open.pop());
        assert!(streams.take(visitor(0)).is_err(), "it has eight");
        let _last = streams.take(visitor(99)).unwrap();
        assert!(streams.take(visitor(31)).is_err(), "there are 256");
        open.clear();
        assert_eq!(streams.0.lock().unwrap().len(), 1, "who has none is forgotten");
    }
}
