// Plans that run: steered, left, taken up again, watched, and taken along. Every row exactly once, whatever happens.
import { readFile } from 'node:fs/promises';
import { axe, expect, quiet, REVOKE_PRIVILEGE, RolePage, test } from '../fixtures/index.mjs';
import { ask, AT_ONCE, grant, holdAfter, PlanPage, rowName, store } from '../fixtures/plans.mjs';

/** Stores a plan of so many rows and opens its page. */
async function opened(page, sandbox, count, reason = 'Alice leaves on Friday') {
  await grant(sandbox, count);
  const plan = new PlanPage(page, sandbox, await store(page, count, reason));
  await plan.open();
  await expect(page.getByRole('table', { name: `Entries of ${reason}` })).toHaveAttribute('aria-rowcount', String(count));
  return plan;
}

/** What goes on with entries. */
const busy = (page) => page.getByRole('cell', { name: /^(Checking|Revoking|Verifying)$/ });

test('eighty rows, a fault in every twentieth call, the tab closed half-way: every row exactly once', async ({ signedInPage: page, context, sandbox, journal }) => {
  test.setTimeout(240_000);
  const plan = await opened(page, sandbox, 80);
  const release = await holdAfter(sandbox, 40);
  // A cut before the change and an error of the server leave open what happened.
  const kinds = [{ cut: 'after' }, { status: 500, body: { code: 5, message: 'internal' } }, { cut: 'before' }];
  const trouble = (async () => {
    for (let number = 0; number < 4; number += 1) {
      await plan.sent(number * 19);
      await sandbox.fault({ path: REVOKE_PRIVILEGE, times: 1, ...kinds[number % kinds.length] });
    }
  })();
  await sandbox.knobs({ milvus: { latency_ms: 150 } });
  await plan.begin.click();
  await plan.sent(40 + AT_ONCE);
  await page.close();

  const second = new PlanPage(await context.newPage(), sandbox, plan.id);
  await second.page.goto('/');
  await expect(second.bar, 'it goes on, and every page shows it').toBeVisible();
  await second.page.getByRole('link', { name: 'Open plan' }).click();
  await expect(second.begin).toBeHidden();
  await release();
  await second.stands('finished');
  await trouble;
  await expect(second.bar).toHaveCount(0);

  const outcomes = await second.agrees(journal);
  const unknown = outcomes.filter((outcome) => outcome === 'Unknown').length;
  expect(unknown).toBeGreaterThan(0);
  expect(outcomes.filter((outcome) => !['Revoked', 'Unknown'].includes(outcome)), 'a lost answer is no failure').toEqual([]);
  await expect(second.page.getByText(`${80 - unknown} done, 0 failed, ${unknown} unknown, 0 left`)).toBeVisible();

  // Looking again sends nothing; sending once more is a person's word.
  const calls = await plan.calls();
  await second.button(`Check ${unknown} again`).click();
  await expect(second.button(`Check ${unknown} again`)).toHaveAttribute('aria-disabled', 'false');
  expect(await plan.calls()).toBe(calls);
  await second.button(`Retry ${unknown} unknown`).click();
  await expect(second.page.getByText('80 done, 0 failed, 0 left')).toBeVisible();
  expect(await plan.calls()).toBe(calls + unknown);
  expect((await sandbox.held()).filter((name) => name.endsWith(' from bulk'))).toEqual([]);
});

test('what is pressed while the warnings are read again is not lost, unless they become others', async ({ signedInPage: page, sandbox }) => {
  const plan = await opened(page, sandbox, 3);
  await expect(plan.begin).toBeEnabled();
  let release;
  const hold = async () => {
    const released = new Promise((resolve) => {
      release = resolve;
    });
    await page.unrouteAll();
    await page.route('**/api/plans/preview', (route) => released.then(() => route.continue()));
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(plan.begin).toBeDisabled();
    await plan.begin.dispatchEvent('click');
  };
  await hold();
  // What covers the rest was not warned of when it was pressed.
  const body = { roleName: 'bulk', privilege: '*', dbName: 'default', collectionName: '*' };
  expect((await sandbox.milvus('/v2/vectordb/roles/grant_privilege_v2', body)).code).toBe(0);
  release();
  await expect(page.getByText(/keeps what .* allows, through/).first()).toBeVisible();
  await expect(plan.begin).toBeEnabled();
  expect(await plan.calls()).toBe(0);
  await hold();
  release();
  await plan.done(3, 3);
  expect(await plan.calls()).toBe(3);
  await expect(page.getByRole('checkbox', { name: /^Select Search on Collection c\d / }), 'what was watched to its end can be undone').toHaveCount(3);
});

