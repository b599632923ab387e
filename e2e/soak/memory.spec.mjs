// A page that is used for a whole day: hundreds of refreshes and revocations leave nothing behind. `RESCIND_REFRESHES` makes
// it longer. The journeys' fixtures are left out: they watch the page from inside, and what they keep would be counted.
import { expect, test } from '@playwright/test';
import { grant, grantRow, rowName } from '../fixtures/plans.mjs';
import { RolePage } from '../fixtures/role-page.mjs';
import { Sandbox } from '../fixtures/sandbox.mjs';
import { Server } from '../fixtures/server.mjs';

const REFRESHES = Number(process.env.RESCIND_REFRESHES ?? 500);
/** Everything that is made once is there by then. */
const SETTLED = Math.ceil(REFRESHES / 5);
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

test('hundreds of refreshes and revocations leave nothing in memory', async ({ page }) => {
  const sandbox = new Sandbox(server);
  await grant(sandbox, ROWS);
  await page.addInitScript(keepMemory);
  await page.goto(server.link);
  await expect(page.getByRole('table', { name: 'Connections' })).toBeVisible();
  const role = new RolePage(page);
  await page.goto(`${server.url}/c/milvus/role?name=${ROLE}&tab=privileges`);
  const table = role.table(ROLE, 'privileges');
  await expect(table).toHaveAttribute('aria-rowcount', String(ROWS));
  const devtools = await page.context().newCDPSession(page);

  const refresh = async () => {
    const read = page.waitForResponse((answer) => answer.url().endsWith(DESCRIBE));
    await page.getByRole('button', { name: 'Refresh' }).click();
    await read;
    await expect(table).toHaveAttribute('aria-rowcount', String(ROWS));
  };
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

  const measured = [];
  for (let count = 1; count <= REFRESHES; count += 1) {
    if (Math.floor(count / REVOKE_EVERY) > revoked) await revoke();
    await refresh();
    if (count % SETTLED === 0) {
      measured.push({ refreshes: count, revoked, ...(await measure(devtools)) });
      console.log(JSON.stringify(measured.at(-1)));
    }
  }
  const [settled, ...later] = measured;
  for (const now of later) {
    expect(Math.abs(now.heap / settled.heap - 1), `the heap after ${now.refreshes} refreshes`).toBeLessThanOrEqual(0.05);
    expect(now.wasm, `the memory of WebAssembly after ${now.refreshes} refreshes`).toBe(settled.wasm);
    expect(now.shown, `the elements after ${now.refreshes} refreshes`).toBe(settled.shown);
    // One that was just taken out of the page may still wait for the next collection.
    expect(Math.abs(now.nodes - settled.nodes), `the nodes after ${now.refreshes} refreshes`).toBeLessThanOrEqual(2);
    expect(now.listeners, `the listeners after ${now.refreshes} refreshes`).toBe(settled.listeners);
  }
});
