//! What the console knows of a configured vendor endpoint. Addresses and credentials are the gateway's and never come here.

use serde::{Deserialize, Serialize};

use crate::{Capabilities, ConnectionId, PrincipalId};

/// The product behind a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Vendor {
    /// Milvus and Zilliz Cloud, REST API v2.
    Milvus,
    /// GenAuth (Authing), Management API V3.
    Genauth,
    /// Yandex Managed Service for MongoDB (StoreDoc), REST API v1.
    YandexMongodb,
}

impl Vendor {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Milvus, Self::Genauth, Self::YandexMongodb];

    /// The spelling on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Milvus => "milvus",
            Self::Genauth => "genauth",
            Self::YandexMongodb => "yandex-mongodb",
        }
    }

    /// The vendor with this spelling on the wire.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vendor| vendor.as_str() == name)
    }
}

/// Whether a connection takes changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "bool", into = "bool")]
pub enum Access {
    /// Grants can be taken away.
    ReadWrite,
    /// The gateway refuses every mutating route, so the console offers none.
    ReadOnly,
}

impl From<bool> for Access {
    fn from(read_only: bool) -> Self {
        if read_only { Self::ReadOnly } else { Self::ReadWrite }
    }
}

impl From<Access> for bool {
    fn from(access: Access) -> Self {
        access == Access::ReadOnly
    }
}

/// One row of `GET /api/connections`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Connection {
    /// The id, part of addresses and API paths.
    pub id: ConnectionId,
    /// The name that people gave it.
    pub label: String,
    /// The product.
    pub vendor: Vendor,
    /// On the wire `readOnly`, a boolean.
    #[serde(rename = "readOnly")]
    pub access: Access,
    /// The vendor account that the gateway uses, where the credential tells: whoever takes a role from it saws at the branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<PrincipalId>,
    /// Yandex: the folder whose clusters are shown. The gateway asks about no other one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// What can be done and told there.
    pub capabilities: Capabilities,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vendor_has_one_spelling() {
        for vendor in Vendor::ALL {
            assert_eq!(serde_json::to_string(&vendor).unwrap(), format!("\"{}\"", vendor.as_str()));
            assert_eq!(Vendor::named(vendor.as_str()), Some(vendor));
        }
        assert_eq!(Vendor::named("Milvus"), None);
    }

    #[test]
    fn a_connection_reads_and_writes_as_the_contract_says() {
        let capabilities = r#"{"by_code":[],"people_with_roles":true,"administrators":["admin"],"member_details":false,"grantors":false,"access_grants":false,"parallel":1,"operations":false}"#;
        let start = r#"{"id":"milvus","label":"Milvus production","vendor":"milvus","readOnly":false,"#;
        let wire = &format!(r#"{start}"capabilities":{capabilities}}}"#);
        let connection: Connection = serde_json::from_str(wire).unwrap();
        assert_eq!(connection.access, Access::ReadWrite);
        assert_eq!(&serde_json::to_string(&connection).unwrap(), wire);
    }
}
