//! How a sandbox is set up before it listens. What can be changed while it runs is in `knobs`.

use std::{fmt, path::PathBuf, str::FromStr};

use crate::milvus::Era;

/// How a sandbox starts.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What an empty store is filled with.
    pub seed: Seed,
    /// Where `sandbox.sqlite` lies; without it the state is kept in memory.
    pub data: Option<PathBuf>,
    /// The era of Milvus that the `milvus` instance speaks.
    pub milvus_era: Era,
}

/// What an empty store is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seed {
    /// A believable company that contains the literals of the contract.
    #[default]
    Demo,
    /// What a freshly installed vendor has.
    Empty,
    /// The demo and this many privilege grants more, spread over many roles and users.
    Large(u32),
}

impl FromStr for Seed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "demo" => Ok(Self::Demo),
            None if text == "empty" => Ok(Self::Empty),
            Some(("large", count)) => {
                count.parse().map(Self::Large).map_err(|_| format!("\"{count}\" is no number of grants"))
            }
            _ => Err(format!("\"{text}\" is no seed: use demo, empty or large:N")),
        }
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Demo => f.write_str("demo"),
            Self::Empty => f.write_str("empty"),
            Self::Large(count) => write!(f, "large:{count}"),
        }
    }
}
