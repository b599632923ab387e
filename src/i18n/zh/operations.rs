//! Operations, in Chinese.

use crate::i18n::texts::OperationTexts;

pub(super) const OPERATIONS: OperationTexts = OperationTexts {
    operation: "操作",
    created_at: "开始于",
    created_by: "发起者",
    operation_running: "厂商正在执行。",
    operation_failing: "操作失败，正在回滚。",
    operation_in_the_way: "正在等待另一个操作结束。",
    operation_ended: "操作已结束。",
    revoking_name: "正在撤销",
    done: |count| format!("完成 {count}"),
    failed: |count| format!("失败 {count}"),
    unknown: |count| format!("未知 {count}"),
    left: |count| format!("剩余 {count}"),
    between: "，",
    cut_off: |time| format!("最后更新于 {time}。未连接。运行在网关中继续。"),
};
