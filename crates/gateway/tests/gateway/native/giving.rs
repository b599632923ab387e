//! The driver's part that gives back what it has taken.

use rescind_domain::outcome::Proof;
use rescind_domain::{EntryId, Grant, JournalPage, NewEntry, Outcome};
use rescind_vendors::give::{Return, give, settle_earlier_return};
use rescind_vendors::revoke::{Item, Next, wait_for};

use super::{Asks, Gone, Native, TRIES};

impl Native {
    /// Takes grants away in one call, seen by the gateway, and tells for each what can be given back and which entry took it.
    pub(crate) async fn take(&self, grants: Vec<Grant>) -> Result<Vec<(Grant, EntryId)>, Gone> {
        let seen = Self { asks: Asks::ForAWitness, ..self.clone() };
        let items = seen.plan(grants).await?;
        let outcomes = seen.carry_out(&items).await?;
        assert!(outcomes.iter().all(Outcome::is_gone), "{outcomes:?}");
        let page: JournalPage = self.get("/api/journal?limit=20").await?;
        let witnessed = |item: Item| {
            // Of what went along with the grant, the grant itself is the last; an attempt in another form saw it as well.
            let row = page.rows.iter().find(|row| row.entry == item.entry && !row.witnessed.is_empty()).unwrap();
            (row.witnessed.last().unwrap().clone(), item.entry)
        };
        Ok(items.into_iter().map(witnessed).collect())
    }

    /// Stores a plan that gives back what entries took.
    pub(crate) async fn plan_back(&self, taken: Vec<(Grant, EntryId)>) -> Result<Vec<Return>, Gone> {
        let entry = |(grant, undo): &(Grant, EntryId)| {
            NewEntry::give_back(self.connection.clone(), grant.clone(), undo.clone())
        };
        let stored = self.store_plan(taken.iter().map(entry).collect()).await?;
        let returned =
            |(entry, (grant, undo)): (EntryId, (Grant, EntryId))| Return { item: Item { entry, grant }, undo };
        Ok(stored.into_iter().zip(taken).map(returned).collect())
    }

    /// Looks, calls, looks again for what goes back in one call, and puts what came of it into the journal.
    pub(crate) async fn give_back(&self, returns: &[Return]) -> Result<Vec<Outcome>, Gone> {
        let (mut form, mut tries) = (0, 0);
        loop {
            tries += 1;
            let tried = give(self, self.vendor, returns, form, &|_| {}).await;
            let mut outcomes = Vec::with_capacity(returns.len());
            for (returned, outcome) in returns.iter().zip(tried.outcomes) {
                let outcome = match outcome {
                    Some(outcome) => outcome,
                    None => self.find_out_returned(returned).await?,
                };
                self.store(&returned.item.entry, &outcome).await?;
                outcomes.push(outcome);
            }
            let failed = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Failed { .. }));
            match tried.next {
                Next::OlderForm if failed => form += 1,
                Next::After(operation) if failed => wait_for(self, self.vendor, &operation, &|_| {}).await,
                _ => return Ok(outcomes),
            }
            if tries == TRIES {
                return Ok(outcomes);
            }
        }
    }

    /// What became of a giving call whose answer did not arrive.
    async fn find_out_returned(&self, returned: &Return) -> Result<Outcome, Gone> {
        let Some(ended) = self.ended(&returned.item.entry).await? else {
            return Ok(Outcome::failed(super::never_sent(), Proof::NotSent));
        };
        let grants = std::slice::from_ref(&returned.item.grant);
        let sent = (ended.method.as_str(), ended.path.as_str());
        let outcomes = settle_earlier_return(self, self.vendor, grants, &ended.earlier, sent, &|_| {}).await;
        Ok(outcomes.into_iter().next().unwrap())
    }
}
