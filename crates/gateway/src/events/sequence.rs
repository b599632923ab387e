//! What a request says about how it wants to be told of events, and from where on.

use axum::http::{HeaderMap, HeaderName, header};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The number of the newest event that somebody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Nothing is known, and nothing that has happened is asked for.
    Nothing,
    /// This one.
    Event(u64),
    /// It is no number.
    Unknown,
}

impl After {
    /// From the parameter of the query; without one, from the header that a browser sends when it connects again.
    pub(super) fn of(query: Option<&str>, headers: &HeaderMap) -> Self {
        let header = headers.get(LAST_EVENT_ID).map(|value| value.to_str().unwrap_or("no text"));
        match query.or(header) {
            None | Some("") => Self::Nothing,
            Some(text) => text.parse().map_or(Self::Unknown, Self::Event),
        }
    }
}

impl After {
    /// Whether it names an event after this one.
    pub(super) fn is_newer_than(self, last: u64) -> bool {
        matches!(self, Self::Event(after) if after > last)
    }
}

/// Whether a request wants a stream.
pub(crate) fn wants_stream(headers: &HeaderMap) -> bool {
    let types = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    types
        .flat_map(|value| value.split(','))
        .any(|kind| kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/event-stream")))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_query_counts_before_the_header() {
        let mut headers = HeaderMap::new();
        assert_eq!(After::of(None, &headers), After::Nothing);
        assert_eq!(After::of(Some(""), &headers), After::Nothing);
        assert_eq!(After::of(Some("-1"), &headers), After::Unknown);
        headers.insert(LAST_EVENT_ID, HeaderValue::from_static("7"));
        assert_eq!(After::of(None, &headers), After::Event(7));
        assert_eq!(After::of(Some("8"), &headers), After::Event(8));
        headers.insert(LAST_EVENT_ID, HeaderValue::from_bytes(b"\xff").unwrap());
        assert_eq!(After::of(None, &headers), After::Unknown);
    }

    #[test]
    fn a_stream_is_given_only_to_who_names_its_type() {
        for (accept, expected) in [
            ("text/event-stream", true),
            ("Text/Event-Stream; q=1, */*", true),
            ("application/json, text/event-stream", true),
            ("*/*", false),
            ("text/event-streams", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(wants_stream(&headers), expected, "{accept}");
        }
        assert!(!wants_stream(&HeaderMap::new()));
    }
}