test('what is cancelled while it is looked at for risks is not started, whatever was pressed before', async ({ signedInPage: page, sandbox }) => {
  const plan = await opened(page, sandbox, 3);
  await expect(plan.begin).toBeEnabled();
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route('**/api/plans/preview', (route) => released.then(() => route.continue()));
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(plan.begin).toBeDisabled();
  await plan.begin.dispatchEvent('click');
  await plan.button('Cancel plan').click();
  await expect(page.getByText('Remaining cancelled', { exact: true })).toBeVisible();
  release();
  await quiet(page);
  await expect(plan.begin).toBeHidden();
  expect(await plan.calls()).toBe(0);
});

test('a plan is paused, and resumed', async ({ signedInPage: page, sandbox, journal }) => {
  const release = await holdAfter(sandbox, 6);
  const plan = await opened(page, sandbox, 24);
  await plan.begin.click();
  await expect(plan.bar).toBeVisible();
  await plan.sent(6 + AT_ONCE);
  await expect(busy(page).first()).toBeVisible();
  await plan.button('Pause').click();
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  await expect(page.getByRole('note')).toContainText('Paused by admin');
  // What has begun runs to its end, and nothing else begins.
  await release();
  await expect(busy(page)).toHaveCount(0);
  const paused = await plan.calls();
  expect(paused).toBe(6 + AT_ONCE);
  await page.goto('/plan');
  const row = page.getByRole('row').filter({ hasText: 'Alice leaves on Friday' });
  await expect(row).toContainText('Paused');
  expect(await plan.calls(), 'a pause outlives its page').toBe(paused);
  await plan.open();
  await plan.button('Resume').click();
  await plan.done(24, 24);
  await plan.agrees(journal);
});

test('a plan that is paused is offered on every page, to be resumed there or to be left alone', async ({ signedInPage: page, context, sandbox, journal }) => {
  const release = await holdAfter(sandbox, 4);
  const plan = await opened(page, sandbox, 24);
  await plan.begin.click();
  await plan.sent(4 + AT_ONCE);
  await plan.button('Pause').click();
  await plan.stands('paused');
  await release();
  const other = await context.newPage();
  await other.goto('/');
  const offer = other.getByRole('status').filter({ hasText: 'The plan “Alice leaves on Friday” is paused.' });
  await expect(offer).toBeVisible();
  await other.getByRole('button', { name: 'Dismiss' }).click();
  await expect(offer).toHaveCount(0);
  await other.reload();
  await other.getByRole('button', { name: 'Resume' }).click();
  await plan.done(24, 24);
  await expect(offer).toHaveCount(0);
  await expect(other.getByRole('link', { name: 'Open plan' })).toHaveCount(0);
  await plan.agrees(journal);
});

test('a plan that is paused when its last calls are under way ends with them', async ({ signedInPage: page, sandbox, journal }) => {
  const release = await holdAfter(sandbox, 0);
  const plan = await opened(page, sandbox, 3);
  await plan.begin.click();
  await plan.sent(3);
  const paused = page.waitForResponse('**/pause');
  await plan.button('Pause').click();
  expect((await paused).status()).toBe(204);
  await release();
  await expect(page.getByText('Finished', { exact: true })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^Revoked 3 grants from bulk/ })).toBeVisible();
  await plan.agrees(journal);
});

