//! Where the focus goes when what has it leaves the page: to the nearest thing around it that is still there. A browser
//! gives it to nobody, so that the keyboard would start over and a screen reader fall silent.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, FocusOptions, HtmlElement, MutationObserver, MutationObserverInit};

/// An element with what is around it, from the inside out.
#[derive(Clone)]
pub struct Spot(Vec<HtmlElement>);

impl Spot {
    /// Where the focus is; nothing when nothing has it.
    #[must_use]
    pub fn of_focus() -> Option<Self> {
        let focused = document().active_element().filter(|element| !is_body(element));
        let around =
            std::iter::successors(focused, |element| element.parent_element().filter(|element| !is_body(element)));
        let spot: Vec<HtmlElement> = around.filter_map(|element| element.dyn_into().ok()).collect();
        (!spot.is_empty()).then_some(Self(spot))
    }

    /// Gives the focus to the element, or else to the nearest around it that takes it. What has a `tabindex` takes it
    /// itself; what has not lets an element in it take it that is marked with `data-landing`.
    pub fn focus(&self) {
        let mut around = self.0.iter().filter(|element| element.is_connected());
        let took = |element: &HtmlElement| {
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = element.focus_with_options(&options);
            document().active_element().as_ref() == Some(element.as_ref())
        };
        let is_itself = |element: &&HtmlElement| self.0.first() == Some(*element);
        let takes = |element: &HtmlElement| {
            if is_itself(&element) || element.has_attribute("tabindex") {
                // What is empty now is no place to be.
                return element.offset_height() > 0 && took(element);
            }
            let marked = element.query_selector("[data-landing]").ok().flatten();
            marked.and_then(|marked| marked.dyn_into().ok()).is_some_and(|marked| took(&marked))
        };
        around.any(takes);
    }

    /// Whether the element has left the page or is hidden, and nothing else has the focus instead.
    fn is_lost(&self) -> bool {
        let Some(element) = self.0.first() else { return false };
        let is_hidden = || element.closest("[hidden]").is_ok_and(|hidden| hidden.is_some());
        // A browser takes the focus from what is hidden a moment later.
        let still_has_it = || document().active_element().as_ref() == Some(element.as_ref());
        (!element.is_connected() || is_hidden()) && (nothing_has_it() || still_has_it())
    }
}

/// Looks after the focus from now on, as long as the page is there.
pub fn keep() {
    let spot = StoredValue::new_local(None::<Spot>);
    window_event_listener(ev::focusin, move |_| spot.set_value(Spot::of_focus()));
    // Whoever points at something that takes no focus wants it nowhere; what has the focus keeps it.
    window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if nothing_has_it() || !document().active_element().is_some_and(|focused| focused.contains(target.as_deref())) {
            spot.set_value(None);
        }
    });
    let is_lost = move || spot.with_value(|spot| spot.as_ref().is_some_and(Spot::is_lost));
    let look = Closure::<dyn FnMut()>::new(move || {
        if is_lost() {
            // Whoever took it away may give it back by itself.
            request_animation_frame(move || {
                if let Some(spot) = spot.get_value().filter(|_| is_lost()) {
                    spot.focus();
                }
            });
        }
    });
    let all = MutationObserverInit::new();
    all.set_child_list(true);
    all.set_subtree(true);
    all.set_attribute_filter(&js_sys::Array::of1(&"hidden".into()));
    if let (Ok(observer), Some(body)) = (MutationObserver::new(look.as_ref().unchecked_ref()), document().body()) {
        let _ = observer.observe_with_options(&body, &all);
    }
    look.forget();
}

/// Whether the focus is nowhere.
#[must_use]
pub fn nothing_has_it() -> bool {
    document().active_element().is_none_or(|element| is_body(&element))
}

fn is_body(element: &Element) -> bool {
    element.tag_name() == "BODY"
}
