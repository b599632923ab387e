// A journey in Firefox: a gateway of its own on the demo seed, a Firefox of its own, and a page that is listened to.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { test } from 'node:test';
import { Journal } from '../fixtures/journal.mjs';
import { Sandbox } from '../fixtures/sandbox.mjs';
import { Server } from '../fixtures/server.mjs';
import { end, noiseOf, open, start } from './browser.mjs';
import { Console } from './console.mjs';

/** For a whole journey; what it waits for has shorter limits, and says what it was. */
const LIMIT_MS = 10 * 60_000;
const PICTURES = new URL('../test-results/', import.meta.url);

/**
 * Walks through the console. `walk` gets the page that nobody has signed in to, what drives it, and what is behind the gateway.
 * The runner's own limit would end the test alone, and leave gateway and Firefox running.
 */
export function journey(name, walk) {
  test(name, async () => {
    const server = await Server.start();
    try {
      const browser = await start();
      try {
        await walked(name, walk, server, await open(browser));
      } finally {
        await end(browser);
      }
    } finally {
      await server.stop();
    }
  });
}

async function walked(name, walk, server, page) {
  const heard = await noiseOf(page);
  const world = { page, rescind: new Console(page, server.url), server, sandbox: new Sandbox(server), journal: new Journal(server) };
  let impatience;
  const tooLate = new Promise((_, fail) => {
    impatience = setTimeout(() => fail(new Error(`not at its end within ${LIMIT_MS / 60_000} min`)), LIMIT_MS);
  });
  try {
    await Promise.race([walk(world), tooLate]);
  } catch (error) {
    console.error(`the gateway said:\n${server.log.join('\n')}`);
    await picture(page, name);
    throw error;
  } finally {
    clearTimeout(impatience);
  }
  assert.deepEqual(heard, [], 'console errors, page errors and policy violations');
}

/** Signs in by the printed link. */
export async function signIn(rescind, server) {
  await rescind.goto(`/#token=${server.token}`);
  await rescind.see('table', 'Connections');
}

/** Shows what the page looked like; a page that cannot be shown any more hides nothing of the failure. */
async function picture(page, name) {
  await mkdir(PICTURES, { recursive: true });
  const path = new URL(`firefox-${name.replaceAll(/\W+/g, '-')}.png`, PICTURES).pathname;
  await page.screenshot({ path }).then(() => console.error(`it looked like ${path}`), (error) => console.error(`no picture: ${error}`));
}
