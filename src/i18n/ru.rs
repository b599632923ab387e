//! Russian.

mod activity;
mod faults;
mod grants;
mod hazards;
mod keys;
mod messages;
mod operations;
mod outcomes;
mod plans;
mod revoke;
mod snapshot;
mod undo;

use super::texts::{Plural, SectionTexts, Sections, Texts};

pub(super) const TEXTS: Texts = Texts {
    sections: Sections::Loaded(&SECTIONS),
    product: "Rescind",
    skip_to_content: "К содержанию",
    tools: "Инструменты",
    review_title: "Обзор",
    plans_title: "Планы",
    activity_title: "Журнал",
    snapshot_title: "Снимок",
    breadcrumbs: "Где вы находитесь",
    connections: "Подключения",
    language: "Язык",
    theme: "Тема",
    theme_system: "Как в системе",
    theme_light: "Светлая",
    theme_dark: "Тёмная",
    keyboard: "Клавиатура",
    sign_out: "Выйти",
    sign_in_title: "Вход в Rescind",
    sign_in_hint: "Откройте ссылку, которую шлюз напечатал при запуске, или вставьте сюда её токен.",
    session_ended: "Сеанс завершён. Войдите, чтобы продолжить: всё на этой странице сохранено.",
    token: "Токен",
    sign_in: "Войти",
    wrong_token: "Шлюз не принимает этот токен. Скопируйте его ещё раз из строки, которую напечатал шлюз.",
    too_many_attempts: "Слишком много неудачных попыток входа. Подождите минуту и повторите.",
    sign_in_at_proxy: "Вход и выход выполняются на прокси перед Rescind. Откройте его адрес и повторите.",
    gateway_unreachable: "Шлюз не отвечает. Проверьте, что он запущен, и повторите.",
    loading: "Загрузка…",
    part_not_loaded: "Не удалось загрузить эту часть консоли. Проверьте, что шлюз запущен, и повторите.",
    reload: "Перезагрузить страницу",

    col_connection: "Подключение",
    col_product: "Продукт",
    col_state: "Состояние",
    reachable: "доступно",
    not_reachable: "недоступно",
    checking: "проверяется…",
    read_only: "только чтение",
    no_connections: "Нет ни одного подключения. Добавьте его в файл настроек шлюза и перезапустите шлюз.",
    roles_count: Plural { one: "{n} роль", few: "{n} роли", many: "{n} ролей", other: "{n} роли" },
    users_count: Plural {
        one: "{n} пользователь",
        few: "{n} пользователя",
        many: "{n} пользователей",
        other: "{n} пользователя",
    },

    filter: "Фильтр",
    not_read: "Не прочитано: см. сообщение выше.",
    nothing_matches: |filter| format!("Ничего не найдено по запросу «{filter}»."),
    clear_filter: "Сбросить фильтр",
    all_of: |title, count| format!("{title}: все ({count})"),
    shown_of: |shown, all| format!("{shown} из {all}"),

    time_limit: "Предел ожидания (секунды)",
    time_limit_hint: "Пусто — ждать ответа, не дольше 10 минут.",
    time_limit_too_long: "Не больше 600 секунд.",
    time_limit_wrong: "Введите число секунд, например 2.5, или оставьте пустым.",
    read_at: |ago| format!("прочитано {ago}"),
    refresh: "Обновить",

    copy: "Копировать",
    copied: "Скопировано",
    copy_failed: "Браузер не разрешил копирование.",

    notices: "Сообщения",
    retry: "Повторить",

    namespaces_count: Plural {
        one: "{n} пространство",
        few: "{n} пространства",
        many: "{n} пространств",
        other: "{n} пространства",
    },
    clusters_count: Plural {
        one: "{n} кластер", few: "{n} кластера", many: "{n} кластеров", other: "{n} кластера"
    },
    databases_count: Plural {
        one: "{n} база данных",
        few: "{n} базы данных",
        many: "{n} баз данных",
        other: "{n} базы данных",
    },
    partly_readable: "читается частично",
    select_row: |row| format!("Выбрать {row}"),
    select_all: "Выбрать все показанные",
    selected: |count| format!("выбрано {count}"),
    not_shown: |count| format!("не показано {count}"),
    not_there: |count| format!("ещё {count} нет в таблице"),
    clear_selection: "Снять выбор",
    columns: "Столбцы",
    not_found: "Такой страницы нет.",
    no_such_connection: |id| format!("Подключения «{id}» нет."),
    to_connections: "Все подключения",
};

static SECTIONS: SectionTexts = SectionTexts {
    activity: activity::ACTIVITY,
    faults: faults::FAULTS,
    grants: grants::GRANTS,
    hazards: hazards::HAZARDS,
    keys: keys::KEYS,
    messages: messages::MESSAGES,
    operations: operations::OPERATIONS,
    outcomes: outcomes::OUTCOMES,
    plans: plans::PLANS,
    revoke: revoke::REVOKE,
    snapshot: snapshot::SNAPSHOT,
    undo: undo::UNDO,
};
