// Plans that run: steered, left, taken up again, watched, and taken along. Every row exactly once, whatever happens.
import { readFile } from 'node:fs/promises';
import { axe, DESCRIBE_ROLE, expect, Journal, REVOKE_PRIVILEGE, RolePage, test } from '../fixtures/index.mjs';
import { grant, PlanPage, rowName, store } from '../fixtures/plans.mjs';

// Every row of these is several calls of a slow vendor.
test.setTimeout(120_000);

/** Stores a plan of so many rows and opens its page. */
async function opened(page, sandbox, count, reason = 'Alice leaves on Friday') {
  await grant(sandbox, count);
  const plan = new PlanPage(page, sandbox, await store(page, count, reason));
  await plan.open();
  await expect(page.getByRole('table', { name: `Entries of ${reason}` })).toHaveAttribute('aria-rowcount', String(count));
  return plan;
}

/** Makes the vendor slow, so that there is a middle. */
const slow = (sandbox, delay_ms = 250) => sandbox.fault({ path: REVOKE_PRIVILEGE, delay_ms });

test('eighty rows, a fault in every twentieth call, the tab closed half-way: every row exactly once', async ({ signedInPage: page, context, sandbox, journal }) => {
  test.setTimeout(180_000);
  const plan = await opened(page, sandbox, 80);
  const kinds = [{ cut: 'after' }, { status: 500, body: { code: 5, message: 'internal' } }, { cut: 'before' }];
  const trouble = (async () => {
    for (let number = 0; number < 4; number += 1) {
      await plan.sent(number * 19);
      await sandbox.fault({ path: REVOKE_PRIVILEGE, times: 1, ...kinds[number % kinds.length] });
    }
  })();
  await plan.goOn.click();
  await plan.sent(40);
  await page.close();

  const second = new PlanPage(await context.newPage(), sandbox, plan.id);
  await second.page.goto('/');
  const offer = second.page.getByRole('status').filter({ hasText: 'The plan “Alice leaves on Friday” is not finished.' });
  await expect(offer, 'once the lease of the closed tab has ended').toBeVisible({ timeout: 30_000 });
  const before = await plan.calls();
  await second.page.getByRole('link', { name: 'Open plan' }).click();
  expect(await plan.calls(), 'nothing is sent before somebody says so').toBe(before);
  await second.goOn.click();
  await expect(second.page.getByText(/^\d+ done, .*\b0 left$/)).toBeVisible({ timeout: 90_000 });
  await trouble;
  await expect(second.bar).toHaveCount(0);

  const outcomes = await second.agrees(journal);
  const failed = outcomes.filter((outcome) => outcome !== 'Revoked').length;
  expect(failed).toBeGreaterThan(0);
  await expect(second.page.getByText(`${80 - failed} done, ${failed} failed, 0 left`)).toBeVisible();

  await second.button(`Retry ${failed} failed`).click();
  await expect(second.page.getByText('80 done, 0 failed, 0 left')).toBeVisible({ timeout: 20_000 });
  expect((await sandbox.held()).filter((name) => name.endsWith(' from bulk'))).toEqual([]);
});

test('what is pressed while the warnings are read again is not lost, unless they become others', async ({ signedInPage: page, sandbox }) => {
  const plan = await opened(page, sandbox, 3);
  await expect(plan.goOn).toBeEnabled();
  let release;
  const hold = async () => {
    const released = new Promise((resolve) => {
      release = resolve;
    });
    await page.unrouteAll();
    await page.route(`**${DESCRIBE_ROLE}`, (route) => released.then(() => route.continue()));
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(plan.goOn).toBeDisabled();
    await plan.goOn.dispatchEvent('click');
  };
  await hold();
  // What covers the rest was not warned of when it was pressed.
  const body = { roleName: 'bulk', privilege: '*', dbName: 'default', collectionName: '*' };
  expect((await sandbox.milvus('/v2/vectordb/roles/grant_privilege_v2', body)).code).toBe(0);
  release();
  await expect(page.getByText(/keeps what .* allows, through/).first()).toBeVisible();
  await expect(plan.goOn).toBeEnabled();
  expect(await plan.calls()).toBe(0);
  await hold();
  await plan.button('Cancel the plan').click();
  release();
  await expect(plan.goOn).toBeEnabled();
  await expect(page.getByText('Rest cancelled', { exact: true }), 'what was pressed last counts').toBeVisible();
  expect(await plan.calls()).toBe(0);
  await hold();
  release();
  await plan.done(3, 3);
  expect(await plan.calls()).toBe(3);
  await expect(page.getByRole('checkbox', { name: /^Select Search on Collection c\d / }), 'what was watched to its end can be undone').toHaveCount(3);
});

