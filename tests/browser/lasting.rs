//! Signals that outlive those who read them. That the gone are forgotten is seen in the soak, where memory is measured.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use rescind::lasting::Lasting;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, settle};

/// More than are kept before the gone are looked for.
const MANY: usize = 100;

struct Told {
    /// The first page that is mounted brings what runs effects.
    _page: Page,
    owner: Owner,
    signal: Lasting<usize>,
    /// Who was told what, in this order.
    heard: Arc<Mutex<Vec<(&'static str, usize)>>>,
}

impl Told {
    async fn new() -> Self {
        let page = Page::of(|| ()).await;
        let owner = Owner::new();
        let signal = owner.with(|| Lasting::new(0));
        Self { _page: page, owner, signal, heard: Arc::default() }
    }

    fn reader(&self, name: &'static str) -> RenderEffect<()> {
        let (signal, heard) = (self.signal, Arc::clone(&self.heard));
        self.owner.with(|| RenderEffect::new(move |_| heard.lock().unwrap().push((name, signal.get()))))
    }

    fn take(&self) -> Vec<(&'static str, usize)> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }
}

#[wasm_bindgen_test]
async fn who_stays_is_told_of_every_change_however_many_come_and_go() {
    let told = Told::new().await;
    let first = told.reader("first");
    for _ in 0..MANY {
        drop(told.reader("gone"));
    }
    let second = told.reader("second");
    for _ in 0..MANY {
        drop(told.reader("gone"));
    }
    settle().await;
    told.take();

    for value in 1..=3 {
        told.signal.set(value);
        settle().await;
        assert_eq!(told.take(), [("first", value), ("second", value)]);
    }
    drop((first, second));
}

#[wasm_bindgen_test]
async fn what_is_computed_from_it_stays_true_also_when_nobody_looks_for_a_while() {
    let told = Told::new().await;
    let signal = told.signal;
    let double = told.owner.with(|| Memo::new(move |_| signal.get() * 2));
    assert_eq!(double.get_untracked(), 0);
    signal.set(1);
    signal.set(2);
    for _ in 0..MANY {
        drop(told.reader("gone"));
    }
    assert_eq!(double.get_untracked(), 4);
    signal.set(3);
    assert_eq!(double.get_untracked(), 6);
}
