//! The demo company's people: some by hand, each of them for a reason, and the rest from lists of names, the same ones
//! every time.

use super::company::{DEVELOPMENT, FILLED};
use crate::genauth::world::{Group, User, World};

/// The contract's user.
pub(super) const ALICE: &str = "60b49eb83fd80adb96f26e68";

/// Somebody who has left, and still holds roles.
pub(super) const LEFT: &str = "60b49eb83fd80adb96f26e6b";

/// Somebody of whom nothing is known but the id.
pub(super) const NAMELESS: &str = "60b49eb83fd80adb96f26e6d";

/// How many people there are in all.
pub(super) const COUNT: usize = 160;

const GIVEN: [&str; 20] = [
    "Amara", "Bruno", "Chiara", "Daniel", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Katya", "Leon", "Mina",
    "Noah", "Olena", "Pavel", "Rosa", "Samir", "Tove", "Yusuf",
];
const FAMILY: [&str; 14] = [
    "Abara",
    "Bergstrom",
    "Castillo",
    "Dvorak",
    "Eriksen",
    "Fontaine",
    "Garcia",
    "Haas",
    "Ivanova",
    "Jansen",
    "Keller",
    "Lindqvist",
    "Moreau",
    "Novak",
];
const CHINESE: [(&str, &str); 20] = [
    ("王芳", "wangfang"),
    ("李伟", "liwei"),
    ("张敏", "zhangmin"),
    ("刘洋", "liuyang"),
    ("陈静", "chenjing"),
    ("杨磊", "yanglei"),
    ("赵婷", "zhaoting"),
    ("黄强", "huangqiang"),
    ("周丽", "zhouli"),
    ("吴昊", "wuhao"),
    ("徐丹", "xudan"),
    ("孙超", "sunchao"),
    ("马琳", "malin"),
    ("朱峰", "zhufeng"),
    ("胡雪", "huxue"),
    ("林涛", "lintao"),
    ("何倩", "heqian"),
    ("高翔", "gaoxiang"),
    ("罗颖", "luoying"),
    ("郑凯", "zhengkai"),
];

/// Adds people and their groups. The departments must be there.
pub(super) fn add(world: &mut World) {
    world.users.extend(by_hand());
    let by_hand = world.users.len();
    world.users.extend((0..COUNT.saturating_sub(by_hand)).map(generated));
    let id = |number: usize| world.users.get(number).map(|user| user.user_id.clone());
    let some = |numbers: &[usize]| numbers.iter().filter_map(|number| id(*number)).collect();
    for (last, code, name, description, members) in [
        ("10", "developer", "Developers", "Everybody who writes code", some(&[0, 7, 8, 9, 10, 11])),
        ("11", "on_call", "On call", "This month's rota", some(&[0, 8, 20])),
        ("12", "royalty_reviewers", "Royalty reviewers", "Four eyes on every statement", some(&[2, 12, 13])),
        ("13", "book_club", "Book club", "", Vec::new()),
    ] {
        world.groups.push(Group {
            id: format!("60b49eb83fd80adb96f26e{last}"),
            code: code.to_owned(),
            name: name.to_owned(),
            description: description.to_owned(),
            members,
        });
    }
    if let Some(development) = world.departments.iter_mut().find(|department| department.id == DEVELOPMENT) {
        development.leader_user_ids.push(ALICE.to_owned());
    }
}

fn by_hand() -> Vec<User> {
    let text = |text: &str| Some(text.to_owned());
    let within = |department: &str| Some(vec![department.to_owned()]);
    let [_, platform, editorial, finance, support, shanghai] = FILLED;
    let base = |last: &str| User { user_id: format!("60b49eb83fd80adb96f26e{last}"), ..User::default() };
    vec![
        User {
            username: text("alice"),
            name: text("Alice"),
            email: text("alice@example.com"),
            email_verified: true,
            logins_count: 214,
            last_login: text("2026-11-20T08:14:02.000Z"),
            // Not in the department that holds her role too: without her own grant she does not have it.
            department_ids: within(support),
            ..base("68")
        },
        User {
            username: text("bob.tanaka"),
            name: text("Bob Tanaka"),
            nickname: text("Bobby"),
            email: text("bob.tanaka@example.com"),
            phone: text("5550101"),
            phone_country_code: text("+1"),
            gender: "M".to_owned(),
            department_ids: within(platform),
            ..base("69")
        },
        // Only an e-mail address: invited, never signed in.
        User {
            email: text("auditor@partner.example"),
            status: "Deactivated".to_owned(),
            user_source_type: "register".to_owned(),
            department_ids: within(finance),
            ..base("6a")
        },
        User {
            username: text("m.oconnor"),
            name: text("Maeve O'Connor"),
            email: text("m.oconnor@example.com"),
            status: "Resigned".to_owned(),
            work_status: "Closed".to_owned(),
            gender: "F".to_owned(),
            department_ids: within(editorial),
            ..base("6b")
        },
        // Two who look alike: a table must tell them apart by their ids.
        User {
            username: text("wang.wei"),
            name: text("王伟"),
            email: text("wang.wei@example.com"),
            phone: text("13800000001"),
            phone_country_code: text("+86"),
            department_ids: within(shanghai),
            ..base("6c")
        },
        User { photo: None, ..base("6d") },
        User {
            username: text("wang.wei2"),
            name: text("王伟"),
            phone: text("13800000002"),
            phone_country_code: text("+86"),
            phone_verified: true,
            department_ids: Some(vec![shanghai.to_owned(), editorial.to_owned()]),
            ..base("6e")
        },
        User { phone: text("15550000007"), phone_verified: true, department_ids: within(support), ..base("6f") },
    ]
}

fn pick<T: Copy>(list: &[T], number: usize) -> Option<T> {
    list.get(number % list.len()).copied()
}

/// The person of this number. Every eighth is Chinese, every eleventh has an e-mail address only.
fn generated(number: usize) -> User {
    let department = pick(&FILLED, number).map(|department| vec![department.to_owned()]);
    let base = User {
        user_id: format!("6343b98b7cf0009366e9b{:03x}", 0x7c0 + number),
        status: if number % 37 == 36 { "Suspended" } else { "Activated" }.to_owned(),
        logins_count: u32::try_from(number * 7 % 90).unwrap_or_default(),
        department_ids: department,
        ..User::default()
    };
    let (given, family) = (pick(&GIVEN, number), pick(&FAMILY, number / 2 + number));
    let (given, family) = (given.unwrap_or_default(), family.unwrap_or_default());
    let login = format!("{}.{}{number}", given.to_lowercase(), family.to_lowercase());
    if number % 11 == 10 {
        return User { email: Some(format!("guest{number}@partner.example")), ..base };
    }
    if number % 8 == 7
        && let Some((name, login)) = pick(&CHINESE, number / 8)
    {
        return User {
            username: Some(login.to_owned()),
            name: Some(name.to_owned()),
            email: Some(format!("{login}@example.com")),
            phone: Some(format!("139{number:08}")),
            phone_country_code: Some("+86".to_owned()),
            department_ids: pick(&FILLED, 5).map(|department| vec![department.to_owned()]),
            ..base
        };
    }
    User {
        email: Some(format!("{login}@example.com")),
        username: Some(login),
        name: Some(format!("{given} {family}")),
        email_verified: number.is_multiple_of(3),
        ..base
    }
}
