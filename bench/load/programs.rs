//! The gateway in front of the sandbox.

use std::path::Path;
use std::process::Command;

use crate::started::{Started, announced};

/// The gateway in front of the sandbox, as one would run it but for the log.
pub(crate) fn gateway(binaries: &Path, directory: &Path, sandbox: u16, token: &str) -> Started {
    std::fs::create_dir(directory.join("dist")).unwrap();
    std::fs::write(directory.join("dist/index.html"), "<title>load</title>").unwrap();
    std::fs::write(directory.join("credential"), "root:Milvus").unwrap();
    let config = format!(
        "[[connection]]\nid = \"milvus\"\nlabel = \"M\"\nvendor = \"milvus\"\nurl = \"http://127.0.0.1:{sandbox}\"\n\
         credential.file = \"credential\"\n"
    );
    std::fs::write(directory.join("rescind.toml"), config).unwrap();
    let mut gateway = Command::new(binaries.join("rescind-gateway"));
    gateway.current_dir(directory).env("RESCIND_TOKEN", token).env("RESCIND_LOG", "warn");
    // As its unit starts it.
    gateway.env("MALLOC_ARENA_MAX", "2");
    announced(gateway.args([
        "--listen",
        "127.0.0.1:0",
        "--config",
        "rescind.toml",
        "--data",
        "data",
        "--assets",
        "dist",
    ]))
}
