//! What kinds of fault mean, in Chinese.

use crate::i18n::texts::{FaultText, FaultTexts};

pub(super) const FAULTS: FaultTexts = FaultTexts {
    conflict_with: |operation| format!("操作 {operation} 正在进行，无法继续。"),
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
    no_credential: FaultText {
        meaning: "网关无法取得此连接的凭据。",
        advice: "请检查网关配置中凭据的来源，然后重试。",
    },
    unauthenticated: FaultText {
        meaning: "厂商不接受网关的凭据。",
        advice: "请在网关配置中更新此连接的凭据，然后重试。",
    },
    forbidden: FaultText {
        meaning: "网关的账号没有此项权限。", advice: "请申请缺少的权限，或配置具有该权限的账号。"
    },
    forbidden_missing: |privilege| format!("网关的账号缺少权限 {privilege}。"),
    not_found: FaultText {
        meaning: "服务器表示不认识此角色、用户或接口。", advice: "请刷新：它可能已被删除或改名。"
    },
    vanished: FaultText {
        meaning: "该用户或角色已不存在。", advice: "恢复授权之前请先重新创建它。消息中给出了名称。"
    },
    invalid_input: FaultText {
        meaning: "服务器不接受请求中的某个值。",
        advice: "请阅读其消息，其中指出了该值。仅重试无济于事。",
    },
    conflict: FaultText {
        meaning: "有其他情况阻碍了此操作。", advice: "请阅读消息，排除阻碍后重试。"
    },
    unconfirmed: FaultText {
        meaning: "自确认以来，状态已改变。",
        advice: "请重新审阅：对话框会显示有哪些变化，在您确认之前不会发送任何请求。",
    },
    rate_limited: FaultText { meaning: "请求过多。", advice: "请稍候再试。" },
    rate_limited_for: |seconds| format!("请求过多。请等待 {seconds} 秒后重试。"),
    rejected: FaultText {
        meaning: "厂商拒绝了请求。", advice: "请阅读其消息。只有其他条件改变后重试才有用。"
    },
    operation_failed: "厂商接受了调用，但其操作以错误告终。",
    malformed: FaultText {
        meaning: "响应不符合厂商接口的约定。",
        advice: "请查看原始响应：可能是代理或登录页面代为应答。",
    },
    unavailable: FaultText {
        meaning: "服务器出错，或表示目前无法应答。", advice: "请等待其就绪后重试。"
    },
    lost: FaultText {
        meaning: "收到响应之前连接中断。", advice: "可以安全重试：会先读取状态。"
    },
    gateway_refused: FaultText {
        meaning: "网关没有转发此请求。", advice: "请阅读其消息，其中说明了原因。"
    },
};
