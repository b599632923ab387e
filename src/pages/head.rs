//! The head of every page: where one is, what it shows, how old that is; and the messages right under it, so that the page
//! below keeps its place when one appears.

use leptos::prelude::*;
use rescind_domain::Timestamp;

use super::part::on_demand;
use crate::i18n::use_i18n;
use crate::parts;
use crate::state::use_console;
use crate::ui::dynamic::dynamic;
use crate::ui::time::Age;
use crate::ui::title;

/// A step on the way to the page: its text and, where there is a page, its address.
pub type Crumb = (Signal<String>, Option<String>);

/// The head.
#[component]
pub fn PageHead(
    /// The way to the page, without the page itself.
    #[prop(optional)]
    crumbs: Vec<Crumb>,
    /// What the page is called in the browser's tab; its connection stands beside it.
    #[prop(into)]
    title: Signal<String>,
    /// The heading and what stands beside it.
    heading: AnyView,
    /// When the newest data of the page were read.
    #[prop(optional, into)]
    read: Signal<Option<Timestamp>>,
    /// Reads them again; without it there is no button.
    #[prop(optional)]
    on_refresh: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    // Once they are there they stay, so that the next one is announced in its place.
    let said = Memo::new(move |before: Option<&bool>| before.copied().unwrap_or_default() || !console.is_quiet());
    let connection = crumbs.get(1).map(|(text, _)| *text);
    title::show([Some(title), connection].into_iter().flatten().collect());
    let sentence = Callback::new(move |ago: String| (i18n.t().read_at)(&ago));
    view! {
        <Show when={
            let any = !crumbs.is_empty();
            move || any
        }>
            <nav class="crumbs" aria-label=i18n.text(|t| t.breadcrumbs)>
                {crumbs
                    .iter()
                    .cloned()
                    .map(|(text, href)| {
                        let text = move || text.get();
                        match href {
                            Some(href) => view! { <a href=href>{text}</a> }.into_any(),
                            None => view! { <span>{dynamic(text)}</span> }.into_any(),
                        }
                    })
                    .collect_view()}
            </nav>
        </Show>
        <div class="title">
            {heading}
            <span class="aside">
                {dynamic(move || read.get().map(|at| view! { <Age at=at sentence=sentence /> }))}
                {on_refresh
                    .map(|refresh| {
                        view! {
                            <button type="button" class="btn small quiet" on:click=move |_| refresh.run(())>
                                {i18n.text(|t| t.refresh)}
                            </button>
                        }
                    })}
            </span>
        </div>
        {dynamic(move || match said.get() {
            true => on_demand(|| Box::pin(parts::messages()), |messages| messages()),
            false => view! { <section class="notices" aria-label=i18n.text(|t| t.notices)></section> }.into_any(),
        })}
    }
}
