//! Giving back in Chinese.

use crate::i18n::texts::{Plural, UndoTexts};

pub(super) const UNDO: UndoTexts = UndoTexts {
    undo: "恢复",
    restore_for: |what, whom| format!("恢复 {whom} 的 {what}"),
    restoring_for: |what, whom| format!("恢复：{whom} 的 {what}"),
    title: |what, whom| format!("恢复 {whom} 的 {what}？"),
    title_many: Plural {
        one: "恢复 {n} 项授权？",
        few: "恢复 {n} 项授权？",
        many: "恢复 {n} 项授权？",
        other: "恢复 {n} 项授权？",
    },
    nothing: "没有可恢复的内容",
    nothing_left: "没有需要发送的内容：见上文。",
    consequence: "只重新授予被撤销的内容。重新读取到它时，才算已恢复。其间消失的其他授权不会恢复。",
    to_whom: |what, whom| format!("{whom} 的 {what}"),
    because: |reason| if reason.is_empty() { "恢复".to_owned() } else { format!("恢复：{reason}") },
    restore: "恢复",
    held_again: |what, whom| format!("{whom} 已重新持有 {what}，不会为此发送请求。"),
    changed: |said| format!("与当前状态冲突：{said} 将跳过此条目。"),
    revoked_later: |grant, plan, when, who| {
        format!("{grant} 后来又被撤销：计划“{plan}”，{when}，{who}。恢复它也会抵消那次撤销。")
    },
    later_unread: |why| format!("无法检查它后来是否又被撤销：{why}"),
    administrator: |role| format!("{role} 管理此连接上的一切。"),
    grantor: "该授权将记录为由 Rescind 的账号授予。",
    calling: "恢复中",
    has_undo: "已开始恢复",
    with_undo: Plural {
        one: "{n} 项已开始恢复",
        few: "{n} 项已开始恢复",
        many: "{n} 项已开始恢复",
        other: "{n} 项已开始恢复",
    },
    undo_selected: |count| format!("恢复所选 {count} 项…"),
    plan_restores: "此计划恢复被撤销的授权。",

    left_out: Plural {
        one: "{n} 项保持原样：",
        few: "{n} 项保持原样：",
        many: "{n} 项保持原样：",
        other: "{n} 项保持原样：",
    },
    not_sent: "未发送任何请求",
    unsettled: "结果尚不清楚，请先再次检查",
    unproved: "厂商已确认，但无法看到是否撤销了什么",
    nothing_revoked: "没有撤销任何内容",
    not_captured: "网关在撤销之前没有看到该授权",
    is_restoring: "该项本身就是恢复",
    undone: "已经恢复",
    read_only: "此连接为只读",
    no_connection: "该连接已不在配置中",

    could_not: |what, whom| format!("无法恢复 {whom} 的 {what}。"),
    unconfirmed_advice: "请在“活动”中再次撤回：对话框会显示有哪些变化。如果消息中列出了其他授权，请在厂商自己的控制台中恢复此授权。",
    unknown: |what, whom| format!("无法确定是否已恢复 {whom} 的 {what}。"),
    still_running: |what, whom| format!("厂商仍在处理：{whom} 的 {what}。"),
    not_confirmed: |what, whom| format!("未确认：恢复 {whom} 的 {what}。无法连接到网关。"),
};
