//! Who may do what in the demo company: each role shows one thing that a reviewer must notice or a client must bear.

use super::{
    company::{DEVELOPMENT, PLATFORM, SHOP},
    holder,
    people::{ALICE, LEFT, NAMELESS},
    role,
};
use crate::genauth::world::{
    Condition, Effect, Grant, LONG_AGO, Policy, PolicyTarget, Resource, ResourceType, Statement, TargetType, World,
};

/// A role: the end of its id, namespace, code, name, description.
const ROLES: [[&str; 5]; 17] = [
    ["00", "default", "code1", "Shop manager", "Runs the shop; given to a person and to a department"],
    ["01", "default", "employee", "Employee", "Everybody who is paid by the company"],
    ["02", "default", "auditor", "Auditor", "Sees everything, changes nothing"],
    ["03", "default", "platform_admin", "Platform administrator", "May do everything to everything"],
    ["04", "default", "release_manager", "Release manager", "Puts versions of the shop on line; some have it twice"],
    ["05", "default", "royalty_clerk", "Royalty clerk", "Computes what authors are paid"],
    ["06", "default", "refund_agent", "Refund agent", "Refunds up to a limit, never above it"],
    ["07", "default", "editor", "Editor", "Manuscripts and contracts"],
    ["08", "default", "translator_zh", "中文翻译", "中文版的译者与校对"],
    ["09", "default", "legacy_importer", "Legacy importer", "Nobody holds it"],
    ["0a", "default", "on_call_reader", "On-call reader", "Reads the pager; given to a group and to a role"],
    ["0b", "default", "temp_contractor", "Contractor", "Assigned until a date"],
    ["20", "system", "system_operator", "System operator", "Runs the pool itself"],
    ["30", SHOP, "code1", "Shop manager", "Of the bookshop application: the same code as another role"],
    ["31", SHOP, "cashier", "Cashier", "Takes orders at fairs"],
    ["40", "OA", "approver", "Approver", "Signs holidays and expenses"],
    ["50", "archive_2023", "reader", "Archive reader", "In a namespace that is closed"],
];

/// Of people by their number in the list: the role's namespace and code, the first, how many, and how far apart.
const HOLDINGS: [(&str, &str, usize, usize, usize); 13] = [
    ("default", "employee", 0, 120, 1),
    ("default", "auditor", 2, 4, 17),
    ("default", "platform_admin", 1, 3, 8),
    ("default", "release_manager", 0, 5, 9),
    ("default", "royalty_clerk", 12, 7, 6),
    ("default", "refund_agent", 7, 22, 6),
    ("default", "editor", 3, 14, 7),
    ("default", "translator_zh", 15, 9, 8),
    ("system", "system_operator", 1, 2, 8),
    (SHOP, "code1", 0, 3, 5),
    (SHOP, "cashier", 20, 12, 3),
    ("OA", "approver", 5, 8, 11),
    ("archive_2023", "reader", 3, 2, 40),
];

/// A resource: namespace, code, description, address.
const RESOURCES: [(&str, &str, &str, Option<&str>); 9] = [
    ("default", "orders", "Orders of the shop", None),
    ("default", "orders:above_500", "Orders of more than 500", None),
    ("default", "orders-api", "The orders' interface", Some("https://api.lantern.example/v1/orders")),
    ("default", "royalties", "Statements of royalties", None),
    ("default", "menu.finance", "Finance in the menu", None),
    ("default", "button.refund", "The refund button", None),
    ("default", "ui.dashboard", "The dashboard", None),
    ("default", "manuscripts", "Manuscripts under contract", None),
    (SHOP, "till", "The till at fairs", None),
];

/// A grant to a role: namespace, role, resource, type, actions, effect, whether only at the office.
type SeedGrant = (&'static str, &'static str, &'static str, ResourceType, &'static [&'static str], Effect, bool);

const GRANTS: [SeedGrant; 18] = {
    use Effect::{Allow, Deny};
    use ResourceType::{Api, Button, Data, Menu, Ui};
    [
        ("default", "code1", "orders", Data, &["orders:Read", "orders:Ship", "orders:Cancel"], Allow, false),
        ("default", "code1", "orders-api", Api, &["*"], Allow, false),
        ("default", "code1", "orders:above_500", Data, &["orders:Cancel"], Deny, true),
        ("default", "employee", "ui.dashboard", Ui, &["View"], Allow, false),
        ("default", "auditor", "orders", Data, &["orders:Read"], Allow, false),
        ("default", "auditor", "royalties", Data, &["royalties:Read"], Allow, false),
        ("default", "auditor", "menu.finance", Menu, &["Use"], Allow, false),
        ("default", "platform_admin", "*", Data, &["*"], Allow, false),
        ("default", "platform_admin", "*", Api, &["*"], Allow, false),
        ("default", "royalty_clerk", "royalties", Data, &["royalties:Read", "royalties:Compute"], Allow, true),
        ("default", "royalty_clerk", "menu.finance", Menu, &["Use"], Allow, false),
        ("default", "refund_agent", "button.refund", Button, &["Use"], Allow, false),
        ("default", "refund_agent", "orders", Data, &["orders:Read", "orders:Refund"], Allow, false),
        ("default", "refund_agent", "orders:above_500", Data, &["orders:Refund"], Deny, false),
        ("default", "editor", "manuscripts", Data, &["manuscripts:Read", "manuscripts:Edit"], Allow, false),
        ("default", "legacy_importer", "orders", Data, &["orders:Import"], Allow, false),
        (SHOP, "code1", "till", Data, &["till:Open", "till:Close", "till:Correct"], Allow, false),
        (SHOP, "cashier", "till", Data, &["till:Open"], Allow, false),
    ]
};

/// A data policy: the end of its id, name, permissions, effect, ends of the ids of the roles that have it.
type SeedPolicy = (&'static str, &'static str, &'static [&'static str], Effect, &'static [&'static str]);

