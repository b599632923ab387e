// The people of a connection, and everything that one of them holds.
import { address, axe, DESCRIBE_USER, expect, LIST_USERS, RolePage, test } from '../fixtures/index.mjs';

/** Opens the page and waits until everybody has been read: of a list in the making, whoever is chosen may be the last one. */
async function openAll(page) {
  await page.goto('/c/milvus/people');
  await expect(page.getByRole('table', { name: 'People' })).toHaveAttribute('aria-rowcount', '32');
  await expect(page.getByText(/^Reading users/)).toHaveCount(0);
}

test('a person is found, and a role taken away where the person is', async ({ signedInPage: page, sandbox, journal }) => {
  const role = new RolePage(page);
  await page.goto('/c/milvus/people');
  const people = page.getByRole('table', { name: 'People' });
  await expect(people).toHaveAttribute('aria-rowcount', '32');
  await role.filter.fill('user_1');
  await people.getByRole('link', { name: 'user_1', exact: true }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('user_1');
  await expect(page.getByRole('table', { name: 'Roles of user_1' }).getByRole('rowheader')).toHaveText('read_only');
  await page.getByRole('tab', { name: 'Privileges' }).click();
  const effective = page.getByRole('table', { name: 'Privileges of user_1' });
  await expect(effective.getByRole('row').filter({ hasText: 'read_only' })).toContainText('DescribeCollection');
  await expect(effective.getByRole('row').filter({ hasText: 'public' }).first(), 'everybody holds public').toBeVisible();

  await page.getByRole('tab', { name: 'Roles' }).click();
  await role.revoke('read_only from user_1', 'moved on');
  await role.expectRevoked('read_only from user_1');
  await expect(page.getByRole('table', { name: 'Roles of user_1' })).toContainText('Holds no role.');
  await page.getByRole('tab', { name: 'Privileges' }).click();
  await expect(effective.getByRole('row').filter({ hasText: 'read_only' })).toHaveCount(0);
  expect(await sandbox.held()).not.toContain('read_only from user_1');
  expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Revoked', reason: 'moved on' })]);
});

test('of root and of an unknown person only what is so is said', async ({ signedInPage: page }) => {
  await page.goto('/c/milvus/person?id=root');
  await expect(page.getByText("Rescind's account")).toBeVisible();
  await expect(page.getByRole('table', { name: 'Roles of root' })).toContainText('root may do everything by its name');
  await page.goto('/c/milvus/person?id=nobody%25');
  await expect(page.getByRole('table', { name: 'Roles of nobody%' })).toContainText('This server has no user “nobody%”.');
  await page.goto('/c/milvus/person');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The address names nobody.');
});

test("taking a role from Rescind's own account asks for a word first", async ({ signedInPage: page, sandbox }) => {
  const role = new RolePage(page);
  await page.goto(address('db_admin', 'members', 'zilliz'));
  await role.button('db_admin from db_admin').click();
  await expect(role.dialog).toContainText('db_admin is the account that Rescind itself uses');
  const word = role.dialog.getByRole('textbox', { name: 'Type db_admin to confirm' });
  await word.press('Enter');
  await expect(role.dialog, 'nothing happens without the word').toBeVisible();
  expect(await sandbox.calls('/zilliz/v2/vectordb/users/revoke_role')).toBe(0);
  await word.fill('db_admin');
  await role.confirm();
  // An account may still describe itself, so even this can be proved.
  await expect(role.status('db_admin from db_admin')).toBeVisible();
  expect((await sandbox.state()).zilliz.bindings).not.toContainEqual({ role: 'db_admin', user: 'db_admin' });
});

test('a person whose roles cannot be read is said to be unknown, and the roles say that a holder may be missing', async ({ signedInPage: page, sandbox }) => {
  await sandbox.fault({ path: '/v2/vectordb/users/describe', times: 1, status: 500, body: { code: 5, message: 'internal' } });
  await page.goto('/c/milvus/people');
  await expect(page.getByRole('table', { name: 'People' }).getByRole('cell', { name: 'Unknown', exact: true })).toHaveCount(1);
  await expect(page.getByRole('table', { name: 'People' }).getByRole('rowheader'), 'all are read').toHaveCount(32);
  await sandbox.fault({ path: '/v2/vectordb/users/describe', times: 1, status: 500, body: { code: 5, message: 'internal' } });
  await page.goto('/c/milvus/role?name=read_only');
  await expect(page.getByRole('note')).toContainText('The roles of 1 user could not be read');
});

for (const width of [1440, 380]) {
  test(`people and person are sound at ${width}`, async ({ signedInPage: page }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const [where, table] of [['people', 'People'], ['person?id=alice', 'Roles of alice'], ['person?id=alice&tab=privileges', 'Privileges of alice']]) {
      await page.goto(`/c/milvus/${where}`);
      await expect(page.getByRole('table', { name: table }).getByRole('rowheader').first()).toBeVisible();
      await axe(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), where).toBe(true);
    }
  });
}

