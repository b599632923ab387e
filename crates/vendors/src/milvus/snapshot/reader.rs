//! Reads JSON and Python literals alike: one small recursive descent for both, since no JSON crate reads what Python prints.
//! It says where and why it stops, never panics, and follows brackets only as deep as [`DEPTH_LIMIT`].

mod quoted;

use super::DEPTH_LIMIT;
use super::literal::{Entry, Literal, Value, error_at, position};
use super::{Expected, SnapshotError, SnapshotErrorKind};

type Read<T> = Result<T, SnapshotError>;

/// Reads a text that is one literal, and perhaps what an interactive session has put in front of it.
pub(super) fn read(text: &str) -> Read<Literal> {
    let mut reader = Reader { text, at: 0, open: Vec::new() };
    reader.head();
    if reader.peek().is_none() {
        return Err(reader.error(reader.at, SnapshotErrorKind::Empty));
    }
    let literal = reader.value()?;
    reader.space();
    // The prompt that waits for the next command is easily copied along.
    if reader.peek().is_some() && reader.rest().trim_end() != PROMPT {
        return Err(reader.unexpected(Expected::End));
    }
    Ok(literal)
}

/// What Python writes in front of a command, and in front of its further lines.
const PROMPT: &str = ">>>";
const CONTINUATION: &str = "...";

