//! The Milvus servers of the sandbox: where each answers and who is all-powerful on it.

use serde::{Deserialize, Serialize};

use super::Knobs;

/// Which server; also its name in the store, the state and the knobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum InstanceName {
    /// A Milvus of one's own.
    Milvus,
    /// A cluster of Zilliz Cloud.
    Zilliz,
}

/// One server.
#[derive(Debug)]
pub(crate) struct Instance {
    /// Its name.
    pub(crate) name: InstanceName,
    /// What stands before `/v2/vectordb` in its paths.
    pub(crate) base: &'static str,
    /// The user who may do everything by name.
    pub(crate) superuser: &'static str,
    /// The role whose holders may do everything by name.
    pub(crate) admin_role: &'static str,
    /// A token without a colon that is accepted; open-source Milvus accepts none.
    pub(crate) api_key: Option<&'static str>,
    /// Roles that no server lets go, whatever its configuration.
    pub(crate) default_roles: &'static [&'static str],
}

/// The Milvus of one's own.
pub(crate) static MILVUS: Instance = Instance {
    name: InstanceName::Milvus,
    base: "",
    superuser: "root",
    admin_role: "admin",
    api_key: None,
    default_roles: &["admin", "public"],
};

/// The cluster of Zilliz Cloud. Its built-in roles come from configuration, as knobs.
pub(crate) static ZILLIZ: Instance = Instance {
    name: InstanceName::Zilliz,
    base: "/zilliz",
    superuser: "db_admin",
    admin_role: "db_admin",
    api_key: Some("zilliz-sandbox"),
    default_roles: &[],
};

impl InstanceName {
    /// The name as it stands in the store.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Milvus => "milvus",
            Self::Zilliz => "zilliz",
        }
    }
}

impl Instance {
    /// The instance's own knobs.
    pub(crate) fn knobs<'a>(&self, all: &'a crate::knobs::Knobs) -> &'a Knobs {
        match self.name {
            InstanceName::Milvus => &all.milvus,
            InstanceName::Zilliz => &all.zilliz,
        }
    }
}

/// The instance that owns a path, matched or not by one of its routes.
pub(crate) fn claim(path: &str) -> Option<&'static Instance> {
    [&ZILLIZ, &MILVUS].into_iter().find(|instance| {
        path.strip_prefix(instance.base).is_some_and(|rest| {
            // Milvus owns all of its port; beside other vendors it owns what its clients can ask for.
            rest.starts_with("/v1/vector") || rest.starts_with("/v2/") || (!instance.base.is_empty())
        })
    })
}
