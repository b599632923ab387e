//! All targets, one file each.

mod config;
mod event;
mod journal;
mod plan;
mod query;
mod routes;
mod snapshot;
mod vendor;

use std::io;

use rescind_domain::Vendor;

use crate::target::AnyTarget;

/// All of them, with their samples.
///
/// # Errors
/// The samples cannot be read.
pub fn all() -> io::Result<Vec<Box<dyn AnyTarget>>> {
    Ok(vec![
        Box::new(vendor::Answers::new(Vendor::Milvus)?),
        Box::new(vendor::Answers::new(Vendor::Genauth)?),
        Box::new(vendor::Answers::new(Vendor::YandexMongodb)?),
        Box::new(snapshot::Descriptions::new()?),
        Box::new(plan::Plans::new()),
        Box::new(journal::Journals::new()),
        Box::new(event::Events::new()),
        Box::new(query::Queries),
        Box::new(routes::Paths::new()?),
        Box::new(config::Configs::new()?),
    ])
}