struct Reader<'t> {
    text: &'t str,
    /// The offset of what is read next.
    at: usize,
    /// The brackets that are open, with their offsets, outermost first.
    open: Vec<(char, usize)>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn eat(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    fn eat_while(&mut self, wanted: impl Fn(char) -> bool) -> &str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.find(|char| !wanted(char)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn error(&self, at: usize, kind: SnapshotErrorKind) -> SnapshotError {
        error_at(self.text, at, kind)
    }

    /// What is wrong here: another character, or an end before the brackets are closed.
    fn unexpected(&self, expected: Expected) -> SnapshotError {
        let kind = match (self.peek(), self.open.last()) {
            (None, Some((bracket, at))) => {
                SnapshotErrorKind::Unclosed { bracket: *bracket, opened: position(self.text, *at) }
            }
            (found, _) => SnapshotErrorKind::Unexpected { expected, found },
        };
        self.error(self.at, kind)
    }

    /// Passes over space, comments, and the marks of a command's further lines.
    fn space(&mut self) {
        loop {
            self.eat_while(char::is_whitespace);
            let before = self.text.get(..self.at).unwrap_or_default();
            let at_line_start = before.is_empty() || before.ends_with(['\n', '\r']);
            match self.peek() {
                Some('#') => self.skip_line(),
                Some('.') if at_line_start && self.eat(CONTINUATION) => {}
                _ => return,
            }
        }
    }

    fn skip_line(&mut self) {
        self.eat_while(|char| !matches!(char, '\n' | '\r'));
    }

    /// Passes over commands that call something, and over the beginning of one that is the literal or assigns it.
    fn head(&mut self) {
        self.space();
        while self.eat(PROMPT) {
            self.eat_while(|char| matches!(char, ' ' | '\t'));
            self.assignment();
            if matches!(self.peek(), Some('[' | '{' | '(')) {
                return;
            }
            // A command. Its further lines are no literal either.
            self.skip_line();
            self.eat_while(char::is_whitespace);
            while self.eat(CONTINUATION) {
                self.skip_line();
                self.eat_while(char::is_whitespace);
            }
            self.space();
        }
        self.assignment();
    }

    /// Passes over `name =`.
    fn assignment(&mut self) {
        let start = self.at;
        let name = self.eat_while(is_of_a_word);
        let named = !name.is_empty();
        self.space();
        if named && self.eat("=") {
            self.space();
        } else {
            self.at = start;
        }
    }

    fn value(&mut self) -> Read<Literal> {
        let at = self.at;
        let value = match self.peek() {
            Some('{') => Value::Object(self.object()?),
            Some('[') => Value::List(self.list('[', ']')?.0),
            Some('(') => return self.parentheses(),
            Some(quote @ ('"' | '\'')) => Value::Text(self.quoted(quote)?),
            Some('-' | '+' | '.' | '0'..='9') => self.number()?,
            Some(_) => self.word()?,
            None => return Err(self.unexpected(Expected::Value)),
        };
        Ok(Literal { at, value })
    }

    fn enter(&mut self, bracket: char) -> Read<()> {
        if self.open.len() == DEPTH_LIMIT {
            return Err(self.error(self.at, SnapshotErrorKind::TooDeep { limit: DEPTH_LIMIT }));
        }
        self.open.push((bracket, self.at));
        self.bump();
        self.space();
        Ok(())
    }

    fn leave(&mut self, close: char) -> bool {
        let closed = self.peek() == Some(close);
        if closed {
            self.bump();
            self.open.pop();
        }
        closed
    }

    /// After an element: the comma, or the bracket. Tells whether there was a comma.
    fn separator(&mut self, close: char) -> Read<bool> {
        self.space();
        if self.eat(",") {
            self.space();
            return Ok(true);
        }
        if self.peek() == Some(close) { Ok(false) } else { Err(self.unexpected(Expected::CommaOr(close))) }
    }

    /// The elements, and whether there was a comma among them.
    fn list(&mut self, open: char, close: char) -> Read<(Vec<Literal>, bool)> {
        self.enter(open)?;
        let mut items = Vec::new();
        let mut comma = false;
        while !self.leave(close) {
            items.push(self.value()?);
            comma |= self.separator(close)?;
        }
        Ok((items, comma))
    }

    /// In Python `(x)` is `x`, and only `(x,)` is a tuple.
    fn parentheses(&mut self) -> Read<Literal> {
        let at = self.at;
        let (mut items, comma) = self.list('(', ')')?;
        match items.pop() {
            Some(only) if items.is_empty() && !comma => Ok(only),
            last => {
                items.extend(last);
                Ok(Literal { at, value: Value::List(items) })
            }
        }
    }

    fn object(&mut self) -> Read<Vec<Entry>> {
        self.enter('{')?;
        let mut entries = Vec::new();
        while !self.leave('}') {
            let at = self.at;
            let key = self.key()?;
            self.space();
            if !self.eat(":") {
                return Err(self.unexpected(Expected::Colon));
            }
            self.space();
            let value = self.value()?;
            entries.push(Entry { at, key, value });
            self.separator('}')?;
        }
        Ok(entries)
    }

    fn key(&mut self) -> Read<String> {
        let start = self.at;
        if !self.eat("u") {
            self.eat("U");
        }
        match self.peek() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            _ => {
                self.at = start;
                Err(self.unexpected(Expected::Key))
            }
        }
    }

    fn number(&mut self) -> Read<Value> {
        let start = self.at;
        let digits = self.eat_while(|char| matches!(char, '-' | '+' | '.' | 'e' | 'E' | '0'..='9'));
        match digits.parse::<i64>() {
            Ok(whole) => Ok(Value::Number(Some(whole))),
            Err(_) if is_decimal(digits) => Ok(Value::Number(None)),
            Err(_) => {
                self.at = start;
                Err(self.unexpected(Expected::Value))
            }
        }
    }

    fn word(&mut self) -> Read<Value> {
        let start = self.at;
        match self.eat_while(is_of_a_word) {
            "None" | "null" => return Ok(Value::Nothing),
            "True" | "true" | "False" | "false" => return Ok(Value::Boolean),
            // Python 2's mark of a text.
            "u" | "U" => {
                if let Some(quote @ ('"' | '\'')) = self.peek() {
                    return self.quoted(quote).map(Value::Text);
                }
            }
            _ => {}
        }
        self.at = start;
        Err(self.unexpected(Expected::Value))
    }
}

/// Whether a word can go on with it. Of other scripts everything counts but blanks: which of it are letters takes tables.
fn is_of_a_word(char: char) -> bool {
    if char.is_ascii() { char.is_ascii_alphanumeric() || char == '_' } else { !char.is_whitespace() }
}

/// Whether these are the digits of a number, such as `-1.5e3`. Nobody asks which number it is.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let mantissa = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_missing = exponent.is_empty() || (whole.is_empty() && fraction.is_empty());
    !is_missing && [whole, fraction, exponent].into_iter().all(is_digits)
}

#[cfg(test)]
mod tests {
    use super::is_decimal;

    #[test]
    fn numbers_are_what_the_standard_library_takes_for_one() {
        let signs = ["", "-", "+", "--"];
        let (wholes, fractions) = (["", "0", "12", "e"], ["", ".", ".5", "..5", "5.5"]);
        let exponents = ["", "e", "E5", "e+5", "e-", "e5.", "e5e5"];
        for sign in signs {
            for whole in wholes {
                for fraction in fractions {
                    for exponent in exponents {
                        let text = [sign, whole, fraction, exponent].concat();
                        assert_eq!(is_decimal(&text), text.parse::<f64>().is_ok(), "{text}");
                    }
                }
            }
        }
    }
}
