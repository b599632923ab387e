//! Revoking, in Chinese.

use crate::i18n::texts::{Plural, RevokeTexts};

pub(super) const REVOKE: RevokeTexts = RevokeTexts {
    read_only_why: "只读连接",
    revoke: "撤销",
    revoke_from: |what, whom| format!("从 {whom} 撤销 {what}"),
    looking: "检查中",
    calling: "撤销中",
    verifying: "核实中",
    settling: "未知，正在核实",
    unknown: "未知",
    revoke_membership: |role, principal| format!("从 {principal} 撤销 {role}？"),
    revoke_privilege: |privilege, role| format!("从 {role} 撤销 {privilege}？"),
    membership_lost: |principal, connection| {
        format!("{principal} 将失去 {connection} 上的此角色。其他角色及其权限不变。")
    },
    privilege_lost: |role, connection| format!("{connection} 上持有 {role} 的所有人都将失去此处撤销的内容。"),
    reason: "原因",
    reason_hint: "记入日志",
    exact_call: "实际调用",
    calls_depend: "后续调用取决于这些调用之后的状态。",
    changing: "正在进行的更改可能影响这些调用。更改结束时会重新确定调用，发送时还会再次确定。",
    cancel: "取消",
    type_to_confirm: |word| format!("输入 {word} 以确认"),
    revoke_selected: |count| format!("撤销所选 {count} 项…"),
    revoke_selected_roles: |count| format!("从所选 {count} 个角色的所有持有者撤销…"),
    revoke_selected_people: |count| format!("撤销所选 {count} 人的全部角色…"),
    more: |count| format!("还有 {count} 项"),
    by_code: "按编码撤销",
    by_code_hint: "厂商不列出持有角色的分组和角色。请按编码指定：厂商可以确认，但事后无法验证。",
    code: "编码",
    following: "执行中",
    waiting: "等待中",
    still_reading: "尚未读完所有人员，可能还有更多内容需要撤销。",
    under_way: super::always("其中 {n} 项正在变更，不再包含。"),
    revoke_many: Plural {
        one: "要撤销 {n} 项授权吗？",
        few: "要撤销 {n} 项授权吗？",
        many: "要撤销 {n} 项授权吗？",
        other: "要撤销 {n} 项授权吗？",
    },
    many_lost: |connection| format!("以下授权将在 {connection} 上被撤销，其余保持不变。"),
    what_to_revoke: "撤销范围",
    only_role: |role| format!("仅 {role}"),
    all_access: |on, roles| format!("对 {on} 的全部访问：{roles}"),
};