test('people are selected, and everything that they hold is taken away', async ({ signedInPage: page, sandbox, journal }) => {
  const role = new RolePage(page);
  const of = async (names) => (await sandbox.held()).filter((name) => names.some((whom) => name.endsWith(` from ${whom}`)));
  const leaving = ['oncall_admin', 'svc-etl-backfill'];
  const theirs = await of(leaving);
  expect(theirs).toHaveLength(4);
  await openAll(page);
  const people = page.getByRole('table', { name: 'People' });
  for (const name of leaving) await people.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
  await expect(people.getByRole('checkbox', { name: 'Select root', exact: true }), 'there is nothing to take').toHaveCount(0);
  await page.getByRole('button', { name: 'Revoke everything from 2 selected…' }).click();
  for (const grant of theirs) await expect(role.dialog.getByRole('listitem').filter({ hasText: grant })).toHaveCount(1);
  await expect(role.dialog, 'another one is left').not.toContainText('administrator role');
  await expect(role.dialog.getByRole('button', { name: 'Copy as pymilvus' })).toBeVisible();
  await role.reason.fill('left the company');
  await role.dialog.getByRole('button', { name: 'Revoke 4', exact: true }).click();
  for (const name of leaving) await expect(people.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })).toContainText('Holds no role.');
  expect(await of(leaving)).toEqual([]);
  expect((await journal.rows()).map(({ outcome, reason }) => `${outcome} ${reason}`)).toEqual(theirs.map(() => 'Revoked left the company'));
});

test('who is the last one is told by who is left, and not by who was there when the list was read', async ({ signedInPage: page, sandbox }) => {
  const role = new RolePage(page);
  const all = (await sandbox.state()).milvus.roles.find(({ name }) => name === 'admin').users;
  await openAll(page);
  for (const [place, name] of all.entries()) {
    await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
    await page.getByRole('button', { name: 'Revoke everything from 1 selected…' }).click();
    await expect(role.dialog).toContainText(name);
    const last = place === all.length - 1;
    await expect(role.dialog.getByRole('textbox', { name: 'Type admin to confirm' })).toHaveCount(last ? 1 : 0);
    if (last) break;
    await role.dialog.getByRole('button', { name: /^Revoke/ }).click();
    await expect(page.getByRole('checkbox', { name: `Select ${name}`, exact: true })).toHaveCount(0);
  }
  await expect(role.dialog).toContainText('This is the last holder of admin, an administrator role.');
  await expect(role.dialog.getByRole('button', { name: /^Revoke/ })).toBeDisabled();
});

test('the roles of a database user are taken together', async ({ signedInPage: page, sandbox, journal }) => {
  const role = new RolePage(page);
  await sandbox.knobs({ mongodb: { operation_ms: 0 } });
  await page.goto('/c/mongodb/people');
  const katya = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'katya', exact: true }) });
  const box = katya.getByRole('checkbox', { name: /^Select katya in / });
  await expect(box).toHaveCount(1);
  await box.check();
  await page.getByRole('button', { name: 'Revoke everything from 1 selected…' }).click();
  await expect(role.dialog.getByRole('heading')).toHaveText('Revoke 3 grants?');
  await role.dialog.getByRole('button', { name: 'Revoke 3', exact: true }).click();
  await expect(katya, 'nothing is left to take').toContainText('Holds no role.');
  // What allows more goes first, so that nothing is still allowed when it is looked at.
  expect(await journal.outcomes()).toEqual(['Revoked', 'Revoked', 'Revoked']);
});

test('all access to a database takes every role of it off the page', async ({ signedInPage: page, sandbox }) => {
  const role = new RolePage(page);
  await sandbox.knobs({ mongodb: { operation_ms: 0 } });
  await page.goto('/c/mongodb/people');
  await page.getByRole('row').filter({ hasText: 'shop' }).getByRole('link', { name: 'katya', exact: true }).click();
  const rows = page.getByRole('table', { name: 'Roles of katya' }).getByRole('button', { name: /^Revoke / });
  await expect(rows).toHaveCount(3);
  await rows.first().click();
  await role.dialog.getByRole('radio', { name: /^All access to orders · shop/ }).check();
  await role.dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Revoked access to orders · shop from katya' })).toBeVisible();
  await expect(rows).toHaveCount(0);
});

