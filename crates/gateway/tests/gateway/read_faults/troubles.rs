//! What may go wrong with a call that reads, and which fault that is: from the vendors' documents and from what a
//! [`FaultKind`] means, never from what the product says.

use rescind_domain::{BusinessStatus, FaultKind, FaultSource, Vendor};
use serde_json::{Value, json};

use super::words;

/// How a call is spoilt.
#[derive(Clone, Debug)]
pub(super) enum How {
    /// An answer in the place of the vendor's.
    Answer {
        status: u16,
        headers: Vec<String>,
        body: Vec<u8>,
    },
    /// The vendor's answer, with something in it changed.
    Row(fn(Value) -> Value),
    /// The vendor's answer, under another type.
    Clean {
        content_type: &'static str,
    },
    /// The connection is closed before anything of an answer.
    Close,
    CutInHead,
    CutInBody,
    /// There is no answer.
    Silence,
    /// The answer comes a byte at a time, without end.
    Drip,
}

/// The kind that the fault must be of.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Is(FaultKind),
    /// Malformed, at whatever place.
    Malformed,
    /// To be asked again in so many seconds: from, to.
    LaterBy(u32, u32),
}

/// What must be told.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) kind: Kind,
    pub(super) source: FaultSource,
    pub(super) http: u16,
    pub(super) business: Option<BusinessStatus>,
    /// Verbatim; nothing where the words are ours.
    pub(super) message: Option<String>,
    pub(super) request_id: Option<&'static str>,
    pub(super) raw: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Trouble {
    pub(super) name: String,
    pub(super) how: How,
    /// Nothing where the answer is as good as any.
    pub(super) told: Option<Told>,
    /// Whether it goes to every call of a read, and not only to one of each kind.
    pub(super) is_for_each: bool,
}

/// The gateway's limit for answers in these tests, in bytes.
pub(super) const LARGEST: usize = 64 * 1024;

/// The id of the request, as each vendor tells it.
pub(super) const ID: &str = "req-77";

/// What comes from somebody on the way, who knows nothing of the vendor's words.
pub(super) fn by_proxy(status: u16, headers: &[&str], body: &str, kind: Kind) -> Trouble {
    let message = Some(body.to_owned()).filter(|body| !body.is_empty() && !body.starts_with('<'));
    let raw = Some(body.to_owned()).filter(|body| !body.is_empty());
    let headers = headers.iter().map(|line| (*line).to_owned()).chain([format!("x-request-id: {ID}")]).collect();
    Trouble {
        name: format!("{status} of a proxy"),
        how: How::Answer { status, headers, body: body.as_bytes().to_vec() },
        told: Some(Told {
            kind,
            source: FaultSource::Vendor,
            http: status,
            business: None,
            message,
            request_id: Some(ID),
            raw,
        }),
        is_for_each: false,
    }
}

pub(super) fn by_vendor(
    vendor: Vendor,
    status: u16,
    body: Value,
    business: BusinessStatus,
    kind: FaultKind,
) -> Trouble {
    let (message, text) = (body["message"].as_str().or(body["error"]["message"].as_str()), body.to_string());
    let header = match vendor {
        Vendor::Milvus => "x-milvus-trace-id",
        Vendor::Genauth | Vendor::YandexMongodb => "x-request-id",
    };
    let mut trouble = by_proxy(status, &["content-type: application/json"], &text, Kind::Is(kind));
    let How::Answer { headers, .. } = &mut trouble.how else { unreachable!() };
    *headers.last_mut().unwrap() = format!("{header}: {ID}");
    let told = trouble.told.as_mut().unwrap();
    (told.message, told.business) = (message.map(str::to_owned), Some(business));
    Trouble { name: format!("{status} {body}"), ..trouble }
}

/// An answer of success that is not what the API promises.
pub(super) fn malformed(name: &str, how: How) -> Trouble {
    let raw = match &how {
        How::Answer { body, .. } => String::from_utf8(body.clone()).ok().filter(|raw| !raw.is_empty()),
        _ => None,
    };
    let told = Told {
        kind: Kind::Malformed,
        source: FaultSource::Vendor,
        http: 200,
        business: None,
        message: None,
        request_id: None,
        raw,
    };
    Trouble { name: name.to_owned(), how, told: Some(told), is_for_each: false }
}

fn by_gateway(name: &str, how: How, kind: FaultKind, http: u16) -> Trouble {
    let kind = Kind::Is(kind);
    let source = FaultSource::Gateway;
    let told = Told { kind, source, http, business: None, message: None, request_id: None, raw: None };
    Trouble { name: name.to_owned(), how, told: Some(told), is_for_each: false }
}

pub(super) fn text(body: &str) -> How {
    let headers = vec!["content-type: application/json".to_owned()];
    How::Answer { status: 200, headers, body: body.as_bytes().to_vec() }
}

