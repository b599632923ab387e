//! Which grants go in one call: each in exactly one, none that was not chosen, and no more calls than needed.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rescind_domain::{ActionKind, FaultKind, Grant, Membership, Principal, PrincipalKind, RoleRef, Vendor};
use rescind_vendors::mutation;
use serde_json::Value;

use crate::kits::{kits, member, policy, user, users};

const KINDS: [PrincipalKind; 4] =
    [PrincipalKind::User, PrincipalKind::Department, PrincipalKind::Group, PrincipalKind::Role];

fn batches(grants: &[Grant]) -> Vec<Vec<usize>> {
    mutation::batches(Vendor::Genauth, ActionKind::Revoke, grants)
}

/// The call of a batch.
fn call(grants: &[Grant]) -> rescind_vendors::Request {
    let calls = mutation::calls(Vendor::Genauth, ActionKind::Revoke, grants, None).expect("a batch has a call");
    let [call] = calls.try_into().expect("there is one form of it");
    call
}

/// Every single grant that a call takes away, as text.
fn taken(request: &rescind_vendors::Request) -> Vec<String> {
    let body = request.body.clone().unwrap();
    if request.path.ends_with("/revoke-data-policy") {
        return vec![format!("policy {} of {}", body["policyId"], body["targetIdentifier"])];
    }
    let roles = body["roles"].as_array().cloned().unwrap_or_else(|| vec![body.clone()]);
    let targets = body["targets"].as_array().unwrap();
    assert!((1..=10).contains(&roles.len()) && (1..=50).contains(&targets.len()), "{request}");
    let pair = |role: &Value, target: &Value| {
        format!("{}/{} of {} {}", role["namespace"], role["code"], target["targetType"], target["targetIdentifier"])
    };
    roles.iter().flat_map(|role| targets.iter().map(move |target| pair(role, target))).collect()
}

fn wanted(grant: &Grant) -> String {
    match grant {
        Grant::Membership(m) => {
            let kind = m.principal.kind.as_str().to_ascii_uppercase();
            format!(
                "{:?}/{:?} of {kind:?} {:?}",
                m.scope.as_ref().unwrap().as_str(),
                m.role.as_str(),
                m.principal.id.as_str()
            )
        }
        Grant::Privilege(g) => format!("policy {:?} of {:?}", g.object_name, g.role_id.as_ref().unwrap()),
        Grant::Access(_) => panic!("there are none"),
    }
}

#[test]
fn the_calls_are_as_few_as_the_limits_allow() {
    for kit in kits() {
        let sizes: Vec<usize> = batches(&kit.grants).iter().map(Vec::len).collect();
        assert_eq!(sizes, kit.calls, "{}", kit.name);
    }
    let lone: Vec<Grant> = (0..21).map(|number| user(&format!("role-{number}"), "u")).collect();
    let sizes: Vec<usize> = batches(&lone).iter().map(Vec::len).collect();
    assert_eq!(sizes, [10, 10, 1], "ten roles in a call");
}

#[test]
fn what_is_proved_and_what_is_not_do_not_share_a_call() {
    let group = |id| member("default", "code1", PrincipalKind::Group, id);
    let mixed =
        [user("code1", "a"), group("g"), user("code1", "b"), policy("code1", "p"), group("h"), policy("code1", "q")];
    assert_eq!(batches(&mixed), [vec![0, 2], vec![1, 4], vec![3], vec![5]]);
    let both = [user("code1", "same"), member("default", "code1", PrincipalKind::Group, "same")];
    assert_eq!(batches(&both), [[0], [1]], "an id of another kind is somebody else");
}

#[test]
fn the_targets_are_in_the_order_of_the_plan() {
    let mut grants = users(3);
    grants.reverse();
    let body = call(&grants).body.unwrap();
    let targets: Vec<&str> =
        body["targets"].as_array().unwrap().iter().map(|t| t["targetIdentifier"].as_str().unwrap()).collect();
    assert_eq!(targets, ["user-002", "user-001", "user-000"]);
}

