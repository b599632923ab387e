// Yandex Managed MongoDB: roles on databases, changes that are operations, and a set that is replaced to take one role away.
import { expect, test } from '../fixtures/index.mjs';

const SHOP = 'c9qshop0n8r2k6t0v5x1';

const person = (id, cluster = SHOP) => `/c/mongodb/person?id=${encodeURIComponent(id)}&scope=${cluster}`;
const role_on = (role, database) => `/c/mongodb/role?name=${role}&scope=${encodeURIComponent(`${SHOP}/${database}`)}&tab=members`;

/** Lets operations be seen to go on, and then go on until the function that this answers is called. */
async function holdOperations(sandbox) {
  await sandbox.knobs({ mongodb: { operation_polls: 2 } });
  return sandbox.hold({ method: 'GET', path: '/operations/*', skip: 1 });
}

/** What a user may do, as the sandbox has it: `{orders: ['readWrite']}`. */
async function permissions(sandbox, name) {
  const user = (await sandbox.state()).mongodb.users.find((user) => user.clusterId === SHOP && user.name === name);
  return Object.fromEntries((user.permissions ?? []).map(({ databaseName, roles = [] }) => [databaseName, roles]));
}

/** The row's button on the person's page. */
const button = (page, role, whom, database) =>
  page.getByRole('button', { name: new RegExp(`^Revoke ${role} from ${whom} in ${database}`) });

test('roles are on databases, and a role shows who holds it there', async ({ signedInPage: page }) => {
  await page.goto('/c/mongodb/roles?filter=readWrite%20orders');
  const rows = page.getByRole('table', { name: 'Roles' }).getByRole('row').filter({ hasText: 'orders' });
  await rows.filter({ hasText: 'shop' }).first().getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('readWrite');
  await expect(page.getByRole('button', { name: 'Revoke readWrite from alice', exact: true })).toBeVisible();
});

test('a user loses all access to a database; the operation takes its time and outlives a reload', async ({ role, sandbox, journal }) => {
  const { page } = role;
  const release = await holdOperations(sandbox);
  const operations = async () => (await sandbox.state()).mongodb.operations.map(({ id }) => id);
  const earlier = await operations();
  await page.goto(person('alice'));
  await button(page, 'read', 'alice', 'billing').click();
  await role.dialog.getByRole('radio', { name: 'All access to billing · shop: read, mdbDbAdmin' }).check();
  await expect(role.dialog).toContainText('All roles on this database will be revoked: read, mdbDbAdmin.');
  await expect(role.dialog).toContainText(':revokePermission');
  await role.confirm();

  const operation = page.getByRole('status').filter({ hasText: 'In progress at the vendor.' });
  await expect(operation).toContainText('Operation');
  await expect(operation).toContainText('by ajesandbox0000000001');
  await expect(operation).toContainText('In progress at the vendor. access to billing · shop from alice');
  await expect(operation).toContainText('begun');
  const shown = await operation.textContent();

  await page.reload();
  await expect(operation).toBeVisible();
  const [id] = (await operations()).filter((one) => !earlier.includes(one));
  expect(shown).toContain(id);
  await expect(operation).toContainText(id);
  await release();

  await expect(page.getByRole('status').filter({ hasText: 'Revoked access to billing · shop from alice' })).toBeVisible();
  expect(await permissions(sandbox, 'alice')).toEqual({ orders: ['readWrite'], admin: ['mdbMonitor'] });
  expect(await journal.outcomes()).toEqual(['Revoked']);

  await page.goto('/activity?view=evidence');
  await expect(page.getByRole('article'), 'what it stood for is kept').toContainText('Roles read, mdbDbAdmin');
});

test('while all access goes, the rows of all its roles say so, and none offers anything', async ({ role, sandbox }) => {
  const { page } = role;
  const release = await holdOperations(sandbox);
  await page.goto(person('alice'));
  await button(page, 'read', 'alice', 'billing').click();
  await role.dialog.getByRole('radio', { name: /^All access/ }).check();
  await role.confirm();
  const rows = page.getByRole('table', { name: 'Roles of alice' }).getByRole('row').filter({ hasText: 'billing' });
  await expect(rows.filter({ hasText: 'In progress' })).toHaveCount(2);
  await expect(button(page, 'mdbDbAdmin', 'alice', 'billing')).toHaveCount(0);
  await expect(button(page, 'readWrite', 'alice', 'orders'), 'what is elsewhere stays as it is').toBeVisible();
  await release();
  await expect(rows).toHaveCount(0);
});

