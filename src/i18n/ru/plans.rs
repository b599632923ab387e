//! Russian: plans.

use crate::i18n::texts::{PlansTexts, Plural};

pub(super) const PLANS: PlansTexts = PlansTexts {
    empty: "Планов ещё нет. Выберите строки в любой таблице и отзовите их — это и будет план.",
    no_reason: "Причина не указана",
    entries_of: |plan| format!("Записи плана {plan}"),
    no_such: "Такого плана нет.",
    older: "Более ранние планы",

    made: "Создан",
    who: "Кем",
    entries: "Записей",
    done: "Готово",
    covered: Plural {
        one: "{n} всё ещё действует",
        few: "{n} всё ещё действуют",
        many: "{n} всё ещё действуют",
        other: "{n} всё ещё действуют",
    },
    unverified: Plural {
        one: "{n} не проверен",
        few: "{n} не проверены",
        many: "{n} не проверены",
        other: "{n} не проверены",
    },
    failed: "Ошибок",
    what: "Выдача",
    from: "Обладатель",
    state: "Состояние",
    detail: "Подробности",

    running: "Выполняется",
    paused: "Приостановлен",
    finished: "Завершён",
    finished_failed: |count| format!("Завершён, ошибок: {count}"),
    finished_unknown: |count| format!("Завершён, неизвестно: {count}"),
    finished_both: |failed, unknown| format!("Завершён, ошибок: {failed}, неизвестно: {unknown}"),
    not_started: "Не начат",
    cancelled: "Остаток отменён",
    orphans: Plural {
        one: "{n} запись относится к подключению, которого больше нет в настройках: начать её нельзя.",
        few: "{n} записи относятся к подключениям, которых больше нет в настройках: начать их нельзя.",
        many: "{n} записей относятся к подключениям, которых больше нет в настройках: начать их нельзя.",
        other: "{n} записи относятся к подключениям, которых больше нет в настройках: начать их нельзя.",
    },
    cancelled_by: |who, when| format!("Отменил {who}, {when}."),
    rest_cancelled: Plural {
        one: "Отменена {n} запись: она не начиналась.",
        few: "Отменены {n} записи: они не начинались.",
        many: "Отменено {n} записей: они не начинались.",
        other: "Отменено {n} записи: они не начинались.",
    },

    done_of: |done, all| format!("{done} из {all}"),
    per_second: |number| format!("{number} в секунду"),
    per_minute: |number| format!("{number} в минуту"),
    seconds_left: |seconds| format!("осталось около {seconds} с"),
    minutes_left: |minutes| format!("осталось около {minutes} мин"),

    pause: "Приостановить",
    resume: "Продолжить",
    start: "Начать",
    cancel_all: "Отменить план",
    cancel_remaining: "Отменить остаток",
    retry_failed: Plural {
        one: "Повторить {n} неудачную",
        few: "Повторить {n} неудачные",
        many: "Повторить {n} неудачных",
        other: "Повторить {n} неудачной",
    },
    retry_unknown: Plural {
        one: "Повторить {n} неизвестную",
        few: "Повторить {n} неизвестные",
        many: "Повторить {n} неизвестных",
        other: "Повторить {n} неизвестной",
    },
    check_unknown: Plural {
        one: "Проверить снова {n}",
        few: "Проверить снова {n}",
        many: "Проверить снова {n}",
        other: "Проверить снова {n}",
    },
    review_unconfirmed: Plural {
        one: "Подтвердить заново: {n}…",
        few: "Подтвердить заново: {n}…",
        many: "Подтвердить заново: {n}…",
        other: "Подтвердить заново: {n}…",
    },
    open: "Открыть план",
    print: "Печать",
    export: |kind| format!("Экспорт {kind}"),
    calls: "Точные вызовы",
    copy_as: |tool| format!("Копировать как {tool}"),
    untold: Plural {
        one: "{n} вызов нельзя показать: состояние, от которого он зависит, изменилось.",
        few: "{n} вызова нельзя показать: состояние, от которого они зависят, изменилось.",
        many: "{n} вызовов нельзя показать: состояние, от которого они зависят, изменилось.",
        other: "{n} вызова нельзя показать: состояние, от которого они зависят, изменилось.",
    },

    looking: "Проверяем риски…",
    not_looked_at: |roles, why| format!("Не удалось проверить риски для ролей: {roles}. {why}"),

    waiting: "Ожидает",
    not_sent: "Не начато",
    no_outcome: "Ещё нет исхода",
    cancelled_entry: "Отменено",
    sent: "Отправлено",
    unclear: "Проверка",
    is_paused: |plan, left| format!("План «{plan}» приостановлен. Не начато: {left}."),
    paused_by: |who, when| format!("Приостановил {who}, {when}."),
    paused_itself: |when| format!("Приостановлен шлюзом, {when}."),
    why_away: "Шлюз не работал больше 15 минут. Убедитесь, что план ещё нужен, и продолжите.",
    why_connection_changed: "У подключения изменились поставщик, адрес или доступ. Убедитесь, что оно верное, и продолжите.",
    why_no_progress: "Шлюз несколько раз перезапускался без результата. Прочитайте его журнал и продолжите.",
    why_before_upgrade: "План создан до того, как планы стал выполнять шлюз. Убедитесь, что он ещё нужен, и продолжите.",
    why_connection_fault: |connection, why| {
        format!("{connection} недоступно уже 15 минут: {why}. Устраните причину и продолжите.")
    },
    why_runner_fault: |message| {
        format!("Сбой шлюза при выполнении плана: {message}. Прочитайте его журнал и продолжите.")
    },
    waiting_for: |connection, why, since, until| {
        format!("Ожидание {connection} с {since}: {why}. Следующая попытка: {until}.")
    },
};
