//! The privileges: which there are in each era, on what type of object, and at which level. Groups that servers come
//! with are in `builtin_groups`; how grants are made of privileges is in `grants`.

use super::{Era, builtin_groups, rows::Rows};

/// The wildcard for privileges, databases and objects.
pub(crate) const ANY: &str = "*";
/// Everything in the databases that it is granted in.
pub(crate) const ALL: &str = "All";

/// What a privilege is about, as v1 grants name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectType {
    Collection,
    Global,
    User,
}

impl ObjectType {
    /// The name on the wire, which is case-sensitive.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Collection => "Collection",
            Self::Global => "Global",
            Self::User => "User",
        }
    }

    /// The type with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Collection, Self::Global, Self::User].into_iter().find(|object_type| object_type.name() == name)
    }
}

/// Which privileges may share a group, and which scopes a group may be granted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Cluster,
    Database,
    Collection,
}

struct Privilege {
    name: &'static str,
    object_type: ObjectType,
    /// `None` for what belongs to no level: the legacy groups and `All`.
    level: Option<Level>,
    since: Era,
    /// Whether v1 knows it; what is newer than the v1 map is granted through v2 only.
    v1: bool,
}

const fn of(name: &'static str, object_type: ObjectType, level: Option<Level>, since: Era) -> Privilege {
    Privilege { name, object_type, level, since, v1: true }
}

const fn collection(name: &'static str, since: Era) -> Privilege {
    of(name, ObjectType::Collection, Some(Level::Collection), since)
}

const fn global(name: &'static str, level: Level, since: Era) -> Privilege {
    of(name, ObjectType::Global, Some(level), since)
}

const fn v2_only(name: &'static str, since: Era) -> Privilege {
    Privilege { v1: false, ..of(name, ObjectType::Global, Some(Level::Cluster), since) }
}

static PRIVILEGES: &[Privilege] = &[
    collection("Load", Era::A),
    collection("Release", Era::A),
    collection("Compaction", Era::A),
    collection("Insert", Era::A),
    collection("Delete", Era::A),
    collection("Upsert", Era::A),
    collection("GetStatistics", Era::A),
    collection("CreateIndex", Era::A),
    collection("IndexDetail", Era::A),
    collection("DropIndex", Era::A),
    collection("Search", Era::A),
    collection("Flush", Era::A),
    collection("Query", Era::A),
    collection("LoadBalance", Era::A),
    collection("Import", Era::A),
    collection("GetLoadingProgress", Era::A),
    collection("GetLoadState", Era::A),
    collection("CreatePartition", Era::A),
    collection("DropPartition", Era::A),
    collection("ShowPartitions", Era::A),
    collection("HasPartition", Era::A),
    collection("GetFlushState", Era::A),
    of("ReadOnly", ObjectType::Collection, None, Era::A),
    of("ReadWrite", ObjectType::Collection, None, Era::A),
    collection("GetImportProgress", Era::B),
    collection("ListImport", Era::B),
    collection("AddCollectionField", Era::B),
    collection("AlterCollectionSchema", Era::C3),
    collection("RefreshExternalCollection", Era::C3),
    collection("CreateSnapshot", Era::C3),
    collection("DropSnapshot", Era::C3),
    collection("DescribeSnapshot", Era::C3),
    collection("RestoreSnapshot", Era::C3),
    collection("ListSnapshots", Era::C3),
    global("PinSnapshotData", Level::Cluster, Era::C3),
    global("UnpinSnapshotData", Level::Cluster, Era::C3),
    global("RestoreExternalSnapshot", Level::Cluster, Era::C3),
    global("ExportSnapshot", Level::Cluster, Era::C3),
    of(ALL, ObjectType::Global, None, Era::A),
    global("CreateCollection", Level::Database, Era::A),
    global("DropCollection", Level::Database, Era::A),
    global("DescribeCollection", Level::Collection, Era::A),
    global("ShowCollections", Level::Database, Era::A),
    global("RenameCollection", Level::Cluster, Era::A),
    global("CreateOwnership", Level::Cluster, Era::A),
    global("DropOwnership", Level::Cluster, Era::A),
    global("SelectOwnership", Level::Cluster, Era::A),
    global("ManageOwnership", Level::Cluster, Era::A),
    global("BackupRBAC", Level::Cluster, Era::A),
    global("RestoreRBAC", Level::Cluster, Era::A),
    global("CreateResourceGroup", Level::Cluster, Era::A),
    global("UpdateResourceGroups", Level::Cluster, Era::A),
    global("DropResourceGroup", Level::Cluster, Era::A),
    global("DescribeResourceGroup", Level::Cluster, Era::A),
    global("ListResourceGroups", Level::Cluster, Era::A),
    global("TransferReplica", Level::Cluster, Era::A),
    global("TransferNode", Level::Cluster, Era::A),
    global("FlushAll", Level::Cluster, Era::A),
    global("CreateDatabase", Level::Cluster, Era::A),
    global("DropDatabase", Level::Cluster, Era::A),
    global("ListDatabases", Level::Cluster, Era::A),
    global("AlterDatabase", Level::Database, Era::A),
    global("DescribeDatabase", Level::Database, Era::A),
    global("CreateAlias", Level::Collection, Era::A),
    global("DropAlias", Level::Collection, Era::A),
    global("DescribeAlias", Level::Collection, Era::A),
    global("ListAliases", Level::Collection, Era::A),
    of("Admin", ObjectType::Global, None, Era::A),
    global("CreatePrivilegeGroup", Level::Cluster, Era::A),
    global("DropPrivilegeGroup", Level::Cluster, Era::A),
    global("ListPrivilegeGroups", Level::Cluster, Era::A),
    global("OperatePrivilegeGroup", Level::Cluster, Era::A),
    global("UpdateReplicateConfiguration", Level::Cluster, Era::C),
    global("Expr", Level::Cluster, Era::C3),
    of("UpdateUser", ObjectType::User, Some(Level::Cluster), Era::A),
    of("SelectUser", ObjectType::User, Some(Level::Cluster), Era::A),
    v2_only("GetReplicateConfiguration", Era::C),
    v2_only("AddFileResource", Era::C3),
    v2_only("RemoveFileResource", Era::C3),
    v2_only("ListFileResources", Era::C3),
];

