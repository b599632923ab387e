//! `[[connection]]`: one vendor endpoint.

use std::path::Path;

use rescind_domain::{ConnectionId, Vendor};
use rescind_vendors::read::capabilities;
use serde::Deserialize;
use toml::Spanned;
use url::Url;

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
    operation_url: Option<Spanned<String>>,
    iam_url: Option<Spanned<String>>,
    folder: Option<Spanned<String>>,
    credential: Spanned<Credential>,
}

/// The addresses of Yandex Cloud where the first, which is for everything, is the public one.
const PUBLIC_MAIN: &str = "https://mdb.api.cloud.yandex.net";
const PUBLIC_OPERATIONS: &str = "https://operation.api.cloud.yandex.net";
const PUBLIC_IAM: &str = "https://iam.api.cloud.yandex.net";

/// The longest id of a folder, in characters, as the vendor has it.
const FOLDER_LIMIT: usize = 50;

/// The connection of a table. A relative path in it is relative to `directory`.
pub(super) fn connection(entry: Entry, directory: &Path) -> Result<Connection, Problem> {
    check(&entry.id, |id| {
        let fine = !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fine { Ok(()) } else { Err("an id consists of a-z, 0-9 and -".to_owned()) }
    })?;
    let vendor = check(&entry.vendor, vendor)?;
    let base = check(&entry.url, base)?;
    belongs(&entry, vendor)?;
    let trust = trust(&entry, &base, directory)?;
    let bases = Bases::of(&entry, base)?;
    Ok(Connection {
        public: rescind_domain::Connection {
            id: ConnectionId::new(entry.id.get_ref()),
            label: entry.label,
            vendor,
            access: entry.read_only.into(),
            account: None,
            folder: entry.folder.map(Spanned::into_inner),
            capabilities: capabilities(vendor).clone(),
        },
        credential: credential::credential(entry.credential, vendor, &bases, directory)?,
        base: bases.main,
        operations: bases.operations,
        iam: bases.iam,
        trust,
    })
}

fn vendor(name: &str) -> Result<Vendor, String> {
    match name {
        "milvus" => Ok(Vendor::Milvus),
        "genauth" => Ok(Vendor::Genauth),
        "yandex-mongodb" => Ok(Vendor::YandexMongodb),
        _ => Err("this is no vendor: use \"milvus\", \"genauth\" or \"yandex-mongodb\"".to_owned()),
    }
}

/// Whether the keys are those of the vendor: one that means nothing there is a mistake that somebody should hear of.
fn belongs(entry: &Entry, vendor: Vendor) -> Result<(), Problem> {
    let is_yandex = vendor == Vendor::YandexMongodb;
    if let Some(protocol) = &entry.protocol {
        check(protocol, |protocol| match protocol {
            _ if vendor != Vendor::Milvus => Err("this has a meaning with vendor = \"milvus\" only".to_owned()),
            "auto" | "rest" => Ok(()),
            "grpc" => Err("gRPC is not offered: use \"rest\", or \"auto\"".to_owned()),
            _ => Err("a protocol is \"auto\" or \"rest\"".to_owned()),
        })?;
    }
    let keys = [&entry.operation_url, &entry.iam_url, &entry.folder];
    if let (false, Some(key)) = (is_yandex, keys.into_iter().flatten().next()) {
        return Err(Problem::of(key, "this has a meaning with vendor = \"yandex-mongodb\" only"));
    }
    match &entry.folder {
        Some(folder) => check(folder, |folder| match folder.chars().count() {
            1..=FOLDER_LIMIT => Ok(()),
            _ => Err(format!("the id of a folder has 1 to {FOLDER_LIMIT} characters")),
        }),
        None if is_yandex => Err(Problem::of(&entry.vendor, "folder must name the folder whose clusters are shown")),
        None => Ok(()),
    }
}

/// Where a connection's calls go.
pub(super) struct Bases {
    pub(super) main: String,
    operations: Option<String>,
    iam: Option<String>,
}

impl Bases {
    fn of(entry: &Entry, main: String) -> Result<Self, Problem> {
        let is_public = main == PUBLIC_MAIN;
        let address = |key: &Option<Spanned<String>>, public: &str| match key {
            Some(address) => check(address, base).map(Some),
            None => Ok(is_public.then(|| public.to_owned())),
        };
        let operations = address(&entry.operation_url, PUBLIC_OPERATIONS)?;
        let iam = address(&entry.iam_url, PUBLIC_IAM)?;
        Ok(Self { main, operations, iam })
    }

