//! A part of a view that is built anew whenever what it reads has changed.

use leptos::prelude::*;

/// Makes a closure a view. The framework's own way puts the closure's type into the view's, so that the page would carry a
/// copy of the machinery for each closure; here all have one type.
pub fn dynamic<V: IntoAny>(part: impl Fn() -> V + Send + 'static) -> AnyView {
    let part: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || part().into_any());
    part.into_any()
}
