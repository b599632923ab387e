// GenAuth: roles in namespaces, holders of four kinds, many targets in one call, and success that is said inside of HTTP 200.
import { expect, test } from '../fixtures/index.mjs';

const REVOKE = '/api/v3/revoke-role';
const ALICE = '60b49eb83fd80adb96f26e68';
const DEVELOPMENT = '6343bafc0190000889206c4c';
const PLATFORM = '6343bafc0190000889206c4d';
/** In Platform, which holds release_manager too. */
const ENGINEER = '6343b98b7cf0009366e9b7c1';

const address = (code, namespace, tab = 'members') =>
  `/c/genauth/role?name=${encodeURIComponent(code)}&scope=${encodeURIComponent(namespace)}&tab=${tab}`;

/** Who holds a role, as the sandbox has it. */
async function holders(sandbox, namespace, role) {
  const all = (await sandbox.state()).genauth.holders;
  return all.filter((holder) => holder.namespace === namespace && holder.role === role);
}

test('roles of the same code in two namespaces are two roles', async ({ signedInPage: page }) => {
  await page.goto('/c/genauth/roles?filter=code1');
  const rows = page.getByRole('table', { name: 'Roles' }).getByRole('row').filter({ hasText: 'code1' });
  await expect(rows).toHaveCount(2);
  await rows.filter({ hasText: 'default' }).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('code1');
  const members = page.getByRole('table', { name: 'Members of code1' });
  await expect(members.getByRole('row').filter({ hasText: ALICE })).toContainText('user');
  await expect(members.getByRole('row').filter({ hasText: DEVELOPMENT })).toContainText('department');
});

test('a person loses a role in one namespace and keeps the one of the same code in another', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await page.goto(address('code1', 'default'));
  await role.placed('Default');
  await page.getByRole('button', { name: new RegExp(`^Revoke code1 from .*\\(${ALICE}\\)$`) }).click();
  await expect(role.dialog.getByText('POST /api/v3/revoke-role')).toContainText('"namespace":"default"');
  await role.confirm();
  await expect(page.getByRole('status').filter({ hasText: /^Revoked code1 from .* in Default/ })).toBeVisible();
  expect((await holders(sandbox, 'default', 'code1')).map(({ targetIdentifier }) => targetIdentifier)).toEqual([DEVELOPMENT]);
  expect(await journal.outcomes()).toEqual(['Revoked']);
});

test('whoever takes a role from all who are listed is told that there may be others', async ({ role }) => {
  const { page } = role;
  const maybe = 'After this nobody is known to hold code1 in Default, but not all of its holders can be listed.';
  await page.goto(address('code1', 'default'));
  await role.placed('Default');
  await expect(page.getByRole('table', { name: 'Members of code1' }).getByRole('rowheader')).toHaveCount(2);
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await page.getByRole('button', { name: new RegExp(`^Revoke code1 from .*\\(${ALICE}\\)$`) }).click();
  await expect(role.dialog).toBeVisible();
  await expect(role.dialog, 'the department keeps it').not.toContainText('nobody is known');
  await page.keyboard.press('Escape');
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await page.getByRole('button', { name: 'Revoke 2 selected…' }).click();
  await expect(role.dialog).toContainText(maybe);
});

test('a group that is named by code is not taken for the only holder', async ({ role }) => {
  const { page } = role;
  await page.goto(address('on_call_reader', 'default'));
  await expect(page.getByRole('table', { name: 'Members of on_call_reader' }).getByRole('rowheader')).toHaveCount(1);
  await page.getByRole('textbox', { name: 'Code' }).fill('on_call');
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(role.dialog).toContainText('on_call');
  await expect(role.dialog).not.toContainText('nobody is known');
});

test('whoever loses a role is told of the groups that keep it, and where', async ({ role }) => {
  const { page } = role;
  await page.goto(address('code1', 'default'));
  await expect(role.tab('Members')).toHaveText(/2/);
  await role.placed('Default');
  await page.getByRole('button', { name: /^Revoke code1 from Alice/ }).click();
  await expect(role.dialog).toContainText('will lose this role on Default in GenAuth.');
  await expect(role.dialog).toContainText(/Members of Development .* keep code1 through the group\./);
  await role.dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: /^Revoke code1 from Development/ }).click();
  await expect(role.dialog).not.toContainText('through the group');
});

