//! The warnings before a revocation, and the word that has to be typed where there is danger.

use leptos::prelude::*;
use rescind_domain::hazard::{self, Found, Severity, Taken};
use rescind_domain::role::RolePower;
use rescind_domain::{Grant, GrantKey, Hazard, RoleRef, Scope};

use super::Wish;
use super::parts;
use crate::i18n::{Texts, use_i18n};
use crate::pages::words::{in_place, what, whom};

/// The hazards of all grants, the most dangerous first; of many, as many as are read.
pub fn hazard_lines(wishes: &[Wish]) -> AnyView {
    let t = use_i18n().t();
    let company = if wishes.len() > 1 { Company::Others } else { Company::None };
    let several = is_several(wishes);
    let line = |Found { hazard, at }: Found| {
        let wish = wishes.get(at)?;
        Some(at_connection(&wish.connection.label, several, words(t, &hazard, &wish.grant, company)))
    };
    parts::hazards(found(wishes).into_iter().filter_map(line).collect())
}

/// What has to be typed when there is danger: the role, or from whom it is taken where it is no single role.
#[must_use]
pub fn word_to_type(wishes: &[Wish]) -> Option<String> {
    let danger = found(wishes).into_iter().find(|found| found.hazard.severity() == Severity::Danger)?;
    let grant = &wishes.get(danger.at)?.grant;
    Some(grant.role().map_or_else(|| grant.from_whom(), ToString::to_string))
}

/// The hazards with the grants that they are about, to be compared.
#[must_use]
pub fn hazards_of(wishes: &[Wish]) -> Vec<(GrantKey, Hazard)> {
    let at = |Found { hazard, at }: Found| {
        let Wish { connection, grant, .. } = wishes.get(at)?;
        Some((grant.key(&connection.id), hazard))
    };
    found(wishes).into_iter().filter_map(at).collect()
}

fn found(wishes: &[Wish]) -> Vec<Found> {
    hazard::of_all(&taken(wishes))
}

/// The grants as the rules take them.
pub(super) fn taken(wishes: &[Wish]) -> Vec<Taken<'_>> {
    wishes
        .iter()
        .map(|Wish { connection, grant, known, .. }| Taken { connection: &connection.id, grant, known })
        .collect()
}

/// Whether they are at several connections.
#[must_use]
pub fn is_several(wishes: &[Wish]) -> bool {
    wishes.first().is_some_and(|first| wishes.iter().any(|wish| wish.connection.id != first.connection.id))
}

/// A line of a question, with where that is when there are several connections.
#[must_use]
pub fn at_connection(label: &str, several: bool, line: String) -> String {
    if several { format!("{label}: {line}") } else { line }
}

/// Whether other grants are taken away with it, so that it has to be said which one a hazard is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Company {
    None,
    Others,
}

/// A hazard of a grant in words.
fn words(texts: &Texts, hazard: &Hazard, grant: &Grant, company: Company) -> String {
    let t = texts.hazards();
    // Among several grants the same role may be meant in several places.
    let name = |role: &RoleRef| {
        let place = grant.place().or_else(|| role.scope.as_ref().map(Scope::last_part));
        in_place(texts, role.name.as_str(), place.filter(|_| company == Company::Others))
    };
    match (hazard, company) {
        (Hazard::Yourself { account, power: RolePower::Administrator }, _) => {
            (t.yourself_administrator)(account.as_str())
        }
        (Hazard::Yourself { account, power: RolePower::Ordinary }, _) => (t.yourself)(account.as_str()),
        (Hazard::LastHolder { role, power: RolePower::Administrator, count: ..=1 }, _) => {
            (t.last_administrator)(&name(role))
        }
        (Hazard::LastHolder { role, power: RolePower::Ordinary, count: ..=1 }, _) => (t.last_holder)(&name(role)),
        (Hazard::LastHolder { role, power: RolePower::Administrator, .. }, _) => (t.all_administrators)(&name(role)),
        (Hazard::LastHolder { role, power: RolePower::Ordinary, .. }, _) => (t.all_holders)(&name(role)),
        (Hazard::PerhapsLastHolder { role, power: RolePower::Administrator }, _) => {
            (t.perhaps_last_administrator)(&name(role))
        }
        (Hazard::PerhapsLastHolder { role, power: RolePower::Ordinary }, _) => (t.perhaps_last_holder)(&name(role)),
        (Hazard::BuiltIn { role }, _) => (t.built_in)(role.as_str()),
        (Hazard::Wildcard, Company::None) => (t.wildcard)(&what(texts, grant)),
        (Hazard::Wildcard, Company::Others) => {
            (t.wildcard)(&(texts.messages().from_whom)(&what(texts, grant), &whom(texts, grant)))
        }
        (Hazard::TakesAlso { what: along }, Company::None) => (t.takes_also)(&along.join(", ")),
        (Hazard::TakesAlso { what: along }, Company::Others) => {
            (t.takes_also_with)(&what(texts, grant), &along.join(", "))
        }
        (Hazard::AllRoles { roles, power }, _) => {
            let roles = roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            match power {
                RolePower::Ordinary => (t.all_roles)(&roles),
                RolePower::Administrator => (t.all_roles_administrator)(&roles),
            }
        }
        (Hazard::HeldByGroups { role, groups }, _) => (t.held_by_groups)(&groups.join(", "), &name(role)),
        (Hazard::StillCovered { via }, Company::None) => (t.still_covered)(&via.join(", ")),
        (Hazard::StillCovered { via }, Company::Others) => {
            (t.still_covered_for)(&whom(texts, grant), &what(texts, grant), &via.join(", "))
        }
    }
}
