//! Giving roles and taking them away: `assign-role`, `revoke-role` and their batches.
//!
//! Checks come in the order that the vendor's tests suggest: shape of the body, namespace, role, targets. Everything is
//! checked before anything is changed, unless a knob says otherwise; both acts are idempotent.

use serde_json::json;

use super::{
    clock,
    envelope::{Outcome, Refusal, Reply, failure, malformed, naming},
    knobs::{Confirmation, MixedBatch},
    request::Request,
    session::Session,
    texts,
    world::{Holder, Role, TargetType},
};

/// What is done to each pair of role and target.
#[derive(Debug, Clone, Copy)]
enum Act {
    Assign { enable_time: Option<i64>, end_time: Option<i64> },
    Revoke,
}

/// Who is meant: by the identifier that this type goes by.
#[derive(Debug)]
struct Target {
    kind: TargetType,
    identifier: String,
}

/// `assign-role`.
pub(super) fn assign(session: &Session<'_>) -> Outcome {
    let request = session.request;
    request.id("code")?;
    let targets = targets(request, 50)?;
    let (enable_time, end_time) = (request.number("enableTime")?, request.number("endTime")?);
    apply(session, &[request], &targets, Act::Assign { enable_time, end_time })
}

/// `assign-role-batch`: ten roles for ten targets at most.
pub(super) fn assign_batch(session: &Session<'_>) -> Outcome {
    let roles = session.request.objects("roles", 1, 10)?;
    let targets = targets(session.request, 10)?;
    apply(session, &roles.iter().collect::<Vec<_>>(), &targets, Act::Assign { enable_time: None, end_time: None })
}

/// `revoke-role`.
pub(super) fn revoke(session: &Session<'_>) -> Outcome {
    session.request.id("code")?;
    let targets = targets(session.request, 50)?;
    apply(session, &[session.request], &targets, Act::Revoke)
}

/// `revoke-role-batch`: every role from every target, ten roles and fifty targets at most.
pub(super) fn revoke_batch(session: &Session<'_>) -> Outcome {
    let roles = session.request.objects("roles", 1, 10)?;
    let targets = targets(session.request, 50)?;
    apply(session, &roles.iter().collect::<Vec<_>>(), &targets, Act::Revoke)
}

fn targets(request: &Request, most: usize) -> Result<Vec<Target>, Refusal> {
    let read = |target: Request| {
        let kind = target.target_type()?;
        let identifier = target.text("targetIdentifier");
        if identifier.is_empty() {
            return Err(malformed("targetIdentifier"));
        }
        Ok(Target { kind, identifier: identifier.to_owned() })
    };
    request.objects("targets", 1, most)?.into_iter().map(read).collect()
}

fn apply(session: &Session<'_>, roles: &[&Request], targets: &[Target], act: Act) -> Outcome {
    let (mut known, mut refusal) = (Vec::new(), None);
    for named in roles {
        match session.role(named) {
            Ok((role, _)) => known.push(role),
            Err(problem) => refusal = refusal.or(Some(problem)),
        }
    }
    let mut pairs = Vec::new();
    for role in &known {
        for target in targets {
            match exists(session, role, target) {
                Ok(()) => pairs.push((role, target)),
                Err(problem) => refusal = refusal.or(Some(problem)),
            }
        }
    }
    let applies = match session.knobs.mixed_batch {
        MixedBatch::AllOrNothing => refusal.is_none(),
        MixedBatch::ApplyKnown => true,
    };
    if applies && session.knobs.confirmation != Confirmation::NoAndUndone {
        pairs.into_iter().try_for_each(|(role, target)| carry_out(session, role, target, act))?;
    }
    match refusal {
        Some(problem) => Err(problem),
        None => Ok(Reply::Data(json!({ "success": session.knobs.confirmation == Confirmation::Yes }))),
    }
}

/// A nested role is looked for in the namespace of the role that it holds: a target has no field for another.
fn exists(session: &Session<'_>, role: &Role, target: &Target) -> Result<(), Refusal> {
    let Target { kind, identifier } = target;
    let (found, otherwise) = match kind {
        TargetType::User => (session.rows.is_user(identifier)?, failure(404, texts::NO_USER)),
        TargetType::Department => {
            let otherwise = naming(400, texts::ILLEGAL_DEPARTMENT, identifier);
            (session.rows.department(identifier)?.is_some(), otherwise)
        }
        TargetType::Group => (session.rows.group(identifier)?.is_some(), failure(404, texts::NO_GROUP)),
        TargetType::Role => (session.rows.role(&role.namespace, identifier)?.is_some(), failure(404, texts::NO_ROLE)),
    };
    if found { Ok(()) } else { Err(otherwise) }
}

fn carry_out(session: &Session<'_>, role: &Role, target: &Target, act: Act) -> Result<(), Refusal> {
    match act {
        Act::Revoke => session.rows.release(&role.id, target.kind, &target.identifier)?,
        Act::Assign { enable_time, end_time } => {
            let holder = Holder {
                namespace: role.namespace.clone(),
                role: role.code.clone(),
                target_type: target.kind,
                target_identifier: target.identifier.clone(),
                enable_time,
                end_time,
                created_at: clock::iso(session.now),
            };
            session.rows.hold(&role.id, &holder)?;
        }
    }
    Ok(())
}
