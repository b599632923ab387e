//! Operations, in Russian.

use crate::i18n::texts::OperationTexts;

pub(super) const OPERATIONS: OperationTexts = OperationTexts {
    operation: "Операция",
    created_at: "начата",
    created_by: "кем",
    operation_running: "Поставщик выполняет изменение.",
    operation_failing: "Не удаётся, идёт откат.",
    operation_in_the_way: "Ожидание конца другой операции.",
    operation_ended: "Завершена.",
    revoking_name: "Отзыв",
    done: |count| format!("готово {count}"),
    failed: |count| format!("с ошибкой {count}"),
    unknown: |count| format!("неизвестно {count}"),
    left: |count| format!("осталось {count}"),
    between: ", ",
    cut_off: |time| format!("Последние данные: {time}. Нет связи. Выполнение продолжается в шлюзе."),
};
