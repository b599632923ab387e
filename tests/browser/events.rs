//! The stream of events against a server that has none: the one that serves these tests.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::{Callback, Owner};
use rescind::lasting::Lasting;
use rescind::transport::events::Events;
use rescind::transport::stream::Status;
use rescind::transport::{Client, pause};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn where_stream_and_polls_fail_the_connection_is_lost_until_it_is_closed() {
    let owner = Owner::new();
    owner.set();
    let client = Client::new(Callback::new(|()| {}), Lasting::new(None));
    let told = Rc::new(RefCell::new(Vec::new()));
    let (statuses, asked) = (Rc::clone(&told), Rc::new(RefCell::new(0)));
    let count = Rc::clone(&asked);
    let after = move || {
        *count.borrow_mut() += 1;
        Some(7)
    };
    let events = Events::listen(
        client,
        after,
        |event| unreachable!("nobody sent {event:?}"),
        move |status| statuses.borrow_mut().push(status),
    );
    while told.borrow().is_empty() {
        pause(50).await;
    }
    assert!(matches!(told.borrow()[..], [Status::Lost { .. }]), "{told:?}");
    assert!(*asked.borrow() >= 4, "stream and polls were tried several times, not {asked:?}");
    events.close();
    let before = *asked.borrow();
    pause(3_000).await;
    assert_eq!(*asked.borrow(), before, "nothing is asked any more");
}
