//! The eras of Milvus' behaviour over REST, which differ in codes, texts, fields and endpoints.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Which servers of Milvus are emulated. Later eras compare greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Era {
    /// 2.4 and 2.5 (modelled on 2.5.27), much the same up to about 2.6.4: failures are code 65535 with a bare sentence.
    A,
    /// About 2.6.5 to 2.6.18: still 65535, some sentences gain a prefix.
    B,
    /// 2.6.19 and later (modelled on 2.6.20): classified codes, descriptions, `roles/alter`.
    #[default]
    C,
    /// 3.0: as `C`, with trace ids, strict time limits and cluster-level checks on database `*`.
    C3,
}

impl FromStr for Era {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "a" => Ok(Self::A),
            "b" => Ok(Self::B),
            "c" => Ok(Self::C),
            "c3" => Ok(Self::C3),
            _ => Err(format!("\"{text}\" is no era: use a, b, c or c3")),
        }
    }
}

impl fmt::Display for Era {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::C3 => "c3",
        })
    }
}