test('a plan is paused, and goes on', async ({ signedInPage: page, sandbox, journal }) => {
  await slow(sandbox, 1_000);
  const plan = await opened(page, sandbox, 24);
  await plan.goOn.click();
  await expect(plan.bar).toBeVisible();
  await plan.sent(6);
  const busy = page.getByRole('cell', { name: /^(Checking|Revoking|Verifying)$/ });
  await expect(busy.first()).toBeVisible();
  await plan.button('Pause').click();
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  // What has begun runs to its end, also what had not left yet.
  await expect(busy).toHaveCount(0);
  const paused = await plan.calls();
  expect(paused).toBeLessThan(24);
  await page.goto('/plan');
  await expect(page.getByRole('row').filter({ hasText: 'Alice leaves on Friday' })).toContainText('Not finished');
  expect(await plan.calls(), 'a pause outlives its page').toBe(paused);
  await plan.open();
  await plan.goOn.click();
  await plan.done(24, 24);
  await plan.agrees(journal);
});

test('a plan that is paused when its last calls are under way ends with them', async ({ signedInPage: page, sandbox, journal }) => {
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(`**${REVOKE_PRIVILEGE}`, (route) => released.then(() => route.continue()));
  const plan = await opened(page, sandbox, 3);
  await plan.goOn.click();
  await expect(page.getByRole('cell', { name: 'Revoking', exact: true })).toHaveCount(3);
  await plan.button('Pause').click();
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  release();
  await expect(page.getByText('Finished', { exact: true })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^Revoked 3 grants from bulk/ })).toBeVisible();
  await plan.agrees(journal);
});

test('what another tab has gone on with is not offered any more', async ({ signedInPage: page, context, sandbox, journal }) => {
  await slow(sandbox, 1_000);
  const plan = await opened(page, sandbox, 24);
  await plan.goOn.click();
  await plan.sent(4);
  await plan.button('Pause').click();
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  await page.goto('/plan');
  const other = await context.newPage();
  await other.goto('/');
  const offer = other.getByRole('status').filter({ hasText: 'The plan “Alice leaves on Friday” is not finished.' });
  await expect(offer, 'once the lease has ended').toBeVisible({ timeout: 30_000 });
  await sandbox.clearFaults();
  await plan.open();
  await plan.goOn.click();
  await plan.done(24, 24);
  await other.getByRole('link', { name: 'Activity', exact: true }).click();
  await expect(other.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
  await expect(offer).toHaveCount(0);
  await plan.agrees(journal);
});

test('the rest of a plan is cancelled and told as that', async ({ signedInPage: page, sandbox, journal }) => {
  await slow(sandbox, 1_000);
  const plan = await opened(page, sandbox, 24);
  await plan.goOn.click();
  await plan.sent(6);
  await plan.button('Cancel the rest').click();
  await expect(page.getByText('Rest cancelled', { exact: true })).toBeVisible();
  const entries = await plan.entries();
  const planned = entries.filter(({ state }) => state === 'planned').length;
  expect(planned).toBeGreaterThan(5);
  await expect(page.getByRole('note')).toContainText(`${planned} entries were cancelled: they were not sent.`);
  await expect(page.getByRole('row').filter({ hasText: 'Cancelled' }).first()).toBeVisible();
  expect(await plan.calls()).toBe(24 - planned);
  expect((await journal.outcomes()).filter((outcome) => outcome === 'Revoked')).toHaveLength(24 - planned);
  await page.goto('/');
  await expect(page.getByRole('table')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open plan' }), 'nobody is asked to go on').toHaveCount(0);
});

test('of two tabs one runs the plan and the other follows it', async ({ signedInPage: page, context, sandbox, journal }) => {
  await slow(sandbox, 2_000);
  const plan = await opened(page, sandbox, 24);
  await plan.goOn.click();
  await plan.sent(4);
  const watcher = new PlanPage(await context.newPage(), sandbox, plan.id);
  await watcher.open();
  await expect(watcher.page.getByRole('note')).toHaveText('Another tab has this plan, running or paused. This page follows it.');
  await expect(watcher.bar).toBeVisible();
  await expect(watcher.goOn).toBeHidden();
  await plan.done(24, 24);
  await watcher.done(24, 24);
  await expect(watcher.page.getByText('Finished', { exact: true })).toBeVisible();
  await plan.agrees(journal);
});

test('a reload in the middle goes on by itself', async ({ signedInPage: page, sandbox, journal }) => {
  await slow(sandbox, 1_000);
  const plan = await opened(page, sandbox, 24);
  await plan.goOn.click();
  await plan.sent(8);
  await page.reload();
  await plan.done(24, 24);
  await plan.agrees(journal);
});

test('a plan outlives the gateway that is killed in the middle of it', async ({ page, server, sandbox }) => {
  test.setTimeout(180_000);
  const crashing = await server.inFront();
  await page.goto(crashing.link);
  await expect(page.getByText('Milvus production').first()).toBeVisible();
  await grant(sandbox, 24);
  await slow(sandbox);
  const id = await store(page, 24, 'Alice leaves on Friday', crashing.url);
  const plan = new PlanPage(page, sandbox, id, crashing.url);
  await plan.open();
  await plan.goOn.click();
  await plan.sent(8);
  await crashing.kill();
  await crashing.restart();
  const dialog = page.getByRole('dialog', { name: 'Sign in to Rescind' });
  await dialog.getByLabel('Token').fill(crashing.token);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await plan.done(24, 24);
  await plan.agrees(new Journal(crashing));
  await crashing.stop();
});

test('five rows are taken away with the keyboard alone', async ({ signedInPage: page, sandbox, journal }) => {
  await grant(sandbox, 5);
  const role = new RolePage(page);
  await role.open('bulk', 'privileges');
  await role.filter.focus();
  for (let row = 0; row < 5; row += 1) {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('x');
  }
  const act = page.getByRole('button', { name: 'Revoke 5 selected…' });
  await expect(act).toBeVisible();
  const focused = () => act.evaluate((button) => button === document.activeElement);
  for (let steps = 0; steps < 20 && !(await focused()); steps += 1) await page.keyboard.press('Shift+Tab');
  await expect(act).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(role.dialog).toBeVisible();
  const typing = () => role.reason.evaluate((field) => field === document.activeElement);
  for (let steps = 0; steps < 10 && !(await typing()); steps += 1) await page.keyboard.press('Tab');
  await page.keyboard.type('moved on');
  await page.keyboard.press('Enter');
  await expect.poll(() => journal.outcomes(), { timeout: 20_000 }).toEqual(Array(5).fill('Revoked'));
  expect((await sandbox.held()).filter((name) => name.endsWith(' from bulk'))).toEqual([]);
});

test('plans are listed, taken along, and spelled for other tools', async ({ signedInPage: page, sandbox }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = async (text) => {
      globalThis.copied = text;
    };
  });
  const copied = () => page.evaluate(() => globalThis.copied);
  const plan = await opened(page, sandbox, 3, '=quarterly review');
  await page.getByText('Exact calls').click();
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await expect.poll(copied).toContain('-H "Authorization: Bearer $TOKEN"');
  await page.getByRole('button', { name: 'Copy as pymilvus' }).click();
  await expect.poll(copied).toContain('client.revoke_privilege_v2(role_name="bulk", privilege="Search", collection_name="c1", db_name="default")');
  await axe(page);

  const file = async (kind) => {
    const [download] = await Promise.all([page.waitForEvent('download'), plan.button(`Export ${kind}`).click()]);
    return readFile(await download.path(), 'utf8');
  };
  const csv = await file('CSV');
  expect(csv.split('\r\n')[1]).toContain(",'=quarterly review,");
  expect(csv).toContain(rowName(3));
  expect(JSON.parse(await file('JSON'))).toMatchObject({ id: plan.id, entries: [{ state: { state: 'planned' } }, {}, {}] });

  await page.getByRole('navigation', { name: 'Connections' }).getByRole('link', { name: 'Plans' }).click();
  const row = page.getByRole('table', { name: 'Plans' }).getByRole('row').filter({ hasText: '=quarterly review' });
  await expect(row).toContainText('Not started');
  await expect(row).toContainText(`${rowName(1)} from bulk · 2 more · Milvus production`);
  await page.getByRole('searchbox', { name: 'Filter' }).fill('bulk');
  await expect(row).toBeVisible();
  await axe(page);
  await row.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('=quarterly review');
});