const POLICIES: [SeedPolicy; 3] = [
    ("80", "Orders of the region", &["default/orders/read", "default/orders/ship"], Effect::Allow, &["00", "06"]),
    ("81", "No personal data", &["default/customers/*"], Effect::Deny, &["02"]),
    ("82", "Fairs 2024", &["default/till/*"], Effect::Allow, &[]),
];

/// Adds roles, who holds them and what they may do. People must be there.
pub(super) fn add(world: &mut World) {
    for [last, namespace, code, name, description] in ROLES {
        world.roles.push(role(&role_id(last), namespace, code, name, description));
    }
    if let Some(contractor) = world.roles.iter_mut().find(|role| role.code == "temp_contractor") {
        contractor.status = "DISABLE".to_owned();
        contractor.disable_time = Some(1_798_761_600_000);
    }
    add_holders(world);
    world.resources.extend(RESOURCES.map(|(namespace, code, description, address)| Resource {
        namespace: namespace.to_owned(),
        code: code.to_owned(),
        description: Some(description.to_owned()),
        api_identifier: address.map(str::to_owned),
    }));
    world.grants.extend(GRANTS.map(grant));
    world.policies.extend(POLICIES.map(policy));
}

fn role_id(last: &str) -> String {
    format!("60b49eb83fd80adb96f26d{last}")
}

fn add_holders(world: &mut World) {
    let user = TargetType::User;
    world.holders.push(holder("default", "code1", user, ALICE));
    world.holders.push(holder("default", "code1", TargetType::Department, DEVELOPMENT));
    // Two of those who hold this one are in the department that holds it too.
    world.holders.push(holder("default", "release_manager", TargetType::Department, PLATFORM));
    for (namespace, code, first, count, step) in HOLDINGS {
        let people = world.users.iter().skip(first).step_by(step).take(count);
        let holders: Vec<_> = people.map(|person| holder(namespace, code, user, &person.user_id)).collect();
        world.holders.extend(holders);
    }
    for (kind, target) in [(TargetType::Group, "on_call"), (TargetType::Role, "platform_admin"), (user, NAMELESS)] {
        world.holders.push(holder("default", "on_call_reader", kind, target));
    }
    // Somebody who has left, and whose contract role ended by itself.
    world.holders.push(holder("default", "royalty_clerk", user, LEFT));
    let mut ended = holder("default", "temp_contractor", user, LEFT);
    ended.end_time = Some(1_704_067_200_000);
    world.holders.push(ended);
    let mut running = holder("default", "temp_contractor", user, NAMELESS);
    running.end_time = Some(4_102_444_800_000);
    world.holders.push(running);
}

fn grant((namespace, role, resource, resource_type, actions, effect, at_the_office): SeedGrant) -> Grant {
    let office =
        Condition { param: "Network".to_owned(), operator: "StringEquals".to_owned(), value: "office".to_owned() };
    Grant {
        namespace: namespace.to_owned(),
        target_type: TargetType::Role,
        target_identifier: role.to_owned(),
        resource_code: resource.to_owned(),
        resource_type,
        actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        effect,
        condition: at_the_office.then_some(office).into_iter().collect(),
    }
}

fn policy((last, name, permissions, effect, roles): SeedPolicy) -> Policy {
    let target = |last: &&str| PolicyTarget {
        target_type: TargetType::Role,
        id: role_id(last),
        authorization_time: LONG_AGO.to_owned(),
    };
    Policy {
        id: format!("60b49eb83fd80adb96f26c{last}"),
        name: name.to_owned(),
        description: None,
        statements: vec![Statement {
            effect,
            permissions: permissions.iter().map(|permission| (*permission).to_owned()).collect(),
        }],
        targets: roles.iter().map(target).collect(),
        updated_at: LONG_AGO.to_owned(),
    }
}
