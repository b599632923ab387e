//! What each route is for, takes and answers. A route that is missing here, or is here only, fails the test of the document.

use rescind_domain::description::{Described, Pasted};
use rescind_domain::event::Message;
use rescind_domain::read::columns::{HeldColumns, MemberColumns, PeopleColumns, PrivilegeColumns, RoleColumns};
use rescind_domain::read::{Probe, RoleEntry};
use rescind_domain::{Connection, JournalPage, JournalRow, Outcome};
use serde_json::{Value, json};

use super::operation::Operation;
use super::plans;
use super::schemas::Schemas;
use crate::reads::{RoleQuery, UserQuery};
use crate::session::{Credentials, Person};
use crate::{events, paths};

/// All of them.
pub(super) fn all(schemas: &mut Schemas) -> Vec<Operation> {
    let mut all = itself(schemas);
    all.extend(reads(schemas));
    all.extend(plans::all(schemas));
    all.extend(happenings(schemas));
    all.extend(journal(schemas));
    all
}

fn itself(schemas: &mut Schemas) -> Vec<Operation> {
    vec![
        Operation::get(paths::HEALTH, "Tells that the gateway lives.").open().text("200", "`ok`"),
        Operation::get(paths::READY, "Tells whether the gateway could do its work now.")
            .open()
            .text("200", "`ready`")
            .text("503", "A line for each thing that is missing."),
        Operation::get(paths::METRICS, "Tells numbers in the text format that Prometheus reads.")
            .more("Only this machine and the networks of `metrics_peers` may read them.")
            .open()
            .answer(
                "200",
                "The numbers.",
                json!({ "application/openmetrics-text": { "schema": { "type": "string" } } }),
            ),
        Operation::get(paths::SESSION, "Tells who is signed in.").json::<Person>(schemas, "The person."),
        Operation::post(paths::SESSION, "Signs a person in with the token of the printed link.")
            .more("Tokens of programs are not taken here: they are never exchanged for a session.")
            .open()
            .takes::<Credentials>(schemas)
            .nothing("The session is in the cookie that is set."),
        Operation::delete(paths::SESSION, "Signs the person out.").nothing("The session has ended."),
        Operation::get(paths::OPENAPI, "Tells what there is, as this document.").answer(
            "200",
            "This document.",
            json!({ "application/json": { "schema": { "type": "object" } } }),
        ),
    ]
}

fn reads(schemas: &mut Schemas) -> Vec<Operation> {
    vec![
        Operation::get(paths::CONNECTIONS, "Lists the connections and what can be done there.")
            .more("No vendor is asked. A program sees the connections of its token.")
            .json::<Vec<Connection>>(schemas, "The connections, in the order of the config."),
        Operation::get(paths::HEALTH_OF, "Tells whether a connection works, and how much it shows of itself.")
            .json::<Probe>(schemas, "It works.")
            .fault(schemas),
        Operation::get(paths::ROLES, "Lists the roles of a connection.").lines::<RoleColumns>(schemas),
        Operation::get(paths::ROLE, "Tells what a role is.")
            .query::<RoleQuery>(schemas)
            .json::<Option<RoleEntry>>(schemas, "The role, or null where there is none of this name.")
            .fault(schemas),
        Operation::get(paths::MEMBERS, "Lists who holds a role.")
            .query::<RoleQuery>(schemas)
            .lines::<MemberColumns>(schemas),
        Operation::get(paths::PRIVILEGES, "Lists what a role may do.")
            .query::<RoleQuery>(schemas)
            .lines::<PrivilegeColumns>(schemas),
        Operation::get(paths::USERS, "Lists the users of a connection.").lines::<PeopleColumns>(schemas),
        Operation::get(paths::USER, "Tells who a user is, and lists the roles that the user holds.")
            .query::<UserQuery>(schemas)
            .lines::<HeldColumns>(schemas),
        Operation::get(paths::EFFECTIVE, "Lists all that a user may do, with the role that each comes through.")
            .query::<UserQuery>(schemas)
            .lines::<PrivilegeColumns>(schemas),
        Operation::post(paths::DESCRIPTIONS, "Reads a saved description of roles out of a pasted text.")
            .more("No vendor is asked, and nothing is stored.")
            .takes::<Pasted>(schemas)
            .json::<Described>(schemas, "What the text says, or what is wrong with it."),
    ]
}

