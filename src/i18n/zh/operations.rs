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
    progress: |done, failed, left| format!("完成 {done}，失败 {failed}，剩余 {left}"),
    progress_unknown: |done, failed, unknown, left| format!("完成 {done}，失败 {failed}，未知 {unknown}，剩余 {left}"),
};
