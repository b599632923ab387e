//! Russian.

use super::texts::{FaultText, Plural, Texts};

pub(super) const TEXTS: Texts = Texts {
    product: "Rescind",
    skip_to_content: "К содержанию",
    connections: "Подключения",
    language: "Язык",
    theme: "Тема",
    theme_system: "Как в системе",
    theme_light: "Светлая",
    theme_dark: "Тёмная",
    sign_out: "Выйти",
    sign_in_title: "Вход в Rescind",
    sign_in_hint: "Откройте ссылку, которую шлюз напечатал при запуске, или вставьте сюда её токен.",
    session_ended: "Сеанс завершён. Войдите, чтобы продолжить: всё на этой странице сохранено.",
    token: "Токен",
    sign_in: "Войти",
    wrong_token: "Шлюз не принимает этот токен. Скопируйте его ещё раз из строки, которую напечатал шлюз.",
    gateway_unreachable: "Шлюз не отвечает. Проверьте, что он запущен, и повторите.",
    loading: "Загрузка…",

    col_connection: "Подключение",
    col_product: "Продукт",
    col_state: "Состояние",
    reachable: "доступно",
    not_reachable: "недоступно",
    checking: "проверяется…",
    read_only: "только чтение",
    read_only_why: "подключение только для чтения",
    no_connections: "Нет ни одного подключения. Добавьте его в файл настроек шлюза и перезапустите шлюз.",
    roles_count: Plural { one: "{n} роль", few: "{n} роли", many: "{n} ролей", other: "{n} роли" },
    users_count: Plural {
        one: "{n} пользователь",
        few: "{n} пользователя",
        many: "{n} пользователей",
        other: "{n} пользователя",
    },

    roles: "Роли",
    filter: "Фильтр",
    nothing_matches: |filter| format!("Ничего не найдено по запросу «{filter}»."),
    clear_filter: "Сбросить фильтр",
    shown_of: |shown, all| format!("{shown} из {all}"),
    col_role: "Роль",
    members: "Участники",
    privileges: "Привилегии",
    col_kind: "Вид",
    built_in: "встроенная",
    custom: "своя",
    no_roles: "На этом сервере нет ролей.",
    no_role_named: "В адресе не указана роль.",

    members_of: |role| format!("Участники роли {role}"),
    privileges_of: |role| format!("Привилегии роли {role}"),
    col_principal: "Субъект",
    user: "пользователь",
    col_held: "Как получена",
    directly: "напрямую",
    col_also_holds: "Также имеет",
    nothing_else: "больше ничего",
    col_privilege: "Привилегия",
    col_object_type: "Тип объекта",
    col_object: "Объект",
    col_database: "База данных",
    col_grantor: "Кем выдана",
    wildcard: "всё",
    col_action: "Действие",
    no_members: "Эту роль никто не имеет.",
    no_privileges: "У этой роли нет привилегий.",
    public_explained: "Роль public неявно есть у каждого пользователя. В списках её нет, и отобрать её нельзя.",
    admin_explained: "Роль admin может всё в силу своего имени. Milvus не хранит для неё привилегий.",
    members_partial: Plural {
        one: "Не удалось прочитать роли {n} пользователя: в таблице могут быть не все участники.",
        few: "Не удалось прочитать роли {n} пользователей: в таблице могут быть не все участники.",
        many: "Не удалось прочитать роли {n} пользователей: в таблице могут быть не все участники.",
        other: "Не удалось прочитать роли {n} пользователя: в таблице могут быть не все участники.",
    },
    reading_users: |done, all| format!("Чтение пользователей: {done} из {all}"),
    read_at: |ago| format!("прочитано {ago}"),
    refresh: "Обновить",

    revoke: "Отозвать",
    revoke_from: |what, whom| format!("Отозвать {what} у {whom}"),
    looking: "Проверка",
    calling: "Отзыв",
    verifying: "Сверка",
    settling: "Поиск ответа",
    unknown: "Неизвестно",
    check_again: "Проверить снова",
    check_again_named: |what, whom| format!("Проверить снова, есть ли у {whom} {what}"),

    take_membership: |role, principal| format!("Отобрать {role} у {principal}?"),
    take_privilege: |privilege, role| format!("Отобрать {privilege} у {role}?"),
    lose_membership: |principal, connection| {
        format!("{principal} потеряет всё, что эта роль разрешает в {connection}. Остальные роли не изменятся.")
    },
    lose_privilege: |role, connection| format!("Её потеряют все, кто имеет роль {role} в {connection}."),
    reason: "Причина",
    reason_hint: "останется в журнале",
    exact_call: "Точный вызов",
    copy: "Копировать",
    copied: "Скопировано",
    copy_failed: "Браузер не разрешил копирование.",
    cancel: "Отмена",
    type_to_confirm: |word| format!("Введите {word} для подтверждения"),
    hazard_last_holder: |role| format!("Это последний, кто имеет роль {role}. После этого её не будет ни у кого."),
    hazard_last_administrator: |role| {
        format!("Это последний, кто имеет роль {role}. После этого сервером сможет управлять только root.")
    },

    notices: "Сообщения",
    revoked: |what, whom| format!("Отозвано: {what} у {whom}"),
    revoked_proof: "Прочитано снова: её больше нет.",
    accepted: |what, whom| format!("Принято: {what} у {whom}"),
    accepted_proof: "Поставщик подтвердил, но этой учётной записи нельзя читать состояние: не проверено.",
    already_absent: |what, whom| format!("У {whom} уже не было {what}"),
    already_absent_proof: "Ничего не отправлено.",
    still_present: |what, whom| format!("У {whom} по-прежнему есть {what}."),
    still_present_meaning: "Поставщик ответил об успехе, но повторное чтение показывает, что ничего не изменилось.",
    still_present_advice: "Повторите. Если не поможет, ищите прокси или реплику, которая отвечает, но не выполняет.",
    outcome_unknown: |what, whom| format!("Неизвестно, есть ли ещё {what} у {whom}."),
    could_not_revoke: |what, whom| format!("Не удалось отозвать {what} у {whom}."),
    nothing_was_sent: "Поставщику ничего не отправлено.",
    looked_again_still_there: "Состояние прочитано снова: оно не изменилось.",
    could_not_read: |subject| format!("Не удалось прочитать: {subject}."),
    outcome_not_stored: |sentence| {
        format!("{sentence} Журнал не смог сохранить этот итог; он будет установлен снова при загрузке страницы.")
    },
    other_tab: "Это выполняет другая вкладка.",
    retry: "Повторить",
    copy_request_id: "Копировать номер запроса",
    show_raw_answer: "Показать ответ целиком",
    hide_raw_answer: "Скрыть ответ",
    dismiss: "Закрыть",
    times: Plural { one: "{n} раз", few: "{n} раза", many: "{n} раз", other: "{n} раза" },
    fact_request: "запрос",
    fact_gateway: "ответ шлюза",

    not_found: "Такой страницы нет.",
    no_such_connection: |id| format!("Подключения «{id}» нет."),
    to_connections: "Все подключения",

    offline: FaultText {
        meaning: "Сервер недоступен.",
        advice: "Проверьте адрес, сеть и запущен ли сервер, затем повторите.",
    },
    timeout: FaultText {
        meaning: "Ответ не пришёл вовремя. Изменение ещё может произойти.",
        advice: "Проверьте снова чуть позже, прежде чем повторять.",
    },
    cancelled: FaultText {
        meaning: "Запрос отменён.", advice: "Повторите, если он ещё нужен."
    },
    signed_out: FaultText {
        meaning: "Сеанс завершён.", advice: "Войдите снова и повторите."
    },
    unauthenticated: FaultText {
        meaning: "Поставщик не принимает учётные данные шлюза.",
        advice: "Обновите учётные данные этого подключения в настройках шлюза и повторите.",
    },
    forbidden: FaultText {
        meaning: "У учётной записи шлюза нет на это права.",
        advice: "Запросите недостающую привилегию или настройте учётную запись, у которой она есть.",
    },
    forbidden_missing: |privilege| format!("У учётной записи шлюза нет привилегии {privilege}."),
    not_found_fault: FaultText {
        meaning: "Сервер не знает такой роли, пользователя или адреса.",
        advice: "Обновите страницу: возможно, это удалили или переименовали.",
    },
    invalid_input: FaultText {
        meaning: "Сервер не принимает значение в запросе.",
        advice: "Прочитайте сообщение: в нём названо значение. Простой повтор не поможет.",
    },
    conflict: FaultText {
        meaning: "Что-то другое мешает.",
        advice: "Прочитайте сообщение, устраните помеху и повторите.",
    },
    rate_limited: FaultText {
        meaning: "Слишком много запросов.", advice: "Подождите немного и повторите."
    },
    rate_limited_for: |seconds| format!("Слишком много запросов. Подождите {seconds} с и повторите."),
    rejected: FaultText {
        meaning: "Поставщик отказал.",
        advice: "Прочитайте сообщение. Повтор поможет, только если изменится что-то ещё.",
    },
    malformed: FaultText {
        meaning: "Ответ не такой, какой обещает API поставщика.",
        advice: "Посмотрите ответ целиком: возможно, вместо сервера ответил прокси или страница входа.",
    },
    unavailable: FaultText {
        meaning: "Сервер сообщает, что сейчас не может ответить.",
        advice: "Дождитесь его готовности и повторите.",
    },
    lost: FaultText {
        meaning: "Связь прервалась до ответа.",
        advice: "Повторите: это безопасно, сначала читается состояние.",
    },
    gateway_refused: FaultText {
        meaning: "Шлюз не передал этот запрос.",
        advice: "Прочитайте сообщение: в нём сказано почему.",
    },
};
