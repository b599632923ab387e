//! Numbers that look random and are the same for the same seed. It knows nothing of what is made of them.

/// A SplitMix64 generator. One for each input, so that any input can be made again without those before it.
#[derive(Clone, Debug)]
pub struct Random(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    /// The generator of one input.
    #[must_use]
    pub fn of(seed: u64, input: u64) -> Self {
        let mut random = Self(seed ^ input.wrapping_mul(GOLDEN));
        // Neighbours are apart only after a first round.
        Self(random.number())
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below the limit, or 0 where that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.number() % limit).unwrap_or_default()
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Any byte.
    pub fn byte(&mut self) -> u8 {
        self.number().to_le_bytes()[0]
    }

    /// One of these, where there is any.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_has_the_same_numbers_again_and_its_neighbour_others() {
        let numbers = |seed, input| {
            let mut random = Random::of(seed, input);
            [random.number(), random.number()]
        };
        assert_eq!(numbers(1, 7), numbers(1, 7));
        assert_ne!(numbers(1, 7), numbers(1, 8));
        assert_ne!(numbers(1, 7), numbers(2, 7));
        let mut random = Random::of(0, 0);
        assert!((0..1000).all(|_| random.below(3) < 3) && random.below(0) == 0);
        assert_eq!(random.pick(&[] as &[u8]), None);
    }
}
