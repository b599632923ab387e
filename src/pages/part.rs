//! Parts of pages that are loaded when they are needed. What is shown meanwhile is quiet; when a part cannot be loaded, that
//! is said, with a way on.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::i18n::use_i18n;
use crate::parts::{Loading, NotLoaded};
use crate::state::use_console;
use crate::ui::dynamic::dynamic;
use crate::ui::icon::{Icon, Picture};
use crate::ui::reload;

/// Shows something as soon as its part is there.
pub(crate) fn on_demand<T>(load: fn() -> Loading<T>, show: impl Fn(T) -> AnyView + Send + 'static) -> AnyView
where
    T: Copy + Send + Sync + 'static,
{
    let part = RwSignal::new(None::<Result<T, NotLoaded>>);
    let fetch = move || {
        spawn_local(async move {
            let loaded = load().await;
            part.try_set(Some(loaded));
        });
    };
    fetch();
    let again = Callback::new(move |()| {
        part.set(None);
        fetch();
    });
    dynamic(move || match part.get() {
        None => waiting(),
        Some(Ok(part)) => show(part),
        Some(Err(NotLoaded)) => failed(again),
    })
}

fn waiting() -> AnyView {
    let i18n = use_i18n();
    view! { <p class="muted" role="status">{i18n.text(|t| t.loading)}</p> }.into_any()
}

/// A newer console has taken the place of this one: then it is read again, unless something would be lost that only this
/// page knows. Otherwise the gateway is away.
fn failed(again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    if untrack(|| console.is_quiet()) && reload::for_missing_part() {
        return waiting();
    }
    view! {
        <div class="banner" role="alert">
            <Picture icon=Icon::Alert />
            <div class="banner-body">
                <p>{i18n.text(|t| t.part_not_loaded)}</p>
                <div class="acts">
                    <button type="button" class="btn small" on:click=move |_| again.run(())>
                        {i18n.text(|t| t.retry)}
                    </button>
                    <button type="button" class="btn small quiet" on:click=move |_| reload::now()>
                        {i18n.text(|t| t.reload)}
                    </button>
                </div>
            </div>
        </div>
    }
    .into_any()
}
