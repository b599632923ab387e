//! Hurts texts: bytes exchanged, put in, taken out, doubled, cut off, words put in, pieces of other texts. What is not UTF-8
//! afterwards is made so as the gateway makes it.

use crate::random::Random;

/// The most wounds of one text.
const WOUNDS: usize = 4;
/// The longest piece that is doubled, taken out or brought in, in bytes.
const PIECE: usize = 48;
/// No text grows beyond this: long ones take their time and find nothing that shorter ones do not.
const LIMIT: usize = 8 * 1024;

/// The text with some wounds. `words` are put in whole, and pieces of `others` as they are.
pub fn hurt(random: &mut Random, text: &str, words: &[&str], others: &[String]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(WOUNDS) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(PIECE)).min(bytes.len());
        match random.below(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.insert(at, random.byte()),
            3 => exchange(&mut bytes, at, random.byte()),
            4 => {
                let piece = bytes.get(at..end).unwrap_or_default().to_vec();
                put(&mut bytes, at, &piece);
            }
            5 => {
                let other = random.pick(others).map(String::as_bytes).unwrap_or_default();
                let start = random.below(other.len());
                let piece = other.get(start..).unwrap_or_default();
                let piece = piece.get(..random.below(PIECE).min(piece.len())).unwrap_or_default();
                put(&mut bytes, at, piece);
            }
            _ => put(&mut bytes, at, random.pick(words).copied().unwrap_or_default().as_bytes()),
        }
    }
    bytes.truncate(LIMIT);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The text with some of its lines taken out, doubled, moved, or lines of `others` put in: every line is still a good one.
pub fn rearrange(random: &mut Random, text: &str, others: &[String]) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    for _ in 0..=random.below(WOUNDS) {
        let (at, other) = (random.below(lines.len()), random.below(lines.len()));
        let line = lines.get(at).copied().unwrap_or_default();
        match random.below(4) {
            0 if !lines.is_empty() => drop(lines.remove(at)),
            1 => lines.insert(other, line),
            2 if !lines.is_empty() => lines.swap(at, other),
            _ => {
                let donor: Vec<&str> =
                    random.pick(others).into_iter().flat_map(|other| other.split_inclusive('\n')).collect();
                lines.insert(at, random.pick(&donor).copied().unwrap_or_default());
            }
        }
    }
    lines.concat()
}

fn exchange(bytes: &mut [u8], at: usize, byte: u8) {
    if let Some(old) = bytes.get_mut(at) {
        *old = byte;
    }
}

fn put(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    bytes.splice(at..at, piece.iter().copied());
}
