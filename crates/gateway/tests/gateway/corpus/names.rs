//! Hostile names: what is a name reaches the vendor as that name and as nothing else. Each place of a request that names something
//! is tried with a harmless word first; what the vendor is asked then is all that it may be asked for any other name, with that
//! name in the place of the word: as JSON in a body, percent-encoded once in an address.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, stream};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::entries::{CONTROLS, NAMES};
use super::target::{Request, Setting, Target, entries, world};
use super::vendors::vendors;
use super::{AT_A_TIME, told_of};
use crate::upstream::Recorded;

/// The harmless word. Nothing else has it in it.
const WORD: &str = "q7word";

/// The least number of names in places.
const LEAST: usize = 3000;

/// The longest name in bytes.
const LONGEST: usize = 1024;

/// More names, for places in addresses.
const IN_ADDRESSES: &[&str] = &[
    ".",
    "%61lice",
    "alice%40b.c",
    "%252f",
    "%25252e",
    "%%32%65",
    "%c0%ae",
    "%zz",
    "%",
    "a b",
    "a+b",
    "a&code=admin",
    "a&namespace=other",
    "a=b",
    "a,b",
    "a:b",
    "alice:revokePermission",
    "alice?x=1",
    "alice#",
    "c9q/users/bob",
    "c9q%2fusers%2fbob",
    "//evil.example/",
    "http://evil.example/",
    "@evil.example",
    "[::1]",
    "a@b.c",
    "a-b_c.d",
    "~",
    "\u{2028}",
    "\u{200b}alice",
    "１２７",
    "ﬀ",
    "İ",
    "\u{fffd}",
    "\u{1f4a5}",
];

/// Spellings of a query's value, and the names that they stand for; nothing for those that stand for none.
const SPELLED: &[(&str, Option<&str>)] = &[
    ("a+b", Some("a b")),
    ("%zz", Some("%zz")),
    ("50%", Some("50%")),
    ("%2561lice", Some("%61lice")),
    ("%61lice", Some("alice")),
    ("a%26name=b", Some("a&name=b")),
    ("a;b", Some("a;b")),
    ("%D0%BA", Some("к")),
    ("%ff", None),
    ("%c0%af", None),
    ("%ed%a0%80", None),
    ("%00", None),
    ("%0d%0a", None),
];

/// What the vendors' addresses have as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn encoded(name: &str) -> String {
    utf8_percent_encode(name, PLAIN).to_string()
}

