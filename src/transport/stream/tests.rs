use super::*;

const START: u64 = 1_000_000;

const fn at(milliseconds: u64) -> Timestamp {
    Timestamp(START + milliseconds)
}

/// A stream, and what it has said so far.
struct Played {
    stream: Stream,
    now: u64,
}

impl Played {
    fn new() -> Self {
        Self { stream: Stream::new(at(0)), now: 0 }
    }

    fn visible() -> Self {
        let mut played = Self::new();
        assert_eq!(played.hear(Input::Visible), [Action::Open]);
        played
    }

    fn live() -> Self {
        let mut played = Self::visible();
        assert_eq!(played.hear(Input::Message), [Action::Tell(Status::Live)]);
        played
    }

    fn hear(&mut self, input: Input) -> Vec<Action> {
        self.stream.step(input, at(self.now))
    }

    /// Lets time pass by ticks of half a second; what was said when, in milliseconds from the start.
    fn wait(&mut self, milliseconds: u64) -> Vec<(u64, Action)> {
        self.wait_with(milliseconds, |_| None)
    }

    /// The same, with an answer to each action.
    fn wait_with(&mut self, milliseconds: u64, answer: impl Fn(Action) -> Option<Input>) -> Vec<(u64, Action)> {
        let (mut said, end) = (Vec::new(), self.now + milliseconds);
        while self.now < end {
            self.now += 500;
            let mut actions = self.hear(Input::Tick);
            let answers: Vec<Input> = actions.iter().copied().filter_map(&answer).collect();
            actions.extend(answers.into_iter().flat_map(|input| self.hear(input)));
            said.extend(actions.into_iter().map(|action| (self.now, action)));
        }
        said
    }
}

const fn nobody_answers(action: Action) -> Option<Input> {
    match action {
        Action::Open => Some(Input::Failed),
        Action::Poll => Some(Input::PollFailed),
        _ => None,
    }
}

const fn only_polls_are_answered(action: Action) -> Option<Input> {
    match action {
        Action::Open => Some(Input::Failed),
        Action::Poll => Some(Input::PollOk),
        _ => None,
    }
}

const fn all_is_answered(action: Action) -> Option<Input> {
    match action {
        Action::Open => Some(Input::Message),
        Action::Poll => Some(Input::PollOk),
        _ => None,
    }
}

fn times(said: &[(u64, Action)], wanted: Action) -> Vec<u64> {
    said.iter().filter(|(_, action)| *action == wanted).map(|(time, _)| *time).collect()
}

#[test]
fn nothing_is_opened_before_the_tab_is_visible() {
    let mut played = Played::new();
    assert_eq!(played.wait(10_000), []);
    assert_eq!(played.hear(Input::Online), []);
    assert_eq!(played.hear(Input::Visible), [Action::Open]);
    assert_eq!(played.hear(Input::Visible), [], "it is visible already");
}

#[test]
fn the_first_message_makes_it_live_and_nothing_is_polled() {
    let mut played = Played::live();
    assert_eq!(played.wait(44_500), []);
    assert_eq!(played.hear(Input::Message), []);
}

#[test]
fn a_stream_without_a_message_is_polled_after_three_seconds_and_tried_again_after_a_minute() {
    let mut played = Played::visible();
    let answered = |action| (action == Action::Poll).then_some(Input::PollOk);
    let said = played.wait_with(5_000, answered);
    assert_eq!(
        said,
        [(3_000, Action::Close), (3_000, Action::Poll), (3_000, Action::Tell(Status::Polling)), (5_000, Action::Poll)]
    );
    let said = played.wait_with(58_500, answered);
    assert_eq!(times(&said, Action::Open), [63_000]);
    assert_eq!(played.hear(Input::Message), [Action::Tell(Status::Live)]);
    assert_eq!(played.wait(4_000), [], "what is live is not polled");
}

#[test]
fn the_pauses_between_attempts_double_up_to_fifteen_seconds() {
    let mut played = Played::visible();
    assert_eq!(played.hear(Input::Failed), [Action::Close]);
    let said = played.wait_with(62_000, only_polls_are_answered);
    assert_eq!(times(&said, Action::Open), [1_000, 3_000, 7_000, 15_000, 30_000, 45_000, 60_000]);
}

#[test]
fn a_message_makes_the_next_pause_the_shortest() {
    let mut played = Played::live();
    for _ in 0..3 {
        assert_eq!(played.hear(Input::Failed), [Action::Close]);
        let before = played.now;
        assert_eq!(played.wait_with(1_000, all_is_answered), [(before + 1_000, Action::Open)], "nobody is told");
    }
}

