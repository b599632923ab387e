//! Which vendor owns a path: hands a call to it, and asks it what the call is there for. It knows no vendor's rules.

use axum::http::StatusCode;

use crate::{
    exchange::{Answer, Call, Effect},
    genauth,
    knobs::Knobs,
    milvus,
    store::Store,
    yandex,
};

/// Lets the vendor that owns the path answer the call, on the state that `store` holds.
pub(crate) async fn answer(store: &Store, knobs: Knobs, call: Call) -> Answer {
    if yandex::claim(&call.path) {
        return yandex::answer(store, knobs.mongodb, call).await;
    }
    if genauth::claims(&call.path) {
        return genauth::answer(store, knobs.genauth, call).await;
    }
    match milvus::claim(&call.path) {
        Some(target) => milvus::answer(store, target, target.knobs(&knobs).clone(), call).await,
        None => Answer::typed(StatusCode::NOT_FOUND, "text/plain", "no vendor of the sandbox has this path"),
    }
}

/// What the call is there for.
pub(crate) fn effect(call: &Call) -> Option<Effect> {
    if yandex::claim(&call.path) {
        return yandex::effect(call);
    }
    if genauth::claims(&call.path) {
        return genauth::effect(call);
    }
    milvus::effect(milvus::claim(&call.path)?, call)
}
