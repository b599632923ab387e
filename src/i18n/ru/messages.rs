//! Messages, in Russian.

use crate::i18n::texts::{MessageTexts, Plural};

pub(super) const MESSAGES: MessageTexts = MessageTexts {
    privilege_on: |privilege, object, database| format!("{privilege} на {object} в {database}"),
    access_to: |place| format!("доступ к {place}"),
    check_again: "Проверить снова",
    check_again_named: |what, whom| format!("Проверить снова, есть ли у {whom} {what}"),
    revoked: |what, whom| format!("Отозвано: {what} у {whom}."),
    revoked_proof: "Прочитано снова: больше нет.",
    accepted: |what, whom| format!("Принято: {what} у {whom}."),
    accepted_proof: "Поставщик подтвердил, но этой учётной записи нельзя читать состояние: не проверено.",
    already_absent: |what, whom| format!("У {whom} уже не было: {what}."),
    already_absent_proof: "Ничего не отправлено.",
    still_effective: |what, whom| format!("У {whom} больше нет: {what}. Но то же самое по-прежнему разрешено."),
    still_effective_meaning: |via| format!("Это охватывает {via}."),
    still_effective_advice: "Отзовите и это право, если доступ должен прекратиться.",
    still_present: |what, whom| format!("У {whom} по-прежнему есть {what}."),
    still_present_meaning: "Поставщик ответил об успехе, но повторное чтение показывает, что ничего не изменилось.",
    still_present_advice: "Повторите. Если не поможет, ищите прокси или реплику, которая отвечает, но не выполняет.",
    outcome_unknown: |what, whom| format!("Неизвестно, есть ли ещё {what} у {whom}."),
    unknown_advice: "Проверьте снова: это только чтение.",
    could_not_revoke: |what, whom| format!("Не удалось отозвать у {whom}: {what}."),
    nothing_was_sent: "Поставщику ничего не отправлено.",
    looked_again_still_there: "Состояние прочитано снова: оно не изменилось.",
    could_not_read: |subject| format!("Не удалось прочитать: {subject}."),
    outcome_not_stored: |sentence| {
        format!("{sentence} Журнал не смог сохранить этот итог; он будет установлен снова при загрузке страницы.")
    },
    copy_request_id: "Копировать номер запроса",
    show_raw_answer: "Показать ответ целиком",
    hide_raw_answer: "Скрыть ответ",
    dismiss: "Закрыть",
    times: Plural { one: "{n} раз", few: "{n} раза", many: "{n} раз", other: "{n} раза" },
    fact_request: "запрос",
    fact_gateway: "ответ шлюза",
    in_place: |whom, place| format!("{whom} в {place}"),
    from_whom: |what, whom| format!("{what} у {whom}"),
    grants_count: Plural {
        one: "{n} выдача", few: "{n} выдачи", many: "{n} выдач", other: "{n} выдачи"
    },
    principals_count: Plural {
        one: "{n} держателя",
        few: "{n} держателей",
        many: "{n} держателей",
        other: "{n} держателей",
    },
    still_running: |what, whom| format!("Поставщик ещё выполняет: {what} у {whom}."),
    still_running_meaning: "Операция ещё не завершена. До её конца ничего не известно.",
    still_running_advice: "Проверьте позже. При перезагрузке страницы слежение продолжится само.",
    restored: |what, whom| format!("Возвращено: {what} — {whom}."),
    restored_proof: "Прочитано снова: доступ опять есть.",
    already_held: |what, whom| format!("У {whom} уже было: {what}."),
    already_held_proof: "Это было до того, как что-либо отправили.",
    still_absent: |what, whom| format!("У {whom} по-прежнему нет: {what}."),
    still_absent_meaning: "Поставщик ответил об успехе, но при повторном чтении этого не видно.",
};
