//! Hurts JSON as a tree, so that what comes out is still JSON and only means something else: values exchanged, left out,
//! doubled, wrapped, renamed, or taken from another sample.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// The most changes of one value.
const CHANGES: usize = 3;

/// What the values are changed with.
#[derive(Clone, Copy, Debug)]
pub struct Stock<'a> {
    /// Keys and texts that the reader of the value knows.
    pub words: &'a [&'a str],
    /// Other values of this kind.
    pub donors: &'a [Value],
}

/// Changes something somewhere.
pub fn change(random: &mut Random, value: &mut Value, stock: Stock<'_>) {
    for _ in 0..=random.below(CHANGES) {
        change_one(random, value, stock);
    }
}

fn change_one(random: &mut Random, value: &mut Value, stock: Stock<'_>) {
    let children = children(value);
    if children == 0 || random.once_in(4) {
        return change_here(random, value, stock);
    }
    let at = random.below(children);
    let child = match value {
        Value::Array(list) => list.get_mut(at),
        Value::Object(object) => object.values_mut().nth(at),
        _ => None,
    };
    if let Some(child) = child {
        change_one(random, child, stock);
    }
}

fn children(value: &Value) -> usize {
    match value {
        Value::Array(list) => list.len(),
        Value::Object(object) => object.len(),
        _ => 0,
    }
}

fn change_here(random: &mut Random, value: &mut Value, stock: Stock<'_>) {
    match value {
        Value::Object(object) if !random.once_in(3) => change_object(random, object, stock),
        Value::Array(list) if !random.once_in(3) => change_list(random, list, stock),
        _ => match random.below(4) {
            0 => *value = donated(random, stock.donors),
            1 => *value = json!([value.take()]),
            _ => *value = leaf(random, stock.words),
        },
    }
}

fn change_object(random: &mut Random, object: &mut Map<String, Value>, stock: Stock<'_>) {
    let key = object.keys().nth(random.below(object.len())).cloned().unwrap_or_default();
    let word = random.pick(stock.words).copied().unwrap_or_default().to_owned();
    match random.below(3) {
        0 => drop(object.remove(&key)),
        1 => {
            let value = object.remove(&key).unwrap_or_default();
            object.insert(word, value);
        }
        _ => drop(object.insert(word, donated(random, stock.donors))),
    }
}

fn change_list(random: &mut Random, list: &mut Vec<Value>, stock: Stock<'_>) {
    let at = random.below(list.len());
    match random.below(3) {
        0 if !list.is_empty() => drop(list.remove(at)),
        1 => list.extend(list.get(at).cloned()),
        _ => list.insert(at, donated(random, stock.donors)),
    }
}

/// Some part of some other value.
fn donated(random: &mut Random, donors: &[Value]) -> Value {
    let mut part = random.pick(donors).unwrap_or(&Value::Null);
    while children(part) > 0 && !random.once_in(4) {
        let at = random.below(children(part));
        let child = match part {
            Value::Array(list) => list.get(at),
            Value::Object(object) => object.values().nth(at),
            _ => None,
        };
        part = child.unwrap_or(&Value::Null);
    }
    part.clone()
}

/// A value that decoders stumble over.
fn leaf(random: &mut Random, words: &[&str]) -> Value {
    match random.below(12) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(false),
        3 => json!(0),
        4 => json!(200),
        5 => json!(-1),
        6 => json!(random.number()),
        7 => json!(1e308),
        8 => json!({}),
        9 => json!([]),
        10 => json!(""),
        _ => json!(random.pick(words)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_reach_every_depth_and_know_the_words() {
        let sample = json!({"code": 0, "data": [{"name": "a"}, {"name": "b"}]});
        let stock = Stock { words: &["name", "code"], donors: std::slice::from_ref(&sample) };
        let changed: Vec<Value> = (0..2000)
            .map(|input| {
                let mut value = sample.clone();
                change(&mut Random::of(1, input), &mut value, stock);
                value
            })
            .collect();
        assert!(changed.iter().any(|value| value.get("data").is_none()));
        assert!(changed.iter().any(|value| value["data"][1]["name"].is_null() && value["data"][0]["name"] == "a"));
        assert!(changed.iter().any(|value| value["data"].as_array().is_some_and(|rows| rows.len() > 2)));
        assert!(changed.iter().any(|value| value["code"] == "code"));
    }
}
