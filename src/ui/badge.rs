//! A word in a pill, with a tone; and the turning ring of things that are under way.

use leptos::prelude::*;

/// The tone of a badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Says what something is.
    Plain,
    /// Under way.
    Accent,
    /// As it should be.
    Good,
    /// Worth a look.
    Warning,
    /// Broken.
    Danger,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "badge",
            Self::Accent => "badge accent",
            Self::Good => "badge ok",
            Self::Warning => "badge warn",
            Self::Danger => "badge danger",
        }
    }
}

/// A badge.
#[component]
pub fn Badge(
    /// Its tone.
    tone: Tone,
    /// Its word.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! { <span class=tone.class()>{text}</span> }
}

/// A badge of something that is under way.
#[component]
pub fn BusyBadge(
    /// Its word.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="badge accent">
            <span class="spin" aria-hidden="true"></span>
            {text}
        </span>
    }
}
