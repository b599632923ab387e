//! Reading: one answer here, lists of pages in `pages`, and what they are about in a file each. It changes nothing. A part
//! that could not be read becomes a gap or a `missing` beside what was read; nothing here passes for more than it is.

mod counts;
mod holders;
mod members;
mod pages;
mod people;
mod person;
mod policies;
mod privileges;
mod resources;
mod roles;
mod rows;

pub use holders::{ListedKind, holder_ids};
pub use members::{User, members, role_departments, role_users};
pub use pages::{Go, Listed};
pub use people::{people, users};
pub use person::{effective, get_user, person};
pub use policies::{DATA_POLICY, policies, policy_roles};
pub use privileges::privileges;
pub use resources::resources;
pub(super) use roles::says_absent;
pub use roles::{Namespace, RoleRow, get_role, namespace_of, namespaces, probe, role, roles, roles_of, user_roles};

use rescind_domain::{Fault, Retry};
use serde_json::Value;

use super::classify::Answer;
use super::envelope;
use crate::transport::fault_of;
use crate::{Request, Response, Transport};
use rescind_domain::read::{Gap, Subject};

/// A successful answer to a call that reads, with its `data`.
struct Reply {
    request: Request,
    response: Response,
    data: Value,
}

impl Reply {
    /// The fault of a `data` that is not what the API promises.
    fn malformed(&self, path: &str, cause: &str) -> Fault {
        of_read(Answer::new(&self.request, &self.response).malformed(path, cause))
    }
}

async fn fetch(transport: &impl Transport, request: Request) -> Result<Reply, Fault> {
    match transport.read(&request).await {
        Err(failure) => Err(of_read(fault_of(&failure, &request))),
        Ok(response) => match envelope::data(&Answer::new(&request, &response)) {
            Ok(data) => Ok(Reply { request, response, data }),
            Err(fault) => Err(of_read(fault)),
        },
    }
}

/// There is nothing to look at first: a call that reads may be sent again, whatever came of it.
fn of_read(mut fault: Fault) -> Fault {
    if fault.retry == Retry::AfterReread {
        fault.retry = Retry::Safe;
    }
    fault
}

fn unread(subject: Subject, place: Option<&str>, fault: Fault) -> Gap {
    Gap::Unread { subject, place: place.map(str::to_owned), fault: Box::new(fault) }
}

/// Adds a gap, unless the same is said already.
fn add_gap(gaps: &mut Vec<Gap>, gap: Gap) {
    if !gaps.contains(&gap) {
        gaps.push(gap);
    }
}
