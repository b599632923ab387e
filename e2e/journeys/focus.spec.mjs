// When what has the focus leaves the page, the focus stays near it: whoever works with the keyboard goes on from there.
import { expect, quiet, REVOKE_ROLE, RolePage, test } from '../fixtures/index.mjs';
import { PlanPage, storeEntries } from '../fixtures/plans.mjs';

const held = (role, principal) => ({
  connection: 'milvus',
  grant: { kind: 'membership', role, principal: { kind: 'user', id: principal } },
  accepts: role === 'admin' ? ['last_holder'] : [],
});
const messages = (page) => page.getByRole('region', { name: 'Messages' });

/** The focus is looked after once everything is loaded, which the browser does when it has nothing else to do. */
async function settled(page) {
  await quiet(page);
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => /part-records-.*\.wasm$/.test(name)));
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => requestIdleCallback(resolve))));
}

test('a message that is dismissed leaves the focus with the other messages, the last one with the page', async ({ role, sandbox }) => {
  const { page } = role;
  await sandbox.fault({ path: REVOKE_ROLE, times: 2, status: 200, body: { code: 65535, message: 'no' } });
  await role.open('read_only');
  await settled(page);
  for (const whom of ['alice', 'user_1']) {
    await role.revoke(`read_only from ${whom}`);
    await expect(role.alert.filter({ hasText: whom })).toBeVisible();
  }
  await role.alert.filter({ hasText: 'alice' }).getByRole('button', { name: 'Dismiss' }).press('Enter');
  await expect(role.alert).toHaveCount(1);
  await expect(messages(page)).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(role.act('Retry')).toBeFocused();
  await role.act('Dismiss').press('Enter');
  await expect(role.alert).toHaveCount(0);
  await expect(page.getByRole('main')).toBeFocused();
});

test('a message that is tried again leaves the focus with the page', async ({ role, sandbox }) => {
  const { page } = role;
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, status: 200, body: { code: 65535, message: 'no' } });
  await role.open('read_only');
  await settled(page);
  await role.revoke('read_only from alice');
  await role.act('Retry').press('Enter');
  await expect(role.status('read_only from alice')).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.activeElement.closest('main') !== null)).toBe(true);
});

test('a row that is revoked gives the focus to the row in its place', async ({ role }) => {
  const { page } = role;
  await role.open('read_only');
  await settled(page);
  const rows = role.table('read_only').getByRole('row').filter({ has: page.getByRole('checkbox') });
  const names = await role.table('read_only').getByRole('rowheader').allTextContents();
  await page.keyboard.press('Tab');
  await role.button(`read_only from ${names[1]}`).press('Enter');
  await role.dialog.getByRole('button', { name: 'Revoke', exact: true }).press('Enter');
  await role.expectRevoked(`read_only from ${names[1]}`);
  await expect(rows.filter({ hasText: names[2] })).toBeFocused();
});

test('the word and Enter leave the focus with the plan', async ({ signedInPage: page, sandbox }) => {
  const { users } = (await sandbox.state()).milvus.roles.find(({ name }) => name === 'admin');
  const id = await storeEntries(page, users.map((user) => held('admin', user)), 'The old team has left');
  const plan = new PlanPage(page, sandbox, id);
  await plan.open();
  await settled(page);
  const word = page.getByRole('textbox', { name: 'Type admin to confirm' });
  await word.fill('admin');
  await word.press('Enter');
  await plan.done(users.length, users.length);
  await expect(page.getByRole('region', { name: 'State' })).toBeFocused();
});

test('a button that is hidden when the plan has ended leaves the focus with the plan', async ({ signedInPage: page, sandbox }) => {
  const users = ['alice', 'user_1'];
  const plan = new PlanPage(page, sandbox, await storeEntries(page, users.map((user) => held('read_only', user)), 'left'));
  await plan.open();
  await settled(page);
  await plan.begin.press('Enter');
  await plan.done(users.length, users.length);
  await expect(plan.button('Pause')).toBeHidden();
  await expect(page.getByRole('region', { name: 'State' })).toBeFocused();
});

test('filters that are cleared leave the focus with them', async ({ role }) => {
  const { page } = role;
  await page.goto('/activity?outcome=Failed');
  await settled(page);
  await page.getByRole('button', { name: 'Clear filters' }).press('Enter');
  await expect(page.getByRole('search', { name: 'Filters' })).toBeFocused();
  await page.goto('/c/milvus/people?filter=nobody-is-called-so');
  await settled(page);
  await page.getByRole('button', { name: 'Clear filter' }).press('Enter');
  await expect(role.filter).toBeFocused();
});

test('people who lose everything leave the focus with their row', async ({ signedInPage: page, sandbox }) => {
  const role = new RolePage(page);
  await sandbox.knobs({ mongodb: { operation_ms: 0 } });
  await page.goto('/c/mongodb/people');
  await settled(page);
  await page.getByRole('checkbox', { name: 'Select katya in shop' }).check();
  await page.getByRole('button', { name: 'Revoke everything from 1 selected…' }).press('Enter');
  await role.dialog.getByRole('button', { name: 'Revoke 3', exact: true }).press('Enter');
  await expect(page.getByRole('button', { name: /^Revoke everything/ })).toHaveCount(0);
  await expect(page.getByRole('row').filter({ hasText: 'katya' }).filter({ hasText: 'shop' })).toBeFocused();
});

test('whoever points at nothing has the focus nowhere, and that stays so', async ({ role }) => {
  const { page } = role;
  const nowhere = () => page.evaluate(() => document.activeElement === document.body);
  await role.open('read_only');
  await settled(page);
  await role.filter.focus();
  await page.getByRole('banner').click({ position: { x: 300, y: 8 } });
  expect(await nowhere()).toBe(true);
  await page.getByRole('link', { name: 'Plans' }).dispatchEvent('click');
  await expect(page.getByRole('heading', { name: 'Plans' })).toBeVisible();
  await expect(role.filter).toHaveCount(1);
  expect(await nowhere()).toBe(true);
});
