//! Milvus' codes and the ways in which its messages are put together in each era. Sentences of one endpoint stay there.

use super::{Era, envelope::Refusal};

/// The caller asked for something that this server takes for wrong.
pub(crate) const INVALID_PARAMETER: i32 = 1100;
/// Anything that the server did not classify; also every 403.
pub(crate) const UNEXPECTED: i32 = 65535;

/// "Not found the role", the same sentence wherever a role is looked up.
pub(crate) const NO_ROLE: &str = "not found the role, maybe the role isn't existed or internal system error";

/// A failure found by the proxy's validation, worded alike in all eras.
pub(crate) fn invalid(sentence: &str) -> Refusal {
    Refusal::Business(INVALID_PARAMETER, format!("{sentence}: invalid parameter"))
}

/// A failure found by the coordinator.
///
/// Era A has the bare sentence, B puts the step before it, and C classifies it. `step` is that prefix without its
/// colon, or empty where no era has one.
pub(crate) fn semantic(era: Era, step: &str, sentence: &str) -> Refusal {
    let sentence = if step.is_empty() || era == Era::A { sentence.to_owned() } else { format!("{step}: {sentence}") };
    if era >= Era::C { invalid(&sentence) } else { Refusal::Business(UNEXPECTED, sentence) }
}

/// A count that has reached its limit: code 9 since era C, the bare reason before.
pub(crate) fn quota(era: Era, step: &str, reason: &str) -> Refusal {
    if era >= Era::C {
        Refusal::Business(9, format!("{step}: quota exceeded[reason={reason}]"))
    } else {
        Refusal::Business(UNEXPECTED, reason.to_owned())
    }
}

/// Something that is protected in every era.
pub(crate) fn protected(sentence: &str) -> Refusal {
    Refusal::Business(1401, format!("{sentence}: privilege not permitted"))
}

/// The caller lacks a privilege in a database.
pub(crate) fn forbidden(privilege: &str, caller: &str, db: &str) -> Refusal {
    Refusal::Forbidden(format!(
        "rpc error: code = PermissionDenied desc = Privilege{privilege}: permission deny to {caller} in the `{db}` \
         database"
    ))
}
