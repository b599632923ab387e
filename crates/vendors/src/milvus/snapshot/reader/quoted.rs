//! Texts in quotes, with the escapes of JSON and of Python.

use super::super::SnapshotErrorKind;
use super::{Read, Reader};

impl Reader<'_> {
    /// A text in quotes, from the opening one on.
    pub(super) fn quoted(&mut self, quote: char) -> Read<String> {
        let start = self.at;
        self.bump();
        let mut text = String::new();
        loop {
            text.push_str(self.eat_while(|char| !matches!(char, '\\' | '\n' | '\r') && char != quote));
            match self.peek() {
                Some('\\') => text.extend(self.escape()?),
                Some(char) if char == quote => {
                    self.bump();
                    return Ok(text);
                }
                _ => return Err(self.error(start, SnapshotErrorKind::UnclosedQuote { quote })),
            }
        }
    }

    /// The character that an escape stands for; nothing for a line that goes on in the next.
    fn escape(&mut self) -> Read<Option<char>> {
        let start = self.at;
        self.bump();
        let char = match self.bump() {
            Some(char @ ('\\' | '\'' | '"' | '/')) => Some(char),
            Some('n') => Some('\n'),
            Some('t') => Some('\t'),
            Some('r') => Some('\r'),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            Some('a') => Some('\u{7}'),
            Some('v') => Some('\u{b}'),
            Some('x') => self.hex(2).and_then(char::from_u32),
            Some('U') => self.hex(8).and_then(char::from_u32),
            Some('u') => self.hex(4).and_then(|unit| self.utf16(unit)),
            Some(first @ '0'..='7') => self.octal(first),
            Some('\n') => return Ok(None),
            Some('\r') => {
                self.eat("\n");
                return Ok(None);
            }
            _ => None,
        };
        char.map(Some).ok_or_else(|| self.error(start, SnapshotErrorKind::BadEscape))
    }

    fn hex(&mut self, digits: u32) -> Option<u32> {
        (0..digits).try_fold(0, |number: u32, _| Some(number << 4 | self.bump()?.to_digit(16)?))
    }

    /// Up to three digits, the first of which is read.
    fn octal(&mut self, first: char) -> Option<char> {
        let mut number = first.to_digit(8)?;
        for _ in 0..2 {
            let Some(digit) = self.peek().and_then(|char| char.to_digit(8)) else { break };
            number = number << 3 | digit;
            self.bump();
        }
        char::from_u32(number)
    }

    /// JSON spells a character beyond the first 65,536 as two escapes. Half of one is no character.
    fn utf16(&mut self, unit: u32) -> Option<char> {
        if !(0xd800..0xdc00).contains(&unit) {
            return char::from_u32(unit);
        }
        let low = if self.eat("\\u") { self.hex(4)? } else { return None };
        if !(0xdc00..0xe000).contains(&low) {
            return None;
        }
        char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
    }
}
