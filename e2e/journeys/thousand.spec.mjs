// A plan as long as plans get in practice, over all three vendors, in trouble all the time, the tab closed half-way.
import { expect, nameOf, test } from '../fixtures/index.mjs';
import { ask, PlanPage, storeEntries } from '../fixtures/plans.mjs';
import { entries, fill } from '../fixtures/three-vendors.mjs';

// Some ten thousand calls: a minute on an idle machine. Nothing here is held against a clock.
test.setTimeout(600_000);
const LONG = { timeout: 240_000, intervals: [250] };

/** After so long without an outcome a person would want to go on. */
const STANDSTILL_MS = 15_000;

const ROWS = { milvus: 540, genauth: 360, mongodb: 100 };
const ALL = 1_000;
const GONE = ['Revoked', 'AlreadyAbsent', 'StillEffective'];
/** They say that nobody knows. */
const OPEN = ['Unknown', 'Pending', 'Accepted'];

/** Each kind of trouble in every sixtieth call, reading or changing: together, every twentieth call is in trouble. */
async function trouble(sandbox) {
  for (const kind of [{ cut: 'before' }, { status: 503, body: { code: 5, message: 'overloaded' } }, { cut: 'after' }]) {
    await sandbox.fault({ method: undefined, path: '/*', every: 60, ...kind });
  }
}

/** How many rows have which outcome, held against the vendors' state: nobody may claim what is not so. */
async function truth(plan) {
  const held = new Set(await plan.sandbox.held());
  const counts = { done: 0, failed: 0, open: 0 };
  for (const { grant, state, outcome } of await plan.entries()) {
    const name = nameOf(grant);
    expect(state, name).toBe('settled');
    if (OPEN.includes(outcome)) counts.open += 1;
    else expect(GONE.includes(outcome), `${name}: ${outcome}`).toBe(!held.has(name));
    if (['Revoked', 'AlreadyAbsent'].includes(outcome)) counts.done += 1;
    else counts.failed += 1;
  }
  return counts;
}

/** Every attempt of the journal that sent something. */
const attempts = async (journal) => (await journal.rows()).filter(({ method }) => method);

/** Every grant that the vendors have, each once: access to a database is told besides its roles. */
const rows = async (sandbox) => (await sandbox.held()).filter((name) => !name.startsWith('access to '));

test('a thousand rows at three vendors, every twentieth call in trouble, the tab closed half-way: every row exactly once', async ({ server, signedInPage: page, context, sandbox, journal }) => {
  await fill(server, 1_200);
  await sandbox.knobs({ mongodb: { operation_ms: 0 } });
  const chosen = await entries(sandbox, ROWS);
  expect(chosen).toHaveLength(ALL);
  const names = new Set(chosen.map(({ grant }) => nameOf(grant)));
  const untouched = (await rows(sandbox)).filter((name) => !names.has(name));
  const operations = async () => (await sandbox.state()).mongodb.operations.length;
  const before = await operations();
  const first = new PlanPage(page, sandbox, await storeEntries(page, chosen, 'The audit is on Monday'));
  await trouble(sandbox);
  await first.open();
  await first.begin.click();
  await expect.poll(() => first.settled(), LONG).toBeGreaterThan(ALL / 2);
  await page.close();

  const plan = new PlanPage(await context.newPage(), sandbox, first.id);
  // What nobody knows the fate of holds up what touches the same for ten minutes, unless somebody tries it again.
  let [moved, seen] = [Date.now(), 0];
  await expect.poll(async () => {
    const { status, entries } = await plan.view();
    const settled = entries.filter(({ state }) => state.state === 'settled').length;
    if (settled > seen) [moved, seen] = [Date.now(), settled];
    if (status.status === 'running' && Date.now() - moved > STANDSTILL_MS) {
      await ask(plan.page, plan.id, 'retry');
      moved = Date.now();
    }
    return status.status;
  }, { ...LONG, intervals: [1_000] }).toBe('finished');
  await sandbox.clearFaults();
  await plan.open();
  await expect(plan.page.getByText(/^Finished/)).toBeVisible(LONG);

  // What is not known yet is looked at again by the gateway; what the vendor never got stays unknown.
  await expect.poll(async () => {
    const { done, failed, open } = await truth(plan);
    const unknown = open > 0 ? `, ${open} unknown` : '';
    const said = (number) => number.toLocaleString('en-US');
    return plan.page.getByText(`${said(done)} done, ${failed - open} failed${unknown}, 0 left`, { exact: true }).isVisible();
  }, LONG).toBe(true);
  const { done, failed } = await truth(plan);
  expect(done + failed).toBe(ALL);
  expect((await attempts(journal)).filter(({ result }) => result === 'lost').length, 'trouble was met').toBeGreaterThan(0);
  expect(new Set((await attempts(journal)).filter(({ outcome, result }) => outcome === 'Failed' && result === 'lost')).size, 'a lost answer is no failure').toBe(0);

  if (failed > 0) await ask(plan.page, plan.id, 'retry');
  await expect(plan.page.getByText('1,000 done, 0 failed, 0 left')).toBeVisible(LONG);
  expect(await truth(plan)).toEqual({ done: ALL, failed: 0, open: 0 });
  expect(await rows(sandbox), 'these rows and no others').toEqual(untouched);
  expect((await operations()) - before, 'what the cluster changed').toBe(ROWS.mongodb);
});
