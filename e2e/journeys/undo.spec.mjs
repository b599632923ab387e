// Restoring what was revoked: exactly that, only once, and said only when it is seen.
import { axe, DESCRIBE_USER, expect, REVOKE_ROLE, test } from '../fixtures/index.mjs';
import { startEntries, storeEntries } from '../fixtures/plans.mjs';

const GRANT = 'read_only from alice';
const GRANT_ROLE = '/v2/vectordb/users/grant_role';
const SHOP = 'c9qshop0n8r2k6t0v5x1';

class Undo {
  constructor(page) {
    this.page = page;
    this.dialog = page.getByRole('dialog');
    this.alert = page.getByRole('alert').filter({ hasText: /\S/ });
    this.table = page.getByRole('table', { name: 'Activity' });
  }

  button(what, whom) {
    return this.page.getByRole('button', { name: `Undo: restore ${what} for ${whom}`, exact: true });
  }

  async openActivity() {
    await this.page.getByRole('link', { name: 'Activity' }).click();
    await expect(this.table.getByRole('rowheader').first()).toBeVisible();
  }

  async ask(what, whom) {
    await this.button(what, whom).click();
    await expect(this.dialog).toHaveAccessibleName(`Restore ${what} for ${whom}?`);
  }

  confirm(count = '') {
    return this.dialog.getByRole('button', { name: `Restore${count}`, exact: true }).click();
  }

  restored(what, whom) {
    return this.page.getByRole('status').filter({ hasText: `Restored ${what} to ${whom}` });
  }
}

/** Takes alice's role away and goes to the journal. */
async function take(role, reason = 'by mistake') {
  await role.open('read_only');
  await role.revoke(GRANT, reason);
  await role.expectRevoked(GRANT);
  const undo = new Undo(role.page);
  await undo.openActivity();
  return undo;
}

test('a row of the journal is undone, seen again, and cannot be undone twice', async ({ role, sandbox, journal }) => {
  const before = (await sandbox.held()).sort();
  const undo = await take(role);
  await undo.ask('read_only', 'alice');
  await expect(undo.dialog).toContainText(`POST ${GRANT_ROLE} {"roleName":"read_only","userName":"alice"}`);
  await expect(undo.dialog.getByRole('textbox', { name: 'Reason' })).toHaveValue('Undo: by mistake');
  await axe(role.page);
  await undo.confirm();

  await expect(undo.restored('read_only', 'alice')).toBeVisible();
  await expect(undo.alert).toHaveCount(0);
  expect((await sandbox.held()).sort()).toEqual(before);
  await expect(undo.table.getByRole('rowheader')).toHaveText([/read_only to alice/, /read_only from alice/]);
  await expect(undo.table.getByRole('row').filter({ hasText: 'Revoked' })).toContainText('undo started');
  await expect(undo.button('read_only', 'alice')).toHaveCount(0);
  // The plan that gave it back shows the calls that give, and none that would take it once more.
  await undo.table.getByRole('row').filter({ hasText: 'Restored' }).getByRole('link', { name: /^Plan / }).click();
  await role.page.getByText('Exact calls', { exact: true }).click();
  await expect(role.page.getByText(`POST ${GRANT_ROLE} `)).toBeVisible();
  await expect(role.page.getByText('revoke_role')).toHaveCount(0);
  await expect(role.page.getByRole('button', { name: /^Copy as/ })).toHaveCount(0);
  await role.page.goto('/activity?outcome=Revoked&view=evidence');
  await expect(role.page.getByRole('article'), 'paper tells it too').toContainText('Since then another entry restored it, found it there, or may have restored it.');
  const [row, taken] = await journal.rows();
  expect(row).toMatchObject({ outcome: 'Restored', verified: true, reason: 'Undo: by mistake', undoes: taken.entry, httpStatus: 200 });
});

