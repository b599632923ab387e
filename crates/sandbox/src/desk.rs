//! Where a request goes: the control routes, then a fault if one waits for it, then the vendor that owns the path.
//! It holds what the whole sandbox shares and knows no vendor's rules.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    control,
    error::Error,
    exchange::{Answer, Call, Ending},
    faults::{Cut, Fault, Faults},
    genauth,
    knobs::Knobs,
    milvus,
    options::{Options, Seed},
    store::{self, Store},
    yandex,
};

/// What every connection shares.
#[derive(Debug)]
pub(crate) struct Desk {
    store: Store,
    seed: Seed,
    defaults: Knobs,
    knobs: Mutex<Knobs>,
    faults: Mutex<Faults>,
    received: Mutex<BTreeMap<String, u64>>,
}

impl Desk {
    /// Opens the store and sets the knobs, to which a reset returns them.
    pub(crate) async fn open(options: Options, defaults: Knobs) -> Result<Self, Error> {
        let Options { data, seed, .. } = options;
        let store = tokio::task::spawn_blocking(move || Store::open(data.as_deref(), seed))
            .await
            .map_err(|_| Error::Stopped)??;
        Ok(Self {
            store,
            seed,
            knobs: Mutex::new(defaults.clone()),
            defaults,
            faults: Mutex::default(),
            received: Mutex::default(),
        })
    }

    /// Answers one request, or says how its connection ends.
    pub(crate) async fn answer(&self, call: Call) -> Ending {
        if let Some(answer) = control::answer(self, &call).await {
            return Ending::Whole(answer);
        }
        *held(&self.received).entry(call.path.clone()).or_default() += 1;
        let fault = self.faults().take(&call);
        match fault {
            Some(fault) => self.faulty(call, fault).await,
            None => Ending::Whole(self.vendor(call).await),
        }
    }

    async fn faulty(&self, call: Call, fault: Fault) -> Ending {
        tokio::time::sleep(Duration::from_millis(fault.delay_ms())).await;
        let lie = fault.answer();
        match fault.cut() {
            Some(Cut::Before) => Ending::Dropped,
            Some(Cut::After) => {
                self.vendor(call).await;
                Ending::Dropped
            }
            Some(Cut::Body) => {
                let truth = self.vendor(call).await;
                Ending::CutBody(lie.unwrap_or_else(|| fault.decorate(truth)))
            }
            None => match lie {
                Some(lie) => {
                    if fault.apply() {
                        self.vendor(call).await;
                    }
                    Ending::Whole(lie)
                }
                None => Ending::Whole(fault.decorate(self.vendor(call).await)),
            },
        }
    }

    async fn vendor(&self, call: Call) -> Answer {
        if yandex::claim(&call.path) {
            let knobs = self.knobs().mongodb.clone();
            return yandex::answer(&self.store, knobs, call).await;
        }
        if genauth::claims(&call.path) {
            let knobs = self.knobs().genauth.clone();
            return genauth::answer(&self.store, knobs, call).await;
        }
        match milvus::claim(&call.path) {
            Some(target) => {
                let knobs = target.knobs(&self.knobs()).clone();
                milvus::answer(&self.store, target, knobs, call).await
            }
            None => Answer::typed(StatusCode::NOT_FOUND, "text/plain", "no vendor of the sandbox has this path"),
        }
    }

    /// The pending faults.
    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        held(&self.faults)
    }

    /// The knobs as they are set now.
    pub(crate) fn knobs(&self) -> MutexGuard<'_, Knobs> {
        held(&self.knobs)
    }

    /// The seed that the sandbox was started with.
    pub(crate) fn seed(&self) -> Seed {
        self.seed
    }

    /// Everything, as JSON. Passwords are left out.
    pub(crate) async fn state(&self) -> Result<Value, Error> {
        let (seed, milvus, zilliz, mongodb, genauth) = self
            .store
            .run(|transaction| {
                Ok::<_, Error>((
                    store::seeded(transaction)?,
                    milvus::state::dump(transaction, &milvus::MILVUS)?,
                    milvus::state::dump(transaction, &milvus::ZILLIZ)?,
                    yandex::state::dump(transaction)?,
                    genauth::state::dump(transaction)?,
                ))
            })
            .await?;
        let (calls, faults, knobs) = (json!(*held(&self.received)), self.faults().state(), json!(*self.knobs()));
        Ok(json!({
            "calls": calls, "faults": faults, "genauth": genauth, "knobs": knobs, "milvus": milvus, "mongodb": mongodb,
            "seed": seed, "zilliz": zilliz,
        }))
    }

    /// Fills the store anew and forgets faults, counted calls and changed knobs.
    pub(crate) async fn reset(
        &self,
        seed: Seed,
        databases: control::Databases,
        mongodb: Option<yandex::state::Contents>,
        pool: Option<genauth::World>,
    ) -> Result<(), Error> {
        self.store
            .run(move |transaction| {
                store::fill(transaction, seed)?;
                for (instance, databases) in &databases {
                    milvus::seed::add_databases(transaction, *instance, databases)?;
                }
                if let Some(contents) = &mongodb {
                    yandex::seed::replace(transaction, contents)?;
                }
                pool.iter().try_for_each(|pool| genauth::seed::put(transaction, pool))?;
                Ok::<_, Error>(())
            })
            .await?;
        self.faults().clear();
        held(&self.received).clear();
        *self.knobs() = self.defaults.clone();
        Ok(())
    }
}

/// A lock whose holder panicked still guards plain data.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
