// Firefox, Debian's package, driven over WebDriver BiDi: its start, its end, and what goes wrong in it unseen.
// It knows nothing of the console.
import puppeteer from 'puppeteer-core';

/** For the start, and for each command. */
const LIMIT_MS = 60_000;
const END_LIMIT_MS = 10_000;

/** Starts Firefox with a profile of its own. */
export function start() {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    headless: true,
    timeout: LIMIT_MS,
    protocolTimeout: LIMIT_MS,
    defaultViewport: { width: 1280, height: 800 },
    extraPrefsFirefox: { 'intl.accept_languages': 'en-US, en' },
    env: { ...process.env, TZ: 'UTC' },
  });
}

/** Opens a page, which has as long to load as a command may take. */
export async function open(browser) {
  const page = await browser.newPage();
  page.setDefaultNavigationTimeout(LIMIT_MS);
  return page;
}

/** Ends it, by force where it does not end by itself. */
export async function end(browser) {
  const impatience = setTimeout(() => browser.process()?.kill('SIGKILL'), END_LIMIT_MS);
  // What cannot be closed any more has ended already, or is being killed.
  await browser.close().catch(() => {});
  clearTimeout(impatience);
}

/** What goes wrong in a page without a person seeing it, one text each, from now on. */
export async function noiseOf(page) {
  const heard = [];
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => heard.push(`page error: ${error.stack ?? error}`));
  await page.evaluateOnNewDocument(() => {
    // Firefox lets the requests of a page that is being left fail while the page can still see and say so.
    let isLeft = false;
    addEventListener('beforeunload', () => {
      isLeft = true;
    });
    const write = console.error.bind(console);
    console.error = (...words) => {
      if (!isLeft) write(...words.map((word) => (word instanceof Error ? `${word}\n${word.stack}` : String(word))));
    };
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  return heard;
}