test('a role that has just gone covers nothing any more', async ({ role, sandbox }) => {
  const { page } = role;
  await sandbox.knobs({ mongodb: { operation_ms: 100 } });
  await page.goto(person('alice'));
  await button(page, 'mdbDbAdmin', 'alice', 'billing').click();
  await role.confirm();
  await expect(role.status('mdbDbAdmin from alice')).toBeVisible();
  await button(page, 'read', 'alice', 'billing').click();
  await expect(role.dialog).toContainText(':revokePermission');
  await expect(role.dialog).not.toContainText('mdbDbAdmin');
});

test('in Russian all access is named in Russian', async ({ role, sandbox }) => {
  const { page } = role;
  await sandbox.knobs({ mongodb: { operation_ms: 100 } });
  await page.goto(person('alice'));
  await page.getByRole('combobox', { name: 'Language' }).selectOption('ru');
  await page.getByRole('button', { name: /^Отозвать read у alice в billing/ }).click();
  await page.getByRole('dialog').getByRole('radio', { name: /^Весь доступ/ }).check();
  await expect(page.getByRole('dialog')).toHaveAccessibleName('Отозвать доступ к billing · shop у alice?');
  await page.getByRole('dialog').getByRole('button', { name: 'Отозвать', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Отозвано: доступ к billing · shop у alice.' })).toBeVisible();
});

test('a user loses one of two roles on a database and keeps the other', async ({ role, sandbox, journal }) => {
  await role.page.goto(role_on('mdbDbAdmin', 'billing'));
  await role.button('mdbDbAdmin from alice').click();
  await expect(role.dialog.getByText('PATCH /managed-mongodb')).toContainText('"updateMask":"permissions"');
  await role.confirm();
  await role.expectRevoked('mdbDbAdmin from alice');
  expect(await permissions(sandbox, 'alice')).toEqual({ orders: ['readWrite'], admin: ['mdbMonitor'], billing: ['read'] });
  expect(await journal.outcomes()).toEqual(['Revoked']);
});

test('a role that another one covers is gone, and what it allowed is said to be still allowed', async ({ role, sandbox, journal }) => {
  await role.page.goto(role_on('read', 'billing'));
  await role.button('read from alice').click();
  await expect(role.dialog).toContainText('The same stays allowed through mdbDbAdmin.');
  await role.dialog.getByRole('radio', { name: /^All access/ }).check();
  await expect(role.dialog, 'nothing is left that could').not.toContainText('stays allowed');
  await role.dialog.getByRole('radio', { name: /^Only/ }).check();
  await role.confirm();
  await expect(role.alert).toContainText('read is gone from alice');
  await expect(role.alert).toContainText('It is still covered by mdbDbAdmin.');
  await expect(role.button('read from alice')).toHaveCount(0);
  await expect(role.alert).toContainText('Managed MongoDB');
  expect((await permissions(sandbox, 'alice')).billing).toEqual(['mdbDbAdmin']);
  const [{ outcome, plan }] = await journal.rows();
  expect(outcome).toBe('StillEffective');

  // It did happen: the plan counts it as done, and says what is to be known of it.
  await role.page.goto(`/plan/${plan}`);
  const state = role.page.getByRole('region', { name: 'State' });
  await expect(state).toContainText('1 done, 0 failed, 0 left');
  await expect(state).toContainText('1 still effective');
  await role.page.goto('/plan');
  await expect(role.page.getByRole('table', { name: 'Plans' })).toContainText(/1 of 1\s*1 still effective/);
});

test('what was still allowed is not said to be so any more when that goes as well', async ({ role, sandbox }) => {
  const { page } = role;
  await sandbox.knobs({ mongodb: { operation_ms: 100 } });
  await page.goto(person('alice'));
  await button(page, 'read', 'alice', 'billing').click();
  await role.confirm();
  await expect(role.alert).toContainText('It is still covered by mdbDbAdmin.');
  await expect(role.alert.getByRole('button', { name: 'Undo', exact: true })).toBeVisible();
  await button(page, 'mdbDbAdmin', 'alice', 'billing').click();
  await role.confirm();
  await expect(role.status('mdbDbAdmin from alice')).toBeVisible();
  await expect(role.alert).toHaveCount(0);
});

test('of two that still allow it, the one that is left is named', async ({ role, sandbox }) => {
  const { page } = role;
  await sandbox.knobs({ mongodb: { operation_ms: 100 } });
  await page.goto(person('katya'));
  await button(page, 'read', 'katya', 'orders').click();
  await role.confirm();
  await expect(role.alert).toContainText('It is still covered by readWrite, mdbDbAdmin.');
  await button(page, 'mdbDbAdmin', 'katya', 'orders').click();
  await role.confirm();
  await expect(role.status('mdbDbAdmin from katya')).toBeVisible();
  await expect(role.alert).toContainText('It is still covered by readWrite.');
});

test('a holder has also the other roles on the same database', async ({ role }) => {
  await role.page.goto(role_on('read', 'orders'));
  const row = role.table('read').getByRole('row', { name: /^Select katya|katya/ });
  for (const text of ['readWrite', 'mdbDbAdmin']) await expect(row).toContainText(text);
});

test('of several roles taken together, only what stays is said to cover another', async ({ role, sandbox }) => {
  const { page } = role;
  await sandbox.knobs({ mongodb: { operation_ms: 100 } });
  await page.goto(person('alice'));
  const select = (name) => page.getByRole('checkbox', { name: new RegExp(`^Select ${name}`) });
  await select('read .*billing').check();
  await select('readWrite .*orders').check();
  await page.getByRole('button', { name: 'Revoke 2 selected…' }).click();
  await expect(role.dialog).toContainText('alice in billing · shop keeps what read allows, through mdbDbAdmin.');
  await role.dialog.getByRole('button', { name: 'Cancel' }).click();
  await select('mdbDbAdmin .*billing').check();
  await page.getByRole('button', { name: 'Revoke 3 selected…' }).click();
  await expect(role.dialog).toContainText('PATCH /managed-mongodb');
  await expect(role.dialog).not.toContainText('keeps what');
});

test('the only role on a database goes by the call for the whole database', async ({ role, sandbox }) => {
  await role.page.goto(role_on('readWrite', 'orders'));
  await role.button('readWrite from alice').click();
  await expect(role.dialog.getByText(':revokePermission')).toContainText('{"databaseName":"orders"}');
  await role.confirm();
  await role.expectRevoked('readWrite from alice');
  expect(await permissions(sandbox, 'alice')).not.toHaveProperty('orders');
});

for (const form of [1, 2]) {
  test(`another operation is in the way (form ${form} of the message): it is waited for, then the call goes on`, async ({ role, sandbox, journal }) => {
    await sandbox.knobs({ mongodb: { operation_ms: 15_000, conflict_form: form } });
    await role.page.goto(role_on('readWrite', 'orders'));
    await role.button('readWrite from alice').click();
    await sandbox.mongodb('POST', `/managed-mongodb/v1/clusters/${SHOP}/users/bob:revokePermission`, { databaseName: 'catalog' });
    await role.confirm();
    await expect(role.page.getByRole('status').filter({ hasText: 'Waiting for another operation to end.' })).toBeVisible();
    await sandbox.knobs({ mongodb: { operation_ms: 200 } });
    await expect(role.status('readWrite from alice')).toBeVisible({ timeout: 90_000 });
    expect(await permissions(sandbox, 'alice')).not.toHaveProperty('orders');
    expect(await permissions(sandbox, 'bob')).not.toHaveProperty('catalog');
    expect((await journal.outcomes())[0]).toBe('Revoked');
    expect((await journal.rows()).filter(({ method }) => method), 'the call that was refused, and the one that was taken').toHaveLength(2);
  });
}

test('an operation that fails after a rollback ends as failed, with its words', async ({ role, sandbox, journal }) => {
  await sandbox.knobs({ mongodb: { operation_ms: 10_000, operation_end: 'rollback' } });
  await role.page.goto(role_on('readWrite', 'orders'));
  await role.placed('orders · shop');
  await role.button('readWrite from alice').click();
  await role.confirm();
  await expect(role.page.getByRole('status').filter({ hasText: 'It fails and is being rolled back.' })).toBeVisible();
  await expect(role.alert).toContainText('Could not revoke readWrite from alice in orders · shop.');
  await expect(role.alert).toContainText('Unknown error');
  await expect(role.alert).toContainText('The state was read again: it is unchanged.');
  await expect(role.alert).toContainText('The vendor accepted the call; then its operation ended with an error.');
  await expect(role.alert).not.toContainText('Nothing was sent');
  await expect(role.alert).not.toContainText('refused');
  expect(await permissions(sandbox, 'alice')).toHaveProperty('orders');
  expect(await journal.outcomes()).toEqual(['Failed']);

  // A new try is a new call for the vendor, and not the failed operation once more.
  await sandbox.knobs({ mongodb: { operation_ms: 200, operation_end: 'success' } });
  await role.act('Retry').click();
  await expect(role.status('readWrite from alice')).toBeVisible();
  expect(await permissions(sandbox, 'alice')).not.toHaveProperty('orders');
});

test('an operation that runs for long is called running and nothing else, on a page that is opened later as well', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await sandbox.knobs({ mongodb: { operation_end: 'never' } });
  await page.goto(role_on('readWrite', 'orders'));
  await role.button('readWrite from alice').click();
  await role.confirm();
  const operation = page.getByRole('status').filter({ hasText: 'In progress at the vendor.' });
  await expect(operation).toBeVisible();
  await page.goto('/activity');
  await expect(operation).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(0);
  expect(['in_flight', 'answered', 'Pending']).toContain((await journal.outcomes())[0]);
  expect(await permissions(sandbox, 'alice')).toHaveProperty('orders');
});

test('a set that changed since it was shown is not overwritten: what others gave and revoked meanwhile stays so', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await sandbox.knobs({ mongodb: { operation_ms: 0 } });
  await page.goto(role_on('read', 'billing'));
  await role.button('read from alice').click();
  await expect(role.dialog).toContainText('PATCH');
  const change = (verb, body) => sandbox.mongodb('POST', `/managed-mongodb/v1/clusters/${SHOP}/users/alice:${verb}`, body);
  await change('revokePermission', { databaseName: 'orders' });
  await expect.poll(async () => Object.keys(await permissions(sandbox, 'alice'))).not.toContain('orders');
  await change('grantPermission', { permission: { databaseName: 'catalog', roles: ['read'] } });
  await expect.poll(async () => Object.keys(await permissions(sandbox, 'alice'))).toContain('catalog');
  await role.confirm();
  await expect(role.alert.or(role.status('read from alice'))).toBeVisible();
  expect(await permissions(sandbox, 'alice')).toEqual({ admin: ['mdbMonitor'], billing: ['mdbDbAdmin'], catalog: ['read'] });
  expect((await journal.outcomes())[0]).toBe('StillEffective');
});

