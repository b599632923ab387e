//! Chinese, simplified.

use super::texts::{FaultText, Plural, Texts};

/// Chinese has one form for every number.
const fn always(text: &'static str) -> Plural {
    Plural { one: text, few: text, many: text, other: text }
}

pub(super) const TEXTS: Texts = Texts {
    product: "Rescind",
    skip_to_content: "跳到内容",
    tools: "工具",
    breadcrumbs: "当前位置",
    connections: "连接",
    language: "语言",
    theme: "主题",
    theme_system: "跟随系统",
    theme_light: "浅色",
    theme_dark: "深色",
    sign_out: "退出登录",
    sign_in_title: "登录 Rescind",
    sign_in_hint: "打开网关启动时打印的链接，或将其中的令牌粘贴到此处。",
    session_ended: "会话已结束。请重新登录以继续，本页内容不会丢失。",
    token: "令牌",
    sign_in: "登录",
    wrong_token: "网关不接受此令牌。请从网关打印的那一行重新复制。",
    gateway_unreachable: "网关没有响应。请确认它正在运行，然后重试。",
    loading: "加载中…",

    col_connection: "连接",
    col_product: "产品",
    col_state: "状态",
    reachable: "可访问",
    not_reachable: "不可用",
    checking: "检查中…",
    read_only: "只读",
    read_only_why: "只读连接",
    no_connections: "尚未配置任何连接。请在网关的配置文件中添加后重新启动。",
    roles_count: always("{n} 个角色"),
    users_count: always("{n} 个用户"),

    roles: "角色",
    filter: "筛选",
    not_read: "未能读取，请查看上方消息。",
    nothing_matches: |filter| format!("没有与“{filter}”匹配的内容。"),
    clear_filter: "清除筛选",
    shown_of: |shown, all| format!("{shown} / {all}"),
    col_role: "角色",
    members: "成员",
    privileges: "权限",
    col_count: "数量",
    col_kind: "类型",
    built_in: "内置",
    custom: "自定义",
    no_roles: "此服务器没有角色。",
    no_role_named: "地址中没有指定角色。",

    people: "人员",
    col_person: "人员",
    no_people: "此服务器没有用户。",
    no_person_named: "地址中没有指定人员。",
    no_such_person: |name| format!("此服务器没有用户“{name}”。"),
    roles_of: |person| format!("{person} 的角色"),
    holds_nothing: "不持有任何角色。",
    col_through: "来源角色",
    root_explained: "root 凭名称即可执行一切操作，无需持有角色。",
    everything_through: |role| format!("通过 {role} 可执行一切操作。"),
    own_account: "Rescind 的账号",
    time_limit: "时限（秒）",
    time_limit_hint: "留空则一直等待响应。",
    time_limit_wrong: "请输入秒数，例如 2.5，或留空。",
    members_of: |role| format!("{role} 的成员"),
    privileges_of: |role| format!("{role} 的权限"),
    col_principal: "主体",
    user: "用户",
    col_held: "持有方式",
    directly: "直接",
    col_also_holds: "还持有",
    nothing_else: "无其他角色",
    col_privilege: "权限",
    col_object_type: "对象类型",
    col_object: "对象",
    col_database: "数据库",
    col_grantor: "授权者",
    wildcard: "全部",
    col_action: "操作",
    no_members: "没有人持有此角色。",
    no_privileges: "此角色没有任何权限。",
    public_explained: "每个用户都隐含持有 public，不会列出，也无法撤销。",
    admin_explained: "admin 凭名称即可执行一切操作，Milvus 不为其存储权限。",
    no_such_role: |role| format!("此服务器没有角色“{role}”。"),
    fixed_role_why: "内置角色，不可更改",
    privileges_partial: |databases| {
        format!("此账号只能读取部分数据库。这里显示 {databases} 中的授权，可能还有其他授权。")
    },
    kind_single: "单项",
    kind_group: "权限组",
    kind_wildcard: "通配",
    group_members: |members| format!("包含 {members}"),
    members_partial: always("有 {n} 个用户的角色无法读取，此表可能缺少持有者。"),
    reading_users: |done, all| format!("正在读取用户：{done} / {all}"),
    read_at: |ago| format!("{ago}读取"),
    refresh: "刷新",

    revoke: "撤销",
    revoke_from: |what, whom| format!("从 {whom} 撤销 {what}"),
    looking: "检查中",
    calling: "撤销中",
    verifying: "核实中",
    settling: "未知，正在核实",
    unknown: "未知",
    check_again: "再次检查",
    check_again_named: |what, whom| format!("再次检查 {whom} 是否持有 {what}"),

    take_membership: |role, principal| format!("从 {principal} 收回 {role}？"),
    take_privilege: |privilege, role| format!("从 {role} 收回 {privilege}？"),
    lose_membership: |principal, connection| {
        format!("{principal} 将失去此角色在 {connection} 上允许的一切。其他角色不变。")
    },
    lose_privilege: |role, connection| format!("{connection} 上持有 {role} 的所有人都将失去它。"),
    reason: "原因",
    reason_hint: "记入日志",
    exact_call: "实际调用",
    copy: "复制",
    copied: "已复制",
    copy_failed: "浏览器不允许复制。",
    cancel: "取消",
    type_to_confirm: |word| format!("输入 {word} 以确认"),
    hazard_last_holder: |role| format!("这是 {role} 的最后一个持有者，撤销后将无人持有。"),
    hazard_last_administrator: |role| format!("这是 {role} 的最后一个持有者，撤销后只有 root 能管理此服务器。"),
    hazard_yourself: |account| format!("{account} 是 Rescind 自己用于此连接的账号。"),
    hazard_yourself_administrator: |account| {
        format!("{account} 是 Rescind 自己使用的账号。失去此角色后可能无法撤回本次操作。")
    },
    hazard_wildcard: |what| format!("{what} 代表不止一项：它涵盖的一切会一并收回。"),
    hazard_takes_also: |what| format!("服务器会一并收回：{what}。"),
    hazard_still_covered: |via| format!("通过 {via} 仍允许同样的操作。如需终止，请一并撤销。"),

    notices: "消息",
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
    other_tab: "另一个标签页正在执行此操作。",
    retry: "重试",
    copy_request_id: "复制请求编号",
    show_raw_answer: "显示原始响应",
    hide_raw_answer: "隐藏原始响应",
    dismiss: "关闭",
    times: always("{n} 次"),
    fact_request: "请求",
    fact_gateway: "来自网关",

    snapshot: "快照",
    snapshot_hint: "粘贴或拖入保存的角色描述：REST 响应，或 pymilvus 打印的内容。",
    snapshot_field: "角色描述",
    snapshot_file: "选择文件…",
    snapshot_clear: "清除",
    snapshot_empty: "尚未打开任何内容。",
    snapshot_unnamed: "未命名角色",
    snapshot_wrong: |error| format!("无法读取：{error}"),
    snapshot_advice: "请更正该处，或重新粘贴完整内容。",
    snapshot_assumed: always("有 {n} 项授权未指定数据库，按 default 处理。"),
    snapshot_dropped: always("有 {n} 项授权重复出现。"),
    snapshot_unreadable: "无法将该文件作为文本读取。",

    not_found: "没有此页面。",
    no_such_connection: |id| format!("没有名为“{id}”的连接。"),
    to_connections: "所有连接",

    offline: FaultText {
        meaning: "无法连接到服务器。", advice: "请检查地址、网络以及服务器是否运行，然后重试。"
    },
    timeout: FaultText {
        meaning: "未在时限内收到响应，更改仍可能发生。", advice: "请稍后再次检查，然后再重试。"
    },
    timeout_of_read: FaultText {
        meaning: "未在时限内收到响应。", advice: "请重试，或在侧栏中提高时限。"
    },
    cancelled: FaultText { meaning: "请求已取消。", advice: "如仍需要，请重试。" },
    signed_out: FaultText { meaning: "会话已结束。", advice: "请重新登录后重试。" },
    unauthenticated: FaultText {
        meaning: "厂商不接受网关的凭据。",
        advice: "请在网关配置中更新此连接的凭据，然后重试。",
    },
    forbidden: FaultText {
        meaning: "网关的账号没有此项权限。", advice: "请申请缺少的权限，或配置具有该权限的账号。"
    },
    forbidden_missing: |privilege| format!("网关的账号缺少权限 {privilege}。"),
    not_found_fault: FaultText {
        meaning: "服务器表示不认识此角色、用户或接口。",
        advice: "请刷新：它可能已被删除或改名。",
    },
    invalid_input: FaultText {
        meaning: "服务器不接受请求中的某个值。",
        advice: "请阅读其消息，其中指出了该值。仅重试无济于事。",
    },
    conflict: FaultText {
        meaning: "有其他情况阻碍了此操作。", advice: "请阅读消息，排除阻碍后重试。"
    },
    rate_limited: FaultText { meaning: "请求过多。", advice: "请稍候再试。" },
    rate_limited_for: |seconds| format!("请求过多。请等待 {seconds} 秒后重试。"),
    rejected: FaultText {
        meaning: "厂商拒绝了请求。", advice: "请阅读其消息。只有其他条件改变后重试才有用。"
    },
    malformed: FaultText {
        meaning: "响应不符合厂商接口的约定。",
        advice: "请查看原始响应：可能是代理或登录页面代为应答。",
    },
    unavailable: FaultText {
        meaning: "服务器表示目前无法应答。", advice: "请等待其就绪后重试。"
    },
    lost: FaultText {
        meaning: "收到响应之前连接中断。", advice: "可以安全重试：会先读取状态。"
    },
    gateway_refused: FaultText {
        meaning: "网关没有转发此请求。", advice: "请阅读其消息，其中说明了原因。"
    },
};
