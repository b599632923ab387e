//! The demo company's organisation: a publisher of books with an office in Shanghai. Names, trees and spaces only; who is
//! in it is in `people`, who may do what in `access`.

use crate::genauth::world::{Department, Namespace, Organization, World};

/// The application namespace: its code is the application's id.
pub(super) const SHOP: &str = "6437a1f2c0de4b0012ab34cd";

/// The department that holds the contract's role.
pub(super) const DEVELOPMENT: &str = "6343bafc0190000889206c4c";

/// The department below it, of which some have a role by themselves and through it.
pub(super) const PLATFORM: &str = "6343bafc0190000889206c4d";

/// The departments that people are in, in the order in which `people` fills them.
pub(super) const FILLED: [&str; 6] = [
    DEVELOPMENT,
    PLATFORM,
    "6343bafc0190000889206c4e",
    "6343bafc0190000889206c4f",
    "6343bafc0190000889206c50",
    "6343bafc0190000889206c51",
];

const ROOT: &str = "6229c4deb3e4d8a20b6021ff";

/// A department: id, parent, code, name, description.
const DEPARTMENTS: [[&str; 5]; 7] = [
    [ROOT, "", "root", "Lantern Press", "The whole company"],
    [DEVELOPMENT, ROOT, "dev", "Development", "The shop, the readers' app and what runs them"],
    [PLATFORM, DEVELOPMENT, "platform", "Platform", "Clusters, access, on call"],
    ["6343bafc0190000889206c4e", ROOT, "editorial", "Editorial", "Acquires and edits books"],
    ["6343bafc0190000889206c4f", ROOT, "finance", "Finance", "Royalties and invoices"],
    ["6343bafc0190000889206c50", ROOT, "support", "Readers' Support", "Letters, refunds, returns"],
    ["6343bafc0190000889206c51", ROOT, "shanghai", "上海办事处", "中文版的编辑与销售"],
];

/// Adds spaces, the organisation and its departments.
pub(super) fn add(world: &mut World) {
    for (code, name, description, status) in [
        (SHOP, "Bookshop", Some("The shop's own roles"), 1),
        ("OA", "Office Platform", None, 1),
        ("archive_2023", "Archive 2023", Some("Closed when the old intranet went"), 0),
    ] {
        world.namespaces.push(Namespace {
            code: code.to_owned(),
            name: name.to_owned(),
            description: description.map(str::to_owned),
            status,
        });
    }
    world.organizations.push(Organization {
        code: "lantern".to_owned(),
        name: "Lantern Press".to_owned(),
        description: "The whole company".to_owned(),
        root: ROOT.to_owned(),
    });
    world.departments.extend(DEPARTMENTS.map(|[id, parent, code, name, description]| Department {
        id: id.to_owned(),
        organization: "lantern".to_owned(),
        parent: parent.to_owned(),
        code: code.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        leader_user_ids: Vec::new(),
    }));
}