test('roles are selected, and taken from everybody who holds them', async ({ signedInPage: page, sandbox, journal }) => {
  const role = new RolePage(page);
  const of = async (names) => (await sandbox.held()).filter((grant) => names.some((name) => grant.startsWith(`${name} from `)));
  const ended = ['etl_nightly', 'newcomer'];
  const theirs = await of(ended);
  expect(theirs.length).toBeGreaterThan(2);
  await page.goto('/c/milvus/roles');
  await expect(page.getByRole('row').filter({ hasText: 'read_only' }), 'all is read').toHaveText(/\d\D*\d$/);
  const roles = page.getByRole('table', { name: 'Roles' });
  await expect(roles.getByRole('checkbox', { name: 'Select admin', exact: true })).toBeVisible();
  await expect(roles.getByRole('checkbox', { name: 'Select public', exact: true }), 'everybody holds it, and nobody by a grant').toHaveCount(0);
  for (const name of ended) await roles.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();

  await sandbox.fault({ path: LIST_USERS, times: 1, status: 500, body: { code: 5, message: 'internal' } });
  await page.getByRole('button', { name: 'Revoke from all holders of 2 selected…' }).click();
  await expect(role.alert).toContainText('internal');
  await expect(role.dialog).toHaveCount(0);
  await role.act('Retry').click();
  await expect(role.dialog).toContainText('This is the last holder of newcomer. Afterwards nobody holds it.');
  await expect(role.dialog).toContainText('These are all holders of etl_nightly. Afterwards nobody holds it.');
  await expect(role.alert).toHaveCount(0);
  await role.dialog.getByRole('button', { name: `Revoke ${theirs.length}`, exact: true }).click();
  for (const name of ended) await expect(roles.getByRole('checkbox', { name: `Select ${name}`, exact: true }), 'nobody holds it').toHaveCount(0);
  expect(await of(ended)).toEqual([]);
  expect(await journal.outcomes()).toEqual(theirs.map(() => 'Revoked'));
});

test('whose roles could not be read is told with the selected roles', async ({ signedInPage: page, sandbox }) => {
  const role = new RolePage(page);
  await page.goto('/c/milvus/roles');
  await expect(page.getByRole('row').filter({ hasText: 'read_only' }), 'all is read').toHaveText(/\d\D*\d$/);
  await page.getByRole('checkbox', { name: 'Select read_only', exact: true }).check();
  await sandbox.fault({ path: DESCRIBE_USER, times: 1, status: 500, body: { code: 5, message: 'internal' } });
  await page.getByRole('button', { name: 'Revoke from all holders of 1 selected…' }).click();
  await expect(role.dialog).toContainText('The roles of 1 user could not be read');
  await role.dialog.getByRole('button', { name: 'Cancel' }).click();

  await sandbox.fault({ path: DESCRIBE_USER, status: 500, body: { code: 5, message: 'internal' } });
  await page.getByRole('button', { name: 'Revoke from all holders of 1 selected…' }).click();
  await expect(page.getByText('Nobody was found who holds the selected roles.')).toBeVisible();
  await expect(role.dialog).toHaveCount(0);
});

test('a selection that was given up opens no question later', async ({ signedInPage: page }) => {
  const role = new RolePage(page);
  await page.goto('/c/milvus/roles');
  await expect(page.getByRole('row').filter({ hasText: 'read_only' }), 'all is read').toHaveText(/\d\D*\d$/);
  await page.getByRole('checkbox', { name: 'Select read_only', exact: true }).check();
  const held = [];
  let holding = true;
  await page.route('**/role/members?*', (route) => (holding ? held.push(route) : route.continue()));
  const revoke = page.getByRole('button', { name: 'Revoke from all holders of 1 selected…' });
  await revoke.click();
  await expect(revoke).toBeDisabled();
  await expect(page.getByRole('status').filter({ hasText: 'Loading…' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await expect(page.getByLabel('Filter'), 'the button is gone, and the focus is not').toBeFocused();
  holding = false;
  for (const route of held) await route.continue();
  await page.getByRole('checkbox', { name: 'Select newcomer', exact: true }).check();
  await revoke.click();
  await expect(role.dialog).toContainText('newcomer');
  await expect(role.dialog).not.toContainText('read_only');
});
