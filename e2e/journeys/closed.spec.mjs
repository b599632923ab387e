// A run depends on no browser: it goes on when the page is read again, closed, frozen or not open at all, and whoever opens a
// page later sees where it is.
import { address, expect, REVOKE_ROLE, RolePage, test } from '../fixtures/index.mjs';
import { ask, AT_ONCE, grant, holdAfter, PlanPage, planOf, startEntries, store } from '../fixtures/plans.mjs';

const GRANT = 'read_only from alice';
const REVOKE_IN_GENAUTH = '/api/v3/revoke-role';
const SHOP = 'c9qshop0n8r2k6t0v5x1';

/** Sends a revocation that the vendor holds, and waits until the vendor has got it. Answers what lets it go on. */
async function sendAndHold(role, sandbox) {
  const release = await sandbox.hold({ path: REVOKE_ROLE, times: 1 });
  await role.open('read_only');
  await role.revoke(GRANT, 'leaves on Friday');
  await sandbox.reached(REVOKE_ROLE);
  return release;
}

async function expectOneCall(sandbox, journal) {
  expect(await sandbox.held()).not.toContain(GRANT);
  expect(await sandbox.calls(REVOKE_ROLE), 'nothing was sent twice').toBe(1);
  expect(await journal.rows()).toEqual([
    expect.objectContaining({ outcome: 'Revoked', verified: true, reason: 'leaves on Friday' }),
  ]);
}

test('the browser is closed in the middle, and all 120 holders lose their role', async ({ openBrowser, signIn, sandbox, journal }) => {
  const context = await openBrowser();
  await signIn(context);
  const role = new RolePage(await context.newPage());
  await role.page.goto('/c/genauth/role?name=employee&scope=default&tab=members');
  await expect(role.tab('Members')).toHaveText(/120/);
  await role.page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await role.page.getByRole('button', { name: 'Revoke 120 selected…' }).click();
  const release = await sandbox.hold({ path: REVOKE_IN_GENAUTH });
  await role.dialog.getByRole('button', { name: 'Revoke 120' }).click();
  await sandbox.reached(REVOKE_IN_GENAUTH);
  await context.close();
  await release();

  const holders = async () => (await sandbox.state()).genauth.holders.filter(({ namespace, role: code }) => namespace === 'default' && code === 'employee');
  await expect.poll(async () => (await holders()).length, { timeout: 90_000 }).toBe(0);
  await expect.poll(async () => (await journal.outcomes()).filter((outcome) => outcome === 'Revoked').length, { timeout: 90_000 }).toBe(120);
  expect(await sandbox.calls(REVOKE_IN_GENAUTH), '50 at a time, each once').toBe(3);
});

test('a reload in the middle shows what goes on, and then what became of it', async ({ role, sandbox, journal }) => {
  const release = await sendAndHold(role, sandbox);
  await role.page.reload();
  await expect(role.table('read_only').getByRole('row', { name: 'alice' })).toContainText('Revoking');
  await expect(role.button(GRANT)).toHaveCount(0);
  await release();
  await role.expectRevoked(GRANT);
  await expectOneCall(sandbox, journal);
});

test('another page of the console, in the middle, shows the outcome as well', async ({ role, sandbox, journal }) => {
  const release = await sendAndHold(role, sandbox);
  await role.page.getByRole('navigation', { name: 'Where you are' }).getByRole('link', { name: 'Milvus production' }).click();
  await expect(role.page.getByRole('table', { name: 'Roles' })).toBeVisible();
  await release();
  await expect(role.status(GRANT)).toBeVisible();
  await expectOneCall(sandbox, journal);
});

test('another browser, opened in the middle, shows what goes on, and what became of it', async ({ role, sandbox, journal, openBrowser, signIn }) => {
  const release = await sendAndHold(role, sandbox);
  const context = await openBrowser();
  await signIn(context);
  const other = new RolePage(await context.newPage());
  await other.page.goto(address('read_only'));
  await expect(other.table('read_only').getByRole('row', { name: 'alice' })).toContainText('Revoking');
  await release();
  await role.expectRevoked(GRANT);
  await expect(other.button(GRANT)).toHaveCount(0);
  await expect(other.table('read_only').getByRole('row', { name: 'alice' })).toHaveCount(0);
  await expectOneCall(sandbox, journal);
});

test('a page opened in the middle of a plan shows where it is, and follows it', async ({ signedInPage: page, context, sandbox, journal }) => {
  await grant(sandbox, 24);
  const release = await holdAfter(sandbox, 4);
  const id = await store(page, 24, 'Alice leaves on Friday');
  await ask(page, id, 'start');
  const plan = new PlanPage(page, sandbox, id);
  await plan.sent(4 + AT_ONCE);
  await plan.open();
  await expect(plan.bar).toBeVisible();
  await expect(page.getByText('Running', { exact: true })).toBeVisible();
  await expect(plan.begin).toBeHidden();
  await expect(plan.button('Pause')).toBeVisible();
  const late = new PlanPage(await context.newPage(), sandbox, id);
  await late.page.goto('/c/milvus/roles');
  await expect(late.bar, 'on any other page as well').toBeVisible();
  await release();
  await plan.done(24, 24);
  await expect(page.getByText('Finished', { exact: true })).toBeVisible();
  await expect(late.bar).toHaveCount(0);
  await plan.agrees(journal);
});

test('a tab that is frozen for forty seconds shows everything as soon as it is thawed', async ({ signedInPage: page, context, sandbox, journal }) => {
  await grant(sandbox, 24);
  const release = await holdAfter(sandbox, 0);
  const plan = new PlanPage(page, sandbox, await store(page, 24, 'Alice leaves on Friday'));
  await plan.open();
  await plan.begin.click();
  await plan.sent(AT_ONCE);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await release();
  const begun = Date.now();
  await expect.poll(async () => (await planOf({ request: context.request }, plan.id)).status.status, { timeout: 90_000 }).toBe('finished');
  await expect.poll(() => Date.now() - begun, { timeout: 60_000 }).toBeGreaterThan(40_000);
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(page.getByText('24 of 24', { exact: true })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('Finished', { exact: true })).toBeVisible();
  await plan.agrees(journal);
});

test('an operation of half a minute ends with no page open, and its outcome is in the plan', async ({ signedInPage: page, context, sandbox, journal }) => {
  await sandbox.knobs({ mongodb: { operation_ms: 30_000 } });
  const entry = { connection: 'mongodb', grant: { kind: 'membership', role: 'readWrite', scope: `${SHOP}/orders`, principal: { kind: 'user', id: 'alice' } } };
  const { id } = await startEntries(page, [entry], 'leaves on Friday');
  await page.close();
  const begun = Date.now();
  await expect.poll(() => journal.outcomes(), { timeout: 90_000, intervals: [1_000] }).toEqual(['Revoked']);
  expect(Date.now() - begun, 'it took its time').toBeGreaterThan(25_000);

  const plan = new PlanPage(await context.newPage(), sandbox, id);
  await plan.open();
  await plan.done(1, 1);
  await expect(plan.page.getByText('Finished', { exact: true })).toBeVisible();
  await expect(plan.page.getByRole('row').filter({ hasText: 'readWrite' })).toContainText('Revoked');
  const users = (await sandbox.state()).mongodb.users.filter(({ clusterId, name }) => clusterId === SHOP && name === 'alice');
  expect(users[0].permissions.map(({ databaseName }) => databaseName)).not.toContain('orders');
});
