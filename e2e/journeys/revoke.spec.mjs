// Taking something away, and knowing that it is gone.
import { DESCRIBE_USER, expect, quiet, REVOKE_PRIVILEGE, REVOKE_ROLE, test } from '../fixtures/index.mjs';

test('the dialog says what will be sent, and Cancel sends nothing', async ({ role, sandbox, journal }) => {
  await role.open('read_only');
  await role.button('read_only from user_1').click();
  await expect(role.dialog).toHaveAccessibleName('Revoke read_only from user_1?');
  await expect(role.dialog).toContainText('user_1 will lose this role on Milvus production');
  await expect(role.dialog).toContainText(`POST ${REVOKE_ROLE} {"roleName":"read_only","userName":"user_1"}`);

  await role.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(role.dialog).toHaveCount(0);
  await expect(role.button('read_only from user_1')).toBeFocused();
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(0);
  expect(await sandbox.held()).toContain('read_only from user_1');
  expect(await journal.rows()).toEqual([]);
});

test('a membership is revoked, proved by a re-read, and journaled with its reason', async ({ role, sandbox, journal }) => {
  await role.open('read_only');
  await expect(role.tab('Members')).toHaveText('Members6');
  await expect(role.table('read_only')).toHaveAttribute('aria-rowcount', '6');
  await quiet(role.page);
  const before = await sandbox.calls(DESCRIBE_USER);
  await role.revoke('read_only from user_1', 'leaves on Friday');

  await role.expectRevoked('read_only from user_1');
  await expect(role.tab('Members')).toHaveText('Members5');
  await expect(role.table('read_only')).toHaveAttribute('aria-rowcount', '5');
  await expect(role.table('read_only').getByRole('row').last(), 'the keyboard stays in the table').toBeFocused();

  expect(await sandbox.held()).not.toContain('read_only from user_1');
  expect(await sandbox.held()).toContain('read_only from alice');
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(1);
  expect(await sandbox.calls(DESCRIBE_USER), 'one observation before and one after').toBe(before + 2);
  expect(await journal.rows()).toEqual([
    expect.objectContaining({
      outcome: 'Revoked', verified: true, reason: 'leaves on Friday', connection: 'milvus', httpStatus: 200, path: REVOKE_ROLE,
      grant: { kind: 'membership', role: 'read_only', principal: { kind: 'user', id: 'user_1' } },
      observed: { by: 'gateway', read: `POST ${DESCRIBE_USER}`, at: expect.any(Number) },
    }),
  ]);
});

test('a privilege is revoked from the role', async ({ role, sandbox, journal }) => {
  const grant = 'DescribeCollection on Global * in default from read_only';
  await role.open('read_only', 'privileges');
  await expect(role.tab('Privileges')).toHaveText('Privileges1');
  await role.button(grant).click();
  await expect(role.dialog).toContainText('Everyone who holds read_only on Milvus production will lose what is revoked here.');
  await expect(role.dialog).toContainText(`POST ${REVOKE_PRIVILEGE}`);
  await role.confirm();

  await role.expectRevoked(grant);
  await expect(role.tab('Privileges')).toHaveText('Privileges0');
  await expect(role.table('read_only', 'privileges')).toContainText('This role has no privileges.');
  expect(await sandbox.held()).not.toContain(grant);
  expect(await journal.rows()).toEqual([
    expect.objectContaining({
      outcome: 'Revoked', verified: true, path: REVOKE_PRIVILEGE,
      grant: {
        kind: 'privilege', role: 'read_only', privilege: 'DescribeCollection',
        object_type: 'Global', object_name: '*', database: 'default', grantor: 'root',
      },
    }),
  ]);
});

test('privileges that go with another one leave the table with it', async ({ role, sandbox, journal }) => {
  const [load, linked] = ['Load', 'GetLoadState'].map((name) => `${name} on Collection products in catalog from catalog_editor`);
  await role.open('catalog_editor', 'privileges');
  await expect(role.button(linked)).toBeVisible();
  await role.revoke(load);

  await role.expectRevoked(load);
  const left = (await sandbox.held()).filter((grant) => grant.endsWith(' from catalog_editor') && grant.includes(' on '));
  await expect(role.table('catalog_editor', 'privileges')).toHaveAttribute('aria-rowcount', String(left.length));
  expect(left).not.toContain(load);
  expect(left).not.toContain(linked);
  await expect(role.button(linked)).toHaveCount(0);
  expect(await journal.outcomes()).toEqual(['Revoked']);
});

test('what somebody else took away meanwhile is said to be gone, and nothing is sent', async ({ role, sandbox, journal }) => {
  await role.open('read_only');
  await expect(role.button('read_only from user_1')).toBeVisible();
  await sandbox.milvus(REVOKE_ROLE, { userName: 'user_1', roleName: 'read_only' });
  await role.revoke('read_only from user_1');

  await expect(role.page.getByRole('status').filter({ hasText: 'user_1 did not have read_only' })).toBeVisible();
  await expect(role.button('read_only from user_1')).toHaveCount(0);
  expect(await sandbox.calls(REVOKE_ROLE), 'ours and not the console\'s').toBe(1);
  expect(await journal.outcomes()).toEqual(['AlreadyAbsent']);
});
