//! The operations on plans.

use rescind_domain::event::OpenPlans;
use rescind_domain::preview::{NewPreview, Preview};
use rescind_domain::{GatewayError, LaterEntry, NewPlan, PlanRef, PlanSummary, PlanView, SomeEntries};
use serde_json::json;

use super::operation::Operation;
use super::schemas::Schemas;
use crate::paths;
use crate::plans::Page;

/// All of them.
pub(super) fn all(schemas: &mut Schemas) -> Vec<Operation> {
    let (page, open) = (schemas.answer::<Vec<PlanSummary>>(), schemas.answer::<OpenPlans>());
    let (error, preview) = (schemas.answer::<GatewayError>(), schemas.answer::<Preview>());
    let mut all = vec![
        Operation::get(paths::PLANS, "Lists the stored plans, newest first.").query::<Page>(schemas).answer(
            "200",
            "A page of plans, which is the last one when it is shorter than the limit. With `open=1` an object: the plans that are not over yet.",
            json!({ "application/json": { "schema": { "anyOf": [page, open] } } }),
        ),
        Operation::post(paths::PLANS, "Stores a plan, and starts it if that is asked for.")
            .more(
                "A token needs the scope `run` besides where `start` is true, and `undo` where an entry undoes something. The same key \
                 with the same body is the same plan, so that this may be repeated; with another body it is refused with 409.",
            )
            .takes::<NewPlan>(schemas)
            .json::<PlanRef>(schemas, "The plan is stored.")
            .answer(
                "409",
                "Nothing was stored. With a digest that does not fit any more (`changed`), there is the preview of now.",
                json!({ "application/json": { "schema": {
                    "type": "object",
                    "required": ["error"],
                    "properties": { "error": error, "preview": preview },
                } } }),
            ),
        Operation::get(paths::PLAN, "Shows a plan with the state of each entry.")
            .json::<PlanView>(schemas, "The plan."),
        Operation::post(paths::PREVIEW, "Works out what entries would do, before anybody confirms them.")
            .more("It reads, stores nothing, and sends nothing that changes anything.")
            .takes::<NewPreview>(schemas)
            .json::<Preview>(schemas, "What they would do."),
        Operation::post(paths::ENTRIES_LATER, "Tells who wanted gone what these entries revoked, after them.")
            .takes::<SomeEntries>(schemas)
            .json::<Vec<LaterEntry>>(schemas, "The later entries."),
    ];
    let asked =
        "The plan is in the state that was asked for; this may be repeated. In a state that does not permit it: 409.";
    let undo = "A token needs the scope `undo` besides where an entry of the plan undoes something.";
    for (path, summary) in
        [(paths::PLAN_START, "Runs a plan for the first time."), (paths::PLAN_RESUME, "Goes on with a plan.")]
    {
        all.push(Operation::post(path, summary).more(undo).nothing(asked));
    }
    for (path, summary) in [
        (paths::PLAN_PAUSE, "Starts no more entries of a plan; calls that have begun end."),
        (paths::PLAN_CANCEL, "Never starts what is left of a plan; calls that have begun end."),
    ] {
        all.push(Operation::post(path, summary).nothing(asked));
    }
    all.push(
        Operation::post(paths::PLAN_RETRY, "Tries entries of a plan again that ended without success.")
            .more(undo)
            .may_take::<SomeEntries>(schemas)
            .nothing("They are tried again."),
    );
    all.push(
        Operation::post(paths::PLAN_CHECK, "Observes entries of a plan again whose fate is unknown.")
            .more("It sends nothing that changes anything.")
            .may_take::<SomeEntries>(schemas)
            .nothing("They are looked at."),
    );
    all
}
