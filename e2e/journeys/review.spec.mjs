// Everybody of all connections: one person is found everywhere, and loses everything in one plan.
import { axe, expect, LIST_USERS, RolePage, test } from '../fixtures/index.mjs';
import { PlanPage } from '../fixtures/plans.mjs';

const ALICE = '60b49eb83fd80adb96f26e68';
const USER_ROLES = '/api/v3/get-user-roles';
const everybody = (page) => page.getByRole('table', { name: 'People of all connections' });

/** What Alice holds, as messages spell it. */
async function hers(sandbox) {
  const zilliz = (await sandbox.state()).zilliz.bindings.map(({ role, user }) => `${role} from ${user}`);
  const isHers = (name) => !name.startsWith('access to') && / from (alice|Alice \(60b49eb83fd80adb96f26e68\))( in |$)/.test(name);
  return [...(await sandbox.held()), ...zilliz].filter(isHers);
}

/** Opens the page and waits until everybody has been read. */
async function open(page, filter = '') {
  await page.goto(`/review${filter}`);
  await expect(everybody(page).getByRole('rowheader').first()).toBeVisible();
  await expect(page.getByText(/^Reading users/)).toHaveCount(0);
}

test('somebody who leaves is found in every connection and loses everything in one plan', async ({ signedInPage: page, sandbox, journal }) => {
  test.setTimeout(90_000);
  const role = new RolePage(page);
  await sandbox.knobs({ mongodb: { operation_ms: 0 } });
  const theirs = await hers(sandbox);
  expect(theirs).toHaveLength(15);
  await open(page);
  await role.filter.fill('alice');
  await expect(everybody(page).getByRole('rowheader')).toHaveCount(6);
  for (const place of ['Milvus production', 'Zilliz Cloud', 'GenAuth', 'Managed MongoDB']) {
    await expect(everybody(page).getByRole('row').filter({ hasText: place }).first()).toBeVisible();
  }
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: 'Revoke everything from 6 selected…' }).click();

  await expect(role.dialog.getByRole('heading')).toHaveText('Revoke 15 grants?');
  await expect(role.dialog).toContainText('These grants on Milvus production, Zilliz Cloud, GenAuth, Managed MongoDB will be revoked. Nothing else changes.');
  await expect(role.dialog.getByRole('listitem').filter({ hasText: 'Zilliz Cloud: db_ro from alice' })).toBeVisible();
  await expect(role.dialog).toContainText('GenAuth: Roles held through a department or a group may be missing here');
  for (const tool of ['pymilvus', 'GenAuth Python SDK']) {
    await expect(role.dialog.getByRole('button', { name: `Copy as ${tool}` }).first()).toBeVisible();
  }
  // What is listed under a connection is what it is sent.
  const calls = role.dialog.locator('pre');
  await expect(calls).toHaveCount(4);
  await expect(calls.nth(0)).toContainText('{"roleName":"read_only","userName":"alice"}');
  await expect(calls.nth(1)).toContainText('{"roleName":"db_ro","userName":"alice"}');
  await expect(calls.nth(2)).toContainText(ALICE);
  await expect(calls.nth(3)).toContainText('/users/alice');
  await role.reason.fill('leaves on Friday');
  await role.dialog.getByRole('button', { name: 'Revoke 15', exact: true }).click();
  const id = (await page.getByRole('link', { name: 'Open plan' }).getAttribute('href')).split('/').at(-1);
  const plan = new PlanPage(page, sandbox, id);
  await expect.poll(() => plan.settled(), { timeout: 60_000 }).toBe(15);
  // A cluster that is stopped lets nothing be changed; that stops nothing else.
  expect(await hers(sandbox)).toEqual([expect.stringMatching(/^read from alice in .*orders_2023$/)]);
  const rows = await journal.rows();
  expect(new Set(rows.map(({ plan: one }) => one)).size, 'one plan').toBe(1);
  expect(rows.filter(({ outcome }) => outcome === 'Revoked')).toHaveLength(14);
  expect(rows.filter(({ outcome }) => outcome !== 'Revoked').map(({ outcome, grant }) => `${outcome} ${grant.role}`)).toEqual(['Failed read']);
  await expect(everybody(page).getByRole('row').filter({ hasText: 'Milvus production' })).toContainText('Holds no role.');
});

test('who could not be read is said, and the others are asked about all the same', async ({ signedInPage: page, sandbox }) => {
  const role = new RolePage(page);
  await open(page, '?filter=alice');
  await sandbox.fault({ method: 'GET', path: USER_ROLES, status: 500, body: 'broken' });
  await page.getByRole('checkbox', { name: 'Select alice', exact: true }).first().check();
  await page.getByRole('checkbox', { name: `Select Alice (${ALICE})`, exact: true }).check();
  await page.getByRole('button', { name: 'Revoke everything from 2 selected…' }).click();
  await expect(role.dialog).toContainText(`GenAuth: Could not read: Roles (Alice (${ALICE})).`);
  await expect(role.dialog).toContainText('read_only from alice');
  await page.keyboard.press('Escape');

  await page.getByRole('checkbox', { name: 'Select alice', exact: true }).first().uncheck();
  await page.getByRole('button', { name: 'Revoke everything from 1 selected…' }).click();
  await expect(role.alert).toContainText(`Could not read: Roles (Alice (${ALICE})).`);
  await sandbox.clearFaults();
  await role.act('Retry').click();
  await expect(role.dialog).toContainText('code1');
});

