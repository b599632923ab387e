//! English: plans.

use crate::i18n::texts::{PlansTexts, Plural};

pub(super) const PLANS: PlansTexts = PlansTexts {
    empty: "Nothing has been planned yet. Select rows in any table and revoke them: that is a plan.",
    no_reason: "No reason given",
    entries_of: |plan| format!("Entries of {plan}"),
    no_such: "There is no such plan.",
    older: "Older plans",

    made: "Created",
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
    what: "Grant",
    from: "Holder",
    state: "State",
    detail: "Detail",

    running: "Running",
    paused: "Paused",
    finished: "Finished",
    finished_failed: |count| format!("Finished, {count} failed"),
    finished_unknown: |count| format!("Finished, {count} unknown"),
    finished_both: |failed, unknown| format!("Finished, {failed} failed, {unknown} unknown"),
    not_started: "Not started",
    cancelled: "Remaining cancelled",
    orphans: Plural {
        one: "{n} entry belongs to a connection that is no longer configured. It cannot be started.",
        few: "{n} entries belong to connections that are no longer configured. They cannot be started.",
        many: "{n} entries belong to connections that are no longer configured. They cannot be started.",
        other: "{n} entries belong to connections that are no longer configured. They cannot be started.",
    },
    cancelled_by: |who, when| format!("Cancelled by {who}, {when}."),
    rest_cancelled: Plural {
        one: "{n} entry was cancelled and not started.",
        few: "{n} entries were cancelled and not started.",
        many: "{n} entries were cancelled and not started.",
        other: "{n} entries were cancelled and not started.",
    },

    done_of: |done, all| format!("{done} of {all}"),
    per_second: |number| format!("{number} per second"),
    per_minute: |number| format!("{number} per minute"),
    seconds_left: |seconds| format!("about {seconds} s left"),
    minutes_left: |minutes| format!("about {minutes} min left"),

    pause: "Pause",
    resume: "Resume",
    start: "Start",
    cancel_all: "Cancel plan",
    cancel_remaining: "Cancel remaining",
    retry_failed: Plural {
        one: "Retry {n} failed",
        few: "Retry {n} failed",
        many: "Retry {n} failed",
        other: "Retry {n} failed",
    },
    retry_unknown: Plural {
        one: "Retry {n} unknown",
        few: "Retry {n} unknown",
        many: "Retry {n} unknown",
        other: "Retry {n} unknown",
    },
    check_unknown: Plural {
        one: "Check {n} again",
        few: "Check {n} again",
        many: "Check {n} again",
        other: "Check {n} again",
    },
    review_unconfirmed: Plural {
        one: "Review {n} again…",
        few: "Review {n} again…",
        many: "Review {n} again…",
        other: "Review {n} again…",
    },
    open: "Open plan",
    print: "Print",
    export: |kind| format!("Export {kind}"),
    calls: "Exact calls",
    copy_as: |tool| format!("Copy as {tool}"),
    untold: Plural {
        one: "{n} call cannot be shown: the state it depends on has changed.",
        few: "{n} calls cannot be shown: the state they depend on has changed.",
        many: "{n} calls cannot be shown: the state they depend on has changed.",
        other: "{n} calls cannot be shown: the state they depend on has changed.",
    },

    looking: "Checking for risks…",
    not_looked_at: |roles, why| format!("Could not check these roles for risks: {roles}. {why}"),

    waiting: "Waiting",
    not_sent: "Not started",
    no_outcome: "No outcome yet",
    cancelled_entry: "Cancelled",
    sent: "Sent",
    unclear: "Checking",
    is_paused: |plan, left| format!("The plan “{plan}” is paused. Not started: {left}."),
    started_by: |who, when| format!("Started by {who}, {when}"),
    resumed_by: |who, when| format!("Resumed by {who}, {when}"),
    retried_by: |who, when| format!("Retried by {who}, {when}"),
    paused_by: |who, when| format!("Paused by {who}, {when}."),
    paused_itself: |when| format!("Paused by the gateway, {when}."),
    why_away: "The gateway was away for more than 15 minutes. Check that the plan is still wanted, then resume.",
    why_connection_changed: "The vendor, the address or the access of a connection has changed. Check that it is the right one, then resume.",
    why_no_progress: "The gateway was restarted several times without an outcome. Read its log, then resume.",
    why_before_upgrade: "The plan was made before plans ran in the gateway. Check that it is still wanted, then resume.",
    why_connection_fault: |connection, why| {
        format!("{connection} could not be used for 15 minutes. {why} Then resume.")
    },
    why_runner_fault: |message| {
        format!("The gateway failed while it ran the plan: {message}. Read its log, then resume.")
    },
    waiting_for: |connection, since| format!("Waiting for {connection} since {since}."),
    goes_on: "No entry has failed. The plan goes on by itself, and pauses if this lasts 15 minutes.",
    part_given_up: "No entry has failed. This has lasted 15 minutes, so this part waits until you press Resume.",
    rate_limited: "The vendor accepts no more calls for now.",
    fix_credential: "Replace the credential in the gateway's configuration.",
    fix_server: "Check the address, the network and whether the server runs.",
    fix_other: "Read the message below and the gateway's log.",
    trying: "Trying again…",
    next_try_in: |seconds| format!("Next try in {seconds} s."),
    next_try_in_minutes: |minutes| format!("Next try in {minutes} min."),
    next_try_at: |when| format!("Next try: {when}."),
    waiting_unsettled: |entry, until| {
        format!(
            "The result of an earlier call is unknown: {entry}. Waiting for it until {until}. Check that entry again or retry it to continue sooner."
        )
    },
};