fn find(era: Era, name: &str) -> Option<&'static Privilege> {
    PRIVILEGES.iter().find(|privilege| privilege.name == name && privilege.since <= era)
}

/// Whether a server of this era knows a single privilege or legacy group of this name.
pub(crate) fn is_known(era: Era, name: &str) -> bool {
    find(era, name).is_some()
}

/// Whether v1 accepts the privilege with this type of object.
pub(crate) fn is_v1(era: Era, name: &str, object_type: ObjectType) -> bool {
    find(era, name).is_some_and(|privilege| privilege.v1 && privilege.object_type == object_type)
}

/// The type under which v2 stores a privilege: `Global` for groups and whatever it does not know.
pub(crate) fn object_type(era: Era, name: &str) -> ObjectType {
    find(era, name).map_or(ObjectType::Global, |privilege| privilege.object_type)
}

/// The level of a single privilege, if it has one.
pub(crate) fn level(era: Era, name: &str) -> Option<Level> {
    // 3.0 moved it from the cluster to the database.
    if name == "RenameCollection" && era >= Era::C3 {
        return Some(Level::Database);
    }
    find(era, name)?.level
}

/// The privileges that are granted and revoked together with this one.
pub(crate) fn related(name: &str) -> &'static [&'static str] {
    match name {
        "Load" => &["GetLoadState", "GetLoadingProgress"],
        "Flush" => &["GetFlushState"],
        _ => &[],
    }
}

/// The members of a group, built in or custom; `None` when there is no such group.
pub(crate) fn members(era: Era, rows: &Rows<'_>, group: &str) -> rusqlite::Result<Option<Vec<String>>> {
    match builtin_groups::members(era, group) {
        Some(members) => Ok(Some(members.into_iter().map(str::to_owned).collect())),
        None => rows.group_members(group),
    }
}

/// The name under which Milvus stores, and by which it orders, a privilege or group.
pub(crate) fn stored_name(name: &str) -> String {
    let legacy_group = ["ReadOnly", "ReadWrite", "Admin"].contains(&name);
    match name {
        ANY => ANY.to_owned(),
        _ if !legacy_group && PRIVILEGES.iter().any(|privilege| privilege.name == name) => format!("Privilege{name}"),
        _ => format!("PrivilegeGroup{name}"),
    }
}
