//! `[[connection]]`: one vendor endpoint.

use std::path::Path;

use reqwest::Url;
use rescind_domain::{ConnectionId, Vendor};
use serde::Deserialize;
use toml::Spanned;

use super::credential::{self, Credential};
use super::error::{Problem, check};
use crate::connections::Connection;
use crate::upstream::{Addresses, Authorities, Trust};

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
    ca_file: Option<Spanned<String>>,
    #[serde(default)]
    allow_private: bool,
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
    let base = check(&entry.url, base)?;
    let trust = trust(&entry, &base, directory)?;
    Ok(Connection {
        public: rescind_domain::Connection {
            id: ConnectionId::new(entry.id.get_ref()),
            label: entry.label,
            vendor: check(&entry.vendor, vendor)?,
            access: entry.read_only.into(),
            account: None,
            folder: None,
        },
        base,
        credential: credential::source(entry.credential, directory)?,
        trust,
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

fn trust(entry: &Entry, base: &str, directory: &Path) -> Result<Trust, Problem> {
    let authorities = entry.ca_file.as_ref().map(|file| {
        check(file, |path| match base.starts_with("https:") {
            true => Authorities::read(directory.join(path)),
            false => Err("there are no certificates on http://".to_owned()),
        })
    });
    let addresses = if entry.allow_private { Addresses::Any } else { Addresses::Public };
    Ok(Trust { addresses, authorities: authorities.transpose()? })
}

/// Calls find their trust by the origin, so it is one for all connections there.
pub(super) fn agree(one: &Connection, other: &Connection) -> bool {
    one.trust == other.trust || one.origins().all(|origin| other.origins().all(|another| origin != another))
}
