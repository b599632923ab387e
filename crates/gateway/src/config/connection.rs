//! `[[connection]]`: one vendor endpoint.

use std::path::Path;

use reqwest::Url;
use rescind_domain::{ConnectionId, Vendor};
use serde::Deserialize;
use toml::Spanned;

use super::credential::{self, Credential};
use super::error::{Problem, check};
use crate::connections::Connection;

/// The table as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) id: Spanned<String>,
    label: String,
    vendor: Spanned<String>,
    url: Spanned<String>,
    #[serde(default)]
    read_only: bool,
    protocol: Option<Spanned<String>>,
    credential: Spanned<Credential>,
}

/// The connection of a table. A relative path in it is relative to `directory`.
pub(super) fn connection(entry: Entry, directory: &Path) -> Result<Connection, Problem> {
    check(&entry.id, |id| {
        let fine = !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fine { Ok(()) } else { Err("an id consists of a-z, 0-9 and -".to_owned()) }
    })?;
    if let Some(protocol) = &entry.protocol {
        check(protocol, |protocol| match protocol {
            "auto" | "rest" => Ok(()),
            "grpc" => Err("gRPC is not offered: use \"rest\", or \"auto\"".to_owned()),
            _ => Err("a protocol is \"auto\" or \"rest\"".to_owned()),
        })?;
    }
    Ok(Connection {
        public: rescind_domain::Connection {
            id: ConnectionId::new(entry.id.get_ref()),
            label: entry.label,
            vendor: check(&entry.vendor, vendor)?,
            access: entry.read_only.into(),
            account: None,
        },
        base: check(&entry.url, base)?,
        credential: credential::source(entry.credential, directory)?,
    })
}

fn vendor(name: &str) -> Result<Vendor, String> {
    match name {
        "milvus" => Ok(Vendor::Milvus),
        "genauth" | "yandex-mongodb" => Err(format!("the vendor \"{name}\" is not offered yet: use \"milvus\"")),
        _ => Err("this is no vendor: use \"milvus\"".to_owned()),
    }
}

/// The base address without a slash at its end. It is not quoted: people put credentials into addresses.
fn base(text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|error| format!("this is no address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err("an address begins with http:// or https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a credential belongs into [connection.credential]".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("an address has no query and no fragment".to_owned());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}
