//! What may be dangerous, in Chinese.

use crate::i18n::texts::HazardTexts;

pub(super) const HAZARDS: HazardTexts = HazardTexts {
    last_holder: |role| format!("这是 {role} 的最后一个持有者，撤销后将无人持有。"),
    last_administrator: |role| {
        format!("这是管理员角色 {role} 的最后一个持有者，撤销后将无人持有：请确认仍有其他账号能管理服务器。")
    },
    all_holders: |role| format!("这些是 {role} 的全部持有者，撤销后将无人持有。"),
    all_administrators: |role| {
        format!("这些是管理员角色 {role} 的全部持有者，撤销后将无人持有：请确认仍有其他账号能管理服务器。")
    },
    perhaps_last_administrator: |role| format!("{role} 是管理员角色，其持有者未能全部读取：撤销后可能无人持有。"),
    perhaps_last_holder: |role| format!("此后将没有已知的 {role} 持有者，但并非所有持有者都能列出。"),
    built_in: |role| format!("{role} 是服务器自带的角色：其他部分可能依赖它的权限。"),
    yourself: |account| format!("{account} 是 Rescind 自己用于此连接的账号。"),
    yourself_administrator: |account| {
        format!("{account} 是 Rescind 自己使用的账号。失去此角色后可能无法撤回本次操作。")
    },
    wildcard: |what| format!("{what} 是通配符。撤销它会一并撤销它涵盖的一切。"),
    takes_also: |what| format!("服务器会一并撤销：{what}。"),
    takes_also_with: |with, what| format!("撤销 {with} 时，服务器会一并撤销：{what}。"),
    still_covered: |via| format!("通过 {via} 仍允许同样的操作。如需终止，请一并撤销。"),
    held_by_groups: |groups, role| format!("{groups} 的成员仍通过该组持有 {role}。"),
    still_covered_for: |whom, what, via| {
        format!("{whom} 仍可通过 {via} 执行 {what} 所允许的操作。如需终止，请一并撤销。")
    },
    all_roles: |roles| format!("此数据库上的所有角色都会被撤销：{roles}。"),
    all_roles_administrator: |roles| format!("此数据库上的所有角色都会被撤销，其中包括管理员角色：{roles}。"),
};
