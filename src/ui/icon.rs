//! The few pictures, drawn as paths. They are decoration: the text beside them says the same.

use leptos::prelude::*;

/// Which picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Something failed.
    Alert,
    /// Something is proved.
    Check,
    /// Something should be known before going on.
    Hazard,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Alert => "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M8 4.5v4M8 11.2v.1",
            Self::Check => "M3 8.5l3.2 3.2L13 5",
            Self::Hazard => "M8 2L14.5 13.5H1.5ZM8 6.5v3.2M8 11.6v.1",
        }
    }
}

/// Draws an icon in the colour of its surroundings.
#[component]
pub fn Picture(
    /// Which.
    icon: Icon,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=icon.path()></path>
        </svg>
    }
}