test('a message that says revoked can be undone at once', async ({ role, sandbox, journal }) => {
  await role.open('read_only');
  await role.revoke(GRANT, 'by mistake');
  await role.expectRevoked(GRANT);
  const undo = new Undo(role.page);
  await role.page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(undo.dialog).toHaveAccessibleName('Restore read_only for alice?');
  const release = await sandbox.hold({ path: GRANT_ROLE, times: 1 });
  await undo.confirm();
  await expect(role.page.getByRole('region', { name: 'Messages' })).toContainText('Restoring');
  await release();
  await expect(undo.restored('read_only', 'alice')).toBeVisible();
  await expect(role.button(GRANT), 'the row is back').toBeVisible();
  await expect(role.tab('Members')).toHaveText('Members6');
  expect(await sandbox.held()).toContain(GRANT);
  expect(await journal.outcomes()).toEqual(['Restored', 'Revoked']);
});

test('what was restored before its plan has ended is not said to be revoked when it ends', async ({ role, sandbox, journal }) => {
  const { page } = role;
  // The operation goes on until it is looked at.
  const release = await sandbox.hold({ method: 'GET', path: '/operations/*' });
  const held = (connection, name, scope) => ({ connection, grant: { kind: 'membership', role: name, scope, principal: { kind: 'user', id: 'alice' } } });
  await page.goto(`/plan/${await storeEntries(page, [held('milvus', 'read_only'), held('mongodb', 'readWrite', `${SHOP}/orders`)], 'leaves')}`);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect.poll(() => journal.outcomes()).toContain('Revoked');
  const undo = new Undo(page);
  await undo.openActivity();
  await undo.ask('read_only', 'alice');
  await undo.confirm();
  await expect(undo.restored('read_only', 'alice')).toBeVisible();
  await release();
  await expect(page.getByRole('status').filter({ hasText: /^Revoked readWrite from alice/ })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^Revoked/ })).toHaveCount(1);
  await expect(undo.restored('read_only', 'alice')).toBeVisible();
  expect(await sandbox.held()).toContain(GRANT);
});

test('whoever undoes is told first that somebody revoked the same again later', async ({ role, sandbox, journal }) => {
  const { page } = role;
  const undo = await take(role);
  await sandbox.milvus(GRANT_ROLE, { userName: 'alice', roleName: 'read_only' });
  const grant = { kind: 'membership', role: 'read_only', principal: { kind: 'user', id: 'alice' } };
  await startEntries(page, [{ connection: 'milvus', grant }], 'audit finding');
  await expect.poll(() => journal.outcomes()).toEqual(['Revoked', 'Revoked']);
  await expect(undo.button('read_only', 'alice')).toHaveCount(2);
  const warning = undo.dialog.getByText(/read_only from alice was revoked again later: plan “audit finding”, .*, by admin\./);
  // The newest row is the first one.
  await undo.button('read_only', 'alice').last().click();
  await expect(warning).toBeVisible();
  await page.keyboard.press('Escape');
  await undo.button('read_only', 'alice').first().click();
  await expect(undo.dialog.getByRole('button', { name: 'Restore', exact: true })).toBeEnabled();
  await expect(warning).toHaveCount(0);
});

test('on the narrowest screen the button is in reach', async ({ role }) => {
  const undo = await take(role);
  await role.page.setViewportSize({ width: 320, height: 640 });
  await undo.button('read_only', 'alice').scrollIntoViewIfNeeded();
  await expect(undo.button('read_only', 'alice')).toBeInViewport({ ratio: 1 });
  await expect(undo.table).toContainText('read_only from alice');
});

test('the dialog is closed with Escape, sends nothing, and keeps what was typed', async ({ role, sandbox }) => {
  const undo = await take(role);
  await undo.ask('read_only', 'alice');
  await undo.dialog.getByRole('textbox', { name: 'Reason' }).fill('alice is back');
  await role.page.keyboard.press('Escape');
  await expect(undo.dialog).toHaveCount(0);
  await expect(undo.button('read_only', 'alice')).toBeFocused();
  await undo.ask('read_only', 'alice');
  await expect(undo.dialog.getByRole('textbox', { name: 'Reason' })).toHaveValue('alice is back');
  expect(await sandbox.calls(GRANT_ROLE)).toBe(0);
});

test('what somebody else gave back meanwhile is said before and after, and nothing is sent', async ({ role, sandbox, journal }) => {
  const undo = await take(role);
  await sandbox.milvus(GRANT_ROLE, { userName: 'alice', roleName: 'read_only' });
  await undo.ask('read_only', 'alice');
  await expect(undo.dialog).toContainText('alice already has read_only again. Nothing will be sent for it.');
  await undo.confirm();
  await expect(role.page.getByRole('status').filter({ hasText: 'alice already had read_only' })).toBeVisible();
  expect(await sandbox.calls(GRANT_ROLE), 'that of somebody else').toBe(1);
  expect(await journal.outcomes()).toEqual(['AlreadyHeld', 'Revoked']);
});

