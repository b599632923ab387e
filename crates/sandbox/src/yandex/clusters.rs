//! `ClusterService`: the folder's clusters and one of them. No call changes a cluster.

use super::{
    knobs::Access,
    names,
    page::Page,
    records::Cluster,
    refusal::{Refusal, Violation},
    session::{Outcome, Reply, Session},
    view,
};

/// `ClusterService.List`.
pub(crate) fn list(session: &Session<'_>) -> Outcome {
    let folder = names::required("folderId", session.query.get("folderId").unwrap_or_default(), 50)?;
    let page = Page::asked(session.query, session.knobs)?;
    let name = match session.query.get("filter") {
        None | Some("") => None,
        Some(filter) => Some(filtered_name(names::at_most("filter", filter, 1000)?)?),
    };
    session.may(Access::Auditor)?;
    let mut clusters = session.rows.clusters_in(folder, name, page.and_one())?;
    let next = page.cut(&mut clusters);
    let items = clusters.iter().map(|cluster| shown(session, cluster)).collect::<Result<_, Refusal>>()?;
    Ok(Reply::of(view::list("clusters", items, next, session.knobs)))
}

/// `ClusterService.Get`.
pub(crate) fn get(session: &Session<'_>, id: &str) -> Outcome {
    let cluster = session.cluster(id, Access::Auditor)?;
    Ok(Reply::of(shown(session, &cluster)?))
}

fn shown(session: &Session<'_>, cluster: &Cluster) -> Result<serde_json::Value, Refusal> {
    let busy = session.knobs.cluster_updating && session.ledger.open_on(&cluster.id)?.is_some();
    let status = if busy { "UPDATING" } else { &cluster.status };
    Ok(view::cluster(cluster, status, session.knobs))
}

/// The name in `name="…"`, the one form that a filter may have.
fn filtered_name(filter: &str) -> Result<&str, Violation> {
    let value = filter.trim().strip_prefix("name").map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
    let value = value.map(str::trim_start).and_then(|rest| rest.strip_prefix('"')?.strip_suffix('"'));
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    value
        .filter(|value| (1..=63).contains(&value.len()) && value.chars().all(plain))
        .ok_or_else(|| Violation::because("filter", "must be name=\"value\""))
}

#[cfg(test)]
mod tests {
    use super::filtered_name;

    #[test]
    fn a_filter_has_one_form() {
        for good in ["name=\"shop\"", "name = \"shop\""] {
            assert_eq!(filtered_name(good), Ok("shop"), "{good}");
        }
        for bad in ["shop", "name=shop", "name=\"\"", "name!=\"shop\"", "id=\"shop\"", "name=\"a b\"", "name=\""] {
            assert!(filtered_name(bad).is_err(), "{bad}");
        }
    }
}
