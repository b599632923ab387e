//! English: plans.

use crate::i18n::texts::{PlansTexts, Plural};

pub(super) const PLANS: PlansTexts = PlansTexts {
    empty: "Nothing has been planned yet. Select rows in any table and revoke them: that is a plan.",
    no_reason: "No reason given",
    entries_of: |plan| format!("Entries of {plan}"),
    no_such: "There is no such plan.",
    older: "Older plans",

    made: "Made",
    who: "By",
    entries: "Entries",
    done: "Done",
    covered: Plural {
        one: "{n} still effective",
        few: "{n} still effective",
        many: "{n} still effective",
        other: "{n} still effective",
    },
    unverified: Plural {
        one: "{n} not verified",
        few: "{n} not verified",
        many: "{n} not verified",
        other: "{n} not verified",
    },
    failed: "Failed",
    what: "What",
    from: "Holder",
    state: "State",
    detail: "Detail",

    running: "Running",
    paused: "Paused",
    elsewhere: "In another tab",
    finished: "Finished",
    finished_failed: |count| format!("Finished, {count} failed"),
    finished_unknown: |count| format!("Finished, {count} unknown"),
    finished_both: |failed, unknown| format!("Finished, {failed} failed, {unknown} unknown"),
    unfinished: "Not finished",
    not_started: "Not started",
    cancelled: "Rest cancelled",
    watching: "Another tab has this plan, running or paused. This page follows it.",
    orphans: Plural {
        one: "{n} entry belongs to a connection that is not configured any more: it cannot be sent.",
        few: "{n} entries belong to connections that are not configured any more: they cannot be sent.",
        many: "{n} entries belong to connections that are not configured any more: they cannot be sent.",
        other: "{n} entries belong to connections that are not configured any more: they cannot be sent.",
    },
    cut_off: "waiting for the gateway",
    cancelled_by: |who, when| format!("Cancelled by {who}, {when}."),
    rest_cancelled: Plural {
        one: "{n} entry was cancelled: it was not sent.",
        few: "{n} entries were cancelled: they were not sent.",
        many: "{n} entries were cancelled: they were not sent.",
        other: "{n} entries were cancelled: they were not sent.",
    },
    offer: |plan, left| format!("The plan “{plan}” is not finished. Not sent yet: {left}."),

    done_of: |done, all| format!("{done} of {all}"),
    per_second: |number| format!("{number} per second"),
    per_minute: |number| format!("{number} per minute"),
    seconds_left: |seconds| format!("about {seconds} s left"),
    minutes_left: |minutes| format!("about {minutes} min left"),

    pause: "Pause",
    go_on: "Go on",
    start: "Start",
    cancel_all: "Cancel the plan",
    cancel_rest: "Cancel the rest",
    retry_failed: Plural {
        one: "Retry {n} failed",
        few: "Retry {n} failed",
        many: "Retry {n} failed",
        other: "Retry {n} failed",
    },
    check_unknown: Plural {
        one: "Check {n} again",
        few: "Check {n} again",
        many: "Check {n} again",
        other: "Check {n} again",
    },
    open: "Open plan",
    print: "Print",
    export: |kind| format!("Export {kind}"),
    calls: "Exact calls",
    copy_as: |tool| format!("Copy as {tool}"),
    untold: Plural {
        one: "{n} call cannot be told now: it depends on a state that has changed since.",
        few: "{n} calls cannot be told now: they depend on a state that has changed since.",
        many: "{n} calls cannot be told now: they depend on a state that has changed since.",
        other: "{n} calls cannot be told now: they depend on a state that has changed since.",
    },

    looking: "Looking for what is dangerous about going on …",
    not_looked_at: |roles, why| {
        format!("Not everything that may be dangerous is known: {roles} could not be looked at. {why}")
    },

    waiting: "Waiting",
    not_sent: "Not sent",
    no_outcome: "No outcome yet",
    cancelled_entry: "Cancelled",
    sent: "Sent",
    unclear: "To be checked",
};