fn happenings(schemas: &mut Schemas) -> Vec<Operation> {
    let more = "With `Accept: text/event-stream` it is a stream, whose ids are the numbers of the journal's events and whose data \
        are these messages; else one message at once. Streams end after a while and are to be opened again, with `after` or \
        the header `Last-Event-ID`.";
    let message = schemas.answer::<Message>();
    let told = |operation: Operation| {
        let operation = operation.more(more).query::<events::Query>(schemas);
        let content = json!({
            "application/json": { "schema": message },
            "text/event-stream": { "schema": { "type": "string", "description": "Events; the data of each is a `Message`." } },
        });
        operation.answer("200", "What has happened.", content)
    };
    vec![
        told(Operation::get(paths::EVENTS, "Tells what happens to all plans.")),
        told(Operation::get(paths::PLAN_EVENTS, "Tells what happens to one plan.")),
    ]
}

/// The parameters that filter the journal: the name, what it asks for, and its values.
pub(super) fn filter() -> Vec<(&'static str, &'static str, Value)> {
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "integer", "minimum": 0 }));
    vec![
        ("connection", "Only rows of this connection.", text.clone()),
        ("who", "Only what this person or token did.", text.clone()),
        ("principal", "Only grants of the principal with this id.", text.clone()),
        ("role", "Only grants of this role.", text.clone()),
        ("outcome", "Only rows with this outcome.", json!({ "enum": Outcome::NAMES })),
        ("plan", "Only rows of the plan with this id.", text.clone()),
        ("text", "Only rows with this piece of text anywhere in them, in any case.", text),
        ("before", "Only rows with a smaller number.", number.clone()),
        ("from", "Only rows from this moment on, in milliseconds since 1970.", number.clone()),
        ("to", "Only rows from before this moment, in milliseconds since 1970.", number),
        ("state", "Only rows in this state.", json!({ "enum": ["in_flight", "answered", "lost", "settled"] })),
        ("unsettled", "`1`: only entries of which nobody knows what became of them.", json!({ "enum": ["1"] })),
    ]
}

fn journal(schemas: &mut Schemas) -> Vec<Operation> {
    let filtered = |operation| {
        let add = |operation: Operation, (name, what, schema)| operation.parameter(name, what, schema);
        filter().into_iter().fold(operation, add)
    };
    let list = filtered(Operation::get(paths::JOURNAL, "Shows a page of the journal, newest first."));
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 });
    let export = filtered(Operation::get(paths::JOURNAL_EXPORT, "Downloads the journal, newest first."));
    let format = json!({ "enum": ["jsonl", "csv"], "default": "jsonl" });
    let row = schemas.answer::<JournalRow>();
    vec![
        list.parameter("limit", "How many rows at most.", limit).json::<JournalPage>(schemas, "The page."),
        export.parameter("format", "The form of the file.", format).answer(
            "200",
            "The rows, one a line.",
            json!({
                "application/x-ndjson": { "schema": row },
                "text/csv": { "schema": { "type": "string" } },
            }),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::conditions;

    #[test]
    fn the_journal_knows_each_parameter_that_is_described() {
        for (name, _, schema) in filter() {
            let value = schema["enum"][0].as_str().unwrap_or("1");
            assert!(conditions(&[(name.to_owned(), value.to_owned())]).is_ok(), "{name}");
        }
        assert!(conditions(&[("colour".to_owned(), "1".to_owned())]).is_err());
    }
}