#[test]
fn a_call_is_never_made_of_grants_that_are_no_batch() {
    let refused = |grants: &[Grant]| {
        mutation::calls(Vendor::Genauth, ActionKind::Revoke, grants, None).map_err(|fault| fault.kind)
    };
    let field = |name: &str| Err(FaultKind::InvalidInput { field: Some(name.into()) });
    assert_eq!(refused(&[]), Err(FaultKind::Rejected));
    assert_eq!(refused(&[user("a", "u"), user("b", "v")]), Err(FaultKind::Rejected), "the product would take more");
    assert_eq!(refused(&users(51)), Err(FaultKind::Rejected));
    let many: Vec<Grant> = (0..11).map(|number| user(&format!("role-{number}"), "u")).collect();
    assert_eq!(refused(&many), Err(FaultKind::Rejected));
    assert_eq!(refused(&[policy("code1", "p"), policy("code1", "q")]), Err(FaultKind::Rejected));
    // Without a namespace the server takes the default one, where another role may have the code.
    let plain = Grant::Membership(Membership::new(RoleRef::plain("code1"), Principal::user("u")));
    assert_eq!(refused(&[plain]), field("namespace"));
    let Grant::Privilege(mut grant) = policy("code1", "p") else { panic!("a policy") };
    grant.role_id = None;
    assert_eq!(refused(&[Grant::Privilege(grant.clone())]), field("targetIdentifier"));
    grant.object_type = "DATA".into();
    assert_eq!(refused(&[Grant::Privilege(grant)]), Err(FaultKind::Rejected), "V3 has no call for a single resource");
}

fn grant() -> impl Strategy<Value = Grant> {
    let membership = (0..3_usize, 0..4_usize, 0..8_usize, 0..12_usize).prop_map(|(namespace, code, kind, id)| {
        // Mostly users, as plans are.
        let kind = KINDS.get(kind).copied().unwrap_or(PrincipalKind::User);
        member(["default", "OA", "x"][namespace], &format!("code{code}"), kind, &format!("id{id}"))
    });
    prop_oneof![9 => membership, 1 => (0..3_u8, 0..3_u8).prop_map(|(code, id)| policy(&format!("c{code}"), &format!("p{id}")))]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_grant_is_in_one_call_and_no_call_takes_anything_else(
        grants in prop_oneof![
            prop::collection::vec(grant(), 0..40),
            prop::collection::vec((0..70_usize).prop_map(|id| user("code1", &format!("id{id}"))), 0..130),
        ],
    ) {
        let batches = batches(&grants);
        let mut positions: Vec<usize> = batches.iter().flatten().copied().collect();
        positions.sort_unstable();
        prop_assert_eq!(positions, (0..grants.len()).collect::<Vec<_>>());
        for batch in &batches {
            prop_assert!(batch.is_sorted());
            let chosen: Vec<Grant> = batch.iter().map(|at| grants[*at].clone()).collect();
            let chosen_texts: BTreeSet<String> = chosen.iter().map(wanted).collect();
            let taken = taken(&call(&chosen));
            prop_assert_eq!(taken.len(), chosen.len(), "nothing twice");
            prop_assert_eq!(&taken.into_iter().collect::<BTreeSet<_>>(), &chosen_texts);
            let by_code = |grant: &Grant| grant.principal().is_some_and(|p| matches!(p.kind, PrincipalKind::Group | PrincipalKind::Role));
            prop_assert!(chosen.iter().all(|grant| by_code(grant) == by_code(&chosen[0])));
            // What is left of a batch after the first look is a batch too.
            for (at, _) in chosen.iter().enumerate().take(5) {
                let rest: Vec<Grant> = chosen[at..].to_vec();
                let texts: BTreeSet<String> = rest.iter().map(wanted).collect();
                prop_assert_eq!(self::taken(&call(&rest)).into_iter().collect::<BTreeSet<_>>(), texts);
            }
        }
    }
}
