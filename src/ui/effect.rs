//! What is done whenever something that it reads has changed.

use leptos::prelude::*;

/// Does something soon, and again after each change; from the second time on there is a `before`. The framework's own way
/// makes a copy of its machinery for each closure, as with [`dynamic`](super::dynamic::dynamic); here all have one type.
pub fn effect(act: impl FnMut(Option<()>) + 'static) {
    boxed(Box::new(act));
}

fn boxed(act: Box<dyn FnMut(Option<()>)>) {
    Effect::new(act);
}