test('a connection that cannot be read hides nobody of the others', async ({ signedInPage: page, sandbox }) => {
  await sandbox.fault({ path: LIST_USERS, status: 502, body: 'bad gateway' });
  await open(page);
  const role = new RolePage(page);
  await expect(page.getByRole('alert').filter({ hasText: 'Milvus production' })).toBeVisible();
  await expect(everybody(page).getByRole('row').filter({ hasText: 'Zilliz Cloud' }).first()).toBeVisible();
  const { length } = (await sandbox.state()).genauth.users;
  await page.getByRole('combobox', { name: 'Connection' }).selectOption({ label: `GenAuth (${length})` });
  await expect(everybody(page)).toHaveAttribute('aria-rowcount', String(length));
  await expect(page).toHaveURL(/only=connection/);
  await page.getByRole('checkbox', { name: `Select Alice (${ALICE})`, exact: true }).check();
  await page.getByRole('button', { name: 'Revoke everything from 1 selected…' }).click();
  await expect(role.dialog, 'she may hold something there as well').toContainText('Milvus production: Could not read: People.');
});

test('administrators and those who hold nothing are chosen by a field', async ({ signedInPage: page, sandbox }) => {
  await open(page);
  await page.getByRole('combobox', { name: 'Connection' }).selectOption({ label: 'Milvus production (32)' });
  const { users } = (await sandbox.state()).milvus.roles.find(({ name }) => name === 'admin');
  const holds = page.getByRole('combobox', { name: 'Holds' });
  await holds.selectOption({ label: `administrator rights (${users.length + 1})` });
  await expect(everybody(page).getByRole('rowheader')).toHaveCount(users.length + 1);
  await expect(everybody(page).getByRole('row').filter({ hasText: 'root' }), 'who needs no role').toContainText('may do everything');
  await holds.selectOption({ label: 'no role (1)' });
  await expect(everybody(page).getByRole('rowheader')).toHaveCount(1);
});

test('from a person the same name is found everywhere', async ({ signedInPage: page }) => {
  await page.goto(`/c/genauth/person?id=${ALICE}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Alice (${ALICE})`);
  await page.getByRole('link', { name: 'Find “Alice” in all connections' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Review');
  await expect(page.getByRole('searchbox', { name: 'Filter' })).toHaveValue('Alice');
  await expect(everybody(page).getByRole('rowheader')).toHaveCount(6);
});

test('people whose roles are not listed are selected in their own table as well', async ({ signedInPage: page, journal }) => {
  const role = new RolePage(page);
  await page.goto('/c/genauth/people?filter=alice');
  await page.getByRole('checkbox', { name: `Select Alice (${ALICE})`, exact: true }).check();
  await page.getByRole('button', { name: 'Revoke everything from 1 selected…' }).click();
  await expect(role.dialog.getByRole('heading')).toHaveText('Revoke 4 grants?');
  await role.dialog.getByRole('button', { name: 'Revoke 4', exact: true }).click();
  await expect.poll(() => journal.outcomes()).toEqual(['Revoked', 'Revoked', 'Revoked', 'Revoked']);
  await page.getByRole('button', { name: 'Revoke everything from 1 selected…' }).click();
  await expect(page.getByRole('note').filter({ hasText: 'Nothing was found that could be taken' })).toBeVisible();
});

test('however much there is to be warned of, the question opens at its beginning', async ({ signedInPage: page }) => {
  const role = new RolePage(page);
  await open(page);
  await page.getByRole('combobox', { name: 'Connection' }).selectOption({ label: 'Milvus production (32)' });
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: /^Revoke everything from \d+ selected…$/ }).click();
  await expect(role.reason).toBeFocused();
  await expect(role.dialog.getByRole('heading')).toBeInViewport();
});

test('who is selected no more is asked about no more, however many they are', async ({ signedInPage: page, sandbox }) => {
  const role = new RolePage(page);
  await open(page);
  const { length } = (await sandbox.state()).genauth.users;
  await page.getByRole('combobox', { name: 'Connection' }).selectOption({ label: `GenAuth (${length})` });
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route('**/describe/user?*', (route) => held.then(() => route.continue()));
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: /^Revoke everything from \d{3} selected…$/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toBeVisible();
  await page.getByRole('checkbox', { name: `Select Alice (${ALICE})`, exact: true }).uncheck();
  await expect(page.getByRole('status').filter({ hasText: /^\d{3} selected/ })).toBeVisible();
  release();
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page.getByRole('checkbox', { name: `Select Alice (${ALICE})`, exact: true }).check();
  await page.getByRole('button', { name: 'Revoke everything from 1 selected…' }).click();
  await expect(role.dialog.getByRole('heading')).toHaveText('Revoke 4 grants?');
});

for (const width of [1440, 380]) {
  test(`the page is sound at ${width}`, async ({ signedInPage: page }) => {
    await page.setViewportSize({ width, height: 900 });
    await open(page, '?filter=alice');
    await axe(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
}
