//! What may be dangerous, in Russian.

use crate::i18n::texts::HazardTexts;

pub(super) const HAZARDS: HazardTexts = HazardTexts {
    last_holder: |role| format!("Это последний, кто имеет роль {role}. После этого её не будет ни у кого."),
    last_administrator: |role| {
        format!(
            "Это последний, кто имеет роль администратора {role}. После этого её не будет ни у кого: убедитесь, что \
             сервером сможет управлять другая учётная запись."
        )
    },
    all_holders: |role| format!("Это все, кто имеет роль {role}. После этого её не будет ни у кого."),
    all_administrators: |role| {
        format!(
            "Это все, кто имеет роль администратора {role}. После этого её не будет ни у кого: убедитесь, что сервером \
             сможет управлять другая учётная запись."
        )
    },
    perhaps_last_administrator: |role| {
        format!("{role} — роль администратора, и известны не все, кто её имеет: возможно, её не останется ни у кого.")
    },
    perhaps_last_holder: |role| {
        format!("После этого не будет известно никого, кто имеет роль {role}, но перечислить можно не всех.")
    },
    built_in: |role| format!("Роль {role} поставляется вместе с сервером: на её права может опираться что-то ещё."),
    yourself: |account| format!("{account} — учётная запись, которой сам Rescind пользуется в этом подключении."),
    yourself_administrator: |account| {
        format!("{account} — учётная запись самого Rescind. Без этой роли он, возможно, не сможет вернуть всё назад.")
    },
    wildcard: |what| format!("{what} — подстановочный знак. Отзыв снимет всё, что он охватывает."),
    takes_also: |what| format!("Вместе с этим сервер отзовёт: {what}."),
    takes_also_with: |with, what| format!("Вместе с {with} сервер отзовёт: {what}."),
    still_covered: |via| {
        format!("То же самое останется разрешено через {via}. Отзовите и это, если доступ должен прекратиться.")
    },
    held_by_groups: |groups, role| format!("Участники {groups} сохранят {role} через группу."),
    still_covered_for: |whom, what, via| {
        format!(
            "{what}, {whom}: то же самое останется разрешено через {via}. Отзовите и это, если доступ должен прекратиться."
        )
    },
    all_roles: |roles| format!("Все роли в этой базе будут отозваны: {roles}."),
    all_roles_administrator: |roles| {
        format!("Все роли в этой базе будут отозваны, среди них роль администратора: {roles}.")
    },
};
