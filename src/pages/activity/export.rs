//! The journal as a file: what the filters keep, written by the gateway, so that it is the same as on its command line.

use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::Fault;

use super::journal::{Journal, fault};
use crate::i18n::{Texts, use_i18n};
use crate::pages::notices::unread;
use crate::ui::download::save;
use crate::ui::dynamic::dynamic;

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// For spreadsheets.
    Csv,
    /// For programs.
    JsonLines,
}

impl Format {
    const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv;charset=utf-8",
            Self::JsonLines => "application/x-ndjson",
        }
    }

    const fn label(self) -> fn(&'static Texts) -> &'static str {
        match self {
            Self::Csv => |t| t.activity().export_csv,
            Self::JsonLines => |t| t.activity().export_jsonl,
        }
    }
}

/// What went wrong with the last export, and which one it was.
pub(super) type Failed = RwSignal<Option<(Format, Fault)>>;

/// The buttons.
pub(super) fn buttons(journal: Journal, failed: Failed) -> AnyView {
    let i18n = use_i18n();
    let button = |format: Format| {
        view! {
            <button type="button" class="btn small" on:click=move |_| export(journal, format, failed)>
                {i18n.text(format.label())}
            </button>
        }
    };
    [Format::Csv, Format::JsonLines].into_iter().map(button).collect_view().into_any()
}

/// The banner of an export that failed.
pub(super) fn failure(journal: Journal, failed: Failed) -> AnyView {
    let i18n = use_i18n();
    dynamic(move || {
        let (format, fault) = failed.get()?;
        Some(unread(i18n.t().activity().export, &fault, Callback::new(move |()| export(journal, format, failed))))
    })
}

fn export(journal: Journal, format: Format, failed: Failed) {
    let client = journal.client();
    let query = format!("format={}&{}", format.name(), journal.query.get_untracked());
    spawn_local(async move {
        match client.journal_file(query.trim_end_matches('&')).await {
            Ok(text) => {
                failed.try_set(None);
                save(&format!("rescind-journal.{}", format.name()), format.media_type(), &text);
            }
            Err(failure) => {
                failed.try_set(Some((format, fault(&failure))));
            }
        }
    });
}
