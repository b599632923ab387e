//! Operations, in English.

use crate::i18n::texts::OperationTexts;

pub(super) const OPERATIONS: OperationTexts = OperationTexts {
    operation: "Operation",
    created_at: "begun",
    created_by: "by",
    operation_running: "In progress at the vendor.",
    operation_failing: "It fails and is being rolled back.",
    operation_in_the_way: "Waiting for another operation to end.",
    operation_ended: "It has ended.",
    revoking_name: "Revoking",
    done: |count| format!("{count} done"),
    failed: |count| format!("{count} failed"),
    unknown: |count| format!("{count} unknown"),
    left: |count| format!("{count} left"),
    between: ", ",
    cut_off: |time| format!("Last known {time}. Not connected. The run continues in the gateway."),
};
