//! Calls as text to run elsewhere: for curl and for the vendor's own client. What they need besides the calls, the address
//! and the credential, stands in them as the name of a variable, since nothing of it is known here.

use rescind_domain::Vendor;
use serde_json::Value;

use crate::Request;
use crate::api::{Api as _, with_api};

/// Calls in the words of one tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The tool, by the name that people know it by; the same in every language.
    pub tool: &'static str,
    /// A script for it, with a line end after each line.
    pub text: String,
}

/// These calls in the words of each tool that can send them, curl first.
#[must_use]
pub fn snippets(vendor: Vendor, calls: &[Request]) -> Vec<Snippet> {
    with_api!(vendor, api => api.snippets(calls))
}

/// The calls for curl, to `$URL` with `$TOKEN`. `headers` are what the vendor asks for besides the token.
pub(crate) fn curl(calls: &[Request], headers: &[&str]) -> Snippet {
    let mut text = String::new();
    for call in calls {
        let mut parts = vec![
            format!("curl -X {} \"$URL\"{}", call.method, shell(&call.target())),
            "-H \"Authorization: Bearer $TOKEN\"".to_owned(),
        ];
        // These name variables, so they stand in quotes that let the shell fill them in.
        parts.extend(headers.iter().map(|header| format!("-H \"{header}\"")));
        if call.body.is_some() {
            parts.push("-H 'Content-Type: application/json'".to_owned());
            parts.push(format!("--data {}", shell(&call.body_text())));
        }
        text.push_str(&parts.join(" \\\n  "));
        text.push('\n');
    }
    Snippet { tool: "curl", text }
}

/// A word for a POSIX shell that means this text and nothing else.
pub(crate) fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A value as a Python literal.
pub(crate) fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        // JSON's escapes mean the same in Python's strings.
        Value::Number(_) | Value::String(_) => value.to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| format!("{}: {}", Value::from(name.as_str()), python(value));
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The fields of a call's body as the arguments of a Python call, under other names and in this order; what the body lacks
/// is left out.
pub(crate) fn arguments(call: &Request, names: &[(&str, &str)]) -> String {
    let field = |(ours, theirs): &(&str, &str)| {
        let value = call.body.as_ref()?.get(theirs)?;
        Some(format!("{ours}={}", python(value)))
    };
    names.iter().filter_map(field).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_shell_word_stays_one_word_whatever_it_holds() {
        assert_eq!(shell("a b"), "'a b'");
        assert_eq!(shell("$(rm) `x` \"'"), r#"'$(rm) `x` "'\'''"#);
    }

    #[test]
    fn a_name_cannot_leave_its_python_string() {
        let value = json!({ "a\"b": ["x\\\n\u{1}", null, true, 3, "名"] });
        assert_eq!(python(&value), "{\"a\\\"b\": [\"x\\\\\\n\\u0001\", None, True, 3, \"名\"]}");
    }

    #[test]
    fn curl_sends_the_call_as_it_is_and_names_no_credential() {
        let call = Request::post("/p/a%20b", json!({ "who": "O'Neil" }));
        let expected = r#"curl -X POST "$URL"'/p/a%20b' \
  -H "Authorization: Bearer $TOKEN" \
  -H "x-pool: $POOL" \
  -H 'Content-Type: application/json' \
  --data '{"who":"O'\''Neil"}'
"#;
        assert_eq!(curl(std::slice::from_ref(&call), &["x-pool: $POOL"]).text, expected);
        let read = Request::get("/p", vec![("q", "1".to_owned())]);
        assert!(!curl(&[read], &[]).text.contains("--data"));
    }
}
