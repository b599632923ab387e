//! A call's parameters, from the query or the body, read as leniently as the service's clients need: `True` and `1` are
//! true, lists come as repeated names, `name[]`, commas or Go's `[a b]`.

use serde_json::{Map, Value};

use super::{
    envelope::{Refusal, malformed, raw},
    world::TargetType,
};
use crate::exchange::Call;
use axum::http::Method;

/// The parameters of one call, or of an object in its body.
#[derive(Debug, Default)]
pub(super) struct Request {
    fields: Map<String, Value>,
}

/// Which validators an endpoint has: the service grew, and each generation words its refusals differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `参数 limit 格式错误`.
    Named,
    /// `limit must not be greater than 50`.
    English,
    /// `limit must less than 50` above the limit, the named text below it: only POST `list-users`.
    Users,
}

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    /// How many rows come before it.
    pub(super) offset: i64,
    /// How many rows it has at most.
    pub(super) limit: i64,
}

const MOST: i64 = 50;

impl Request {
    /// Reads the query of a GET, or the body of anything else, which is JSON whatever its content type.
    pub(super) fn decode(call: &Call) -> Result<Self, Refusal> {
        if call.method == Method::GET {
            return Ok(Self::of_query(call.parameters()));
        }
        if call.body.is_empty() {
            return Ok(Self::default());
        }
        match serde_json::from_slice(&call.body) {
            Ok(Value::Object(fields)) => Ok(Self { fields }),
            Ok(_) => Ok(Self::default()),
            Err(error) => Err(raw(format!("Unexpected token in JSON: {error}"))),
        }
    }

    fn of_query(pairs: Vec<(String, String)>) -> Self {
        let mut fields = Map::new();
        for (name, value) in pairs {
            let (name, listed) = match name.strip_suffix("[]") {
                Some(name) => (name.to_owned(), true),
                None => (name, false),
            };
            let value = Value::String(value);
            match fields.get_mut(&name) {
                Some(Value::Array(items)) => items.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
                None => {
                    let value = if listed { Value::Array(vec![value]) } else { value };
                    fields.insert(name, value);
                }
            }
        }
        Self { fields }
    }

    /// A parameter as it came; `null` counts as absent.
    pub(super) fn raw(&self, name: &str) -> Option<&Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    /// A text; empty when it is absent or something else.
    pub(super) fn text(&self, name: &str) -> &str {
        self.raw(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A text of 1 to 64 characters, as every code and id is.
    pub(super) fn id(&self, name: &str) -> Result<&str, Refusal> {
        Some(self.text(name)).filter(|text| (1..=64).contains(&text.chars().count())).ok_or_else(|| malformed(name))
    }

    /// What kind of id names the user: the system's own unless another is said.
    pub(super) fn user_id_type(&self) -> &str {
        Some(self.text("userIdType")).filter(|kind| !kind.is_empty()).unwrap_or("user_id")
    }

    /// Whether something is asked for.
    pub(super) fn flag(&self, name: &str) -> bool {
        match self.raw(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => matches!(text.as_str(), "true" | "True" | "1"),
            _ => false,
        }
    }

    /// A whole number, or `None` when it is absent or empty.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, Refusal> {
        match self.raw(name) {
            None => Ok(None),
            Some(Value::Number(number)) => number.as_i64().map(Some).ok_or_else(|| malformed(name)),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => text.parse().map(Some).map_err(|_| malformed(name)),
            Some(_) => Err(malformed(name)),
        }
    }

    /// A list of texts; empty when it is absent.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Refusal> {
        match self.raw(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let texts: Option<Vec<String>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
                texts.ok_or_else(|| malformed(name))
            }
            Some(Value::String(text)) => {
                let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
                Ok(inner.split([',', ' ']).filter(|part| !part.is_empty()).map(str::to_owned).collect())
            }
            Some(_) => Err(malformed(name)),
        }
    }

    /// An object in the body; empty when it is absent.
    pub(super) fn nested(&self, name: &str) -> Self {
        match self.raw(name) {
            Some(Value::Object(fields)) => Self { fields: fields.clone() },
            _ => Self::default(),
        }
    }

    /// A list of objects with `least` to `most` members.
    pub(super) fn objects(&self, name: &str, least: usize, most: usize) -> Result<Vec<Self>, Refusal> {
        let items = match self.raw(name) {
            Some(Value::Array(items)) if (least..=most).contains(&items.len()) => items,
            _ => return Err(malformed(name)),
        };
        items
            .iter()
            .map(|item| match item {
                Value::Object(fields) => Ok(Self { fields: fields.clone() }),
                _ => Err(malformed(name)),
            })
            .collect()
    }

    /// One of the words of the role endpoints.
    pub(super) fn target_type(&self) -> Result<TargetType, Refusal> {
        let word = self.text("targetType");
        TargetType::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| malformed("targetType"))
    }

    /// `page` and `limit`: from 1, and 10 of at most 50 rows unless asked for otherwise.
    pub(super) fn page(&self, dialect: Dialect) -> Result<Page, Refusal> {
        let (page, limit) = (self.number("page")?.unwrap_or(1), self.number("limit")?.unwrap_or(10));
        match dialect {
            Dialect::Named | Dialect::Users => {
                if page < 1 {
                    return Err(malformed("page"));
                }
                if limit > MOST && dialect == Dialect::Users {
                    return Err(raw("limit must less than 50"));
                }
                if !(1..=MOST).contains(&limit) {
                    return Err(malformed("limit"));
                }
            }
            Dialect::English => {
                let rules = [
                    (page < 1, "page must not be less than 1"),
                    (limit > MOST, "limit must not be greater than 50"),
                    (limit < 1, "limit must not be less than 1"),
                ];
                let broken: Vec<&str> = rules.into_iter().filter(|(broken, _)| *broken).map(|(_, rule)| rule).collect();
                if !broken.is_empty() {
                    return Err(raw(broken.join(",")));
                }
            }
        }
        Ok(Page { offset: (page - 1).saturating_mul(limit), limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Request {
        Request::of_query(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn every_clients_way_to_write_a_list_is_understood() {
        for pairs in [
            [("t", "USER"), ("t", "ORG")].as_slice(),
            &[("t[]", "USER"), ("t[]", "ORG")],
            &[("t", "USER,ORG")],
            &[("t", "[USER ORG]")],
        ] {
            assert_eq!(query(pairs).texts("t").unwrap(), ["USER", "ORG"], "{pairs:?}");
        }
        assert_eq!(query(&[("t[]", "USER")]).texts("t").unwrap(), ["USER"]);
        assert!(query(&[]).texts("t").unwrap().is_empty());
    }

    #[test]
    fn booleans_are_read_as_python_and_javascript_write_them() {
        let request = query(&[("a", "true"), ("b", "True"), ("c", "False"), ("d", "")]);
        assert_eq!(["a", "b", "c", "d", "e"].map(|name| request.flag(name)), [true, true, false, false, false]);
    }

    #[test]
    fn pages_have_bounds() {
        let page = |page, limit| query(&[("page", page), ("limit", limit)]).page(Dialect::Named);
        assert_eq!(page("3", "50").unwrap(), Page { offset: 100, limit: 50 });
        assert_eq!(page("", "").unwrap(), Page { offset: 0, limit: 10 });
        for (wrong, limit) in [("0", "10"), ("-1", "10"), ("1", "0"), ("1", "51"), ("x", "10"), ("1", "1.5")] {
            assert!(page(wrong, limit).is_err(), "{wrong} {limit}");
        }
        assert!(page("9223372036854775807", "50").is_ok());
    }
}
