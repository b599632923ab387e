//! Reusable parts. They take texts, signals and callbacks, and know neither vendors nor the console's state.

pub mod badge;
pub mod banner;
pub mod copy;
pub mod dialog;
pub mod download;
pub mod dynamic;
pub mod effect;
pub mod fatal;
pub mod focus;
pub mod icon;
pub mod idle;
pub mod later;
pub mod lower;
pub mod menu;
pub mod reload;
pub mod table;
pub mod tabs;
pub mod text_drop;
pub mod time;
pub mod title;
pub mod unfold;
