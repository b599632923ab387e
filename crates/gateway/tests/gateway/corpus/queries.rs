//! Queries that say more than the route table lets them, or say it twice, or in another spelling.

use super::Payload;
use super::target::{Setting, TARGETS, Target};

/// What is put behind a query that is as it should be.
const ADDED: &[&str] = &[
    "x=1",
    "=1",
    "page",
    "folderId",
    "%66olderId=b1g",
    "folderI%64=b1g",
    "folderid=b1g",
    "folderId=",
    "folderId[]=b1g",
    "folderId=b1g%00",
    "folderId=theirs",
    "folderId=theirs;folderId=b1g",
    "namespace[$ne]=x",
    "userId=%0d%0ax:%201",
    "userId=%00",
    "userId=%c0%af",
    "userId=%zz",
    "userId=%7f",
    "page=%1b",
    "updateMask=permissions",
    "_method=DELETE",
    "access_token=x",
];

/// Queries of calls that take a folder, and it is not the connection's own.
const FOLDERS: &[&str] = &[
    "",
    "pageSize=1",
    "folderId=theirs",
    "folderId=B1G",
    "folderId=b1g%20",
    "folderId=%20b1g",
    "folderId=b1g%00",
    "folderId=b1g&folderId=theirs",
    "folderId=theirs&folderId=b1g",
    "folderId=b1g&folderId=b1g",
    "folderId=b1g,theirs",
    "folderId=b1g%26folderId=theirs",
    "folderId=%2562%2531g",
    "FolderId=b1g",
    "folder_id=b1g",
];

pub(super) fn corpus(setting: &Setting) -> Vec<Payload> {
    let mut payloads = Vec::new();
    let mut add = |kind, target: &Target, query: &str| {
        let target_line = format!("{}?{query}", target.path);
        let request = setting.request(target).with_target(target_line.clone());
        payloads.push(Payload::new(kind, target_line, request.bytes()));
    };
    for target in TARGETS {
        for added in ADDED {
            // A parameter that this call does take, with a fine value, is no trick.
            add("query", target, &format!("{}&{added}", target.query));
        }
        for pair in target.query.split('&').filter(|pair| !pair.is_empty()) {
            add("repeated parameter", target, &format!("{}&{pair}", target.query));
        }
        if target.query.starts_with("folderId") {
            FOLDERS.iter().for_each(|query| add("foreign folder", target, query));
        }
        add("oversize", target, &format!("{}&page={}", target.query, "9".repeat(3001)));
    }
    payloads
}