test('who has a role twice is told before and after that the department keeps it', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await page.goto(`/c/genauth/person?id=${ENGINEER}`);
  await expect(page.getByRole('note')).toContainText('Roles held through a department or a group may be missing here');
  // The count comes when everything is read, the departments of each role among it.
  await expect(role.tab('Roles')).toHaveText(/\d/);
  await page.getByRole('button', { name: new RegExp(`^Revoke release_manager from .*\\(${ENGINEER}\\)`) }).click();
  await expect(role.dialog).toContainText(`The same stays allowed through Platform (${PLATFORM}).`);
  await role.confirm();
  await expect(role.alert).toContainText('release_manager is gone from');
  await expect(role.alert).toContainText(`It is still covered by Platform (${PLATFORM}).`);
  await expect(page.getByRole('button', { name: /^Revoke release_manager from/ })).toHaveCount(0);
  const left = await holders(sandbox, 'default', 'release_manager');
  expect(left.map(({ targetIdentifier }) => targetIdentifier)).not.toContain(ENGINEER);
  expect(await journal.outcomes()).toEqual(['StillEffective']);
});

test('a role that a department kept is not said to be allowed any more when the department loses it', async ({ role }) => {
  const { page } = role;
  await page.goto(address('release_manager', 'default'));
  await role.placed('Default');
  await page.getByRole('button', { name: new RegExp(`^Revoke release_manager from .*\\(${ENGINEER}\\)$`) }).click();
  await role.confirm();
  await expect(role.alert).toContainText(`It is still covered by Platform (${PLATFORM}).`);
  await expect(role.alert.getByRole('button', { name: 'Undo', exact: true })).toBeVisible();
  await role.button(`release_manager from Platform (${PLATFORM})`).click();
  await role.confirm();
  await expect(role.status(`release_manager from Platform (${PLATFORM})`)).toBeVisible();
  await expect(role.alert).toHaveCount(0);
});

test('where departments are not told, what is proved is revoked', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await sandbox.knobs({ genauth: { departments: false } });
  await page.goto(address('release_manager', 'default'));
  await role.placed('Default');
  await page.getByRole('button', { name: new RegExp(`^Revoke release_manager from .*\\(${ENGINEER}\\)$`) }).click();
  await role.confirm();
  await expect(page.getByRole('status').filter({ hasText: /^Revoked release_manager from .* in Default/ })).toBeVisible();
  expect(await journal.outcomes()).toEqual(['Revoked']);
});

test('a department loses a role', async ({ role, sandbox }) => {
  await role.page.goto(address('code1', 'default'));
  await role.button(`code1 from Development (${DEVELOPMENT})`).click();
  await role.confirm();
  await role.expectRevoked(`code1 from Development (${DEVELOPMENT})`);
  expect((await holders(sandbox, 'default', 'code1')).map(({ targetIdentifier }) => targetIdentifier)).toEqual([ALICE]);
});

test('120 users lose a role in three calls; the middle one fails, and 50 are tried again', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await page.goto(address('employee', 'default'));
  await expect(role.tab('Members')).toHaveText(/120/);
  await role.placed('Default');
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: 'Revoke 120 selected…' }).click();

  await sandbox.fault({ path: REVOKE, skip: 1, times: 1, status: 200, body: { statusCode: 403, message: 'forbidden', requestId: 'req-7' } });
  await role.dialog.getByRole('button', { name: 'Revoke 120' }).click();

  await expect(page.getByRole('status').filter({ hasText: 'Revoked employee from 70 holders in Default' })).toBeVisible({ timeout: 30_000 });
  await expect(role.alert).toContainText('Could not revoke employee from 50 holders in Default.');
  await expect(role.alert).toContainText('statusCode 403');
  await expect(role.alert).toContainText('req-7');
  expect(await sandbox.calls(REVOKE)).toBe(3);
  expect(await holders(sandbox, 'default', 'employee')).toHaveLength(50);
  const outcomes = await journal.outcomes();
  expect(outcomes.filter((outcome) => outcome === 'Revoked')).toHaveLength(70);
  expect(outcomes.filter((outcome) => outcome === 'Failed')).toHaveLength(50);

  await role.act('Retry').click();
  await expect(page.getByRole('status').filter({ hasText: 'Revoked employee from 50 holders in Default' })).toBeVisible({ timeout: 30_000 });
  await expect(role.alert).toHaveCount(0);
  expect(await sandbox.calls(REVOKE)).toBe(4);
  expect(await holders(sandbox, 'default', 'employee')).toEqual([]);
});

