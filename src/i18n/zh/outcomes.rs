//! Outcomes in Chinese.

use crate::i18n::texts::OutcomeTexts;

pub(super) const OUTCOMES: OutcomeTexts = OutcomeTexts {
    revoked: "已撤销",
    accepted: "已受理",
    absent: "原本就没有",
    still_effective: "仍然有效",
    still_present: "仍然存在",
    pending: "进行中",
    failed: "失败",
    restored: "已恢复",
    already_held: "本来就持有",
    still_absent: "仍未持有",
    in_flight: "等待应答",
    answered: "已应答，未核实",
    lost: "应答丢失",

    revoked_how: "已核实：调用后重新读取，已不存在。",
    accepted_how: "厂商已受理。其 API 无法显示此授权，因此未经核实。",
    absent_how: "在调用之前读取：原本就没有。未发送任何请求。",
    still_effective_how: |via| format!("调用后重新读取：已不存在，但 {via} 仍然允许同样的操作。"),
    still_present_how: "厂商应答成功，但重新读取时仍然存在。",
    pending_how: |operation| format!("厂商仍在处理：操作 {operation}。"),
    unknown_how: "可能已发生，也可能没有：重新读取也无法确定。",
    failed_how: "没有发生。",
    restored_how: "已核实：调用后重新读取，已再次出现。",
    already_held_how: "在调用之前读取：本来就持有。未发送任何请求。",
    still_absent_how: "厂商应答成功，但重新读取时仍未持有。",
    in_flight_how: "请求已发出，尚未得到应答。",
    answered_how: "厂商已应答，尚未重新读取状态。",
    lost_how: "不会再有应答，尚未重新读取状态。",
    by_console: "由控制台报告，网关未观察到",
    by_gateway: |read, at| format!("{read} · {at}"),
};
