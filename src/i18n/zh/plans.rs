//! Chinese: plans.

use crate::i18n::texts::PlansTexts;

pub(super) const PLANS: PlansTexts = PlansTexts {
    empty: "尚无计划。在任意表格中选择若干行并撤销，即成为一个计划。",
    no_reason: "未填写原因",
    entries_of: |plan| format!("{plan} 的条目"),
    no_such: "没有这个计划。",
    older: "更早的计划",

    made: "创建时间",
    who: "创建者",
    entries: "条目",
    done: "已完成",
    covered: super::always("{n} 项仍然有效"),
    failed: "失败",
    what: "内容",
    from: "持有者",
    state: "状态",
    detail: "详情",

    running: "进行中",
    paused: "已暂停",
    elsewhere: "在另一个标签页中运行",
    finished: "已结束",
    unfinished: "未完成",
    not_started: "未开始",
    cancelled: "其余已取消",
    watching: "另一个标签页正在运行此计划，本页会随之更新。",
    rest_cancelled: super::always("已取消 {n} 个条目，未发送。"),
    offer: |plan, left| format!("计划“{plan}”尚未完成，未发送：{left}。"),

    done_of: |done, all| format!("{done} / {all}"),
    per_second: |number| format!("每秒 {number} 个"),
    per_minute: |number| format!("每分钟 {number} 个"),
    seconds_left: |seconds| format!("约剩 {seconds} 秒"),
    minutes_left: |minutes| format!("约剩 {minutes} 分钟"),

    pause: "暂停",
    go_on: "继续",
    start: "开始",
    cancel_all: "取消计划",
    cancel_rest: "取消其余部分",
    retry_failed: super::always("重试 {n} 个失败项"),
    check_unknown: super::always("重新检查 {n} 个"),
    open: "打开计划",
    print: "打印",
    export: |kind| format!("导出 {kind}"),
    calls: "确切的调用",
    copy_as: |tool| format!("复制为 {tool}"),
    untold: super::always("有 {n} 个调用目前无法给出：它们所依据的状态已经改变。"),

    looking: "正在查看继续执行有何危险……",
    not_looked_at: |roles, why| format!("可能的危险并未全部得知：无法查看 {roles}。{why}"),

    waiting: "等待中",
    not_sent: "未发送",
    no_outcome: "尚无结果",
    cancelled_entry: "已取消",
    sent: "已发送",
    unclear: "待检查",
};
