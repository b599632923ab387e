//! The keys of the journal's page and of its printed form.

use super::{Plural, With1, With2};

texts! {
    /// The texts of the journal's page.
    ActivityTexts;

    /// Landmark around the filters.
    filters: &'static str,
    /// Field and column: who asked for it.
    who: &'static str,
    /// Field: from whom it was taken, or to whom it was given back.
    principal: &'static str,
    /// Field and column.
    outcome: &'static str,
    /// Field: a day.
    from: &'static str,
    /// Field: a day, itself included.
    to: &'static str,
    /// First choice of a menu: no condition.
    any: &'static str,
    /// Choice: nobody knows yet what became of them.
    unsettled: &'static str,
    /// Button.
    clear: &'static str,
    /// Nothing has ever been tried.
    empty: &'static str,
    /// The filters keep nothing.
    none: &'static str,
    /// Button: the next page.
    older: &'static str,
    /// Instead of the button, when all is there.
    no_older: &'static str,
    /// Button: settle all, `{n}` of them.
    check_all: Plural,
    /// Button.
    export_csv: &'static str,
    /// Button.
    export_jsonl: &'static str,
    /// Subject of "could not read".
    export: &'static str,

    /// Column.
    time: &'static str,
    /// Column: what, from or to whom.
    taken: &'static str,
    /// Column: both statuses, request id.
    answer: &'static str,
    /// Link to a plan: its short id.
    plan: With1,
    /// Evidence: another attempt gave back what this one took, found it held, or may have given it back.
    undo_since: &'static str,
    /// A call was sent, and no answer came.
    no_answer: &'static str,
    /// No call was sent.
    no_call: &'static str,

    /// Beside the badge: a re-read stands behind it.
    verified: &'static str,
    /// Beside the badge: none does.
    not_verified: &'static str,
    /// After an outcome: no call that changes anything was sent.
    nothing_sent: &'static str,
    /// After a state: the call changed nothing.
    nothing_changed: &'static str,
    /// After an outcome: the state was read again and is what it was.
    unchanged: &'static str,
    /// After an outcome: the vendor said no.
    refused: &'static str,

    /// Placeholder of a filter that wants a name in full, and Enter. There is room for a dozen letters.
    whole_name: &'static str,

    /// Fact: what.
    fact_what: &'static str,
    /// Fact: which roles all access stood for.
    fact_roles: &'static str,
    /// Fact: from or to whom.
    fact_whom: &'static str,
    /// Fact: where roles live.
    fact_scope: &'static str,
    /// Fact: the call.
    fact_call: &'static str,
    /// Fact.
    fact_key: &'static str,
    /// Fact.
    fact_request: &'static str,
    /// Fact: the plan's entry.
    fact_entry: &'static str,
    /// Fact: the plan.
    fact_plan: &'static str,
    /// Fact: how it is known.
    fact_how: &'static str,
    /// Fact: the vendor's words.
    fact_said: &'static str,
    /// Fact: the raw answer.
    fact_raw: &'static str,
    /// In the place of a reason.
    no_reason: &'static str,

    /// Link and heading: the printable form.
    evidence: &'static str,
    /// Button.
    print: &'static str,
    /// Button: back to the table.
    back: &'static str,
    /// Fact.
    period: &'static str,
    /// first moment, last moment.
    period_of: With2,
    /// In the place of a day.
    beginning: &'static str,
    /// Fact: how many of each outcome.
    summary: &'static str,
    /// `{n}` attempts.
    attempts: Plural,
    /// Fact: the gateway.
    gateway: &'static str,
    /// Fact: when the journal was read.
    read_at: &'static str,
    /// Line to be signed.
    printed_by: &'static str,
    /// Said when there are more than fit: how many are there.
    cut: With1,
    /// How anybody can check the journal.
    chain: &'static str,
    /// The journal is being read: how many rows so far.
    reading: With1,
    /// On paper, when the page was printed in another way.
    print_from_evidence: &'static str,
    /// Fact: who observed the outcome.
    fact_observed: &'static str,
    /// Fact: what else the call changed.
    fact_compared: &'static str,
}
