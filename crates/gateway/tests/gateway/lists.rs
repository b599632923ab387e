//! Reads as a client takes them: lists line by line, and faults with all that was said.

use reqwest::Response;
use rescind_domain::Fault;
use rescind_domain::read::Row;
use rescind_domain::read::line::{Line, Reading};

/// Takes the lines of a text.
pub(crate) fn take<R: Row>(reading: &mut Reading<R>, text: &str) {
    for line in text.lines() {
        let line: Line<R::Columns> = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(reading.take(line), Some(()), "{text}");
    }
}

/// A list to its end.
pub(crate) async fn whole<R: Row>(answer: Response) -> Reading<R> {
    let (status, kind) = (answer.status().as_u16(), answer.headers()["content-type"].clone());
    let text = answer.text().await.unwrap();
    assert_eq!((status, kind.to_str().unwrap()), (200, "application/x-ndjson"), "{text}");
    let mut reading = Reading::default();
    take(&mut reading, &text);
    reading
}

/// The fault of a read that failed.
pub(crate) async fn fault(answer: Response) -> Fault {
    let (status, is_fault) = (answer.status().as_u16(), answer.headers().contains_key("x-rescind-fault"));
    let text = answer.text().await.unwrap();
    assert_eq!((status, is_fault), (502, true), "{text}");
    serde_json::from_str(&text).unwrap()
}
