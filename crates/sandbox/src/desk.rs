//! Where a request goes: the control routes, then a fault if one waits for it, then the vendor that owns the path.
//! It holds what the whole sandbox shares and knows no vendor's rules.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::Transaction;
use serde_json::{Value, json};
use tokio::sync::RwLock;

use crate::{
    control,
    error::Error,
    exchange::{Answer, Call, Effect, Ending},
    faults::{Cut, Fault},
    genauth,
    knobs::Knobs,
    late::Late,
    milvus,
    mutations::Mutations,
    options::{Options, Seed},
    pending::{Faults, Met},
    store::{self, Store},
    vendors, yandex,
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
    mutations: Mutex<Mutations>,
    late: Mutex<Late>,
    /// Read by whoever carries out a late call, written by a reset, which none of them may outlast.
    applying: RwLock<()>,
}

/// A call with its number among the mutations, if it is listed there.
#[derive(Debug)]
struct Received {
    call: Call,
    number: Option<usize>,
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
            mutations: Mutex::default(),
            late: Mutex::default(),
            applying: RwLock::default(),
        })
    }

    /// Answers one request, or says how its connection ends.
    pub(crate) async fn answer(self: &Arc<Self>, call: Call) -> Ending {
        if let Some(answer) = control::answer(self, &call).await {
            return Ending::Whole(answer);
        }
        let effect = vendors::effect(&call);
        let (met, store) = self.meet(&call, effect);
        // Who sees that a call was received may rely on it having met its fault.
        *held(&self.received).entry(call.path.clone()).or_default() += 1;
        let recorded = effect == Some(Effect::Change) && self.knobs().record_mutations;
        let number = if recorded { held(&self.mutations).add(&call, met.as_ref().map(|met| met.id)) } else { None };
        let received = Received { call, number };
        match met {
            Some(Met { fault, wait, .. }) => {
                if wait.goes_on().await {
                    self.faulty(received, &fault, &store).await
                } else {
                    Ending::Dropped
                }
            }
            None => Ending::Whole(self.vendor(&store, received).await),
        }
    }

    /// The fault that a call meets, and the state that it sees.
    fn meet(&self, call: &Call, effect: Option<Effect>) -> (Option<Met>, Store) {
        let mut faults = held(&self.faults);
        let met = faults.take(call, effect);
        let mut store = self.store.clone();
        if let Some(lag) = met.as_ref().and_then(|met| met.fault.stale()) {
            store = store.ago(lag).unwrap_or(store);
            self.store.reach(faults.longest_lag());
        }
        (met, store)
    }

    async fn faulty(self: &Arc<Self>, received: Received, fault: &Fault, store: &Store) -> Ending {
        let lie = fault.answer();
        if let Some(after) = fault.apply_after() {
            self.apply_later(received, after);
            return match (lie, fault.cut()) {
                (Some(lie), None) => Ending::Whole(lie),
                (Some(lie), Some(Cut::Body)) => Ending::CutBody(lie),
                (Some(_), Some(Cut::Before | Cut::After)) | (None, _) => Ending::Dropped,
            };
        }
        match fault.cut() {
            Some(Cut::Before) => Ending::Dropped,
            Some(Cut::After) => {
                self.vendor(store, received).await;
                Ending::Dropped
            }
            Some(Cut::Body) => {
                let truth = self.vendor(store, received).await;
                Ending::CutBody(lie.unwrap_or_else(|| fault.decorate(truth)))
            }
            None => match lie {
                Some(lie) => {
                    if fault.apply() {
                        self.vendor(store, received).await;
                    }
                    Ending::Whole(lie)
                }
                None => Ending::Whole(fault.decorate(self.vendor(store, received).await)),
            },
        }
    }

    /// Carries a call out after a while, unless a reset or the end of the sandbox comes first.
    fn apply_later(self: &Arc<Self>, received: Received, after: Duration) {
        let id = held(&self.late).add();
        let desk = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            // A sandbox that was stopped must let go of its store at once, whatever is outstanding.
            if let Some(desk) = desk.upgrade() {
                desk.apply_now(received, id).await;
            }
        });
    }

    async fn apply_now(&self, received: Received, id: u64) {
        let _no_reset = self.applying.read().await;
        if held(&self.late).waits(id) {
            self.vendor(&self.store, received).await;
            held(&self.late).done(id);
        }
    }

    async fn vendor(&self, store: &Store, Received { call, number }: Received) -> Answer {
        let knobs = self.knobs().clone();
        let answer = vendors::answer(store, knobs, call).await;
        if let Some(number) = number {
            held(&self.mutations).applied(number, answer.status);
        }
        answer
    }

    /// Adds a fault and says its id.
    pub(crate) async fn add_fault(&self, fault: Fault) -> Result<u64, Error> {
        let id = {
            let mut faults = held(&self.faults);
            let id = faults.add(fault);
            self.store.reach(faults.longest_lag());
            id
        };
        self.store.begin_history().await?;
        Ok(id)
    }

    /// Removes one fault, and lets the calls that it delays go on; says whether there was either.
    pub(crate) fn remove_fault(&self, id: u64) -> bool {
        let mut faults = held(&self.faults);
        let removed = faults.remove(id);
        self.store.reach(faults.longest_lag());
        removed
    }

    /// Removes every fault, and lets the calls that they delay go on.
    pub(crate) fn clear_faults(&self) {
        let mut faults = held(&self.faults);
        faults.clear();
        self.store.reach(Duration::ZERO);
    }

    /// The pending faults, as JSON.
    pub(crate) fn faults(&self) -> Value {
        held(&self.faults).state()
    }

    /// The knobs as they are set now.
    pub(crate) fn knobs(&self) -> MutexGuard<'_, Knobs> {
        held(&self.knobs)
    }

    /// The seed that the sandbox was started with.
    pub(crate) fn seed(&self) -> Seed {
        self.seed
    }

    /// Everything, as JSON; of the vendors `only` one, when it is named. Passwords are left out.
    pub(crate) async fn state(&self, only: Option<String>) -> Result<Value, Error> {
        let (seed, milvus, zilliz, mongodb, genauth) = self
            .store
            .run(move |transaction| {
                let of = |name: &str, dump: &dyn Fn(&Transaction<'_>) -> rusqlite::Result<Value>| {
                    if only.as_ref().is_none_or(|only| only == name) { dump(transaction) } else { Ok(Value::Null) }
                };
                Ok::<_, Error>((
                    store::seeded(transaction)?,
                    of("milvus", &|transaction| milvus::state::dump(transaction, &milvus::MILVUS))?,
                    of("zilliz", &|transaction| milvus::state::dump(transaction, &milvus::ZILLIZ))?,
                    of("mongodb", &yandex::state::dump)?,
                    of("genauth", &genauth::state::dump)?,
                ))
            })
            .await?;
        let (calls, faults, knobs) = (json!(*held(&self.received)), self.faults(), json!(*self.knobs()));
        let late = held(&self.late).count();
        let (mutations, left_out) = {
            let mutations = held(&self.mutations);
            (mutations.state(), mutations.left_out())
        };
        Ok(json!({
            "calls": calls, "faults": faults, "genauth": genauth, "knobs": knobs, "late": late, "milvus": milvus,
            "mongodb": mongodb, "mutations": mutations, "mutations_left_out": left_out, "seed": seed, "zilliz": zilliz,
        }))
    }

    /// Fills the store anew and forgets faults, calls that are delayed or outstanding, counted and listed calls, and
    /// changed knobs.
    pub(crate) async fn reset(
        &self,
        seed: Seed,
        databases: control::Databases,
        mongodb: Option<yandex::state::Contents>,
        pool: Option<genauth::World>,
    ) -> Result<(), Error> {
        let _none_is_applied = self.applying.write().await;
        held(&self.late).drop_all();
        held(&self.faults).forget_delayed();
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
        self.clear_faults();
        held(&self.received).clear();
        held(&self.mutations).clear();
        *self.knobs() = self.defaults.clone();
        Ok(())
    }
}

/// A lock whose holder panicked still guards plain data.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
