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
    failed: "Ошибок",
    what: "Что",
    from: "Обладатель",
    state: "Состояние",
    detail: "Подробности",

    running: "Выполняется",
    paused: "Приостановлен",
    elsewhere: "Выполняется в другой вкладке",
    finished: "Завершён",
    unfinished: "Не завершён",
    not_started: "Не начат",
    cancelled: "Остаток отменён",
    watching: "План выполняет другая вкладка. Эта страница следит за ним.",
    rest_cancelled: Plural {
        one: "Отменена {n} запись: она не отправлялась.",
        few: "Отменены {n} записи: они не отправлялись.",
        many: "Отменено {n} записей: они не отправлялись.",
        other: "Отменено {n} записи: они не отправлялись.",
    },
    offer: |plan, left| format!("План «{plan}» не завершён. Ещё не отправлено: {left}."),

    done_of: |done, all| format!("{done} из {all}"),
    per_second: |number| format!("{number} в секунду"),
    per_minute: |number| format!("{number} в минуту"),
    seconds_left: |seconds| format!("осталось около {seconds} с"),
    minutes_left: |minutes| format!("осталось около {minutes} мин"),

    pause: "Приостановить",
    go_on: "Продолжить",
    start: "Начать",
    cancel_all: "Отменить план",
    cancel_rest: "Отменить остаток",
    retry_failed: Plural {
        one: "Повторить {n} неудачную",
        few: "Повторить {n} неудачные",
        many: "Повторить {n} неудачных",
        other: "Повторить {n} неудачной",
    },
    check_unknown: Plural {
        one: "Проверить снова {n}",
        few: "Проверить снова {n}",
        many: "Проверить снова {n}",
        other: "Проверить снова {n}",
    },
    open: "Открыть план",
    print: "Печать",
    export: |kind| format!("Экспорт {kind}"),
    calls: "Точные вызовы",
    copy_as: |tool| format!("Копировать как {tool}"),
    untold: Plural {
        one: "{n} вызов сейчас нельзя назвать: состояние, от которого он зависит, изменилось.",
        few: "{n} вызова сейчас нельзя назвать: состояние, от которого они зависят, изменилось.",
        many: "{n} вызовов сейчас нельзя назвать: состояние, от которого они зависят, изменилось.",
        other: "{n} вызова сейчас нельзя назвать: состояние, от которого они зависят, изменилось.",
    },

    looking: "Проверяем, чем опасно продолжение …",
    not_looked_at: |roles, why| format!("Известно не всё, что может быть опасно: не удалось посмотреть {roles}. {why}"),

    waiting: "Ожидает",
    not_sent: "Не отправлено",
    no_outcome: "Ещё нет исхода",
    cancelled_entry: "Отменено",
    sent: "Отправлено",
    unclear: "Надо проверить",
};
