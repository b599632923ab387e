//! Revoking, in Russian.

use crate::i18n::texts::{Plural, RevokeTexts};

pub(super) const REVOKE: RevokeTexts = RevokeTexts {
    read_only_why: "подключение только для чтения",
    revoke: "Отозвать",
    revoke_from: |what, whom| format!("Отозвать {what} у {whom}"),
    looking: "Проверка",
    calling: "Отзыв",
    verifying: "Сверка",
    settling: "Неизвестно, проверяется",
    unknown: "Неизвестно",
    revoke_membership: |role, principal| format!("Отозвать {role} у {principal}?"),
    revoke_privilege: |privilege, role| format!("Отозвать {privilege} у {role}?"),
    membership_lost: |principal, connection| {
        format!("{principal} потеряет эту роль в {connection}. Остальные роли не изменятся.")
    },
    privilege_lost: |role, connection| {
        format!("Все, кто имеет роль {role} в {connection}, потеряют то, что здесь отзывается.")
    },
    reason: "Причина",
    reason_hint: "останется в журнале",
    exact_call: "Точный вызов",
    calls_depend: "Какие вызовы последуют, зависит от того, что останется после этих.",
    changing: "Сейчас выполняется изменение, от которого могут зависеть вызовы. Они будут определены заново, когда оно завершится, и ещё раз при отправке.",
    cancel: "Отмена",
    type_to_confirm: |word| format!("Введите {word} для подтверждения"),
    revoke_selected: |count| format!("Отозвать выбранные: {count}…"),
    revoke_selected_roles: |count| format!("Отозвать у всех обладателей выбранных: {count}…"),
    revoke_selected_people: |count| format!("Отозвать всё у выбранных: {count}…"),
    more: |count| format!("ещё {count}"),
    by_code: "Отозвать по коду",
    by_code_hint: "Поставщик не перечисляет группы и роли, у которых есть роль. Укажите код: поставщик может подтвердить, но доказать это потом нечем.",
    code: "Код",
    following: "Выполняется",
    waiting: "Ожидание",
    still_reading: "Прочитаны ещё не все, так что отозвать, возможно, нужно больше.",
    under_way: Plural {
        one: "{n} из них уже изменяется и не войдёт в план.",
        few: "{n} из них уже изменяются и не войдут в план.",
        many: "{n} из них уже изменяются и не войдут в план.",
        other: "{n} из них уже изменяются и не войдут в план.",
    },
    revoke_many: Plural {
        one: "Отозвать {n} выдачу?",
        few: "Отозвать {n} выдачи?",
        many: "Отозвать {n} выдач?",
        other: "Отозвать {n} выдачи?",
    },
    many_lost: |connection| format!("Эти выдачи в {connection} будут отозваны. Остальное не изменится."),
    what_to_revoke: "Что отозвать",
    only_role: |role| format!("Только {role}"),
    all_access: |on, roles| format!("Весь доступ к {on}: {roles}"),
};
