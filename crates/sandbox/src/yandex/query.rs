//! The query's parameters. As the standard transcoder does, both spellings of a name are taken; others are ignored.

use crate::exchange::Call;

/// The parameters of one call.
#[derive(Debug, Default)]
pub(crate) struct Query {
    parameters: Vec<(String, String)>,
}

impl Query {
    /// The parameters of `call`.
    pub(crate) fn of(call: &Call) -> Self {
        Self { parameters: call.parameters() }
    }

    /// A parameter by its camel-case name; the last one when it was sent more than once.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let is = |sent: &str| sent == name || camel(sent) == name;
        self.parameters.iter().rev().find(|(sent, _)| is(sent)).map(|(_, value)| value.as_str())
    }
}

fn camel(snake: &str) -> String {
    let mut parts = snake.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| {
        let (head, tail) = part.split_at_checked(1).unwrap_or((part, ""));
        name + &head.to_ascii_uppercase() + tail
    })
}

#[cfg(test)]
mod tests {
    use super::camel;

    #[test]
    fn both_spellings_are_one_name() {
        for (sent, name) in [("page_size", "pageSize"), ("pageSize", "pageSize"), ("filter", "filter"), ("_é", "é")] {
            assert_eq!(camel(sent), name);
        }
    }
}
