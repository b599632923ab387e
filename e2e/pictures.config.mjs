// Pictures of the screens, made by `cargo xtask pictures`. They prove nothing; they are there to be looked at.
import base from './playwright.config.mjs';

export default { ...base, testDir: './pictures', timeout: 120_000, reporter: [['list']] };
