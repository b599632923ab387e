//! What a target is, and one input of it. What is done with many of them is `run`'s.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::random::Random;

/// What became of an input whose rule held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Something was read out of it.
    Taken,
    /// It was refused, or said nothing.
    Refused,
}

impl Reading {
    /// From whether something was read.
    #[must_use]
    pub const fn of(taken: bool) -> Self {
        if taken { Self::Taken } else { Self::Refused }
    }
}

/// Something that reads what others wrote, with a rule that holds for all of it.
pub trait Target: Send + Sync {
    /// What is read.
    type Input: Debug;

    /// The name on the command line.
    fn name(&self) -> &'static str;

    /// An input, the same for the same random numbers.
    fn input(&self, random: &mut Random) -> Self::Input;

    /// Reads it.
    ///
    /// # Errors
    /// What does not hold, in words. A panic is one as well.
    fn check(&self, input: &Self::Input) -> Result<Reading, String>;
}

/// What was found, without the number of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The input, as text.
    pub input: String,
    /// What does not hold.
    pub problem: String,
}

/// A target whatever its inputs are.
pub trait AnyTarget: Send + Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;

    /// Makes an input and reads it.
    ///
    /// # Errors
    /// The input, and what does not hold.
    fn check_one(&self, random: Random) -> Result<Reading, Found>;
}

impl<T: Target> AnyTarget for T {
    fn name(&self) -> &'static str {
        Target::name(self)
    }

    fn check_one(&self, mut random: Random) -> Result<Reading, Found> {
        let input = self.input(&mut random);
        // The targets only lend what they hold, so that nothing can be left half-changed.
        let problem = match catch_unwind(AssertUnwindSafe(|| self.check(&input))) {
            Ok(Ok(reading)) => return Ok(reading),
            Ok(Err(problem)) => problem,
            Err(_) => "it panicked".to_owned(),
        };
        Err(Found { input: format!("{input:?}"), problem })
    }
}

/// Says what does not hold, if it does not.
///
/// # Errors
/// The sentence.
pub fn holds(condition: bool, otherwise: &str) -> Result<(), String> {
    if condition { Ok(()) } else { Err(otherwise.to_owned()) }
}
