//! The privilege groups that servers come with, in the order in which they list them, by era.

use super::Era;

/// The nine groups, in the order of `privilege_groups/list`.
pub(crate) const NAMES: [&str; 9] = [
    "ClusterReadOnly",
    "ClusterReadWrite",
    "ClusterAdmin",
    "DatabaseReadOnly",
    "DatabaseReadWrite",
    "DatabaseAdmin",
    "CollectionReadOnly",
    "CollectionReadWrite",
    "CollectionAdmin",
];

/// A member, and the era that brought it.
type Member = (&'static str, Era);

const CLUSTER_READ_ONLY: &[Member] = &[
    ("ListDatabases", Era::A),
    ("SelectOwnership", Era::A),
    ("SelectUser", Era::A),
    ("DescribeResourceGroup", Era::A),
    ("ListResourceGroups", Era::A),
    ("ListPrivilegeGroups", Era::A),
    ("GetReplicateConfiguration", Era::C),
];
const CLUSTER_WRITE: &[Member] =
    &[("FlushAll", Era::A), ("TransferNode", Era::A), ("TransferReplica", Era::A), ("UpdateResourceGroups", Era::A)];
const CLUSTER_ADMIN: &[Member] = &[
    ("BackupRBAC", Era::A),
    ("RestoreRBAC", Era::A),
    ("CreateDatabase", Era::A),
    ("DropDatabase", Era::A),
    ("CreateOwnership", Era::A),
    ("DropOwnership", Era::A),
    ("ManageOwnership", Era::A),
    ("CreateResourceGroup", Era::A),
    ("DropResourceGroup", Era::A),
    ("UpdateUser", Era::A),
    ("RenameCollection", Era::A),
    ("CreatePrivilegeGroup", Era::A),
    ("DropPrivilegeGroup", Era::A),
    ("OperatePrivilegeGroup", Era::A),
    ("UpdateReplicateConfiguration", Era::C),
];
const CLUSTER_READ_ONLY_3: &[Member] = &[("ListFileResources", Era::C3)];
const CLUSTER_WRITE_3: &[Member] = &[
    ("AddFileResource", Era::C3),
    ("RemoveFileResource", Era::C3),
    ("PinSnapshotData", Era::C3),
    ("UnpinSnapshotData", Era::C3),
];
const CLUSTER_ADMIN_3: &[Member] =
    &[("Expr", Era::C3), ("RestoreExternalSnapshot", Era::C3), ("ExportSnapshot", Era::C3)];
const DATABASE_READ_ONLY: &[Member] = &[("ShowCollections", Era::A), ("DescribeDatabase", Era::A)];
const DATABASE_WRITE: &[Member] = &[("AlterDatabase", Era::A)];
const DATABASE_ADMIN: &[Member] = &[("CreateCollection", Era::A), ("DropCollection", Era::A)];
const DATABASE_ADMIN_3: &[Member] = &[("RenameCollection", Era::C3)];
const COLLECTION_READ_ONLY: &[Member] = &[
    ("Query", Era::A),
    ("Search", Era::A),
    ("IndexDetail", Era::A),
    ("GetFlushState", Era::A),
    ("GetLoadState", Era::A),
    ("GetLoadingProgress", Era::A),
    ("HasPartition", Era::A),
    ("ShowPartitions", Era::A),
    ("DescribeCollection", Era::A),
    ("DescribeAlias", Era::A),
    ("GetStatistics", Era::A),
    ("ListAliases", Era::A),
    ("GetImportProgress", Era::B),
    ("ListImport", Era::B),
];
const COLLECTION_WRITE: &[Member] = &[
    ("Load", Era::A),
    ("Release", Era::A),
    ("Insert", Era::A),
    ("Delete", Era::A),
    ("Upsert", Era::A),
    ("Import", Era::A),
    ("Flush", Era::A),
    ("Compaction", Era::A),
    ("LoadBalance", Era::A),
    ("CreateIndex", Era::A),
    ("DropIndex", Era::A),
    ("CreatePartition", Era::A),
    ("DropPartition", Era::A),
    ("AddCollectionField", Era::B),
];
const COLLECTION_ADMIN: &[Member] = &[("CreateAlias", Era::A), ("DropAlias", Era::A)];
const COLLECTION_READ_ONLY_3: &[Member] = &[("DescribeSnapshot", Era::C3), ("ListSnapshots", Era::C3)];
const COLLECTION_WRITE_3: &[Member] = &[
    ("AlterCollectionSchema", Era::C3),
    ("RefreshExternalCollection", Era::C3),
    ("CreateSnapshot", Era::C3),
    ("DropSnapshot", Era::C3),
];
const COLLECTION_ADMIN_3: &[Member] = &[("RestoreSnapshot", Era::C3)];

/// The members of a built-in group, in wire order (that of 3.0 was not seen: its additions come last).
pub(crate) fn members(era: Era, group: &str) -> Option<Vec<&'static str>> {
    let parts: &[&[Member]] = match group {
        "ClusterReadOnly" => &[CLUSTER_READ_ONLY, CLUSTER_READ_ONLY_3],
        "ClusterReadWrite" => &[CLUSTER_READ_ONLY, CLUSTER_WRITE, CLUSTER_READ_ONLY_3, CLUSTER_WRITE_3],
        "ClusterAdmin" => {
            &[CLUSTER_READ_ONLY, CLUSTER_WRITE, CLUSTER_ADMIN, CLUSTER_READ_ONLY_3, CLUSTER_WRITE_3, CLUSTER_ADMIN_3]
        }
        "DatabaseReadOnly" => &[DATABASE_READ_ONLY],
        "DatabaseReadWrite" => &[DATABASE_READ_ONLY, DATABASE_WRITE],
        "DatabaseAdmin" => &[DATABASE_READ_ONLY, DATABASE_WRITE, DATABASE_ADMIN, DATABASE_ADMIN_3],
        "CollectionReadOnly" => &[COLLECTION_READ_ONLY, COLLECTION_READ_ONLY_3],
        "CollectionReadWrite" => &[COLLECTION_READ_ONLY, COLLECTION_WRITE, COLLECTION_READ_ONLY_3, COLLECTION_WRITE_3],
        "CollectionAdmin" => &[
            COLLECTION_READ_ONLY,
            COLLECTION_WRITE,
            COLLECTION_ADMIN,
            COLLECTION_READ_ONLY_3,
            COLLECTION_WRITE_3,
            COLLECTION_ADMIN_3,
        ],
        _ => return None,
    };
    let moved = |name: &str| group == "ClusterAdmin" && name == "RenameCollection" && era >= Era::C3;
    let members = parts.iter().flat_map(|part| part.iter());
    Some(members.filter(|(name, since)| *since <= era && !moved(name)).map(|(name, _)| *name).collect())
}