    /// Where tokens are exchanged.
    pub(super) fn iam(&self) -> &str {
        self.iam.as_ref().unwrap_or(&self.main)
    }
}

/// The base address without a slash at its end. It is not quoted: people put credentials into bases.
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rescind_vendors::Host;

    use super::super::error::line_and_key;
    use super::super::parse;

    const CREDENTIAL: &str = "[connection.credential]\nenv = \"TOKEN\"\n";

    fn text(vendor: &str, url: &str, more: &str) -> String {
        let head = format!("[[connection]]\nid = \"c\"\nlabel = \"C\"\nvendor = \"{vendor}\"\nurl = \"{url}\"\n");
        format!("{head}{more}{CREDENTIAL}")
    }

    #[test]
    fn yandex_has_addresses_for_everything_operations_and_tokens() {
        let folder = "folder = \"b1g\"\n";
        let public = "https://mdb.api.cloud.yandex.net/";
        let operation = "operation_url = \"https://operation.example/\"\n";
        for (url, more, operations) in [
            (public, "", "https://operation.api.cloud.yandex.net"),
            (public, operation, "https://operation.example"),
            ("https://mdb.example", "", "https://mdb.example"),
            ("https://mdb.example", operation, "https://operation.example"),
        ] {
            let text = text("yandex-mongodb", url, &format!("{folder}{more}"));
            let config = parse(&text, Path::new("")).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
            let connection = &config.connections[0];
            assert_eq!(connection.base_of(Host::Main), url.trim_end_matches('/'));
            assert_eq!(connection.base_of(Host::Operations), operations, "{text}");
            assert_eq!(connection.public.folder.as_deref(), Some("b1g"));
        }
        let iam = |main: &str, iam: Option<&str>| {
            let more = iam.map(|url| format!("iam_url = \"{url}\"\n")).unwrap_or_default();
            let text = text("yandex-mongodb", main, &format!("{folder}{more}"));
            let text = text.replace("env = \"TOKEN\"", "service_account = { key_file = \"key.json\" }");
            let config = parse(&text, Path::new("/etc")).unwrap();
            format!("{:?}", config.connections[0].credential)
        };
        assert!(iam(public, None).contains("\"https://iam.api.cloud.yandex.net/iam/v1/tokens\""));
        assert!(iam("https://mdb.example/base", None).contains("\"https://mdb.example/base/iam/v1/tokens\""));
        assert!(iam(public, Some("https://iam.example/")).contains("\"https://iam.example/iam/v1/tokens\""));
    }

    #[test]
    fn a_key_of_another_vendor_is_a_mistake() {
        let url = "https://vendor.example";
        for (vendor, more, line, key, says) in [
            ("milvus", "folder = \"b1g\"\n", 6, "folder", "\"yandex-mongodb\" only"),
            ("genauth", "operation_url = \"https://a\"\n", 6, "operation_url", "\"yandex-mongodb\" only"),
            ("genauth", "iam_url = \"https://a\"\n", 6, "iam_url", "\"yandex-mongodb\" only"),
            ("genauth", "protocol = \"rest\"\n", 6, "protocol", "\"milvus\" only"),
            ("yandex-mongodb", "", 4, "vendor", "folder must name"),
            ("yandex-mongodb", "folder = \"\"\n", 6, "folder", "1 to 50"),
            ("yandex-mongodb", "folder = \"b1g\"\niam_url = \"iam\"\n", 7, "iam_url", "no address"),
            ("yandex-mongodb", "folder = \"b1g\"\noperation_url = \"ftp://a\"\n", 7, "operation_url", "http"),
            ("oracle", "", 4, "vendor", "\"genauth\" or \"yandex-mongodb\""),
        ] {
            let text = text(vendor, url, more);
            let problem = parse(&text, Path::new("")).err().unwrap_or_else(|| panic!("this was taken:\n{text}"));
            let place = line_and_key(&text, problem.at.start);
            assert_eq!((place.0, place.1.as_deref()), (line, Some(key)), "{text}\n{}", problem.text);
            assert!(problem.text.contains(says), "{text}\n{}", problem.text);
        }
    }
}
