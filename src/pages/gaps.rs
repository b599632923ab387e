//! What a page does not show, and why, said above the table that lacks it: nothing may pass for whole that is not.

use leptos::prelude::*;
use rescind_domain::read::{Gap, Subject};

use super::notices::unread;
use super::words;
use crate::i18n::{Texts, format, use_i18n};
use crate::ui::icon::{Icon, Picture};

/// The notes and banners of a value's gaps; `again` reads it once more.
pub(super) fn gap_notes(gaps: &[Gap], again: Callback<()>) -> AnyView {
    gaps.iter().map(|gap| gap_note(gap, again)).collect_view().into_any()
}

fn gap_note(gap: &Gap, again: Callback<()>) -> AnyView {
    let t = use_i18n().t();
    match gap {
        Gap::Unread { subject, place, fault } => unread(&named(t, *subject, place.as_deref()), fault, again),
        Gap::HiddenUsers { .. } | Gap::NotOffered(_) | Gap::OnlyDatabases(_) | Gap::OnlyDirect => note(line(gap)),
    }
}

/// A gap in one line, where there is no room for a banner.
pub(super) fn line(gap: &Gap) -> String {
    let i18n = use_i18n();
    let t = i18n.t();
    match gap {
        Gap::Unread { subject, place, fault } => {
            let subject = named(t, *subject, place.as_deref());
            format!("{} {}", (t.messages().could_not_read)(&subject), words::line(fault))
        }
        Gap::HiddenUsers { count, fault } => {
            format!("{} {}", format::count(i18n.locale(), *count, &t.grants().members_partial), words::line(fault))
        }
        Gap::NotOffered(subject) => (t.grants().not_offered)(subject_name(t, *subject)),
        Gap::OnlyDirect => t.grants().only_direct.to_owned(),
        Gap::OnlyDatabases(databases) => (t.grants().privileges_partial)(&databases.join(", ")),
    }
}

/// What could not be read, and where.
fn named(t: &Texts, subject: Subject, place: Option<&str>) -> String {
    let subject = subject_name(t, subject);
    place.map_or_else(|| subject.to_owned(), |place| format!("{subject} ({place})"))
}

/// A hint beside a table.
pub(super) fn note(text: String) -> AnyView {
    view! {
        <p class="hazard" role="note">
            <Picture icon=Icon::Hazard />
            <span>{text}</span>
        </p>
    }
    .into_any()
}

/// What a part of a page is called.
pub(super) fn subject_name(t: &Texts, subject: Subject) -> &'static str {
    match subject {
        Subject::Roles => t.grants().roles,
        Subject::Members => t.grants().members,
        Subject::Departments => t.grants().departments,
        Subject::Privileges => t.grants().privileges,
        Subject::PrivilegeGroups => t.grants().privilege_groups,
        Subject::DataPolicies => t.grants().data_policies,
        Subject::People => t.grants().people,
        Subject::Databases => t.grants().databases,
        Subject::Clusters => t.grants().clusters,
        Subject::Namespaces => t.grants().namespaces,
    }
}
