//! What a GenAuth in memory keeps, and how calls change it.

use rescind_domain::Grant;
use rescind_vendors::Request;
use serde_json::Value;

use crate::state::{State, kind, membership};

impl State {
    pub(crate) fn holds(&self, grant: &Grant) -> bool {
        match grant {
            Grant::Membership(_) => self.members.contains(&membership(grant)),
            Grant::Privilege(g) => self.policies.contains(&(g.object_name.clone(), g.role_id.clone().unwrap())),
            Grant::Access(_) => false,
        }
    }

    /// Lets users, whom there are then, be in a department.
    pub(crate) fn within(mut self, department: &str, users: &[&str]) -> Self {
        for user in users {
            self.users.push((*user).to_owned());
            self.within.insert(((*user).to_owned(), department.to_owned()));
        }
        self
    }

    /// Carries out a call that takes something away or gives it, as the server would: `at_most` so many targets, in their order.
    pub(crate) fn apply(&mut self, request: &Request, at_most: usize) {
        let body = request.body.clone().unwrap();
        if request.path.ends_with("/revoke-data-policy") {
            let text = |key: &str| body[key].as_str().unwrap().to_owned();
            self.policies.remove(&(text("policyId"), text("targetIdentifier")));
            return;
        }
        let roles = body["roles"].as_array().cloned().unwrap_or_else(|| vec![body.clone()]);
        for target in body["targets"].as_array().unwrap().iter().take(at_most) {
            for role in &roles {
                let text = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
                let member = (
                    text(role, "namespace"),
                    text(role, "code"),
                    kind(&text(target, "targetType")),
                    text(target, "targetIdentifier"),
                );
                match request.path.ends_with("/assign-role") {
                    true => self.members.insert(member),
                    false => self.members.remove(&member),
                };
            }
        }
    }
}
