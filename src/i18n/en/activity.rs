//! The journal's page in English.

use crate::i18n::texts::{ActivityTexts, Plural};

pub(super) const ACTIVITY: ActivityTexts = ActivityTexts {
    filters: "Filters",
    who: "Who",
    principal: "Holder",
    outcome: "Outcome",
    from: "From day",
    to: "To day",
    any: "Any",
    unsettled: "Not known yet",
    clear: "Clear filters",
    empty: "Nothing has been revoked yet.",
    none: "Nothing matches these filters.",
    older: "Show older",
    no_older: "No more entries",
    check_all: Plural {
        one: "Check {n} again",
        few: "Check {n} again",
        many: "Check {n} again",
        other: "Check all {n} again",
    },
    export_csv: "Export CSV",
    export_jsonl: "Export JSON Lines",
    export: "Export",

    time: "Time",
    taken: "Grant",
    answer: "Answer",
    plan: |id| format!("Plan {id}"),
    undo_since: "Since then another entry restored it, found it there, or may have restored it.",
    no_answer: "no answer",
    no_call: "no call was sent",

    verified: "verified",
    not_verified: "not verified",
    nothing_sent: "nothing was sent",
    unchanged: "re-read: unchanged",
    refused: "refused",
    whole_name: "exact name ↵",

    fact_what: "Grant",
    fact_roles: "Roles",
    fact_whom: "Holder",
    fact_scope: "Scope",
    fact_call: "Call",
    fact_key: "Idempotency key",
    fact_request: "Request id",
    fact_entry: "Entry",
    fact_plan: "Plan",
    fact_how: "How it is known",
    fact_said: "It was said",
    fact_raw: "Raw answer",
    no_reason: "no reason given",

    evidence: "Evidence",
    print: "Print",
    back: "Back to the table",
    period: "Period",
    period_of: |from, to| format!("{from} to {to}"),
    beginning: "the beginning of the journal",
    summary: "Attempts",
    attempts: Plural { one: "{n} attempt", few: "{n} attempts", many: "{n} attempts", other: "{n} attempts" },
    gateway: "Gateway",
    read_at: "Journal read at",
    printed_by: "Printed by (name, date, signature)",
    cut: |shown| {
        format!(
            "Only the newest {shown} attempts are here. Choose a shorter period, or export the journal: a file has all of it."
        )
    },
    chain: "Each event of the journal carries a hash of the one before it. `rescind-gateway journal verify` shows whether anything was changed since.",
    reading: |count| format!("Reading the journal, {count} attempts so far …"),
    print_from_evidence: "This is a print of the screen. For all of it, open Evidence and print from there.",
    fact_observed: "Observed by",
    fact_compared: "What else changed",
};