test('a server that says yes and gives nothing is not believed, and Retry gives it', async ({ role, sandbox, journal }) => {
  const undo = await take(role);
  await sandbox.fault({ path: GRANT_ROLE, times: 1, status: 200, body: { code: 0, data: {} }, apply: false });
  await undo.ask('read_only', 'alice');
  await undo.confirm();
  await expect(undo.alert).toContainText('alice still does not have read_only.');
  expect(await sandbox.held()).not.toContain(GRANT);
  await undo.alert.getByRole('button', { name: 'Retry' }).click();
  await expect(undo.restored('read_only', 'alice')).toBeVisible();
  expect(await sandbox.held()).toContain(GRANT);
  expect(await journal.outcomes()).toEqual(['Restored', 'StillAbsent', 'Revoked']);
});

test('an answer that got lost is settled by looking: given back, and not given twice', async ({ role, sandbox, journal }) => {
  const undo = await take(role);
  await sandbox.fault({ path: GRANT_ROLE, times: 1, cut: 'after' });
  await undo.ask('read_only', 'alice');
  await undo.confirm();
  await expect(undo.restored('read_only', 'alice')).toBeVisible();
  expect(await sandbox.calls(GRANT_ROLE)).toBe(1);
  expect(await journal.outcomes()).toEqual(['Restored', 'Revoked']);
});

test('a look that fails leaves it unknown, and it is restored as soon as that is seen', async ({ role, sandbox, journal }) => {
  const undo = await take(role);
  await undo.ask('read_only', 'alice');
  const release = await sandbox.hold({ path: GRANT_ROLE, times: 1 });
  await undo.confirm();
  await sandbox.reached(GRANT_ROLE);
  await sandbox.fault({ path: DESCRIBE_USER, cut: 'before' });
  await release();
  await expect(undo.alert).toContainText('It is not known whether read_only was restored for alice.');
  await expect(undo.alert.getByRole('button', { name: 'Check again' })).toBeVisible();
  await sandbox.clearFaults();
  await expect(undo.restored('read_only', 'alice')).toBeVisible({ timeout: 90_000 });
  expect(await sandbox.calls(GRANT_ROLE)).toBe(1);
  expect(await journal.outcomes()).toEqual(['Restored', 'Revoked']);
});

test('whom there is no more gets nothing back, in the words of the server', async ({ role, sandbox, journal }) => {
  const undo = await take(role);
  await sandbox.milvus('/v2/vectordb/users/drop', { userName: 'alice' });
  await undo.ask('read_only', 'alice');
  await undo.confirm();
  await expect(undo.alert).toContainText('Could not restore read_only for alice.');
  await expect(undo.alert).toContainText('alice');
  expect((await journal.outcomes())[0]).toBe('Failed');
  await expect(undo.button('read_only', 'alice'), 'it can be tried again').toBeVisible();
});

