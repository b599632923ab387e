//! The stream of events while the tab is visible, and polls where it does not come through. When which is used is
//! `stream`'s; what an event means is the caller's.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::StreamExt;
use futures_util::stream::select;
use gloo_net::eventsource::futures::{EventSource, EventSourceSubscription};
use leptos::leptos_dom::helpers::WindowListenerHandle;
use leptos::prelude::{document, window_event_listener_untyped};
use leptos::task::spawn_local;
use rescind_domain::event::Message;

use super::stream::{Action, Input, Status, Stream};
use super::{Abort, Call, Client, pause};
use crate::i18n::format;

/// The path of all events at the gateway.
const EVENTS: &str = "/api/events";
/// The type of the events that have no type of their own; the gateway's are all of it.
const MESSAGE: &str = "message";
/// The pause between two ticks, in milliseconds.
const TICK_EVERY: u32 = 500;

/// The stream, until this is dropped.
pub struct Events {
    driver: Rc<Driver>,
    listeners: Vec<WindowListenerHandle>,
}

impl Events {
    /// Listens from now on. `after` says the sequence number after which events are wanted, each time that a stream or a
    /// poll begins; `None` asks for what happens from then on. `heard` gets each message, some of them twice; `told` gets each
    /// change of the connection's status.
    #[must_use]
    pub fn listen(
        client: Client,
        after: impl Fn() -> Option<u64> + 'static,
        heard: impl Fn(Message) + 'static,
        told: impl Fn(Status) + 'static,
    ) -> Self {
        let driver = Rc::new(Driver {
            client,
            after: Box::new(after),
            heard: Box::new(heard),
            told: Box::new(told),
            stream: RefCell::new(Stream::new(format::now())),
            source: RefCell::new(None),
            opened: Cell::new(0),
            poll: RefCell::new(None),
            ticking: Cell::new(0),
        });
        let on = |event: &str, input: fn() -> Input| {
            let driver = Rc::clone(&driver);
            window_event_listener_untyped(event, move |_| driver.feed(input()))
        };
        let listeners = vec![
            on("visibilitychange", visibility),
            on("online", || Input::Online),
            on("offline", || Input::Failed),
            // A page that the browser keeps for the back button must not hold a connection.
            on("pagehide", || Input::Hidden),
            on("pageshow", visibility),
        ];
        driver.feed(visibility());
        Self { driver, listeners }
    }

    /// Closes the stream; nothing is heard or told any more.
    pub fn close(self) {
        drop(self);
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.listeners.drain(..).for_each(WindowListenerHandle::remove);
        self.driver.feed(Input::Hidden);
    }
}

fn visibility() -> Input {
    if document().hidden() { Input::Hidden } else { Input::Visible }
}

struct Driver {
    client: Client,
    after: Box<dyn Fn() -> Option<u64>>,
    heard: Box<dyn Fn(Message)>,
    told: Box<dyn Fn(Status)>,
    stream: RefCell<Stream>,
    source: RefCell<Option<EventSource>>,
    /// Which source is the newest: an earlier one is not listened to.
    opened: Cell<u64>,
    poll: RefCell<Option<Abort>>,
    /// Which clock is the newest: an earlier one stands still.
    ticking: Cell<u64>,
}

impl Driver {
    fn feed(self: &Rc<Self>, input: Input) {
        let actions = self.stream.borrow_mut().step(input, format::now());
        match input {
            Input::Hidden => self.ticking.set(self.ticking.get() + 1),
            Input::Visible if !actions.is_empty() => self.tick(),
            _ => {}
        }
        for action in actions {
            match action {
                Action::Open => self.open(),
                Action::Close => self.close(),
                Action::Poll => self.poll(),
                Action::DropPoll => self.drop_poll(),
                Action::Tell(status) => (self.told)(status),
            }
        }
    }

    /// Lets the time pass until the tab is hidden.
    fn tick(self: &Rc<Self>) {
        let number = self.ticking.get() + 1;
        self.ticking.set(number);
        let driver = Rc::clone(self);
        spawn_local(async move {
            loop {
                pause(TICK_EVERY).await;
                if driver.ticking.get() != number {
                    break;
                }
                driver.feed(Input::Tick);
            }
        });
    }

    fn open(self: &Rc<Self>) {
        self.close();
        let number = self.opened.get();
        let driver = Rc::clone(self);
        let Some((source, messages, errors)) = subscribed(&self.url()) else {
            // Not within this call: whoever asked for the stream is still at it.
            return spawn_local(async move {
                if driver.opened.get() == number {
                    driver.feed(Input::Failed);
                }
            });
        };
        self.source.replace(Some(source));
        spawn_local(async move {
            let mut all = select(messages, errors);
            while let Some(next) = all.next().await {
                if driver.opened.get() != number {
                    break;
                }
                match next {
                    Ok((kind, message)) if kind == MESSAGE => {
                        // What a newer gateway says beyond this is no reason to hear nothing.
                        if let Some(message) = message.data().as_string().and_then(|data| parsed(&data)) {
                            (driver.heard)(message);
                        }
                        driver.feed(Input::Message);
                    }
                    Ok(_) | Err(_) => driver.feed(Input::Failed),
                }
            }
        });
    }

    fn close(&self) {
        self.opened.set(self.opened.get() + 1);
        drop(self.source.take());
    }

    fn poll(self: &Rc<Self>) {
        self.drop_poll();
        let abort = Abort::new();
        self.poll.replace(Some(abort.clone()));
        let driver = Rc::clone(self);
        spawn_local(async move {
            let call = Call { accept: Some("application/json"), abort: Some(&abort), ..Call::get(driver.url()) };
            let answer = driver.client.send(call).await;
            if abort.is_aborted() {
                return;
            }
            match answer.ok().filter(|answer| answer.status == 200).and_then(|answer| parsed(&answer.body)) {
                Some(message) => {
                    (driver.heard)(message);
                    driver.feed(Input::PollOk);
                }
                None => driver.feed(Input::PollFailed),
            }
        });
    }

    fn drop_poll(&self) {
        if let Some(abort) = self.poll.take() {
            abort.abort();
        }
    }

    fn url(&self) -> String {
        (self.after)().map_or_else(|| EVENTS.to_owned(), |after| format!("{EVENTS}?after={after}"))
    }
}

/// An open source with its messages and its errors. The browser would try an interrupted stream again by itself, at its own
/// pace and without saying so: therefore also the errors are listened to that leave the source open.
fn subscribed(url: &str) -> Option<(EventSource, EventSourceSubscription, EventSourceSubscription)> {
    let mut source = EventSource::new(url).ok()?;
    let messages = source.subscribe(MESSAGE).ok()?;
    let errors = source.subscribe("error").ok()?;
    Some((source, messages, errors))
}

/// The message of a stream's event or of a poll's answer.
fn parsed(data: &str) -> Option<Message> {
    serde_json::from_str(data).ok()
}
