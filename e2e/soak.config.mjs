// How the browser's soak runs: as the journeys do, for longer, and with a browser whose garbage can be collected by command.
import journeys from './playwright.config.mjs';

export default {
  ...journeys,
  testDir: './soak',
  workers: 1,
  timeout: 30 * 60_000,
  reporter: 'list',
};
