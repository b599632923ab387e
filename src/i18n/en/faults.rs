//! What kinds of fault mean, in English.

use crate::i18n::texts::{FaultText, FaultTexts};

pub(super) const FAULTS: FaultTexts = FaultTexts {
    conflict_with: |operation| format!("Operation {operation} is in the way."),
    offline: FaultText {
        meaning: "The server could not be reached.",
        advice: "Check the address, the network and whether the server runs, then retry.",
    },
    timeout: FaultText {
        meaning: "No answer came in time. The change may still happen.",
        advice: "Check again in a moment before you retry.",
    },
    timeout_of_read: FaultText {
        meaning: "No answer came in time.",
        advice: "Retry, or raise the time limit in the side bar.",
    },
    cancelled: FaultText { meaning: "The request was cancelled.", advice: "Retry if you still need it." },
    signed_out: FaultText { meaning: "Your session has ended.", advice: "Sign in again, then retry." },
    no_credential: FaultText {
        meaning: "The gateway could not obtain the credential of this connection.",
        advice: "Check where the gateway's configuration takes the credential from, then retry.",
    },
    unauthenticated: FaultText {
        meaning: "The vendor does not accept the gateway's credential.",
        advice: "Renew the credential of this connection in the gateway's configuration, then retry.",
    },
    forbidden: FaultText {
        meaning: "The gateway's account lacks the right for this.",
        advice: "Ask for the missing privilege, or configure an account that has it.",
    },
    forbidden_missing: |privilege| format!("The gateway's account lacks the privilege {privilege}."),
    not_found: FaultText {
        meaning: "The server says that it does not know this role, user or endpoint.",
        advice: "Refresh: it may have been dropped or renamed meanwhile.",
    },
    vanished: FaultText {
        meaning: "The user or role no longer exists.",
        advice: "Recreate it before restoring the grant. The message names it.",
    },
    invalid_input: FaultText {
        meaning: "The server does not accept a value in the request.",
        advice: "Read its message: it names the value. A retry alone will not help.",
    },
    conflict: FaultText {
        meaning: "Something else is in the way.",
        advice: "Read the message, clear what blocks it, then retry.",
    },
    unconfirmed: FaultText {
        meaning: "The state has changed since this was confirmed.",
        advice: "Review it again: the question shows what has changed, and nothing is sent before you confirm.",
    },
    rate_limited: FaultText { meaning: "Too many requests.", advice: "Wait a moment, then retry." },
    rate_limited_for: |seconds| format!("Too many requests. Wait {seconds} s, then retry."),
    rejected: FaultText {
        meaning: "The vendor refused.",
        advice: "Read its message. A retry helps only when something else changes.",
    },
    operation_failed: "The vendor accepted the call; then its operation ended with an error.",
    malformed: FaultText {
        meaning: "The answer is not what the vendor's API promises.",
        advice: "Look at the raw answer: a proxy or a sign-in page may have answered instead.",
    },
    unavailable: FaultText {
        meaning: "The server failed, or says that it cannot answer now.",
        advice: "Wait until it is ready, then retry.",
    },
    lost: FaultText {
        meaning: "The connection broke before an answer came.",
        advice: "Retry: the state is read first.",
    },
    gateway_refused: FaultText {
        meaning: "The gateway did not pass this on.",
        advice: "Read its message: it says why.",
    },
};
