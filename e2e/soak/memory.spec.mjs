// A console that is used for a whole day: hundreds of refreshes, revocations and visited pages leave nothing behind.
// `RESCIND_REFRESHES` makes the day longer. The journeys' fixtures are left out: they watch the page from inside, and what they keep would be counted.
import { expect, test } from '@playwright/test';
import { grant, grantRow, rowName } from '../fixtures/plans.mjs';
import { RolePage } from '../fixtures/role-page.mjs';
import { Sandbox } from '../fixtures/sandbox.mjs';
import { Server } from '../fixtures/server.mjs';

const REFRESHES = Number(process.env.RESCIND_REFRESHES ?? 500);
/** How often is measured. Everything that is made once is there at the first time. */
const TIMES = 5;
/** As many visits to each page. */
const VISITS = REFRESHES / 2;
/** Two revocations to five refreshes. */
const REVOKE_EVERY = 2.5;
/** The page's rows; what is taken away is given back by the vendor's own administrator. */
const ROWS = 40;
const ROLE = 'bulk';
const DESCRIBE = '/v2/vectordb/roles/describe';

let server;
test.beforeAll(async () => {
  server = await Server.start();
});
test.afterAll(() => server.stop());

/** Keeps the memory that the console's module exports within reach; its parts share it. */
function keepMemory() {
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await real.apply(WebAssembly, given);
      globalThis.consoleMemory ??= (made.instance ?? made).exports.memory;
      return made;
    };
  }
}

/** What the page holds once everything that nobody can reach any more is gone. */
async function measure(devtools) {
  // What was finalised in one collection is freed by the next.
  for (let times = 0; times < 3; times += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize: heap } = await devtools.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners: listeners } = await devtools.send('Memory.getDOMCounters');
  const { result: wasm } = await devtools.send('Runtime.evaluate', { expression: 'consoleMemory.buffer.byteLength' });
  const { result: shown } = await devtools.send('Runtime.evaluate', { expression: "document.querySelectorAll('*').length", returnByValue: true });
  return { heap, shown: shown.value, nodes, listeners, wasm: wasm.value };
}

/** Opens the console, and measures what it holds while something is done in it again and again. */
async function watch(page, address, times, unit, prepare) {
  await page.addInitScript(keepMemory);
  await page.goto(server.link);
  await expect(page.getByRole('table', { name: 'Connections' })).toBeVisible();
  await page.goto(`${server.url}${address}`);
  const step = await prepare();
  const devtools = await page.context().newCDPSession(page);
  const every = Math.ceil(times / TIMES);
  let settled;
  for (let count = 1; count <= times; count += 1) {
    await step(count);
    if (count % every !== 0) continue;
    const now = await measure(devtools);
    console.log(JSON.stringify({ [unit]: count, ...now }));
    settled ??= now;
    const after = `after ${count} ${unit}`;
    expect(Math.abs(now.heap / settled.heap - 1), `the heap ${after}`).toBeLessThanOrEqual(0.05);
    expect(now.wasm, `the memory of WebAssembly ${after}`).toBe(settled.wasm);
    expect(now.shown, `the elements ${after}`).toBe(settled.shown);
    // One that was just taken out of the page may still wait for the next collection.
    expect(Math.abs(now.nodes - settled.nodes), `the nodes ${after}`).toBeLessThanOrEqual(2);
    expect(now.listeners, `the listeners ${after}`).toBe(settled.listeners);
  }
}

test('hundreds of refreshes and revocations leave nothing in memory', async ({ page }) => {
  const sandbox = new Sandbox(server);
  await grant(sandbox, ROWS);
  await watch(page, `/c/milvus/role?name=${ROLE}&tab=privileges`, REFRESHES, 'refreshes', async () => {
    const role = new RolePage(page);
    const table = role.table(ROLE, 'privileges');
    await expect(table).toHaveAttribute('aria-rowcount', String(ROWS));
    let revoked = 0;
    const revoke = async () => {
      revoked += 1;
      const number = (revoked % ROWS) + 1;
      const name = `${rowName(number)} from ${ROLE}`;
      await role.revoke(name, 'a long day');
      await role.expectRevoked(name);
      await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Dismiss' }).click();
      await expect(table).toHaveAttribute('aria-rowcount', String(ROWS - 1));
      await grantRow(sandbox, number);
    };
    return async (count) => {
      if (Math.floor(count / REVOKE_EVERY) > revoked) await revoke();
      const read = page.waitForResponse((answer) => answer.url().endsWith(DESCRIBE));
      await page.getByRole('button', { name: 'Refresh' }).click();
      await read;
      await expect(table).toHaveAttribute('aria-rowcount', String(ROWS));
    };
  });
});

test('hundreds of visited pages leave nothing in memory', async ({ page }) => {
  await watch(page, '/', VISITS, 'visits', () => {
    const link = (name, within = page) => within.getByRole('link', { name, exact: true });
    const table = (name) => page.getByRole('table', { name, exact: true });
    const role = new RolePage(page);
    return async () => {
      await link('Activity').click();
      await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
      await link('Plans').click();
      await expect(page.getByRole('heading', { level: 1, name: 'Plans' })).toBeVisible();
      await link('Connections').click();
      await link('Milvus production', table('Connections')).click();
      await link('read_only').click();
      await expect(role.button('read_only from user_1')).toBeVisible();
      await role.tab('Privileges').click();
      await expect(role.table('read_only', 'privileges').getByRole('row').nth(1)).toBeVisible();
    };
  });
});
