//! Keyboard keys in Chinese.

use crate::i18n::texts::KeyTexts;

pub(super) const KEYS: KeyTexts = KeyTexts {
    hint: "焦点在表格的某一行时，这些按键有效。",
    into_rows: "从筛选框到第一行",
    row: "下一行、上一行",
    page: "向下一屏、向上一屏",
    ends: "第一行、最后一行",
    open: "打开该行的对象",
    select: "选中该行或取消选中",
    select_to: "选中从上次选中的行到此行的所有行",
    revoke: "撤销",
    copy: "复制该行的名称",
    list: "此列表",
    close: "关闭",
};
