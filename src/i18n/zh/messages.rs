//! Messages, in Chinese.

use super::always;
use crate::i18n::texts::{MessageTexts, Plural};

pub(super) const MESSAGES: MessageTexts = MessageTexts {
    check_again: "再次检查",
    check_again_named: |what, whom| format!("再次检查 {whom} 是否持有 {what}"),
    revoked: |what, whom| format!("已撤销：{whom} 不再持有 {what}"),
    revoked_proof: "已重新读取确认：授权已不存在。",
    accepted: |what, whom| format!("已受理：从 {whom} 收回 {what}"),
    accepted_proof: "厂商已确认，但此账号无权读取状态，因此未经核实。",
    already_absent: |what, whom| format!("{whom} 此前已不持有 {what}"),
    already_absent_proof: "没有发送任何请求。",
    still_effective: |what, whom| format!("{whom} 的 {what} 已不存在，但同样的操作仍被允许。"),
    still_effective_meaning: |via| format!("它仍被 {via} 涵盖。"),
    still_effective_advice: "如需终止访问，请一并撤销该授权。",
    still_present: |what, whom| format!("{whom} 仍持有 {what}。"),
    still_present_meaning: "厂商回答成功，但重新读取显示没有变化。",
    still_present_advice: "请重试。如果依旧，请检查是否有代理或副本只应答而未执行。",
    outcome_unknown: |what, whom| format!("无法确定 {whom} 是否仍持有 {what}。"),
    could_not_revoke: |what, whom| format!("无法从 {whom} 撤销 {what}。"),
    nothing_was_sent: "没有向厂商发送任何请求。",
    looked_again_still_there: "已重新读取：没有变化。",
    could_not_read: |subject| format!("无法读取：{subject}。"),
    outcome_not_stored: |sentence| format!("{sentence} 日志未能保存此结果，下次加载页面时会重新核实。"),
    copy_request_id: "复制请求编号",
    show_raw_answer: "显示原始响应",
    hide_raw_answer: "隐藏原始响应",
    dismiss: "关闭",
    times: always("{n} 次"),
    fact_request: "请求",
    fact_gateway: "来自网关",
    in_place: |whom, place| format!("{whom}（{place}）"),
    from_whom: |what, whom| format!("{whom} 的 {what}"),
    grants_count: Plural { one: "{n} 项授权", few: "{n} 项授权", many: "{n} 项授权", other: "{n} 项授权" },
    principals_count: Plural {
        one: "{n} 个主体", few: "{n} 个主体", many: "{n} 个主体", other: "{n} 个主体"
    },
    still_running: |what, whom| format!("{whom} 的 {what}：厂商仍在执行。"),
    still_running_meaning: "操作尚未结束，在此之前结果未知。",
    still_running_advice: "请稍后再次检查。重新加载页面时会自动继续跟踪。",
    restored: |what, whom| format!("已恢复：{whom} 的 {what}"),
    restored_proof: "已重新读取：确实重新持有。",
    already_held: |what, whom| format!("{whom} 本来就持有 {what}"),
    already_held_proof: "发送任何请求之前它就已存在。",
    still_absent: |what, whom| format!("{whom} 仍未持有 {what}。"),
    still_absent_meaning: "厂商回答成功，但重新读取时看不到它。",
};
