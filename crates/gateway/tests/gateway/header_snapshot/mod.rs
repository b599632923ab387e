//! The headers of every route and every kind of answer, as a file that is read in review: what changes there was meant to.
//! Headers that all answers share stand once, at its top. `RESCIND_WRITE_SNAPSHOT=1` writes the file anew.

mod answers;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use reqwest::Response;

const FILE: &str = "tests/gateway/header_snapshot/headers.txt";

/// Headers whose values differ from run to run, and what stands in their place.
const VARYING: &[(&str, &str)] = &[
    ("date", "{date}"),
    ("content-length", "{length}"),
    ("x-request-id", "{request id}"),
    ("retry-after", "{seconds}"),
];

/// An answer, reduced to what the file shows.
pub(super) struct Shown {
    title: String,
    path: String,
    status: u16,
    headers: BTreeSet<String>,
}

impl Shown {
    pub(super) fn of(title: impl Into<String>, answer: &Response) -> Self {
        let line = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
            let value = value.to_str().unwrap();
            let varying = VARYING.iter().find(|(varying, _)| *varying == name.as_str());
            // A vendor's own request id would show.
            let value = match varying {
                Some(_) if value == answers::VENDORS_ID => value.to_owned(),
                Some((_, shown)) => (*shown).to_owned(),
                None if name == "set-cookie" => cookie(value),
                None => value.to_owned(),
            };
            format!("{name}: {value}")
        };
        let headers = answer.headers().iter().map(line).collect();
        let path = answer.url().path().to_owned();
        Self { title: title.into(), path, status: answer.status().as_u16(), headers }
    }
}

/// The attributes of a cookie, without the port in its name and without its secret.
fn cookie(value: &str) -> String {
    let (pair, attributes) = value.split_once(';').unwrap();
    let (name, secret) = pair.split_once('=').unwrap();
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
    format!("{name}{{port}}={};{attributes}", if secret.is_empty() { "" } else { "{secret}" })
}

fn text(answers: &[Shown]) -> String {
    let mut common = answers[0].headers.clone();
    answers.iter().for_each(|answer| common.retain(|line| answer.headers.contains(line)));
    let mut text = "every answer\n".to_owned();
    common.iter().for_each(|line| writeln!(text, "  {line}").unwrap());
    for answer in answers {
        writeln!(text, "\n{} -> {}", answer.title, answer.status).unwrap();
        answer.headers.difference(&common).for_each(|line| writeln!(text, "  {line}").unwrap());
    }
    text
}

/// The routes as the router has them, so that a new one cannot be forgotten here.
fn routes() -> impl Iterator<Item = &'static str> {
    let templates = include_str!("../../../src/paths.rs").split("&str = \"").skip(1);
    // What ends with a slash is only the beginning of others.
    templates
        .map(|rest| rest.split('"').next().unwrap())
        .filter(|template| template.starts_with('/') && !template.ends_with('/'))
}

fn fits(route: &str, path: &str) -> bool {
    let (mut parts, mut segments) = (route.split('/'), path.split('/'));
    loop {
        match (parts.next(), segments.next()) {
            (None, None) => return true,
            (Some(part), Some(_)) if part.starts_with("{*") => return true,
            (Some(part), Some(segment)) if part.starts_with('{') || part == segment => {}
            _ => return false,
        }
    }
}

#[tokio::test]
async fn the_headers_of_every_answer_are_those_on_file() {
    let answers = answers::all().await;
    assert!(routes().count() >= 16, "they are found");
    for route in routes() {
        assert!(answers.iter().any(|answer| fits(route, &answer.path)), "no answer of {route} is looked at");
    }
    let now = text(&answers);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if std::env::var_os("RESCIND_WRITE_SNAPSHOT").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let filed = std::fs::read_to_string(&path).unwrap();
    let changes: Vec<String> = (now.lines().filter(|line| !filed.lines().any(|other| other == *line)))
        .map(|line| format!("+ {line}"))
        .chain(filed.lines().filter(|line| !now.lines().any(|other| other == *line)).map(|line| format!("- {line}")))
        .collect();
    assert!(now == filed, "the headers are not those of {FILE}:\n{}", changes.join("\n"));
}
