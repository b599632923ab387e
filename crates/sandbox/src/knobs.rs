//! Everything that a running sandbox can be switched to over `POST /__sandbox/knobs`: for all of it, and by instance.
//! What a knob does is documented and done by its vendor.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{genauth, milvus, yandex};

/// The knobs of the whole and of every instance.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Knobs {
    /// Whether the state lists each changing call that arrives, with its body as it was sent, passwords too.
    pub(crate) record_mutations: bool,
    pub(crate) milvus: milvus::Knobs,
    pub(crate) zilliz: milvus::Knobs,
    pub(crate) mongodb: yandex::Knobs,
    pub(crate) genauth: genauth::Knobs,
}

impl Knobs {
    /// How the instances start, and what a reset returns them to.
    pub(crate) fn new(milvus: milvus::Knobs) -> Self {
        let (mongodb, genauth) = (yandex::Knobs::default(), genauth::Knobs::default());
        Self { record_mutations: false, milvus, zilliz: milvus::Knobs::zilliz(), mongodb, genauth }
    }

    /// These knobs with those that `change` names set anew.
    pub(crate) fn merged(&self, change: &Value) -> Result<Self, String> {
        let mut whole = serde_json::to_value(self).map_err(|error| error.to_string())?;
        merge(&mut whole, change);
        serde_json::from_value(whole).map_err(|error| error.to_string())
    }
}

fn merge(whole: &mut Value, change: &Value) {
    match (whole, change) {
        (Value::Object(whole), Value::Object(change)) => {
            for (name, value) in change {
                merge(whole.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (whole, change) => *whole = change.clone(),
    }
}