test('a reload in the middle of a call for many ends in one message for all of them', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await page.goto(address('employee', 'default'));
  await expect(role.tab('Members')).toHaveText(/120/);
  await role.placed('Default');
  const count = 6;
  const people = page.getByRole('checkbox', { name: /^Select (?!all)/ });
  for (let at = 0; at < count; at += 1) await people.nth(at).check();
  const release = await sandbox.hold({ path: REVOKE, times: 1 });
  await page.getByRole('button', { name: `Revoke ${count} selected…` }).click();
  await role.dialog.getByRole('button', { name: `Revoke ${count}` }).click();
  await expect.poll(async () => (await journal.outcomes()).filter((state) => state === 'in_flight').length).toBe(count);
  await page.reload();
  await release();
  await expect(page.getByRole('status').filter({ hasText: `Revoked employee from ${count} holders in Default` })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^Revoked/ })).toHaveCount(1);
  expect(new Set(await journal.outcomes())).toEqual(new Set(['Revoked']));
  expect(await sandbox.calls(REVOKE), 'nothing was sent twice').toBe(1);
});

test('success false under 200 is no success: the state is read again', async ({ role, sandbox, journal }) => {
  await sandbox.knobs({ genauth: { confirmation: 'no_and_undone' } });
  await role.page.goto(address('code1', 'default'));
  await role.placed('Default');
  await role.button(`code1 from Development (${DEVELOPMENT})`).click();
  await role.confirm();
  await expect(role.alert).toContainText(`Could not revoke code1 from Development (${DEVELOPMENT}) in Default.`);
  await expect(role.alert).toContainText('The state was read again: it is unchanged.');
  expect(await journal.outcomes()).toEqual(['Failed']);

  await sandbox.knobs({ genauth: { confirmation: 'no_but_done' } });
  await role.act('Retry').click();
  await role.expectRevoked(`code1 from Development (${DEVELOPMENT})`);
  expect(await journal.outcomes()).toEqual(['Revoked', 'Failed']);
});

test('a user that the server does not know any more is told as it is', async ({ role, sandbox, journal }) => {
  const { page } = role;
  const unknown = { statusCode: 404, message: '用户不存在', apiCode: 2004, requestId: 'req-8' };
  await sandbox.fault({ path: REVOKE, times: 1, status: 200, body: unknown });
  await page.goto(address('code1', 'default'));
  await page.getByRole('button', { name: new RegExp(`\\(${ALICE}\\)$`) }).click();
  await role.confirm();
  await expect(role.alert).toContainText('apiCode 2004');
  await expect(role.alert).toContainText('user not found');
  await expect(role.alert).toContainText('用户不存在');
  await expect(role.act('Copy request id')).toBeVisible();
  expect(await journal.outcomes()).toEqual(['Failed']);
});

test('a token that expires on the way is renewed, and nobody notices', async ({ role, sandbox, journal }) => {
  await role.page.goto(address('code1', 'default'));
  await role.button(`code1 from Development (${DEVELOPMENT})`).click();
  await sandbox.knobs({ genauth: { token_epoch: 1 } });
  await role.confirm();
  await role.expectRevoked(`code1 from Development (${DEVELOPMENT})`);
  expect(await journal.outcomes()).toEqual(['Revoked']);
});

test('a group is named by its code, and what the vendor cannot show is accepted and not called revoked', async ({ role, journal }) => {
  const { page } = role;
  await page.goto(address('on_call_reader', 'default'));
  await role.placed('Default');
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('group');
  await page.getByRole('textbox', { name: 'Code' }).fill('on_call');
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await role.confirm();
  await expect(page.getByRole('status').filter({ hasText: 'Accepted: on_call_reader from on_call in Default' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^Revoked/ })).toHaveCount(0);
  expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Accepted', verified: false })]);
});

test('a server without departments says so, which is not none', async ({ role, sandbox }) => {
  await sandbox.knobs({ genauth: { departments: false } });
  await role.page.goto(address('code1', 'default'));
  await expect(role.page.getByRole('note')).toContainText('Departments: this server does not offer them');
  await expect(role.page.getByRole('button', { name: new RegExp(`\\(${ALICE}\\)$`) })).toBeVisible();
});

test('resources say where they can be taken away, and a data policy can be here', async ({ role, sandbox }) => {
  const { page } = role;
  await page.goto(address('code1', 'default', 'privileges'));
  const table = role.table('code1', 'privileges');
  const denied = table.getByRole('row').filter({ hasText: 'orders:above_500' });
  await expect(denied).toContainText('denies');
  await expect(denied).toContainText("only in GenAuth's console");
  await expect(denied.getByRole('button')).toHaveCount(0);
  await table.getByRole('button', { name: /^Revoke Orders of the region on DATA_POLICY/ }).click();
  await role.confirm();
  await expect(page.getByRole('status').filter({ hasText: /^Revoked Orders of the region on DATA_POLICY/ })).toBeVisible();
  const policies = (await sandbox.state()).genauth.policies;
  const policy = policies.find(({ name, policyName }) => (name ?? policyName) === 'Orders of the region');
  expect(JSON.stringify(policy)).not.toContain('60b49eb83fd80adb96f26d00');
});
