// A plan runs once, in one tab, for who asked for it, and stops where somebody stopped it.
import { expect, REVOKE_PRIVILEGE, test } from '../fixtures/index.mjs';
import { grant, PlanPage, rowName, store } from '../fixtures/plans.mjs';

// Every row of these is several calls of a slow vendor.
test.setTimeout(120_000);

const REASON = 'once and no more';

/** Stores a plan of so many rows and opens its page. */
async function opened(page, sandbox, count) {
  await grant(sandbox, count);
  const plan = new PlanPage(page, sandbox, await store(page, count, REASON));
  await plan.open();
  await expect(page.getByRole('table', { name: `Entries of ${REASON}` })).toHaveAttribute('aria-rowcount', String(count));
  return plan;
}

/** Selects all rows of the role and confirms; yields the id of the plan that runs. */
async function taken(role, count) {
  const { page } = role;
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: `Revoke ${count} selected…` }).click();
  await role.reason.fill(REASON);
  await role.dialog.getByRole('button', { name: `Revoke ${count}`, exact: true }).click();
  const address = await page.getByRole('link', { name: 'Open plan' }).getAttribute('href');
  return address.split('/').at(-1);
}

const slow = (sandbox, delay_ms = 500) => sandbox.fault({ path: REVOKE_PRIVILEGE, delay_ms });

test('a new sign-in in the midst of a plan sends nothing twice', async ({ role, server, sandbox, journal }) => {
  const { page } = role;
  await grant(sandbox, 24);
  await slow(sandbox, 1_500);
  await role.open('bulk', 'privileges');
  const plan = new PlanPage(page, sandbox, await taken(role, 24));
  await plan.sent(4);
  const listed = page.waitForResponse((answer) => answer.url().includes('/api/plans?limit='));
  await page.evaluate((token) => {
    location.hash = `token=${token}`;
  }, server.token);
  await listed;
  for (const sent of [8, 12, 16]) {
    await plan.sent(sent);
    expect(await page.getByRole('progressbar', { name: 'Revoking' }).count(), 'one run').toBe(1);
  }
  await plan.open();
  await plan.done(24, 24);
  expect(new Set(await plan.agrees(journal))).toEqual(new Set(['Revoked']));
});

test('a tab that is duplicated follows the plan and sends nothing', async ({ signedInPage: page, context, sandbox, journal }) => {
  const plan = await opened(page, sandbox, 24);
  await slow(sandbox);
  await plan.goOn.click();
  await plan.sent(4);
  const kept = await page.evaluate(() => ({ ...sessionStorage }));
  const copy = await context.newPage();
  await copy.addInitScript((items) => Object.entries(items).forEach(([key, value]) => sessionStorage.setItem(key, value)), kept);
  const watcher = new PlanPage(copy, sandbox, plan.id);
  await watcher.open();
  await expect(copy.getByRole('note')).toHaveText('Another tab has this plan, running or paused. This page follows it.');
  await plan.done(24, 24);
  expect(new Set(await plan.agrees(journal))).toEqual(new Set(['Revoked']));
});

test('what was called off is called off for everybody, until somebody wants it after all', async ({ signedInPage: page, openBrowser, server, sandbox, journal }) => {
  const plan = await opened(page, sandbox, 3);
  await plan.button('Cancel the plan').click();
  await expect(page.getByText('Rest cancelled', { exact: true })).toBeVisible();
  await expect(page.getByText('0 done, 0 failed', { exact: true })).toBeVisible();

  const context = await openBrowser();
  const colleague = new PlanPage(await context.newPage(), sandbox, plan.id);
  await colleague.page.goto(server.link);
  await colleague.page.getByRole('link', { name: 'Plans', exact: true }).click();
  await expect(colleague.page.getByRole('row').filter({ hasText: REASON })).toContainText('Rest cancelled');
  await colleague.open();
  await expect(colleague.page.getByRole('note')).toContainText('3 entries were cancelled: they were not sent. Cancelled by admin, ');
  await colleague.goOn.click();
  await colleague.done(3, 3);
  await plan.open();
  await expect(page.getByText('Finished', { exact: true })).toBeVisible();
  await plan.agrees(journal);
});