/// A name as it stands between the quotes of JSON.
fn in_json(name: &str) -> String {
    let quoted = json!(name).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// A name as a query has it, and what it means.
struct Name {
    spelled: String,
    meant: Option<String>,
}

fn names() -> Vec<Name> {
    let controls = CONTROLS.iter().map(|control| format!("al{control}ice"));
    // Some places add a few letters of their own.
    let long = [LONGEST - 24, LONGEST + 1].map(|length| "x".repeat(length));
    let all = NAMES.iter().chain(IN_ADDRESSES).map(|name| (*name).to_owned()).chain(controls).chain(long);
    let name = |name: String| Name { spelled: encoded(&name), meant: Some(name).filter(|name| is_name(name)) };
    let spelled =
        SPELLED.iter().map(|(spelled, meant)| Name { spelled: (*spelled).to_owned(), meant: meant.map(str::to_owned) });
    all.map(name).chain(spelled).collect()
}

fn is_name(name: &str) -> bool {
    name.len() <= LONGEST && !name.chars().any(char::is_control)
}

/// All requests that name something, with the word in each of these places.
fn places() -> Vec<Target> {
    let of_role = [
        ("prod", format!("name={WORD}")),
        ("people", format!("scope={WORD}&name=code1")),
        ("people", format!("scope=default&name={WORD}")),
        ("orders", format!("scope={WORD}/orders&name=read")),
        ("orders", format!("scope=c9q/{WORD}&name=read")),
        ("orders", format!("scope=c9q/orders&name={WORD}")),
    ];
    let of_user = [
        ("prod", format!("id={WORD}")),
        ("people", format!("id={WORD}")),
        ("orders", format!("scope={WORD}&id=alice")),
        ("orders", format!("scope=c9q&id={WORD}")),
    ];
    let read = |(connection, query): &(&str, String), path: &str| {
        Target::get(format!("/api/connections/{connection}/{path}"), query.clone())
    };
    let mut places: Vec<Target> = ["describe/role", "role/members", "role/privileges"]
        .iter()
        .flat_map(|path| of_role.iter().map(|place| read(place, path)))
        .chain(
            ["describe/user", "user/privileges"].iter().flat_map(|path| of_user.iter().map(|place| read(place, path))),
        )
        .collect();
    let [privilege, member, one_of_a_set] = entries();
    for (entry, at, text) in [
        (&privilege, "/grant/role", WORD),
        (&privilege, "/grant/object_name", WORD),
        (&privilege, "/grant/database", WORD),
        (&member, "/grant/scope", WORD),
        (&member, "/grant/role", WORD),
        (&member, "/grant/principal/id", WORD),
        (&one_of_a_set, "/grant/scope", &format!("{WORD}/orders")),
        (&one_of_a_set, "/grant/scope", &format!("c9q/{WORD}")),
        (&one_of_a_set, "/grant/role", WORD),
        (&one_of_a_set, "/grant/principal/id", WORD),
    ] {
        let mut entry = entry.clone();
        *entry.pointer_mut(at).unwrap() = json!(text);
        places.push(Target::post("/api/plans/preview", &json!({ "entries": [entry], "calls": "all" })));
    }
    places
}

fn with(setting: &Setting, place: &Target, name: &Name) -> Request {
    let query = place.query.replace(WORD, &name.spelled);
    let body = place.body.replace(WORD, &in_json(name.meant.as_deref().unwrap_or("\r")));
    setting.request(&Target { query, body, ..place.clone() })
}

/// Request line and body of a call to a vendor.
type Asked = (String, String);

fn asked(request: Recorded) -> Asked {
    (request.line, request.body)
}

/// Whether the answer fits: no request of the interface is refused for a name, and the other way round.
fn fits(place: &Target, name: &Name, told: Option<&super::Told>) -> bool {
    let Some(told) = told else { return false };
    let is_read = place.body.is_empty();
    match told.status {
        // Of an entry the vendor's own rules for names are known as well.
        400 => name.meant.is_none() || !is_read,
        200 => name.meant.is_some(),
        502 => name.meant.is_some() && told.head.contains("x-rescind-fault: 1"),
        _ => false,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_name_reaches_the_vendor_as_that_name_or_not_at_all() {
    let upstream = vendors().await;
    let world = world(&upstream).await;
    let setting = Setting::of(&world).await;
    let before = (world.events(), world.plan_events());
    let (names, world, setting) = (names(), &world, &setting);
    let (mut count, mut reached) = (0, BTreeMap::<String, usize>::new());
    for place in places() {
        let clean = Name { spelled: WORD.to_owned(), meant: Some(WORD.to_owned()) };
        let start = upstream.requests().len();
        let told = told_of(world, &with(setting, &place, &clean).bytes()).await.unwrap();
        assert_eq!(told.status, 200, "{place:?}");
        let shapes: BTreeSet<Asked> = upstream.requests().split_off(start).into_iter().map(asked).collect();
        let of_name = |name: &str| {
            let (line, body) = (encoded(name), in_json(name));
            shapes.iter().map(move |shape| (shape.0.replace(WORD, &line), shape.1.replace(WORD, &body)))
        };
        let meant = names.iter().filter_map(|name| name.meant.as_deref());
        let permitted: BTreeSet<Asked> = meant.flat_map(of_name).collect();

        let start = upstream.requests().len();
        let wrong: Vec<String> = stream::iter(&names)
            .map(|name| (with(setting, &place, name), name))
            .map(|(request, name)| async move { (name, told_of(world, &request.bytes()).await) })
            .buffer_unordered(AT_A_TIME)
            .filter_map(|(name, told)| {
                let wrong = !fits(&place, name, told.as_ref());
                let line = wrong.then(|| format!("{:?} at {place:?} was answered with {told:?}", name.spelled));
                async move { line }
            })
            .collect()
            .await;
        assert_eq!(wrong, Vec::<String>::new());
        let sent = upstream.requests().split_off(start);
        let strangers: Vec<&Recorded> =
            sent.iter().filter(|request| !permitted.contains(&asked((*request).clone()))).collect();
        assert!(strangers.is_empty(), "{place:?}: {strangers:#?}");
        count += names.len();
        let is_named = shapes.iter().any(|(line, body)| line.contains(WORD) || body.contains(WORD));
        let named = sent.iter().filter(|request| !shapes.contains(&asked((*request).clone()))).count();
        assert_eq!(is_named, named > 0, "{place:?}: the names do reach the vendor, if any does");
        *reached.entry(format!("{} {}", place.method, place.path)).or_default() += named;
    }
    let changes = ["PATCH ", "revoke", "grant_", "assign", ":grant"];
    let is_change = |request: &Recorded| changes.iter().any(|part| request.line.contains(part));
    let changing: Vec<_> = upstream.requests().into_iter().filter(is_change).collect();
    // A name may hold any of these, but no path of a vendor's does.
    assert!(changing.iter().all(|request| request.line.starts_with("GET ")), "{changing:#?}");
    assert_eq!((world.events(), world.plan_events()), before);
    println!("{count} hostile names; what the vendors were asked by them: {reached:#?}");
    assert!(count >= LEAST, "{count}");
}

#[tokio::test]
async fn the_language_of_whoever_reads_is_one_of_those_that_there_are() {
    let upstream = vendors().await;
    let world = world(&upstream).await;
    let setting = Setting::of(&world).await;
    let target = Target::get("/api/connections/people/describe/role", "scope=default&name=code1");
    for language in
        ["", "zh", "zh-CN,en;q=0.5", "../..", "zh\tx: 1", "zh, x-authing-userpool-id: other", "\"", "*", "ключ"]
    {
        let request = setting.request(&target).with_header(format!("accept-language: {language}"));
        let told = told_of(&world, &request.bytes()).await.unwrap();
        assert_eq!(told.status, 200, "{language:?}");
        let told = upstream.requests().pop().unwrap();
        assert!(["zh-CN", "en-US"].contains(&told.header("x-authing-lang").unwrap()), "{language:?}: {told:?}");
        let own = told.headers.iter().any(|(_, value)| value.contains("other"));
        assert!(!own && told.header("x").is_none() && told.header("accept-language").is_none(), "{told:?}");
    }
}

/// What is compared is the name itself, so that another spelling of it would be seen.
#[test]
fn names_are_told_apart_from_their_spellings() {
    assert_eq!(encoded("a/b%2f к"), "a%2Fb%252f%20%D0%BA");
    assert_eq!((in_json("a\"\r"), Value::from("a").to_string()), ("a\\\"\\r".to_owned(), "\"a\"".to_owned()));
}
