//! What is done a little later than it was asked for, so that a swarm of changes leads to one deed.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

/// Acts once, that long after it was last asked for.
pub fn later(after: Duration, act: impl Fn() + Clone + Send + Sync + 'static) -> Callback<()> {
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    let stop = move || {
        waiting.try_update_value(|waiting| {
            if let Some(waiting) = waiting.take() {
                waiting.clear();
            }
        });
    };
    on_cleanup(stop);
    Callback::new(move |()| {
        stop();
        waiting.try_set_value(set_timeout_with_handle(act.clone(), after).ok());
    })
}

/// A number that follows another one, which `read` tells, at most once in so long a time.
pub fn throttled(every: Duration, read: impl Fn() -> u64 + Clone + Send + Sync + 'static) -> RwSignal<u64> {
    let shown = RwSignal::new(untrack(&read));
    let waits = StoredValue::new(false);
    Effect::new(move || {
        let now = read();
        if now == shown.get_untracked() || waits.get_value() {
            return;
        }
        waits.set_value(true);
        let read = read.clone();
        let show = move || {
            waits.try_set_value(false);
            shown.try_set(untrack(&read));
        };
        set_timeout(show, every);
    });
    shown
}
