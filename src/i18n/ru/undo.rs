//! Giving back in Russian.

use crate::i18n::texts::{Plural, UndoTexts};

pub(super) const UNDO: UndoTexts = UndoTexts {
    undo: "Вернуть",
    restore_for: |what, whom| format!("Вернуть: {what} — {whom}"),
    restoring_for: |what, whom| format!("Возврат: {what} — {whom}"),
    title: |what, whom| format!("Вернуть {what}: {whom}?"),
    title_many: Plural {
        one: "Вернуть {n} выдачу?",
        few: "Вернуть {n} выдачи?",
        many: "Вернуть {n} выдач?",
        other: "Вернуть {n} выдачи?",
    },
    nothing: "Возвращать нечего",
    nothing_left: "Отправлять нечего: см. выше.",
    consequence: "Снова выдаётся только то, что было отозвано. Возвращённым это считается, когда его показывает повторное чтение. Другие выдачи, исчезнувшие за это время, не возвращаются.",
    to_whom: |what, whom| format!("{what} — {whom}"),
    because: |reason| if reason.is_empty() { "Возврат".to_owned() } else { format!("Возврат: {reason}") },
    restore: "Вернуть",
    held_again: |what, whom| format!("У {whom} уже снова есть {what}. Для этого ничего не отправляется."),
    changed: |said| format!("Противоречит текущему состоянию: {said} Эта запись будет пропущена."),
    revoked_later: |grant, plan, when, who| {
        format!("{grant}: позже отозвано снова — план «{plan}», {when}, {who}. Возврат отменит и это.")
    },
    later_unread: |why| format!("Не удалось проверить, не было ли это позже отозвано снова: {why}"),
    administrator: |role| format!("{role} управляет всем в этом подключении."),
    grantor: "Выдача будет записана на учётную запись Rescind.",
    calling: "Возврат",
    has_undo: "возврат начат",
    with_undo: Plural {
        one: "возврат начат: {n}",
        few: "возврат начат: {n}",
        many: "возврат начат: {n}",
        other: "возврат начат: {n}",
    },
    undo_selected: |count| format!("Вернуть выбранные: {count}…"),
    plan_restores: "Этот план возвращает отозванное.",

    left_out: Plural {
        one: "{n} запись остаётся как есть:",
        few: "{n} записи остаются как есть:",
        many: "{n} записей остаются как есть:",
        other: "{n} записи остаются как есть:",
    },
    not_sent: "ничего не отправлялось",
    unsettled: "исход ещё неизвестен; сначала проверьте его снова",
    unproved: "поставщик подтвердил, но не видно, было ли что-то отозвано",
    nothing_revoked: "ничего не было отозвано",
    not_captured: "шлюз не видел выдачу до отзыва",
    is_restoring: "эта запись сама возвращала",
    undone: "уже возвращено",
    read_only: "подключение только для чтения",
    no_connection: "подключения больше нет в настройках",

    could_not: |what, whom| format!("Не удалось вернуть {what}: {whom}."),
    unconfirmed_advice: "Отмените ещё раз на странице действий: вопрос покажет, что изменилось. Если в сообщении названы другие выдачи, верните эту в консоли поставщика.",
    unknown: |what, whom| format!("Неизвестно, удалось ли вернуть {what}: {whom}."),
    still_running: |what, whom| format!("Поставщик ещё выполняет: {what} — {whom}."),
    not_confirmed: |what, whom| format!("Не подтверждено: возврат {what} — {whom}. Шлюз недоступен."),
};
