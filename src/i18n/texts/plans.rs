//! The keys of the plans' pages, and of what is said of a plan that runs.

use super::{Plural, With1, With2};

texts! {
    /// The texts of plans.
    PlansTexts;

    /// There are none.
    empty: &'static str,
    /// A plan without a reason.
    no_reason: &'static str,
    /// Table: the entries of one plan.
    entries_of: With1,
    /// The plan does not exist.
    no_such: &'static str,
    /// Button: the next page.
    older: &'static str,

    /// Column and fact.
    made: &'static str,
    /// Column and fact.
    who: &'static str,
    /// Column: how many entries.
    entries: &'static str,
    /// Column: how many came out as asked for.
    done: &'static str,
    /// Badge: `{n}` of those that are done are still allowed by something else.
    covered: Plural,
    /// Badge: `{n}` of those that are done, which the vendor confirmed and nobody can see.
    unverified: Plural,
    /// Column: how many did not.
    failed: &'static str,
    /// Column.
    what: &'static str,
    /// Column.
    from: &'static str,
    /// Column.
    state: &'static str,
    /// Column: more about the state.
    detail: &'static str,

    /// Badge: it runs in this tab.
    running: &'static str,
    /// Badge.
    paused: &'static str,
    /// Badge.
    finished: &'static str,
    /// Badge: how many failed.
    finished_failed: With1,
    /// Badge: of how many nobody knows what became of them.
    finished_unknown: With1,
    /// Badge: how many failed, and of how many nobody knows what became of them.
    finished_both: With2,
    /// Badge: no entry was ever sent.
    not_started: &'static str,
    /// Badge: the rest was cancelled.
    cancelled: &'static str,
    /// Warning: so many entries have no connection any more.
    orphans: Plural,
    /// Sentence under the head: who called the rest off, and when.
    cancelled_by: With2,
    /// Sentence under the head: `{n}` entries were not sent and will not be.
    rest_cancelled: Plural,

    /// Done, of all.
    done_of: With2,
    /// Pace.
    per_second: With1,
    /// Pace.
    per_minute: With1,
    /// What is left: seconds.
    seconds_left: With1,
    /// What is left: minutes.
    minutes_left: With1,

    /// Button.
    pause: &'static str,
    /// Button.
    resume: &'static str,
    /// Button: the same where nothing was sent so far.
    start: &'static str,
    /// Button: the same where nothing was sent so far.
    cancel_all: &'static str,
    /// Button.
    cancel_remaining: &'static str,
    /// Button: `{n}` entries.
    retry_failed: Plural,
    /// Button: `{n}` entries.
    check_unknown: Plural,
    /// Button: `{n}` entries.
    retry_unknown: Plural,
    /// Button: asks again about `{n}` entries that would have done more than was confirmed.
    review_unconfirmed: Plural,
    /// Link.
    open: &'static str,
    /// Button.
    print: &'static str,
    /// Button: a file, its kind.
    export: With1,
    /// Heading: the calls.
    calls: &'static str,
    /// Button: copy in the words of a tool.
    copy_as: With1,
    /// `{n}` calls cannot be told.
    untold: Plural,

    /// Said while it is looked for what is dangerous about going on.
    looking: &'static str,
    /// What could not be looked at: roles. Why: a sentence.
    not_looked_at: With2,

    /// Badge of an entry.
    waiting: &'static str,
    /// Badge of an entry.
    not_sent: &'static str,
    /// Choice of a plan's entries: those that are planned, sent, or of which nobody knows yet what became.
    no_outcome: &'static str,
    /// Badge of an entry: not sent, and not to be.
    cancelled_entry: &'static str,
    /// Badge of an entry.
    sent: &'static str,
    /// Badge of an entry.
    unclear: &'static str,
    /// Sentence: reason, how many were not started.
    is_paused: With2,
    /// Fact: who started it, and when.
    started_by: With2,
    /// Fact: who resumed it last, and when.
    resumed_by: With2,
    /// Fact: who wanted entries to be tried again last, and when.
    retried_by: With2,
    /// Who paused it, and when.
    paused_by: With2,
    /// The gateway paused it, when.
    paused_itself: With1,
    /// Why it is paused, and what to do.
    why_away: &'static str,
    /// Why it is paused, and what to do.
    why_connection_changed: &'static str,
    /// Why it is paused, and what to do.
    why_no_progress: &'static str,
    /// Why it is paused, and what to do.
    why_before_upgrade: &'static str,
    /// Why it is paused, and what to do: the connection, what is wrong with it and how to mend that.
    why_connection_fault: With2,
    /// Why it is paused, and what to do: the fault.
    why_runner_fault: With1,
    /// What it waits for: the connection, since when.
    waiting_for: With2,
    /// What follows for the plan that waits.
    goes_on: &'static str,
    /// What follows for a part of a plan that waits no longer by itself.
    part_given_up: &'static str,
    /// Why it waits: the vendor wants fewer calls.
    rate_limited: &'static str,
    /// What to do about a credential that cannot be used.
    fix_credential: &'static str,
    /// What to do about a server that cannot be reached.
    fix_server: &'static str,
    /// What to do about anything else.
    fix_other: &'static str,
    /// In the place of the seconds: there are none left.
    trying: &'static str,
    /// How many seconds are left.
    next_try_in: With1,
    /// How many minutes are left.
    next_try_in_minutes: With1,
    /// When it is tried again.
    next_try_at: With1,
    /// What it waits for: the grant of an entry whose fate is unknown, until when.
    waiting_unsettled: With2,
}
