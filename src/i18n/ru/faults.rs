//! What kinds of fault mean, in Russian.

use crate::i18n::texts::{FaultText, FaultTexts};

pub(super) const FAULTS: FaultTexts = FaultTexts {
    conflict_with: |operation| format!("Мешает операция {operation}."),
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
    not_found: FaultText {
        meaning: "Сервер не знает такой роли, пользователя или адреса.",
        advice: "Обновите страницу: возможно, это удалили или переименовали.",
    },
    vanished: FaultText {
        meaning: "Пользователя или роли больше нет.",
        advice: "Создайте их снова, прежде чем возвращать выдачу. Сообщение называет их.",
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
    operation_failed: "Поставщик принял вызов, но его операция завершилась ошибкой.",
    malformed: FaultText {
        meaning: "Ответ не такой, какой обещает API поставщика.",
        advice: "Посмотрите ответ целиком: возможно, вместо сервера ответил прокси или страница входа.",
    },
    unavailable: FaultText {
        meaning: "На сервере сбой, или он сообщает, что сейчас не может ответить.",
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
