//! The journal's page in Russian.

use crate::i18n::texts::{ActivityTexts, Plural};

pub(super) const ACTIVITY: ActivityTexts = ActivityTexts {
    filters: "Условия отбора",
    who: "Кто",
    principal: "Обладатель",
    outcome: "Исход",
    from: "С дня",
    to: "По день",
    any: "Любой",
    unsettled: "Пока неизвестно",
    clear: "Снять условия",
    empty: "Пока ничего не отозвано.",
    none: "Под эти условия ничего не подходит.",
    older: "Показать более ранние",
    no_older: "Больше записей нет",
    check_all: Plural {
        one: "Проверить снова: {n}",
        few: "Проверить снова все {n}",
        many: "Проверить снова все {n}",
        other: "Проверить снова все {n}",
    },
    export_csv: "Экспорт CSV",
    export_jsonl: "Экспорт JSON Lines",
    export: "Экспорт",

    time: "Время",
    taken: "Выдача",
    answer: "Ответ",
    plan: |id| format!("План {id}"),
    undo_since: "С тех пор другая запись вернула это, нашла на месте или могла вернуть.",
    no_answer: "нет ответа",
    no_call: "запрос не отправлялся",

    verified: "проверено",
    not_verified: "не проверено",
    nothing_sent: "ничего не отправлено",
    nothing_changed: "ничего не изменилось",
    unchanged: "прочитано снова: без изменений",
    refused: "отказано",
    whole_name: "целиком ↵",

    fact_what: "Выдача",
    fact_roles: "Роли",
    fact_whom: "Обладатель",
    fact_scope: "Область",
    fact_call: "Вызов",
    fact_key: "Ключ идемпотентности",
    fact_request: "Номер запроса",
    fact_entry: "Запись",
    fact_plan: "План",
    fact_how: "Откуда известно",
    fact_said: "Было сказано",
    fact_raw: "Ответ как есть",
    no_reason: "причина не указана",

    evidence: "Отчёт",
    print: "Печать",
    back: "Назад к таблице",
    period: "Период",
    period_of: |from, to| format!("{from} — {to}"),
    beginning: "начало журнала",
    summary: "Попытки",
    attempts: Plural {
        one: "{n} попытка", few: "{n} попытки", many: "{n} попыток", other: "{n} попытки"
    },
    gateway: "Шлюз",
    read_at: "Журнал прочитан",
    printed_by: "Напечатал (имя, дата, подпись)",
    cut: |shown| {
        format!(
            "Здесь только последние попытки, всего {shown}. Выберите период короче или выгрузите журнал: в файле будет всё."
        )
    },
    chain: "Каждое событие журнала несёт хеш предыдущего. `rescind-gateway journal verify` показывает, менялось ли что-нибудь с тех пор.",
    reading: |count| format!("Журнал читается, попыток прочитано: {count} …"),
    print_from_evidence: "Это печать экрана. Чтобы напечатать всё, откройте «Отчёт» и печатайте оттуда.",
    fact_observed: "Кто наблюдал",
    fact_compared: "Что ещё изменилось",
};