/// Everything but those that take the gateway's whole limit.
pub(super) fn quick(vendor: Vendor) -> Vec<Trouble> {
    let mut all = by_status();
    all.extend(with_retry_after());
    all.extend(of_form());
    all.push(Trouble { is_for_each: true, ..by_gateway("closed", How::Close, FaultKind::Unknown, 502) });
    all.push(by_gateway("cut in the head", How::CutInHead, FaultKind::Unknown, 502));
    all.push(Trouble { is_for_each: true, ..by_gateway("cut", How::CutInBody, FaultKind::Unknown, 502) });
    all.push(by_gateway("too large", text(&" ".repeat(LARGEST + 1)), FaultKind::Unknown, 502));
    let other_type = How::Clean { content_type: "text/plain" };
    all.push(Trouble { name: "another type".to_owned(), how: other_type, told: None, is_for_each: false });
    let mut in_words = match vendor {
        Vendor::Milvus => words::milvus(),
        Vendor::Genauth => words::genauth(),
        Vendor::YandexMongodb => words::yandex(),
    };
    // The 200 that says no.
    in_words[0].is_for_each = true;
    all.extend(in_words);
    // Where nothing is told of a list it is empty, in proto3's JSON.
    if vendor != Vendor::YandexMongodb {
        all.push(malformed("null for all rows", How::Row(with_nothing)));
    }
    all
}

/// Those that take the gateway's whole limit.
pub(super) fn slow() -> Vec<Trouble> {
    [("silence", How::Silence), ("drip", How::Drip)]
        .map(|(name, how)| by_gateway(name, how, FaultKind::Timeout, 504))
        .into()
}

fn by_status() -> Vec<Trouble> {
    let redirect = by_proxy(302, &["location: /elsewhere"], "", Kind::Is(FaultKind::Rejected));
    let statuses = [
        (400, FaultKind::Rejected),
        (401, FaultKind::Unauthenticated),
        (403, FaultKind::Forbidden { missing: None }),
        (404, FaultKind::NotFound),
        (408, FaultKind::Timeout),
        (409, FaultKind::Rejected),
        (500, FaultKind::Unavailable),
        (502, FaultKind::Unavailable),
        (503, FaultKind::Unavailable),
        (504, FaultKind::Timeout),
    ];
    let all = statuses.into_iter().map(|(status, kind)| by_proxy(status, &[], "words of a proxy", Kind::Is(kind)));
    let all = all.map(|trouble| Trouble { is_for_each: trouble.name.starts_with("503"), ..trouble });
    all.chain([redirect]).collect()
}

fn with_retry_after() -> Vec<Trouble> {
    let at = |seconds: i64| {
        let (now, by) = (std::time::SystemTime::now(), std::time::Duration::from_secs(seconds.unsigned_abs()));
        httpdate::fmt_http_date(if seconds < 0 { now - by } else { now + by })
    };
    let after = |value: &str, kind| {
        let mut trouble = by_proxy(429, &[&format!("retry-after: {value}")], "words of a proxy", kind);
        trouble.name = format!("429, {value}");
        trouble
    };
    let said = |seconds| Kind::Is(FaultKind::RateLimited { retry_after_seconds: seconds });
    vec![
        by_proxy(429, &[], "words of a proxy", said(None)),
        after("7", said(Some(7))),
        after("0", said(Some(0))),
        after("soon", said(None)),
        after(&at(3600), Kind::LaterBy(1, 3600)),
        after(&at(-3600), said(Some(0))),
    ]
}

/// Answers of success that have not the form that was promised.
fn of_form() -> Vec<Trouble> {
    let mut all: Vec<Trouble> = [
        ("HTML", "<!doctype html><title>Sign in</title>"),
        ("nothing", ""),
        ("truncated", r#"{"code":0,"statusCode":200,"data":["#),
        ("null", "null"),
        ("a list", "[]"),
        ("nothing of the kind", r#"{"hello":"world"}"#),
    ]
    .map(|(name, body)| malformed(name, text(body)))
    .into();
    let bytes =
        How::Answer { status: 200, headers: Vec::new(), body: b"{\"code\":0,\"data\":[\"\xff\xfe\"]}".to_vec() };
    all.push(malformed("no UTF-8", bytes));
    all.push(Trouble { is_for_each: true, ..malformed("a null among the rows", How::Row(with_null)) });
    all.push(malformed("a row of another kind", How::Row(with_number)));
    all.push(malformed("an empty row", How::Row(with_empty)));
    all
}

/// The list of an answer; or, of an answer about one thing, that.
fn list_of(answer: &mut Value) -> Option<&mut Value> {
    let places = ["/data/privilegeGroups", "/data/list", "/data", "/clusters", "/users", "/databases", "/permissions"];
    let place = places.into_iter().find(|place| answer.pointer(place).is_some())?;
    answer.pointer_mut(place)
}

fn with(mut answer: Value, last: Value) -> Value {
    match list_of(&mut answer) {
        Some(Value::Array(rows)) => match rows.last_mut() {
            Some(row) => *row = last,
            None => rows.push(last),
        },
        Some(one) => *one = last,
        None => answer = last,
    }
    answer
}

fn with_null(answer: Value) -> Value {
    with(answer, Value::Null)
}

fn with_number(answer: Value) -> Value {
    with(answer, json!(7))
}

fn with_empty(answer: Value) -> Value {
    with(answer, json!({}))
}

fn with_nothing(mut answer: Value) -> Value {
    match list_of(&mut answer) {
        Some(list) => *list = Value::Null,
        None => answer = Value::Null,
    }
    answer
}
