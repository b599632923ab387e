//! Users, their groups, and the organisation that they are in.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::long_ago;

/// A user as the API shows one. Departments, identities and custom data are shown only when asked for.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(in crate::genauth) struct User {
    pub(in crate::genauth) user_id: String,
    pub(in crate::genauth) created_at: String,
    pub(in crate::genauth) updated_at: String,
    pub(in crate::genauth) status: String,
    pub(in crate::genauth) work_status: String,
    pub(in crate::genauth) external_id: Option<String>,
    pub(in crate::genauth) email: Option<String>,
    pub(in crate::genauth) phone: Option<String>,
    pub(in crate::genauth) phone_country_code: Option<String>,
    pub(in crate::genauth) username: Option<String>,
    pub(in crate::genauth) name: Option<String>,
    pub(in crate::genauth) nickname: Option<String>,
    pub(in crate::genauth) photo: Option<String>,
    pub(in crate::genauth) logins_count: u32,
    pub(in crate::genauth) last_login: Option<String>,
    pub(in crate::genauth) last_ip: Option<String>,
    pub(in crate::genauth) gender: String,
    pub(in crate::genauth) email_verified: bool,
    pub(in crate::genauth) phone_verified: bool,
    pub(in crate::genauth) user_source_type: String,
    pub(in crate::genauth) register_source: Vec<String>,
    pub(in crate::genauth) reset_password_on_next_login: bool,
    pub(in crate::genauth) status_changed_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::genauth) department_ids: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::genauth) identities: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::genauth) custom_data: Option<Value>,
}

impl Default for User {
    fn default() -> Self {
        Self {
            user_id: String::new(),
            created_at: long_ago(),
            updated_at: long_ago(),
            status: "Activated".to_owned(),
            work_status: "Active".to_owned(),
            external_id: None,
            email: None,
            phone: None,
            phone_country_code: None,
            username: None,
            name: None,
            nickname: None,
            photo: Some("https://files.authing.co/authing-console/default-user-avatar.png".to_owned()),
            logins_count: 0,
            last_login: None,
            last_ip: None,
            gender: "U".to_owned(),
            email_verified: false,
            phone_verified: false,
            user_source_type: "adminCreated".to_owned(),
            register_source: Vec::new(),
            reset_password_on_next_login: false,
            status_changed_at: long_ago(),
            department_ids: None,
            identities: None,
            custom_data: None,
        }
    }
}

/// A group of users.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::genauth) struct Group {
    pub(in crate::genauth) id: String,
    pub(in crate::genauth) code: String,
    pub(in crate::genauth) name: String,
    #[serde(default)]
    pub(in crate::genauth) description: String,
    /// Ids of users.
    #[serde(default)]
    pub(in crate::genauth) members: Vec<String>,
}

/// An organisation: a tree of departments below a root that is one itself.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::genauth) struct Organization {
    pub(in crate::genauth) code: String,
    pub(in crate::genauth) name: String,
    #[serde(default)]
    pub(in crate::genauth) description: String,
    /// The root department's id.
    pub(in crate::genauth) root: String,
}

/// A department.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::genauth) struct Department {
    pub(in crate::genauth) id: String,
    pub(in crate::genauth) organization: String,
    /// The parent's id; empty for a root.
    #[serde(default)]
    pub(in crate::genauth) parent: String,
    pub(in crate::genauth) code: String,
    pub(in crate::genauth) name: String,
    #[serde(default)]
    pub(in crate::genauth) description: String,
    #[serde(default)]
    pub(in crate::genauth) leader_user_ids: Vec<String>,
}
