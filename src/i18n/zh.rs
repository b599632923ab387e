//! Chinese, simplified.

mod activity;
mod faults;
mod grants;
mod hazards;
mod keys;
mod messages;
mod operations;
mod outcomes;
mod plans;
mod revoke;
mod snapshot;
mod undo;

use super::texts::{Plural, SectionTexts, Sections, Texts};

/// Chinese has one form for every number.
const fn always(text: &'static str) -> Plural {
    Plural { one: text, few: text, many: text, other: text }
}

pub(super) const TEXTS: Texts = Texts {
    sections: Sections::Loaded(&SECTIONS),
    product: "Rescind",
    skip_to_content: "跳到内容",
    tools: "工具",
    review_title: "审查",
    plans_title: "计划",
    activity_title: "活动",
    snapshot_title: "快照",
    breadcrumbs: "当前位置",
    connections: "连接",
    language: "语言",
    theme: "主题",
    theme_system: "跟随系统",
    theme_light: "浅色",
    theme_dark: "深色",
    keyboard: "键盘",
    sign_out: "退出登录",
    sign_in_title: "登录 Rescind",
    sign_in_hint: "打开网关启动时打印的链接，或将其中的令牌粘贴到此处。",
    session_ended: "会话已结束。请重新登录以继续，本页内容不会丢失。",
    token: "令牌",
    sign_in: "登录",
    wrong_token: "网关不接受此令牌。请从网关打印的那一行重新复制。",
    too_many_attempts: "登录失败次数过多。请等待一分钟后重试。",
    sign_in_at_proxy: "请在 Rescind 前面的代理处登录和退出。打开代理的地址，然后重试。",
    gateway_unreachable: "网关没有响应。请确认它正在运行，然后重试。",
    loading: "加载中…",
    part_not_loaded: "无法加载控制台的这一部分。请检查网关是否正在运行，然后重试。",
    reload: "重新加载页面",

    col_connection: "连接",
    col_product: "产品",
    col_state: "状态",
    reachable: "可访问",
    not_reachable: "不可用",
    checking: "检查中…",
    read_only: "只读",
    no_connections: "尚未配置任何连接。请在网关的配置文件中添加后重新启动。",
    roles_count: always("{n} 个角色"),
    users_count: always("{n} 个用户"),

    filter: "筛选",
    not_read: "未能读取，请查看上方消息。",
    nothing_matches: |filter| format!("没有与“{filter}”匹配的内容。"),
    clear_filter: "清除筛选",
    all_of: |title, count| format!("{title}：全部（{count}）"),
    shown_of: |shown, all| format!("{shown} / {all}"),

    time_limit: "时限（秒）",
    time_limit_hint: "留空：等待响应，最多 10 分钟。",
    time_limit_too_long: "最多 600 秒。",
    time_limit_wrong: "请输入秒数，例如 2.5，或留空。",
    read_at: |ago| format!("{ago}读取"),
    refresh: "刷新",

    copy: "复制",
    copied: "已复制",
    copy_failed: "浏览器不允许复制。",

    notices: "消息",
    retry: "重试",

    namespaces_count: Plural {
        one: "{n} 个权限空间",
        few: "{n} 个权限空间",
        many: "{n} 个权限空间",
        other: "{n} 个权限空间",
    },
    clusters_count: Plural {
        one: "{n} 个集群", few: "{n} 个集群", many: "{n} 个集群", other: "{n} 个集群"
    },
    databases_count: Plural {
        one: "{n} 个数据库", few: "{n} 个数据库", many: "{n} 个数据库", other: "{n} 个数据库"
    },
    partly_readable: "部分可读",
    select_row: |row| format!("选择 {row}"),
    select_all: "选择全部显示的行",
    selected: |count| format!("已选 {count}"),
    not_shown: |count| format!("其中 {count} 未显示"),
    not_there: |count| format!("另有 {count} 项不在表中"),
    clear_selection: "清除选择",
    columns: "列",
    not_found: "没有此页面。",
    no_such_connection: |id| format!("没有名为“{id}”的连接。"),
    to_connections: "所有连接",
};

static SECTIONS: SectionTexts = SectionTexts {
    activity: activity::ACTIVITY,
    faults: faults::FAULTS,
    grants: grants::GRANTS,
    hazards: hazards::HAZARDS,
    keys: keys::KEYS,
    messages: messages::MESSAGES,
    operations: operations::OPERATIONS,
    outcomes: outcomes::OUTCOMES,
    plans: plans::PLANS,
    revoke: revoke::REVOKE,
    snapshot: snapshot::SNAPSHOT,
    undo: undo::UNDO,
};
