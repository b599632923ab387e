//! The exact calls of entries, as they would be sent now: written out, and in the words of other tools.

use rescind_domain::preview::{Calls, Snippet, WantedCalls};
use rescind_domain::{ActionKind, Fault, Grant};
use rescind_vendors::Request;
use rescind_vendors::mutation::{batches, calls_now, preparation};
use rescind_vendors::snippets::snippets;

use super::Part;

/// So many calls are worked out of those that depend on the vendor's state, if not all are wanted.
const LOOKED_AT: usize = 8;

/// Of so many calls that cannot be told it is said why.
const SAID: usize = 8;

/// The calls of one part; none for what `is_there` already.
pub(super) async fn of(part: &Part<'_>, wanted: WantedCalls, is_there: &(dyn Fn(usize) -> bool + Sync)) -> Calls {
    let most = if wanted == WantedCalls::All { usize::MAX } else { LOOKED_AT };
    let Part { connection, kind, entries, reads } = part;
    let vendor = connection.public.vendor;
    let open: Vec<_> = entries.iter().filter(|(at, _)| !is_there(*at)).map(|(_, wanted)| *wanted).collect();
    let grants: Vec<Grant> = open.iter().map(|wanted| wanted.entry.grant.clone()).collect();
    let mut told = Told::default();
    let mut looked_at: Vec<Request> = Vec::new();
    for batch in batches(vendor, *kind, &grants) {
        let done = batch.iter().filter_map(|at| open.get(*at)).all(|wanted| wanted.done);
        let batch: Vec<Grant> = batch.into_iter().filter_map(|at| grants.get(at)).cloned().collect();
        if let Some(look) = preparation(vendor, &batch) {
            if done {
                told.untold += 1;
                continue;
            }
            // Another call changes what this one depends on, so that it cannot be told yet.
            if looked_at.len() >= most || looked_at.contains(&look) {
                told.is_part = true;
                continue;
            }
            looked_at.push(look);
        }
        match calls_now(reads, vendor, *kind, &batch).await {
            Ok(forms) => told.requests.extend(forms.into_iter().next()),
            Err(fault) => {
                told.untold += 1;
                if told.faults.len() < SAID {
                    told.faults.push(fault);
                }
            }
        }
    }
    let Told { requests, is_part, untold, faults } = told;
    // Other tools are told how to revoke; granting again goes through the gateway, which knows what was there.
    let are_whole = *kind == ActionKind::Revoke && !is_part && !requests.is_empty();
    let in_words = if are_whole { snippets(vendor, &requests) } else { Vec::new() };
    Calls {
        connection: connection.public.id.clone(),
        kind: *kind,
        calls: requests.iter().map(ToString::to_string).collect(),
        is_part,
        untold,
        faults,
        snippets: in_words
            .into_iter()
            .map(|snippet| Snippet { tool: snippet.tool.to_owned(), text: snippet.text })
            .collect(),
    }
}

#[derive(Default)]
struct Told {
    requests: Vec<Request>,
    is_part: bool,
    untold: usize,
    faults: Vec<Fault>,
}