test('a vendor that wants fewer calls gets them, and everything is done', async ({ signedInPage: page, sandbox, journal }) => {
  const plan = await opened(page, sandbox, 6);
  const body = { code: 429, message: 'slow down' };
  await sandbox.fault({ path: REVOKE_PRIVILEGE, times: 3, status: 429, headers: { 'Retry-After': '2' }, body });
  await plan.goOn.click();
  await expect(page.getByRole('cell', { name: 'Resting: too many requests', exact: true }).first()).toBeVisible();
  await plan.done(6, 6);
  await expect(page.getByText('Finished', { exact: true })).toBeVisible();
  const outcomes = await journal.outcomes();
  expect(outcomes.filter((outcome) => outcome === 'Revoked')).toHaveLength(6);
  expect(outcomes.filter((outcome) => outcome === 'Failed'), 'every refusal is in the journal').toHaveLength(3);
  expect((await sandbox.held()).filter((name) => name.endsWith(' from bulk'))).toEqual([]);
});

test('a plan that is cancelled while it rests sends nothing more', async ({ signedInPage: page, sandbox }) => {
  const plan = await opened(page, sandbox, 3);
  await sandbox.fault({ path: REVOKE_PRIVILEGE, status: 429, headers: { 'Retry-After': '60' }, body: { code: 429, message: 'slow down' } });
  await plan.goOn.click();
  await expect(page.getByRole('cell', { name: 'Resting: too many requests', exact: true })).toHaveCount(3);
  await sandbox.clearFaults();
  await plan.button('Cancel the rest').click();
  await expect(page.getByText('Finished, 3 failed', { exact: true })).toBeVisible();
  expect(await plan.calls()).toBe(3);
  expect((await sandbox.held()).filter((name) => name.endsWith(' from bulk'))).toHaveLength(3);
});

test('what is under way already is left out of a question', async ({ role, sandbox, journal }) => {
  await grant(sandbox, 3);
  await role.open('bulk', 'privileges');
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await role.page.route(`**${REVOKE_PRIVILEGE}`, (route) => released.then(() => route.continue()));
  await role.revoke(`${rowName(1)} from bulk`);
  await expect(role.page.getByRole('cell', { name: 'Revoking', exact: true })).toBeVisible();
  await role.page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await role.page.getByRole('button', { name: /^Revoke \d selected…$/ }).click();
  await expect(role.dialog).toContainText('1 of these is being changed already and is left out.');
  await role.dialog.getByRole('button', { name: 'Revoke 2', exact: true }).click();
  release();
  await expect.poll(async () => (await journal.outcomes()).filter((outcome) => outcome === 'Revoked').length).toBe(3);
  expect((await journal.rows()).map(({ entry }) => entry)).toHaveLength(3);
});

test('what another page sends first is refused here, and everything else of the same call is sent', async ({ role, sandbox, journal }) => {
  const { page } = role;
  const REVOKE_ROLE = '/api/v3/revoke-role';
  const stored = page.waitForResponse((answer) => answer.url().endsWith('/api/plans') && answer.request().method() === 'POST');
  let sent = 0;
  await page.route(`**${REVOKE_ROLE}`, async (route) => {
    sent += 1;
    if (sent > 1) return route.continue();
    const plan = await stored;
    const wanted = plan.request().postDataJSON().entries.findIndex(({ grant: { principal } }) => principal.kind === 'user');
    const { id } = (await plan.json()).entries[wanted];
    const { targets, ...body } = route.request().postDataJSON();
    expect(targets, 'one call for both').toHaveLength(2);
    const alone = { ...body, targets: targets.filter(({ targetType }) => targetType === 'USER') };
    const headers = { 'X-Rescind': '1', 'X-Rescind-Entry': id };
    const answer = await page.request.post(`/api/c/genauth${REVOKE_ROLE}`, { headers, data: alone });
    expect(await answer.json()).toMatchObject({ statusCode: 200 });
    return route.continue();
  });
  await page.goto('/c/genauth/role?name=code1&scope=default&tab=members');
  await expect(page.getByRole('table', { name: 'Members of code1' }).getByRole('rowheader')).toHaveCount(2);
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await page.getByRole('button', { name: 'Revoke 2 selected…' }).click();
  await role.dialog.getByRole('button', { name: 'Revoke 2', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: /^Revoked code1 from 2 holders in Default/ })).toBeVisible();
  expect((await sandbox.state()).genauth.holders.filter((holder) => holder.namespace === 'default' && holder.role === 'code1')).toEqual([]);
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(2);
  expect(await journal.outcomes()).toEqual(['Revoked', 'Revoked']);
});
