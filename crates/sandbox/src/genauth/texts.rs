//! What the service says when it refuses, in its four languages. The Chinese texts are the vendor's; those in the other
//! languages are the sandbox's own, since nobody has published the real ones. Clients must not match on any of them.

/// The language that messages are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Chinese,
    TraditionalChinese,
    English,
    Japanese,
}

impl Language {
    /// The language of a header; Chinese unless it is another that is known. Clients send an empty one when unset.
    pub(super) fn named(header: Option<&str>) -> Self {
        match header.unwrap_or_default().to_ascii_lowercase().as_str() {
            "en-us" => Self::English,
            "ja-jp" => Self::Japanese,
            "zh-tw" => Self::TraditionalChinese,
            _ => Self::Chinese,
        }
    }
}

/// A text in Chinese, traditional Chinese, English and Japanese. `{}` stands for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Text(&'static str, &'static str, &'static str, &'static str);

impl Text {
    /// The text with a name put in.
    pub(super) fn naming(self, language: Language, name: &str) -> String {
        let text = match language {
            Language::Chinese => self.0,
            Language::TraditionalChinese => self.1,
            Language::English => self.2,
            Language::Japanese => self.3,
        };
        text.replace("{}", name)
    }
}

pub(super) const MALFORMED: Text = Text(
    "参数 {} 格式错误",
    "參數 {} 格式錯誤",
    "The parameter {} is malformed",
    "パラメータ {} の形式が正しくありません",
);
pub(super) const NO_NAMESPACE: Text =
    Text("权限组不存在", "權限組不存在", "The permission space does not exist", "権限スペースが存在しません");
pub(super) const NO_ROLE: Text = Text("角色不存在", "角色不存在", "The role does not exist", "ロールが存在しません");
pub(super) const NO_USER: Text = Text("用户不存在", "用戶不存在", "The user does not exist", "ユーザーが存在しません");
pub(super) const NO_GROUP: Text =
    Text("分组不存在", "分組不存在", "The group does not exist", "グループが存在しません");
pub(super) const NO_DEPARTMENT: Text =
    Text("部门不存在", "部門不存在", "The department does not exist", "部門が存在しません");
pub(super) const ILLEGAL_DEPARTMENT: Text = Text(
    "存在不合法的 departmentId: {}",
    "存在不合法的 departmentId: {}",
    "There is an invalid departmentId: {}",
    "不正な departmentId があります: {}",
);
pub(super) const NO_ORGANIZATION: Text =
    Text("组织不存在", "組織不存在", "The organization does not exist", "組織が存在しません");
pub(super) const NO_POLICY: Text =
    Text("数据策略不存在", "數據策略不存在", "The data policy does not exist", "データポリシーが存在しません");
pub(super) const ROLE_EXISTS: Text =
    Text("角色已存在", "角色已存在", "The role exists already", "ロールは既に存在します");
pub(super) const NOT_SIGNED_IN: Text = Text(
    "尚未登录，无权限访问此请求",
    "尚未登錄，無權限訪問此請求",
    "Not signed in, no permission for this request",
    "ログインしていないため、このリクエストの権限がありません",
);
pub(super) const FORBIDDEN: Text =
    Text("无权限执行此项操作", "無權限執行此項操作", "No permission for this operation", "この操作の権限がありません");
pub(super) const UNPAID: Text = Text("计量计费错误", "計量計費錯誤", "Metering or billing error", "課金エラー");
pub(super) const BROKEN: Text = Text("未知错误", "未知錯誤", "Unknown error", "不明なエラー");
pub(super) const UNSUPPORTED: Text = Text(
    "不支持参数 {}",
    "不支持參數 {}",
    "The parameter {} is not supported",
    "パラメータ {} はサポートされていません",
);
pub(super) const NO_POOL: Text =
    Text("用户池不存在", "用戶池不存在", "The user pool does not exist", "ユーザープールが存在しません");
pub(super) const BAD_SIGNATURE: Text =
    Text("AK/SK 签名不合法", "AK/SK 簽名不合法", "The AK/SK signature is invalid", "AK/SK 署名が不正です");
pub(super) const OTHER_METHOD: Text = Text(
    "AK/SK 签名方法与服务端不一致",
    "AK/SK 簽名方法與服務端不一致",
    "The AK/SK signature method is not the server's",
    "AK/SK 署名方式がサーバーと一致しません",
);
pub(super) const OTHER_VERSION: Text = Text(
    "AK/SK 签名版本与服务端不一致",
    "AK/SK 簽名版本與服務端不一致",
    "The AK/SK signature version is not the server's",
    "AK/SK 署名バージョンがサーバーと一致しません",
);
pub(super) const BAD_DATE: Text = Text(
    "AK/SK 签名时间戳格式错误",
    "AK/SK 簽名時間戳格式錯誤",
    "The timestamp of the AK/SK signature is malformed",
    "AK/SK 署名のタイムスタンプの形式が正しくありません",
);
pub(super) const NO_DATE: Text = Text(
    "使用 AK/SK 签名机制时，请求头中没有 date 请求头",
    "使用 AK/SK 簽名機制時，請求頭中沒有 date 請求頭",
    "A request with an AK/SK signature has no date header",
    "AK/SK 署名を使用するリクエストに date ヘッダーがありません",
);
pub(super) const SKEWED: Text = Text(
    "AK/SK 签名时间戳与服务器时间相差过大，此次请求不被允许",
    "AK/SK 簽名時間戳與服務器時間相差過大，此次請求不被允許",
    "The timestamp of the AK/SK signature is too far from the server's time",
    "AK/SK 署名のタイムスタンプがサーバー時刻から離れすぎています",
);
pub(super) const REPLAYED: Text = Text(
    "AK/SK 签名已经被消费过，此次请求不被允许",
    "AK/SK 簽名已經被消費過，此次請求不被允許",
    "The AK/SK signature was used already",
    "AK/SK 署名は既に使用されています",
);