#[test]
fn without_stream_and_poll_for_five_seconds_it_is_lost_since_the_last_message() {
    let mut played = Played::live();
    played.wait(10_000);
    played.hear(Input::Message);
    played.wait(2_000);
    assert_eq!(played.hear(Input::Failed), [Action::Close]);
    let said = played.wait_with(4_500, nobody_answers);
    assert!(said.iter().all(|(_, action)| !matches!(action, Action::Tell(_))), "{said:?}");
    assert_eq!(times(&said, Action::Poll), [14_000, 16_000]);
    let lost = Action::Tell(Status::Lost { since: at(10_000) });
    assert_eq!(times(&played.wait_with(60_000, nobody_answers), lost), [17_000], "it is said once");
}

#[test]
fn what_never_answered_is_lost_since_the_start() {
    let mut played = Played::visible();
    let said = played.wait(6_000);
    assert_eq!(times(&said, Action::Tell(Status::Lost { since: at(0) })), [5_000]);
}

#[test]
fn as_long_as_polls_are_answered_it_is_not_lost() {
    let mut played = Played::live();
    played.hear(Input::Failed);
    let said = played.wait_with(120_000, only_polls_are_answered);
    let told: Vec<Action> =
        said.into_iter().map(|(_, action)| action).filter(|action| matches!(action, Action::Tell(_))).collect();
    assert_eq!(told, [Action::Tell(Status::Polling)]);
}

#[test]
fn a_gateway_that_is_back_is_followed_at_once() {
    let mut played = Played::live();
    played.hear(Input::Failed);
    played.wait_with(40_000, nobody_answers);
    let said = played.wait_with(3_000, all_is_answered);
    let told: Vec<Action> =
        said.into_iter().map(|(_, action)| action).filter(|action| matches!(action, Action::Tell(_))).collect();
    assert_eq!(told.last(), Some(&Action::Tell(Status::Live)), "not after a pause of fifteen seconds");
}

#[test]
fn a_network_that_is_back_ends_the_pause() {
    let mut played = Played::live();
    played.hear(Input::Failed);
    assert_eq!(played.hear(Input::Online), [Action::Open]);
    assert_eq!(played.hear(Input::Online), [], "it is being opened already");
}

#[test]
fn a_poll_that_is_never_answered_is_dropped_and_asked_again() {
    let mut played = Played::live();
    played.hear(Input::Failed);
    let only_failures = |action| (action == Action::Open).then_some(Input::Failed);
    let said = played.wait_with(15_000, only_failures);
    assert_eq!(times(&said, Action::Poll), [2_000, 14_000]);
    assert_eq!(times(&said, Action::DropPoll), [12_000]);
    assert_eq!(times(&said, Action::Tell(Status::Lost { since: at(0) })), [5_000]);
}

#[test]
fn a_hidden_tab_holds_no_connection_and_asks_nothing() {
    let mut played = Played::live();
    assert_eq!(played.hear(Input::Hidden), [Action::Close]);
    assert_eq!(played.wait(60_000), []);
    for late in [Input::Message, Input::Failed, Input::Online, Input::PollOk, Input::PollFailed] {
        assert_eq!(played.hear(late), [], "{late:?}");
    }
    assert_eq!(played.hear(Input::Visible), [Action::Open]);
    assert_eq!(played.wait(2_500), [], "the time while it was hidden is no interruption");
    assert_eq!(played.hear(Input::Message), [], "it is as live as before");
}

#[test]
fn hiding_drops_the_poll_under_way() {
    let mut played = Played::live();
    played.hear(Input::Failed);
    played.wait(2_000);
    played.hear(Input::Online);
    assert_eq!(played.hear(Input::Hidden), [Action::Close, Action::DropPoll]);
    assert_eq!(played.hear(Input::Hidden), []);
}

#[test]
fn an_interruption_before_the_tab_was_hidden_does_not_count_afterwards() {
    let mut played = Played::live();
    played.hear(Input::Failed);
    played.hear(Input::Hidden);
    played.now += 60_000;
    assert_eq!(played.hear(Input::Visible), [Action::Open]);
    let said = played.wait_with(4_500, nobody_answers);
    assert!(said.iter().all(|(_, action)| !matches!(action, Action::Tell(_))), "{said:?}");
}

#[test]
fn a_stream_that_says_nothing_for_long_is_opened_anew() {
    let mut played = Played::live();
    assert_eq!(played.wait(45_000), [(45_000, Action::Open)]);
    assert_eq!(played.wait(4_500).last(), Some(&(48_000, Action::Poll)));
    let said = played.wait(500);
    assert_eq!(said, [(50_000, Action::Tell(Status::Lost { since: at(0) }))]);
}

#[test]
fn a_clock_that_is_set_back_stops_neither_stream_nor_polls() {
    let mut played = Played::live();
    played.now = 900_000;
    played.hear(Input::Failed);
    played.now = 0;
    let said = played.wait_with(500, nobody_answers);
    assert_eq!((times(&said, Action::Open), times(&said, Action::Poll)), (vec![500], vec![500]));
}
