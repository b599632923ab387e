//! What a plan's task is told while it runs, and what it shows of what it waits for.

use futures_util::future::join_all;
use rescind_domain::ConnectionId;
use rescind_engine::recovery::{TakeUp, take_up};
use tokio::sync::oneshot;

use super::plan::{Task, try_now};
use super::record;
use super::stored::{self, Stored};
use super::{Message, watch};
use crate::error::Error;

impl Task {
    pub(super) async fn hear(&mut self, message: Message) -> Result<(), Error> {
        match message {
            Message::Granted(connection, batch) => self.begin(connection, batch),
            Message::Reload(by) => {
                self.run.by = by;
                self.run.alive.beat();
                self.given_up.clear();
                let found = stored::plan(&self.app, &self.run.plan).await?;
                try_now(&self.app, &found.entries);
                self.load(found).await?;
            }
            Message::Withdraw => self.stop().await?,
            Message::Trouble => self.tell_waiting(),
            #[cfg(test)]
            Message::Break => std::panic::panic_any("this is what breaks"),
            Message::Observe(observed) => self.observe_left(observed).await,
            Message::GivenUp(connection, waiting) => {
                if self.waiting.keys().any(|(id, _)| *id == connection) {
                    self.withdraw(Some(&connection));
                    self.given_up.insert(connection, waiting);
                    self.tell_waiting();
                }
            }
        }
        Ok(())
    }

    /// Starts no more of the plan; unless it runs again by now, since whoever wanted that may have been heard first.
    async fn stop(&mut self) -> Result<(), Error> {
        self.withdraw(None);
        if !self.app.stopping.is_cancelled() && record::may_run(&self.app, &self.run).await? {
            let found = stored::plan(&self.app, &self.run.plan).await?;
            self.load(found).await?;
        }
        Ok(())
    }

    /// Finds out what became of entries that nobody is at any more, and tells when that is done.
    async fn observe_left(&self, observed: oneshot::Sender<()>) {
        let left = async {
            let found = stored::plan(&self.app, &self.run.plan).await?;
            let is_left =
                |stored: &Stored| !self.active.contains(&stored.id) && take_up(&stored.state) == TakeUp::Observe;
            watch::take_up_left(&self.app, found.entries.into_iter().filter(is_left).collect()).await
        };
        match left.await {
            Ok(observing) => drop(tokio::spawn(async move {
                join_all(observing).await;
                // Whoever asked may have gone.
                let _gone = observed.send(());
            })),
            Err(error) => {
                tracing::error!(plan = %self.run.plan, error = %error.for_operators(), "what is left cannot be observed");
            }
        }
    }

    pub(super) fn withdraw(&mut self, only: Option<&ConnectionId>) {
        if only.is_none() {
            self.checking.abort_all();
            let withdrawn = std::mem::take(&mut self.in_check);
            self.active.retain(|id| !withdrawn.contains(id));
        }
        let lanes = self.app.runner.lanes.iter().filter(|(id, _)| only.is_none_or(|only| only == *id));
        for (id, lane) in lanes {
            for batch in lane.withdraw(&self.run.plan) {
                if let Some(work) = self.waiting.remove(&(id.clone(), batch)) {
                    for subject in &work.subjects {
                        self.active.remove(&subject.id);
                    }
                }
            }
        }
    }

    /// Shows what the plan waits for.
    pub(super) fn tell_waiting(&self) {
        let mut lanes: Vec<_> = self.app.runner.lanes.iter().collect();
        lanes.retain(|(id, _)| self.waiting.keys().any(|(waiting, _)| waiting == *id));
        lanes.sort_unstable_by_key(|(id, _)| *id);
        let waiting = lanes.into_iter().flat_map(|(id, lane)| lane.waiting(id, &self.run.plan));
        // What was given up waits for somebody, who is to see why.
        let waiting = waiting.chain(self.given_up.values().cloned()).collect();
        self.app.hub.waiting(&self.run.plan, waiting);
    }
}
