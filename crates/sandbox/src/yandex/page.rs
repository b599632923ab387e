//! Pages of lists: how many items, from where on, and the token of what follows. Clients must not look into a token.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{
    knobs::Knobs,
    names,
    query::Query,
    refusal::{Code, Refusal, Violation},
};

const DEFAULT_SIZE: u32 = 100;
const MOST: u32 = 1000;

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) offset: u32,
    pub(crate) limit: u32,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Token {
    offset: u32,
}

impl Page {
    /// The whole list.
    pub(crate) const ALL: Self = Self { offset: 0, limit: u32::MAX };

    /// The page that a call asks for.
    pub(crate) fn asked(query: &Query, knobs: &Knobs) -> Result<Self, Refusal> {
        let size = match query.get("pageSize") {
            None | Some("") => 0,
            Some(text) => text
                .parse()
                .ok()
                .filter(|size| *size <= MOST)
                .ok_or_else(|| Violation::because("pageSize", "must be between 0 and 1000"))?,
        };
        let size = if size == 0 { DEFAULT_SIZE } else { size };
        let limit = size.min(knobs.page_size_cap.unwrap_or(MOST)).max(1);
        let offset = match query.get("pageToken") {
            None | Some("") => 0,
            Some(token) => offset(names::at_most("pageToken", token, 100)?)?,
        };
        Ok(Self { offset, limit })
    }

    /// This page and one item more, which tells whether another page follows.
    pub(crate) fn and_one(self) -> Self {
        Self { limit: self.limit.saturating_add(1), ..self }
    }

    /// Takes the one item more away; the token of the next page when it was there.
    pub(crate) fn cut<T>(self, items: &mut Vec<T>) -> Option<String> {
        let most = usize::try_from(self.limit).unwrap_or(usize::MAX);
        if items.len() <= most {
            return None;
        }
        items.truncate(most);
        let next = Token { offset: self.offset.saturating_add(self.limit) };
        serde_json::to_string(&next).ok().map(|token| URL_SAFE_NO_PAD.encode(token))
    }
}

fn offset(token: &str) -> Result<u32, Refusal> {
    let decoded = URL_SAFE_NO_PAD.decode(token).ok();
    let token = decoded.and_then(|bytes| serde_json::from_slice::<Token>(&bytes).ok());
    token.map(|token| token.offset).ok_or_else(|| Refusal::of(Code::InvalidArgument, "Invalid page token"))
}

#[cfg(test)]
mod tests {
    use super::{Page, offset};

    #[test]
    fn a_token_leads_to_the_item_after_the_page() {
        let page = Page { offset: 4, limit: 2 };
        let mut items = vec!['e', 'f', 'g'];
        let token = page.cut(&mut items).unwrap();
        assert_eq!((items, offset(&token)), (vec!['e', 'f'], Ok(6)));
        assert_eq!(page.cut(&mut vec!['e', 'f']), None);
        assert!(offset("garbage").is_err());
    }
}
