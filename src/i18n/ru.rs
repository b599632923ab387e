//! Russian.

mod activity;
mod outcomes;
mod plans;
mod undo;

use super::texts::{FaultText, Plural, SnapshotTexts, Texts};

pub(super) const TEXTS: Texts = Texts {
    product: "Rescind",
    skip_to_content: "К содержанию",
    tools: "Инструменты",
    breadcrumbs: "Где вы находитесь",
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
    not_read: "Не прочитано: см. сообщение выше.",
    nothing_matches: |filter| format!("Ничего не найдено по запросу «{filter}»."),
    clear_filter: "Сбросить фильтр",
    all_of: |title, count| format!("{title}: все ({count})"),
    shown_of: |shown, all| format!("{shown} из {all}"),
    col_role: "Роль",
    members: "Участники",
    privileges: "Привилегии",
    col_count: "Число",
    col_kind: "Вид",
    built_in: "встроенная",
    custom: "своя",
    no_roles: "На этом сервере нет ролей.",
    no_role_named: "В адресе не указана роль.",

    people: "Люди",
    col_person: "Человек",
    no_people: "На этом сервере нет пользователей.",
    no_person_named: "В адресе никто не указан.",
    no_such_person: |name| format!("На этом сервере нет пользователя «{name}»."),
    roles_of: |person| format!("Роли {person}"),
    holds_nothing: "Не имеет ни одной роли.",
    col_through: "Через роль",
    root_explained: "root может всё в силу своего имени, без ролей.",
    everything_through: |role| format!("Может всё через роль {role}."),
    own_account: "учётная запись Rescind",
    time_limit: "Предел ожидания (секунды)",
    time_limit_hint: "Пусто — ждать ответа.",
    time_limit_wrong: "Введите число секунд, например 2.5, или оставьте пустым.",
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
    no_holders_found: "Не найден никто с выбранными ролями.",
    no_privileges: "У этой роли нет привилегий.",
    public_explained: "Роль public неявно есть у каждого пользователя. В списках её нет, и отобрать её нельзя.",
    admin_explained: "Роль admin может всё в силу своего имени. Milvus не хранит для неё привилегий.",
    no_such_role: |role| format!("На этом сервере нет роли «{role}»."),
    fixed_role_why: "встроенная, изменить нельзя",
    privileges_partial: |databases| {
        format!("Этой учётной записи доступны не все базы данных. Показаны права в {databases}; могут быть и другие.")
    },
    kind_single: "одна",
    kind_group: "группа",
    kind_wildcard: "всё сразу",
    group_members: |members| format!("Содержит {members}"),
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
    settling: "Неизвестно, проверяется",
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
        format!(
            "Это последний, кто имеет роль администратора {role}. После этого её не будет ни у кого: убедитесь, что \
             сервером сможет управлять другая учётная запись."
        )
    },
    hazard_all_holders: |role| format!("Это все, кто имеет роль {role}. После этого её не будет ни у кого."),
    hazard_all_administrators: |role| {
        format!(
            "Это все, кто имеет роль администратора {role}. После этого её не будет ни у кого: убедитесь, что сервером \
             сможет управлять другая учётная запись."
        )
    },
    hazard_perhaps_last_administrator: |role| {
        format!("{role} — роль администратора, и известны не все, кто её имеет: возможно, её не останется ни у кого.")
    },
    hazard_built_in: |role| {
        format!("Роль {role} поставляется вместе с сервером: на её права может опираться что-то ещё.")
    },
    hazard_yourself: |account| {
        format!("{account} — учётная запись, которой сам Rescind пользуется в этом подключении.")
    },
    hazard_yourself_administrator: |account| {
        format!("{account} — учётная запись самого Rescind. Без этой роли он, возможно, не сможет вернуть всё назад.")
    },
    hazard_wildcard: |what| format!("{what} означает сразу многое: всё, что это охватывает, будет отобрано разом."),
    hazard_takes_also: |what| format!("Вместе с этим сервер отберёт: {what}."),
    hazard_takes_also_with: |with, what| format!("Вместе с {with} сервер отберёт: {what}."),
    hazard_still_covered: |via| {
        format!("То же самое останется разрешено через {via}. Отзовите и это, если доступ должен прекратиться.")
    },
    hazard_still_covered_for: |what, via| {
        format!(
            "То, что даёт {what}, останется разрешено через {via}. Отзовите и это, если доступ должен прекратиться."
        )
    },

    notices: "Сообщения",
    revoked: |what, whom| format!("Отозвано: {what} у {whom}"),
    revoked_proof: "Прочитано снова: её больше нет.",
    accepted: |what, whom| format!("Принято: {what} у {whom}"),
    accepted_proof: "Поставщик подтвердил, но этой учётной записи нельзя читать состояние: не проверено.",
    already_absent: |what, whom| format!("У {whom} уже не было {what}"),
    already_absent_proof: "Ничего не отправлено.",
    still_effective: |what, whom| format!("{what} у {whom} больше нет, но то же самое по-прежнему разрешено."),
    still_effective_meaning: |via| format!("Это охватывает {via}."),
    still_effective_advice: "Отзовите и это право, если доступ должен прекратиться.",
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
    retry: "Повторить",
    copy_request_id: "Копировать номер запроса",
    show_raw_answer: "Показать ответ целиком",
    hide_raw_answer: "Скрыть ответ",
    dismiss: "Закрыть",
    times: Plural { one: "{n} раз", few: "{n} раза", many: "{n} раз", other: "{n} раза" },
    fact_request: "запрос",
    fact_gateway: "ответ шлюза",

    not_offered: |what| format!("{what}: сервер этого не предоставляет, поэтому ничего не показано."),
    departments: "Отделы",
    data_policies: "Политики данных",
    databases: "Базы данных",
    clusters: "Кластеры",
    namespaces: "Пространства",
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
    clear_selection: "Снять выбор",
    revoke_selected: |count| format!("Отозвать выбранные: {count}…"),
    col_namespace: "Пространство",
    col_cluster: "Кластер",
    col_detail: "Сведения",
    department: "отдел",
    group: "группа",
    role_as_holder: "роль",
    no_members_listed: "Ни у кого из пользователей и отделов нет этой роли. Группы и роли перечислить нельзя.",
    by_code: "Отозвать по коду",
    by_code_hint: "Поставщик не перечисляет группы и роли, у которых есть роль. Укажите код: поставщик может подтвердить, но доказать это потом нечем.",
    code: "Код",
    denies: "запрещает",
    not_one_by_one_why: "только в консоли GenAuth: её API не отзывает ресурсы по одному",
    in_place: |whom, place| format!("{whom} в {place}"),
    following: "Выполняется",
    waiting: "Ожидание",
    operation: "Операция",
    created_at: "начата",
    created_by: "кем",
    operation_running: "Поставщик выполняет изменение.",
    operation_failing: "Не удаётся, идёт откат.",
    operation_in_the_way: "Ожидание конца другой операции.",
    operation_ended: "Завершена.",
    revoking_name: "Отзыв",
    progress: |done, failed, left| format!("готово {done}, с ошибкой {failed}, осталось {left}"),
    take_many: Plural {
        one: "Отозвать {n} выдачу?",
        few: "Отозвать {n} выдачи?",
        many: "Отозвать {n} выдач?",
        other: "Отозвать {n} выдачи?",
    },
    lose_many: |connection| format!("Всё это будет отозвано в {connection}. Остальное не изменится."),
    from_whom: |what, whom| format!("{what} у {whom}"),
    what_to_take: "Что отозвать",
    only_role: |role| format!("Только {role}"),
    all_access: |on, roles| format!("Весь доступ к {on}: {roles}"),
    hazard_all_roles: |roles| format!("Все роли там исчезнут сразу: {roles}."),
    hazard_all_roles_administrator: |roles| {
        format!("Все роли там исчезнут сразу, среди них роль администратора: {roles}.")
    },
    grants_count: Plural {
        one: "{n} выдача", few: "{n} выдачи", many: "{n} выдач", other: "{n} выдачи"
    },
    principals_count: Plural {
        one: "{n} держателя",
        few: "{n} держателей",
        many: "{n} держателей",
        other: "{n} держателей",
    },
    still_running: |what, whom| format!("{what} у {whom}: поставщик ещё выполняет."),
    still_running_meaning: "Операция ещё не завершена. До её конца ничего не известно.",
    still_running_advice: "Проверьте позже. При перезагрузке страницы слежение продолжится само.",
    conflict_with: |operation| format!("Мешает операция {operation}."),
    outcomes: outcomes::OUTCOMES,
    activity: activity::ACTIVITY,
    plans: plans::PLANS,
    undo: undo::UNDO,

    restored: |what, whom| format!("Возвращено: {what} — {whom}"),
    restored_proof: "Прочитано снова: доступ опять есть.",
    already_held: |what, whom| format!("У {whom} уже было: {what}"),
    already_held_proof: "Это было до того, как что-либо отправили.",
    still_absent: |what, whom| format!("У {whom} по-прежнему нет {what}."),
    still_absent_meaning: "Поставщик ответил об успехе, но при повторном чтении этого не видно.",
    columns: "Столбцы",
    snapshot: SNAPSHOT,

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
    timeout_of_read: FaultText {
        meaning: "Ответ не пришёл вовремя.",
        advice: "Повторите или увеличьте предел ожидания на боковой панели.",
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

const SNAPSHOT: SnapshotTexts = SnapshotTexts {
    title: "Снимок",
    hint: "Вставьте или перетащите сохранённое описание роли: ответ REST или то, что напечатал pymilvus.",
    field: "Описание роли",
    file: "Выбрать файл…",
    clear: "Очистить",
    empty: "Пока ничего не открыто.",
    unnamed: "роль без имени",
    wrong: |error| format!("Это не удаётся прочитать: {error}"),
    advice: "Исправьте это место или вставьте весь ответ заново.",
    place: |line, column| format!("строка {line}, столбец {column}"),
    row: |row, what| format!("право {row}: {what}"),
    too_large: |limit| format!("это больше {limit} МиБ"),
    too_deep: |limit| format!("вложенность больше {limit} уровней"),
    unexpected: |expected, found| format!("ожидалось: {expected}, а здесь «{found}»"),
    ends: |expected| format!("ожидалось: {expected}, но текст кончился"),
    unclosed: |bracket, opened| format!("текст кончился, а «{bracket}» ({opened}) не закрыта"),
    unclosed_quote: |quote| format!("у текста в {quote} нет конца"),
    bad_escape: "неизвестная последовательность с обратной чертой",
    said_twice: |field| format!("{field} указано дважды"),
    unrecognized: "это не описание роли и не право",
    refused: |code| format!("это ответ неудачного вызова, code {code}"),
    missing: |field| format!("нет {field}"),
    wrong_type: |expected, found| format!("ожидалось: {expected}, а здесь {found}"),
    other_role: |expected, found| format!("всё описание о {expected}, а это о {found}"),
    value: "значение",
    key: "ключ в кавычках",
    comma_or: |bracket| format!("«,» или «{bracket}»"),
    end: "конец текста",
    nothing: "ничего",
    boolean: "да или нет",
    number: "число",
    text: "текст",
    list: "список",
    object: "объект",
    assumed: Plural {
        one: "У {n} права не указана база данных: принята default.",
        few: "У {n} прав не указана база данных: принята default.",
        many: "У {n} прав не указана база данных: принята default.",
        other: "У {n} права не указана база данных: принята default.",
    },
    dropped: Plural {
        one: "{n} право повторялось.",
        few: "{n} права повторялись.",
        many: "{n} прав повторялись.",
        other: "{n} права повторялись.",
    },
    unreadable: "Файл не удалось прочитать как текст.",
};
