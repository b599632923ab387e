//! The reads, and what a reader is told by one.

use reqwest::Response;
use rescind_domain::read::line::{Line, Reading, Tail};
use rescind_domain::read::{Gap, Held, Member, PersonEntry, PrivilegeRow, RoleEntry, Row};
use rescind_domain::{Fault, FaultSource};
use serde_json::{Value, json};

use super::worlds::World;
use crate::support::World as Gateway;

/// What a read answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Roles,
    Members,
    Privileges,
    People,
    Person,
    /// One value.
    Whole,
    /// A preview, of this entry's grant.
    Preview,
}

/// A read: its path after the connection's, or the grant whose entry is previewed.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) name: String,
    form: Form,
    grant: Option<Value>,
}

/// What somebody was told.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// Nothing but why not.
    Fault(Box<Fault>),
    /// Values, and what is said to be missing.
    Shown { values: Vec<Value>, tail: Tail },
}

/// All reads of a world.
pub(super) fn of(world: World) -> Vec<Read> {
    use Form::{Members, People, Person, Preview, Privileges, Roles, Whole};
    let read = |name: &str, form| Read { name: name.to_owned(), form, grant: None };
    let preview = |grant: Value| Read { name: format!("preview {grant}"), form: Preview, grant: Some(grant) };
    let reads = |role: &str, user: &str| {
        vec![
            read("roles", Roles),
            read("users", People),
            read("health", Whole),
            read(&format!("describe/role?{role}"), Whole),
            read(&format!("role/members?{role}"), Members),
            read(&format!("role/privileges?{role}"), Privileges),
            read(&format!("describe/user?{user}"), Person),
            read(&format!("user/privileges?{user}"), Privileges),
        ]
    };
    let membership = |scope: &str, role: &str, user: &str| json!({ "kind": "membership", "scope": scope, "role": role, "principal": { "kind": "user", "id": user } });
    match world {
        World::Milvus => {
            let privilege = json!({
                "kind": "privilege", "role": "reader", "object_type": "Collection", "object_name": "docs",
                "database": "default", "privilege": "Search",
            });
            [reads("name=reader", "id=ann"), vec![preview(privilege)]].concat()
        }
        World::Zilliz => vec![
            read("roles", Roles),
            read("role/privileges?name=db_ro", Privileges),
            read("describe/user?id=ann", Person),
            read("user/privileges?id=ann", Privileges),
        ],
        World::Genauth => {
            let policy = json!({
                "kind": "privilege", "role": "code1", "scope": "default", "role_id": "id-code1",
                "object_type": "DATA_POLICY", "object_name": "p1", "database": "default", "privilege": "p1",
            });
            [reads("scope=default&name=code1", "id=u1"), vec![preview(policy)]].concat()
        }
        World::Yandex => [
            reads("scope=c1%2Forders&name=readWrite", "scope=c1&id=alice"),
            vec![preview(membership("c1/orders", "read", "alice"))],
        ]
        .concat(),
    }
}

impl Read {
    /// Reads at a connection.
    pub(super) async fn at(&self, gateway: &Gateway, connection: &str) -> Answer {
        if let Some(grant) = &self.grant {
            let body = json!({ "entries": [{ "connection": connection, "grant": grant }] });
            return previewed(gateway.post("/api/plans/preview", &body.to_string()).await).await;
        }
        let answer = gateway.get(&format!("/api/connections/{connection}/{}", self.name)).await;
        if answer.headers().contains_key("x-rescind-fault") {
            assert_eq!(answer.status(), 502, "{}", self.name);
            return Answer::Fault(serde_json::from_str(&answer.text().await.unwrap()).unwrap());
        }
        match self.form {
            Form::Roles => list::<RoleEntry>(answer).await,
            Form::Members => list::<Member>(answer).await,
            Form::Privileges => list::<PrivilegeRow>(answer).await,
            Form::People => list::<PersonEntry>(answer).await,
            Form::Person => list::<Held>(answer).await,
            Form::Whole | Form::Preview => whole(answer).await,
        }
    }

    /// Whether it may ask for nothing at all.
    pub(super) fn may_be_silent(&self, world: World) -> bool {
        // What its roles may do is a matter of the product there.
        world == World::Yandex && self.name.starts_with("role/privileges")
    }
}

async fn text(answer: Response) -> String {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 200, "{text}");
    text
}

/// A list to its end; whom it is about counts as a value.
async fn list<R: Row + serde::Serialize>(answer: Response) -> Answer {
    let text = text(answer).await;
    let mut reading = Reading::<R>::default();
    for line in text.lines() {
        let line: Line<R::Columns> = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(reading.take(line), Some(()), "{text}");
    }
    let about = reading.about.map(|about| json!({ "about": about }));
    let rows = reading.list.rows.iter().map(|row| serde_json::to_value(row).unwrap());
    Answer::Shown { values: about.into_iter().chain(rows).collect(), tail: reading.tail.unwrap() }
}

