//! Calls that change something and are not what their entry stands for, in body, entry or route.

use serde_json::json;

use super::Payload;
use super::target::Setting;

/// Bodies beside the one of the entry, `{"userName":"alice","roleName":"reader"}`.
const BODIES: &[&str] = &[
    "",
    "{}",
    "null",
    "[]",
    "\"\"",
    "{\"userName\":\"alice\"}",
    "{\"userName\":\"bob\",\"roleName\":\"reader\"}",
    "{\"userName\":\"alice\",\"roleName\":\"admin\"}",
    "{\"userName\":\"alice\",\"roleName\":\"reader\",\"userName\":\"bob\"}",
    "{\"userName\":\"alice\",\"roleName\":\"reader\",\"dbName\":\"x\"}",
    "{\"userName\":\"alice\",\"roleName\":\"reader\",\"\":0}",
    "{\"userName\":\"Alice\",\"roleName\":\"reader\"}",
    "{\"userName\":\"alice \",\"roleName\":\"reader\"}",
    "{\"userName\":\"alice\\u0000\",\"roleName\":\"reader\"}",
    "{\"userName\":[\"alice\"],\"roleName\":\"reader\"}",
    "{\"username\":\"alice\",\"rolename\":\"reader\"}",
    "{\"userName\":\"аlice\",\"roleName\":\"reader\"}",
    "{\"userName\":\"alice\",\"roleName\":\"reader\"}{}",
    "{\"userName\":\"alice\",\"roleName\":\"reader\"",
    "{'userName':'alice','roleName':'reader'}",
    "[{\"userName\":\"alice\",\"roleName\":\"reader\"}]",
    "\u{feff}{\"userName\":\"alice\",\"roleName\":\"reader\"}",
    "{\"userName\":\"alice\",\"roleName\":\"reader\"} // x",
    "userName=alice&roleName=reader",
];

const ROUTES: &[&str] = &[
    "/api/c/other/v2/vectordb/users/revoke_role",
    "/api/c/audit/v2/vectordb/users/revoke_role",
    "/api/c/prod/v2/vectordb/roles/revoke_privilege",
    "/api/c/prod/v2/vectordb/roles/revoke_privilege_v2",
    "/api/c/people/api/v3/revoke-role",
    "/api/c/people/api/v3/revoke-role-batch",
    "/api/c/people/api/v3/revoke-data-policy",
    "/api/c/orders/managed-mongodb/v1/clusters/c9q/users/alice:revokePermission",
    "/api/c/orders/managed-mongodb/v1/clusters/c9q/users/alice",
];

pub(super) fn corpus(setting: &Setting) -> Vec<Payload> {
    let clean = || setting.revocation();
    let mut payloads = Vec::new();
    for body in BODIES {
        payloads.push(Payload::new("another call", *body, clean().with_body(*body).bytes()));
    }
    for (number, text) in ["[".repeat(2000), "{\"a\":".repeat(2000)].into_iter().enumerate() {
        payloads.push(Payload::new("another call", format!("nested {number}"), clean().with_body(text).bytes()));
    }
    for route in ROUTES {
        for method in ["POST", "PATCH"] {
            let request = clean().with_method(method).with_target(*route);
            payloads.push(Payload::new("another route", format!("{method} {route}"), request.bytes()));
        }
    }
    let own = &setting.entry;
    let many: Vec<String> = (0..501).map(|number| number.to_string()).collect();
    let ids = [
        String::new(),
        " ".to_owned(),
        "none".to_owned(),
        "*".to_owned(),
        format!("{own},{own}"),
        format!("{own},"),
        format!(",{own}"),
        format!("{own},none"),
        format!("{own}x"),
        own.to_uppercase() + "X",
        format!("{own}' OR '1'='1"),
        format!("../{own}"),
        many.join(","),
    ];
    for id in ids {
        let request = clean().replacing(format!("x-rescind-entry: {id}"));
        payloads.push(Payload::new("another entry", id, request.bytes()));
    }
    payloads.push(Payload::new("another entry", "none", clean().without("x-rescind-entry").bytes()));
    let twice = clean().with_header(format!("x-rescind-entry: {own}"));
    payloads.push(Payload::new("another entry", "twice", twice.bytes()));
    for (name, value) in [("folder", json!("x")), ("permissions", json!([]))] {
        let body = json!({ name: value, "updateMask": "permissions" }).to_string();
        let target = "/api/c/orders/managed-mongodb/v1/clusters/c9q/users/alice?updateMask=permissions";
        let request = clean().with_method("PATCH").with_target(target).with_body(body);
        payloads.push(Payload::new("another route", target, request.bytes()));
    }
    payloads
}