test('clusters whose users may not be read are a part of a page, not a failure', async ({ signedInPage: page, sandbox }) => {
  await sandbox.knobs({ mongodb: { access: 'auditor' } });
  await page.goto('/');
  const row = page.getByRole('row').filter({ hasText: 'Managed MongoDB' });
  await expect(row).toContainText('partly readable');
  await expect(row).toContainText('3 clusters');
});

test('databases are called by their names everywhere, also after a reload; the exact scope is a step away', async ({ role, sandbox }) => {
  const { page } = role;
  await sandbox.knobs({ mongodb: { operation_ms: 0 } });
  await page.goto('/c/mongodb/people');
  const alice = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'alice', exact: true }) }).filter({ hasText: 'shop' });
  await expect(alice, 'the same role on two databases is two roles').toContainText('readWrite · orders');
  await alice.getByRole('link', { name: 'alice', exact: true }).click();
  const heading = page.getByText('shop', { exact: true });
  await expect(heading).toBeVisible();
  await expect(heading).toHaveAttribute('title', SHOP);
  await page.getByRole('button', { name: 'Revoke readWrite from alice in orders · shop' }).click();
  await expect(role.dialog).toContainText('orders · shop');
  await role.confirm();
  await expect(page.getByRole('status').filter({ hasText: 'Revoked readWrite from alice in orders · shop' })).toBeVisible();

  await page.goto('/activity');
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'readWrite from alice in orders · shop' }) });
  await row.locator('summary').click();
  await expect(page.getByRole('definition').filter({ hasText: `${SHOP}/orders` }).first()).toBeVisible();
  await row.getByRole('link', { name: /^Plan / }).click();
  await expect(page.getByRole('table', { name: /^Entries of/ }).getByRole('row').last()).toContainText('alice orders · shop');
});