test('the rest of a plan is cancelled and told as that', async ({ signedInPage: page, sandbox, journal }) => {
  const release = await holdAfter(sandbox, 6);
  const plan = await opened(page, sandbox, 24);
  await plan.begin.click();
  await plan.sent(6 + AT_ONCE);
  await plan.button('Cancel remaining').click();
  await expect(page.getByText('Remaining cancelled', { exact: true })).toBeVisible();
  await release();
  await expect(busy(page), 'calls that have begun end').toHaveCount(0);
  const entries = await plan.entries();
  const planned = entries.filter(({ state }) => state === 'planned').length;
  expect(planned).toBe(24 - 6 - AT_ONCE);
  await expect(page.getByRole('note')).toContainText(`${planned} entries were cancelled and not started.`);
  await expect(page.getByRole('row').filter({ hasText: 'Cancelled' }).first()).toBeVisible();
  expect(await plan.calls()).toBe(24 - planned);
  expect((await journal.outcomes()).filter((outcome) => outcome === 'Revoked')).toHaveLength(24 - planned);
  await page.goto('/');
  await expect(page.getByRole('table')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open plan' }), 'nobody is asked to go on').toHaveCount(0);
});

test('two tabs show one run, and steer it both', async ({ signedInPage: page, context, sandbox, journal }) => {
  const release = await holdAfter(sandbox, 4);
  const plan = await opened(page, sandbox, 24);
  await plan.begin.click();
  await plan.sent(4 + AT_ONCE);
  const watcher = new PlanPage(await context.newPage(), sandbox, plan.id);
  await watcher.open();
  await expect(watcher.bar).toBeVisible();
  await expect(watcher.begin).toBeHidden();
  await watcher.button('Pause').click();
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  await plan.button('Resume').click();
  await expect(watcher.button('Pause')).toBeVisible();
  await release();
  await plan.done(24, 24);
  await watcher.done(24, 24);
  await expect(watcher.page.getByText('Finished', { exact: true })).toBeVisible();
  await plan.agrees(journal);
});

test('a reload in the middle changes nothing', async ({ signedInPage: page, sandbox, journal }) => {
  const release = await holdAfter(sandbox, 4);
  const plan = await opened(page, sandbox, 24);
  await plan.begin.click();
  await plan.sent(4 + AT_ONCE);
  await page.reload();
  await expect(plan.bar).toBeVisible();
  await release();
  await plan.done(24, 24);
  await plan.agrees(journal);
});

test('five rows are revoked with the keyboard alone', async ({ signedInPage: page, sandbox, journal }) => {
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
  await expect.poll(() => journal.outcomes(), { timeout: 60_000 }).toEqual(Array(5).fill('Revoked'));
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

test('what is tried again waits until its turn, on the page that was asked and on any other', async ({ signedInPage: page, context, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_PRIVILEGE, times: 8, status: 200, body: { code: 65535, message: 'not today' }, apply: false });
  const plan = await opened(page, sandbox, 8);
  await plan.begin.click();
  await plan.stands('finished');
  const other = new PlanPage(await context.newPage(), sandbox, plan.id);
  await other.open();
  await expect(other.page.getByRole('row').filter({ hasText: 'Failed' })).toHaveCount(8);
  // The vendor takes some calls at once: the others wait for as long as these take.
  const release = await holdAfter(sandbox, 0);
  await plan.button('Retry 8 failed').click();
  for (const { page: shown } of [plan, other]) {
    await expect(shown.getByRole('row').filter({ hasText: 'Waiting' })).toHaveCount(8 - AT_ONCE);
    await expect(shown.getByRole('row').filter({ hasText: 'Failed' })).toHaveCount(0);
    await expect(shown.getByText('0 done, 0 failed, 8 left', { exact: true })).toBeVisible();
    await expect(shown.getByText(/^Retried by admin/)).toBeVisible();
  }
  // What was asked for is taken back with the rest, and shows what it was.
  await other.button('Cancel remaining').click();
  await expect(page.getByRole('row').filter({ hasText: 'Failed' })).toHaveCount(8 - AT_ONCE);
  await release();
  await expect(page.getByText('4 done, 4 failed, 0 left', { exact: true })).toBeVisible();
  expect((await journal.outcomes()).filter((outcome) => outcome === 'Revoked')).toHaveLength(4);
});

test('the list of plans shows how far each of them is while it runs', async ({ signedInPage: page, sandbox, journal }) => {
  const release = await holdAfter(sandbox, 0);
  const plan = await opened(page, sandbox, 3);
  await plan.begin.click();
  await expect(plan.bar).toBeVisible();
  await page.getByRole('navigation', { name: 'Connections' }).getByRole('link', { name: 'Plans' }).click();
  const row = page.getByRole('table', { name: 'Plans' }).getByRole('row').filter({ hasText: 'Alice leaves on Friday' });
  await expect(row).toContainText('0 of 3');
  await release();
  await expect(row).toContainText('3 of 3');
  await plan.agrees(journal);
});

test('a plan that somebody else starts is in the list without another read', async ({ signedInPage: page, sandbox }) => {
  await grant(sandbox, 3);
  const release = await holdAfter(sandbox, 0);
  await page.goto('/plan');
  await expect(page.getByRole('table', { name: 'Plans' })).toContainText('Nothing has been planned yet.');
  const id = await store(page, 3, 'made elsewhere');
  await ask(page, id, 'start');
  const row = page.getByRole('row').filter({ hasText: 'made elsewhere' });
  await expect(row).toContainText('Running');
  await release();
  await expect(row).toContainText('3 of 3');
  await expect(row).toContainText('Finished');
});

test('what failed before a reload is counted and told with the rest', async ({ signedInPage: page, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_PRIVILEGE, times: 3, status: 200, body: { code: 65535, message: 'not today' }, apply: false });
  const release = await holdAfter(sandbox, 1);
  const plan = await opened(page, sandbox, 24);
  await plan.begin.click();
  await plan.sent(3 + 1 + AT_ONCE);
  await expect(page.getByText(/\b3 failed, \d+ left/)).toBeVisible();
  await page.reload();
  await release();
  await plan.done(21, 24);
  await expect(page.getByText('21 done, 3 failed, 0 left', { exact: true })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'Could not revoke 3 grants from bulk' })).toContainText('not today');
  expect((await plan.agrees(journal)).filter((outcome) => outcome === 'Failed')).toHaveLength(3);
});
