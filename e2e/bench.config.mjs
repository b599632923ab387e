// How the browser's measurements run: alone, so that nothing else takes their time.
import journeys from './playwright.config.mjs';

export default { ...journeys, testDir: './bench', workers: 1, timeout: 5 * 60_000, reporter: 'list' };
