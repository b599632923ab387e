//! A company that grew: many roles, people and memberships on top of the demo, the same ones every time.

use super::{company::SHOP, holder, role};
use crate::genauth::world::{TargetType, User, World};

const TEAMS: [&str; 8] = ["search", "ads", "fraud", "support", "growth", "payments", "logistics", "research"];
const NAMESPACES: [&str; 3] = ["default", SHOP, "OA"];

/// The role that half of all memberships belong to: the long table that a console must scroll.
const HEAVY_ROLE: &str = "large_everybody";

/// Adds exactly `count` memberships of users.
pub(super) fn add(world: &mut World, count: u32) {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let heavy = count / 2;
    let (users, roles) = (heavy.max(10), (count / 50).clamp(5, 400));
    world.users.extend((0..users).map(user));
    world.roles.push(role(&role_id(0), "default", HEAVY_ROLE, "Everybody", "Added by the large seed"));
    for number in 0..roles {
        let (namespace, code) = role_name(number);
        world.roles.push(role(&role_id(number + 1), namespace, &code, &code, "Added by the large seed"));
    }
    let held = |namespace: &str, code: &str, number: usize| {
        holder(namespace, code, TargetType::User, &user_id(number % users))
    };
    world.holders.extend((0..heavy).map(|number| held("default", HEAVY_ROLE, number)));
    // The quotient alone tells a role's holders apart; the remainder only spreads them over the users.
    world.holders.extend((0..count - heavy).map(|number| {
        let (namespace, code) = role_name(number % roles);
        held(namespace, &code, number / roles + number % roles * 7)
    }));
}

fn role_name(number: usize) -> (&'static str, String) {
    let namespace = NAMESPACES.get(number % NAMESPACES.len()).copied().unwrap_or_default();
    let team = TEAMS.get(number % TEAMS.len()).copied().unwrap_or_default();
    (namespace, format!("{team}_{number:03}"))
}

fn role_id(number: usize) -> String {
    format!("70b49eb83fd80adb96{number:06x}")
}

fn user_id(number: usize) -> String {
    format!("7343b98b7cf0009366{number:06x}")
}

fn user(number: usize) -> User {
    let login = format!("member{number:05}");
    User {
        user_id: user_id(number),
        name: Some(format!("Member {number:05}")),
        email: Some(format!("{login}@example.com")),
        username: Some(login),
        ..User::default()
    }
}