test('a plan is undone as a plan of its own; what it did not take is left as it is', async ({ role, sandbox, journal }) => {
  const before = (await sandbox.held()).sort();
  await role.open('read_only');
  await sandbox.milvus(REVOKE_ROLE, { userName: 'user_1', roleName: 'read_only' });
  await role.page.getByRole('checkbox', { name: 'Select all' }).check();
  await role.page.getByRole('button', { name: 'Revoke 6 selected…' }).click();
  await role.reason.fill('cleaning up');
  await role.dialog.getByRole('button', { name: 'Revoke 6', exact: true }).click();
  await expect(role.page.getByRole('status').filter({ hasText: /^Revoked/ })).toBeVisible();
  await role.page.getByRole('link', { name: 'Plans' }).click();
  await role.page.getByRole('link', { name: 'cleaning up' }).click();

  const undo = new Undo(role.page);
  await role.page.getByRole('button', { name: 'Undo 5', exact: true }).click();
  await expect(undo.dialog).toHaveAccessibleName('Restore 5 grants?');
  await expect(undo.dialog).toContainText('1 entry is left as it is:');
  await expect(undo.dialog).toContainText('1 × nothing was revoked');
  await axe(role.page);
  await undo.confirm(' 5');
  await expect(role.page.getByRole('status').filter({ hasText: 'Restored read_only to 5' })).toBeVisible();
  await expect(role.page.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
  await expect(role.page.getByRole('table').getByRole('row').filter({ hasText: 'undo started' })).toHaveCount(5);
  const now = [...(await sandbox.held()), 'read_only from user_1'];
  expect(now.sort()).toEqual(before);
  expect((await journal.outcomes()).filter((outcome) => outcome === 'Restored')).toHaveLength(5);
  await role.page.getByRole('navigation', { name: 'Connections' }).getByRole('link', { name: 'Plans' }).click();
  await role.page.getByRole('link', { name: 'Undo: cleaning up' }).click();
  await expect(role.page.getByRole('note')).toContainText('This plan restores grants that were revoked.');
});

test('of a plan only what is selected is given back, and the plan tells it', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await role.open('read_only');
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await page.getByRole('button', { name: 'Revoke 6 selected…' }).click();
  await role.reason.fill('too much');
  await role.dialog.getByRole('button', { name: 'Revoke 6', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: /^Revoked/ })).toBeVisible();
  await page.getByRole('link', { name: 'Plans' }).click();
  await page.getByRole('link', { name: 'too much' }).click();
  for (const whom of ['alice', 'user_1']) {
    await page.getByRole('checkbox', { name: `Select read_only from ${whom} in Milvus production`, exact: true }).check();
  }
  await page.getByRole('button', { name: 'Undo 2 selected…' }).click();
  const undo = new Undo(page);
  await expect(undo.dialog).toHaveAccessibleName('Restore 2 grants?');
  await undo.confirm(' 2');
  await expect(page.getByText('undo started for 2', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo 4', exact: true })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: /^Select read_only from alice/ })).toHaveCount(0);
  await expect.poll(async () => (await journal.outcomes()).filter((outcome) => outcome === 'Restored').length).toBe(2);
  const held = (await sandbox.held()).filter((name) => name.startsWith('read_only from '));
  expect(held.sort()).toEqual(['read_only from alice', 'read_only from user_1']);
});

test('a privilege comes back with what went along with it', async ({ role, sandbox }) => {
  const before = (await sandbox.held()).sort();
  const load = (await sandbox.held()).find((name) => name.startsWith('Load on Collection'));
  const [what, holder] = load.split(' from ');
  await role.open(holder, 'privileges');
  await role.revoke(load);
  await expect(role.page.getByRole('status').filter({ hasText: `Revoked ${load}` })).toBeVisible();
  const taken = before.length - (await sandbox.held()).length;
  expect(taken).toBeGreaterThan(1);
  const undo = new Undo(role.page);
  await undo.openActivity();
  await undo.button(what, holder).click();
  await undo.confirm(` ${taken}`);
  await expect(role.page.getByRole('status').filter({ hasText: /Restored|already had/ }).first()).toBeVisible();
  await expect.poll(async () => (await sandbox.held()).sort()).toEqual(before);
  await expect(undo.alert).toHaveCount(0);
});

test('one role of two on a database comes back beside what was given meanwhile', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await page.goto(`/c/mongodb/role?name=mdbDbAdmin&scope=${encodeURIComponent(`${SHOP}/billing`)}&tab=members`);
  await role.placed('billing · shop');
  await role.revoke('mdbDbAdmin from alice');
  await role.expectRevoked('mdbDbAdmin from alice');
  const undo = new Undo(page);
  await undo.openActivity();
  await undo.ask('mdbDbAdmin', 'alice in billing · shop');
  await expect(undo.dialog.getByText('PATCH /managed-mongodb')).toContainText('"updateMask":"permissions"');
  await undo.confirm();
  await expect(undo.restored('mdbDbAdmin', 'alice')).toBeVisible();
  expect(await sandbox.held()).toContain(`mdbDbAdmin from alice in ${SHOP}/billing`);
  expect(await sandbox.held()).toContain(`read from alice in ${SHOP}/billing`);
  expect(await journal.outcomes()).toEqual(['Restored', 'Revoked']);
});

