//! The keys of the messages: what became of revocations, and what could not be read.

use super::{Plural, With1, With2, With3, With4};

texts! {
    /// The texts of messages.
    MessageTexts;

    /// What is taken away: a privilege, the kind of its object with its name, the database.
    privilege_on: With3,
    /// What is taken away: everything in this place.
    access_to: With1,
    /// Button of a row whose outcome is unknown.
    check_again: &'static str,
    /// Button: asks the question once more, about what there is now.
    review_again: &'static str,
    /// Its accessible name: what, from whom.
    check_again_named: With2,
    /// Success; must begin with the word for "revoked": what, from whom.
    revoked: With2,
    /// Beside it.
    revoked_proof: &'static str,
    /// what, from whom.
    accepted: With2,
    /// Beside it.
    accepted_proof: &'static str,
    /// what, from whom.
    already_absent: With2,
    /// Beside it.
    already_absent_proof: &'static str,
    /// what, from whom: gone, but the same is still allowed.
    still_effective: With2,
    /// Beside it: the grants that allow it.
    still_effective_meaning: With1,
    /// Beside it.
    still_effective_advice: &'static str,
    /// what, from whom: the vendor said yes, the re-read says no.
    still_present: With2,
    /// Beside it.
    still_present_meaning: &'static str,
    /// Beside it.
    still_present_advice: &'static str,
    /// what, from whom.
    outcome_unknown: With2,
    /// Advice: nobody knows what became of it.
    unknown_advice: &'static str,
    /// The same, where the vendor never shows such grants.
    never_shown_advice: &'static str,
    /// Alert, of several grants: what, from whom.
    many_still_present: With2,
    /// Alert, of several grants: what, from whom.
    many_unknown: With2,
    /// Alert, of several grants: what, to whom.
    many_still_absent: With2,
    /// what, from whom.
    could_not_revoke: With2,
    /// Beside it when nothing had left.
    nothing_was_sent: &'static str,
    /// Beside it when the state was read again and the grant was there.
    looked_again_still_there: &'static str,
    /// The subject: a table's name or the like.
    could_not_read: With1,
    /// Button.
    copy_request_id: &'static str,
    /// Button.
    show_raw_answer: &'static str,
    /// Button.
    hide_raw_answer: &'static str,
    /// Button.
    dismiss: &'static str,
    /// How often the same thing has happened.
    times: Plural,
    /// Fact: request id.
    fact_request: &'static str,
    /// Fact: who said it.
    fact_gateway: &'static str,
    /// A principal, and where.
    in_place: fn(&str, &str) -> String,
    /// A line of a list: what, from whom.
    from_whom: fn(&str, &str) -> String,
    /// `{n}` grants.
    grants_count: Plural,
    /// `{n}` holders, after "from".
    principals_count: Plural,
    /// Still running.
    still_running: fn(&str, &str) -> String,
    /// Still running meaning.
    still_running_meaning: &'static str,
    /// Still running advice.
    still_running_advice: &'static str,
    /// Given back, proved.
    restored: With2,
    /// How that is known.
    restored_proof: &'static str,
    /// Nothing to give back: it is held.
    already_held: With2,
    /// How that is known.
    already_held_proof: &'static str,
    /// Confirmed, but not seen afterwards.
    still_absent: With2,
    /// What that means.
    still_absent_meaning: &'static str,
    /// Title: it is not known whether the plan was made: what, from whom.
    not_confirmed: With2,
    /// Beside it.
    perhaps_started: &'static str,
    /// Beside it.
    perhaps_started_advice: &'static str,
    /// Title: something that was asked of a plan was not confirmed: the button.
    not_steered: With1,
    /// What else is gone: from when, to when, which grants.
    also_gone: With3,
    /// What is gone in place of what was asked for: that, from when, to when, which grants.
    gone_instead: With4,
    /// It is not known what else is gone: why.
    not_compared: With1,
}
