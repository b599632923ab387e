//! The schemas of what is asked and answered, by the names of their types. Of a type that is both, a request may leave out what an
//! answer always has: where the two differ, the request's has a name of its own.

use std::collections::BTreeSet;

use schemars::generate::{Contract, SchemaSettings};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

/// Where the document has them.
const SCHEMAS: &str = "#/components/schemas/";
/// What stands in place of that in a request, until it is known how its schema is called.
const REQUESTS: &str = "#/components/requests/";
/// What the name of a request's schema has at its end where an answer's has the name.
const OF_REQUEST: &str = "InRequest";

/// All that were asked for, each with those that it needs.
pub(super) struct Schemas {
    answers: SchemaGenerator,
    requests: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
        let generator = |contract: Contract, place: &'static str| {
            let settings = SchemaSettings::draft2020_12().with(|settings| {
                settings.meta_schema = None;
                settings.definitions_path = place.trim_start_matches('#').trim_end_matches('/').into();
                settings.contract = contract;
            });
            settings.into_generator()
        };
        Self { answers: generator(Contract::Serialize, SCHEMAS), requests: generator(Contract::Deserialize, REQUESTS) }
    }

    /// What is answered.
    pub(super) fn answer<T: JsonSchema>(&mut self) -> Value {
        self.answers.subschema_for::<T>().to_value()
    }

    /// What is asked.
    pub(super) fn request<T: JsonSchema>(&mut self) -> Value {
        self.requests.subschema_for::<T>().to_value()
    }

    /// The fields of the parameters of a query, each with its schema and whether it is required.
    pub(super) fn query<T: JsonSchema>(&self) -> Vec<(String, Value, bool)> {
        let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value();
        let required =
            |name: &String| schema["required"].as_array().is_some_and(|all| all.contains(&name.as_str().into()));
        let fields = schema["properties"].as_object().cloned().unwrap_or_default();
        fields.into_iter().map(|(name, field)| (name.clone(), field, required(&name))).collect()
    }

    /// All of them, put into a document whose operations were made with them.
    pub(super) fn complete(mut self, document: &mut Value) {
        let mut schemas = self.answers.take_definitions(true);
        let requests = self.requests.take_definitions(true);
        let own = with_own_names(&schemas, &requests);
        let named = |name: &str| if own.contains(name) { format!("{name}{OF_REQUEST}") } else { name.to_owned() };
        for (name, mut schema) in requests {
            each_text(&mut schema, &mut |text| *text = renamed(text, &named));
            schemas.insert(named(&name), schema);
        }
        document["components"]["schemas"] = Value::Object(schemas);
        each_text(document, &mut |text| *text = in_words(&renamed(text, &named)));
    }
}

/// The names of the schemas of requests that are not as the answers' are, by themselves or by one that they need.
fn with_own_names(answers: &Map<String, Value>, requests: &Map<String, Value>) -> BTreeSet<String> {
    let as_answers = |schema: &Value| {
        let mut schema = schema.clone();
        each_text(&mut schema, &mut |text| *text = text.replace(REQUESTS, SCHEMAS));
        schema
    };
    let both = || requests.iter().filter_map(|(name, request)| Some((name, request, answers.get(name)?)));
    let differ = both().filter(|(_, request, answer)| as_answers(request) != **answer);
    let mut own: BTreeSet<String> = differ.map(|(name, ..)| name.clone()).collect();
    loop {
        let needs_own = |schema: &Value| {
            let mut needs = false;
            let mut schema = schema.clone();
            each_text(&mut schema, &mut |text| {
                needs |= text.strip_prefix(REQUESTS).is_some_and(|name| own.contains(name));
            });
            needs
        };
        let more: Vec<String> = both()
            .filter(|(name, request, _)| !own.contains(*name) && needs_own(request))
            .map(|(name, ..)| name.clone())
            .collect();
        if more.is_empty() {
            return own;
        }
        own.extend(more);
    }
}

/// A reference to a request's schema, by the name that this has in the end.
fn renamed(text: &str, named: &dyn Fn(&str) -> String) -> String {
    text.strip_prefix(REQUESTS).map_or_else(|| text.to_owned(), |name| format!("{SCHEMAS}{}", named(name)))
}

/// Documentation of code as a text for people: one line a paragraph, and no links that only the code's readers can follow.
fn in_words(text: &str) -> String {
    let paragraphs: Vec<String> = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
    let mut words = paragraphs.join("\n\n");
    while let Some((before, rest)) = words.split_once("[`")
        && let Some((name, after)) = rest.split_once("`]")
    {
        let after = match after.strip_prefix('(').and_then(|target| target.split_once(')')) {
            Some((_, after)) => after,
            None => after,
        };
        words = format!("{before}`{name}`{after}");
    }
    words
}

/// Gives every text of a value to `change`, names of fields excepted.
fn each_text(value: &mut Value, change: &mut dyn FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(values) => values.iter_mut().for_each(|value| each_text(value, change)),
        Value::Object(fields) => fields.values_mut().for_each(|value| each_text(value, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    /// May be left out where it is asked, and is there where it is answered.
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Differs {
        #[serde(default)]
        number: u8,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Outer {
        inner: Differs,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Same {
        text: String,
    }

    #[test]
    fn what_a_request_may_leave_out_makes_a_schema_of_its_own_and_nothing_else_does() {
        let mut schemas = Schemas::new();
        let answers = [schemas.answer::<Outer>(), schemas.answer::<Same>()];
        let requests = [schemas.request::<Outer>(), schemas.request::<Same>()];
        let mut document = json!({ "answers": answers, "requests": requests });
        schemas.complete(&mut document);
        let refer = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        assert_eq!(document["answers"], json!([refer("Outer"), refer("Same")]));
        assert_eq!(document["requests"], json!([refer("OuterInRequest"), refer("Same")]));
        let all = &document["components"]["schemas"];
        let names: Vec<_> = all.as_object().unwrap().keys().collect();
        assert_eq!(names, ["Differs", "DiffersInRequest", "Outer", "OuterInRequest", "Same"]);
        assert_eq!(all["OuterInRequest"]["properties"]["inner"], refer("DiffersInRequest"));
        assert_eq!(
            (&all["Differs"]["required"], &all["DiffersInRequest"]["required"]),
            (&json!(["number"]), &Value::Null)
        );
    }

    #[test]
    fn documentation_of_code_loses_its_links_and_line_ends() {
        for (code, words) in [
            ("Of a\nline.", "Of a line."),
            ("One.\n\nTwo.", "One.\n\nTwo."),
            ("As [`Gap`]s, [`Tail`](crate::Tail) (see there).", "As `Gap`s, `Tail` (see there)."),
            ("[a]", "[a]"),
        ] {
            assert_eq!(in_words(code), words);
        }
    }
}