async fn whole(answer: Response) -> Answer {
    let mut value: Value = serde_json::from_str(&text(answer).await).unwrap();
    let gaps = value.as_object_mut().and_then(|value| value.remove("gaps"));
    let gaps: Vec<Gap> = gaps.map(|gaps| serde_json::from_value(gaps).unwrap()).unwrap_or_default();
    Answer::Shown { values: vec![value], tail: tail_of(gaps) }
}

/// A preview; what could not be read is what it lacks.
async fn previewed(answer: Response) -> Answer {
    let mut value: Value = serde_json::from_str(&text(answer).await).unwrap();
    let mut faults = Vec::new();
    let unread = value.as_object_mut().unwrap().remove("unread").unwrap();
    faults.extend(unread.as_array().unwrap().iter().map(|unread| unread["fault"].clone()));
    // It stands for what is told besides, also for what could not be read.
    assert!(value.as_object_mut().unwrap().remove("digest").is_some_and(|digest| digest.is_string()));
    for calls in value["calls"].as_array_mut().unwrap() {
        let untold = calls.as_object_mut().unwrap().remove("faults").unwrap_or_default();
        faults.extend(untold.as_array().into_iter().flatten().cloned());
        assert_eq!(calls["untold"].as_u64().unwrap() > 0, untold.is_array(), "{calls}");
        if untold.is_array() {
            calls["calls"] = Value::Null;
            calls["snippets"] = Value::Null;
            calls["untold"] = Value::Null;
        }
        // Each lane has a connection of its own.
        calls["connection"] = Value::Null;
    }
    let of = |fault| Gap::HiddenUsers { count: 1, fault: serde_json::from_value(fault).unwrap() };
    Answer::Shown { values: vec![value], tail: tail_of(faults.into_iter().map(of).collect()) }
}

/// The end of what is no list.
fn tail_of(gaps: Vec<Gap>) -> Tail {
    Tail { complete: gaps.is_empty(), gaps, fault: None }
}

impl Answer {
    /// Every fault that is told, also those of single rows.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let (values, tail) = match self {
            Self::Fault(fault) => return vec![Fault::clone(fault)],
            Self::Shown { values, tail } => (values, tail),
        };
        let of_gaps = tail.gaps.iter().filter_map(|gap| match gap {
            Gap::Unread { fault, .. } | Gap::HiddenUsers { fault, .. } => Some(Fault::clone(fault)),
            Gap::NotOffered(_) | Gap::OnlyDatabases(_) | Gap::OnlyDirect => None,
        });
        let of_rows =
            values.iter().filter_map(|row| serde_json::from_value(row.pointer("/roles/hidden")?.clone()).ok());
        tail.fault.iter().map(|fault| Fault::clone(fault)).chain(of_gaps).chain(of_rows).collect()
    }

    /// The values that are not those of an answer to which nothing happened. A fact that is not shown is not wrong.
    pub(super) fn wrong_values(&self, clean: &Self, forgive: impl Fn(&mut Value)) -> Vec<Value> {
        let (Self::Shown { values, .. }, Self::Shown { values: clean, .. }) = (self, clean) else { return Vec::new() };
        let (mut values, mut clean) = (values.clone(), clean.clone());
        values.iter_mut().chain(&mut clean).for_each(forgive);
        let mut left: Vec<&Value> = clean.iter().collect();
        let mut is_wrong = |value: &&Value| match left.iter().position(|clean| is_part(value, clean)) {
            Some(at) => {
                left.remove(at);
                false
            }
            None => true,
        };
        values.iter().filter(&mut is_wrong).cloned().collect()
    }
}

/// Whether nothing is in a value that is not in the other.
fn is_part(value: &Value, of: &Value) -> bool {
    match (value, of) {
        (Value::Null, _) => true,
        (Value::Object(value), Value::Object(_)) if value.contains_key("hidden") => true,
        (Value::Object(value), Value::Object(of)) => {
            value.iter().all(|(key, value)| is_part(value, of.get(key).unwrap_or(&Value::Null)))
        }
        (Value::Array(values), Value::Array(of)) => values.iter().all(|value| of.iter().any(|of| is_part(value, of))),
        (value, of) => value == of,
    }
}

/// Whether the gateway says so itself.
pub(super) fn is_of_gateway(fault: &Fault) -> bool {
    fault.source == FaultSource::Gateway
}
