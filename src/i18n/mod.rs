//! The one place of all texts. [`Texts`] has a field for each, and each language fills every field in a file of its own, so
//! that a missing key does not compile. Plural forms and times come from the browser's `Intl` in [`mod@format`].

pub mod api_codes;
mod en;
pub mod format;
mod ru;
pub mod texts;
mod zh;

use leptos::prelude::*;
use leptos::task::spawn_local;
pub use texts::{Plural, Texts};

use crate::lasting::Lasting;
use crate::parts::{self, NotLoaded};
use crate::state::preferences;
use crate::ui::effect::effect;

/// A language of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    /// English.
    En,
    /// Chinese, simplified.
    Zh,
    /// Russian.
    Ru,
}

impl Locale {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::En, Self::Zh, Self::Ru];

    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
            Self::Ru => "ru",
        }
    }

    /// The language's own name.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Zh => "中文",
            Self::Ru => "Русский",
        }
    }

    /// The texts in this language.
    #[must_use]
    pub const fn texts(self) -> &'static Texts {
        match self {
            Self::En => &en::TEXTS,
            Self::Zh => &zh::TEXTS,
            Self::Ru => &ru::TEXTS,
        }
    }

    /// The language of a tag such as `zh-CN`, when the console speaks it.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL.into_iter().find(|locale| locale.tag() == language)
    }
}

/// A language whose texts are there.
#[derive(Clone, Copy, Debug)]
pub struct Spoken {
    locale: Locale,
    texts: &'static Texts,
}

impl Spoken {
    /// English, of which what a first page says is there from the start.
    pub const ENGLISH: Self = Self { locale: Locale::En, texts: &en::TEXTS };

    /// A language, once its texts are loaded.
    ///
    /// # Errors
    /// They could not be loaded.
    pub async fn load(locale: Locale) -> Result<Self, NotLoaded> {
        let texts = match locale {
            Locale::En => &en::TEXTS,
            Locale::Zh => parts::zh().await?,
            Locale::Ru => parts::ru().await?,
        };
        Ok(Self { locale, texts })
    }
}

/// The language that is chosen, as a signal: views that read a text follow a change by themselves.
#[derive(Clone, Copy)]
pub struct I18n {
    /// Every text of every view reads it.
    spoken: Lasting<Spoken>,
}

impl I18n {
    /// Starts with a language and provides itself to all views.
    pub fn provide(spoken: Spoken) -> Self {
        let i18n = Self::new(spoken);
        provide_context(i18n);
        effect(move |_| preferences::show_locale(i18n.locale()));
        i18n
    }

    fn new(spoken: Spoken) -> Self {
        Self { spoken: Lasting::new(spoken) }
    }

    /// The texts, tracked.
    #[must_use]
    pub fn t(self) -> &'static Texts {
        self.spoken.get().texts
    }

    /// One text, for a view that follows a change of language: of one type for all texts, so that the page carries the
    /// machinery behind it once.
    pub fn text(
        self,
        pick: fn(&'static Texts) -> &'static str,
    ) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
        move || pick(self.t())
    }

    /// One text as a signal.
    #[must_use]
    pub fn signal(self, pick: fn(&'static Texts) -> &'static str) -> Signal<String> {
        Signal::derive(move || pick(self.t()).to_owned())
    }

    /// The language, tracked.
    #[must_use]
    pub fn locale(self) -> Locale {
        self.spoken.get().locale
    }

    /// Changes the language and remembers it, once its texts are there.
    pub fn choose(self, locale: Locale) {
        spawn_local(async move {
            if let Ok(spoken) = Spoken::load(locale).await {
                preferences::store_locale(locale);
                self.spoken.set(spoken);
            }
        });
    }
}

/// The language of the views.
#[must_use]
pub fn use_i18n() -> I18n {
    use_context::<I18n>().unwrap_or_else(|| I18n::new(Spoken::ENGLISH))
}