test('all access to a database is not given on top of what somebody else gave there meanwhile', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await page.goto(`/c/mongodb/person?id=alice&scope=${SHOP}`);
  await page.getByRole('button', { name: /^Revoke read from alice in .*billing/ }).click();
  await role.dialog.getByRole('radio', { name: /^All access to billing · shop/ }).check();
  await role.confirm();
  await expect(page.getByRole('status').filter({ hasText: 'Revoked access to billing · shop from alice' })).toBeVisible();
  // Nothing on the screen may claim what somebody else makes untrue.
  await page.getByRole('button', { name: 'Dismiss' }).click();
  const permission = { databaseName: 'billing', roles: ['readWrite'] };
  await sandbox.mongodb('POST', `/managed-mongodb/v1/clusters/${SHOP}/users/alice:grantPermission`, { permission });
  const other = `readWrite from alice in ${SHOP}/billing`;
  await expect.poll(() => sandbox.held()).toContain(other);
  const undo = new Undo(page);
  await undo.openActivity();
  await undo.ask('access to billing · shop', 'alice');
  await expect(undo.dialog).toContainText('Conflicts with the current state: alice was given something meanwhile on billing: readWrite.');
  await undo.confirm();
  await expect(undo.alert).toContainText('Could not restore access to billing · shop for alice');
  expect(await sandbox.held()).not.toContain(`read from alice in ${SHOP}/billing`);
  expect((await journal.outcomes())[0]).toBe('Failed');
  await sandbox.mongodb('POST', `/managed-mongodb/v1/clusters/${SHOP}/users/alice:revokePermission`, { databaseName: 'billing' });
  await expect.poll(() => sandbox.held()).not.toContain(other);
});

test('what was only accepted has no Undo', async ({ role }) => {
  const { page } = role;
  await page.goto(`/c/genauth/role?name=on_call_reader&scope=default&tab=members`);
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('group');
  await page.getByRole('textbox', { name: 'Code' }).fill('on_call');
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await role.confirm();
  await expect(page.getByRole('status').filter({ hasText: 'Accepted: on_call_reader' })).toBeVisible();
  const undo = new Undo(page);
  await undo.openActivity();
  await expect(undo.table.getByRole('row').filter({ hasText: 'on_call_reader' })).toContainText('Accepted');
  await expect(page.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
});

test('a member of GenAuth is given back', async ({ role, sandbox, journal }) => {
  const { page } = role;
  const before = (await sandbox.held()).sort();
  const [grant] = before.filter((name) => name.startsWith('code1 from') && name.endsWith('in default'));
  const whom = grant.replace(/^code1 from (.*) in default$/, '$1');
  await page.goto('/c/genauth/role?name=code1&scope=default&tab=members');
  await role.placed('Default');
  await role.revoke(`code1 from ${whom}`);
  await role.expectRevoked(`code1 from ${whom}`);
  const undo = new Undo(page);
  await undo.openActivity();
  await undo.ask('code1', `${whom} in Default`);
  await undo.confirm();
  await expect(undo.restored('code1', whom)).toBeVisible();
  expect((await sandbox.held()).sort()).toEqual(before);
  expect(await journal.outcomes()).toEqual(['Restored', 'Revoked']);
});

test('a question that could not be put is put by Retry, and nothing is given back without it', async ({ role, sandbox }) => {
  await role.open('read_only');
  await role.revoke(GRANT);
  await role.expectRevoked(GRANT);
  const undo = new Undo(role.page);
  await role.page.route('**/api/plans/*', (route) => route.abort());
  await role.page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(undo.alert).toContainText('No change was sent to the vendor.');
  await role.page.unroute('**/api/plans/*');
  await role.act('Retry').click();
  await expect(undo.dialog).toHaveAccessibleName('Restore read_only for alice?');
  expect(await sandbox.calls(GRANT_ROLE)).toBe(0);
  await undo.confirm();
  await expect(undo.restored('read_only', 'alice')).toBeVisible();
});

test('what belonged to somebody who is gone cannot be given back, and that is said', async ({ role, sandbox }) => {
  const undo = await take(role);
  await sandbox.milvus('/v2/vectordb/users/drop', { userName: 'alice' });
  await undo.ask('read_only', 'alice');
  await undo.confirm();
  await expect(undo.alert).toContainText('The user or role no longer exists.');
});