test('the list of plans is read again when one that runs here ends', async ({ signedInPage: page, sandbox, journal }) => {
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(`**${REVOKE_PRIVILEGE}`, (route) => released.then(() => route.continue()));
  const plan = await opened(page, sandbox, 3);
  await plan.goOn.click();
  await expect(plan.bar).toBeVisible();
  await page.getByRole('navigation', { name: 'Connections' }).getByRole('link', { name: 'Plans' }).click();
  const row = page.getByRole('table', { name: 'Plans' }).getByRole('row').filter({ hasText: 'Alice leaves on Friday' });
  await expect(row).toContainText('0 of 3');
  release();
  await expect(row).toContainText('3 of 3');
  await plan.agrees(journal);
});

test('what failed before a reload is counted and told with the rest', async ({ signedInPage: page, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_PRIVILEGE, times: 3, status: 200, body: { code: 65535, message: 'not today' }, apply: false });
  await slow(sandbox, 1_000);
  const plan = await opened(page, sandbox, 24);
  await plan.goOn.click();
  await plan.sent(8);
  await expect(page.getByText(/\b3 failed, \d+ left/)).toBeVisible();
  await page.reload();
  await plan.done(21, 24);
  await expect(page.getByText('21 done, 3 failed, 0 left', { exact: true })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'Could not revoke 3 grants from bulk' })).toContainText('not today');
  expect((await plan.agrees(journal)).filter((outcome) => outcome === 'Failed')).toHaveLength(3);
});
