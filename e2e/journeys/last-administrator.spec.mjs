// What is dangerous is said before it is done, and the most dangerous has to be typed.
import { expect, REVOKE_ROLE, test } from '../fixtures/index.mjs';

test('the last administrator goes only after the word was typed', async ({ role, sandbox, journal }) => {
  const last = 'oncall_admin';
  const { users } = (await sandbox.state()).milvus.roles.find(({ name }) => name === 'admin');
  for (const userName of users.filter((name) => name !== last)) {
    await sandbox.milvus(REVOKE_ROLE, { userName, roleName: 'admin' });
  }
  const calls = await sandbox.calls(REVOKE_ROLE);

  await role.open('admin');
  await role.button(`admin from ${last}`).click();
  await expect(role.dialog).toContainText('This is the last holder of admin, an administrator role. Afterwards nobody holds it: make sure that another account can still administer the server.');
  const revoke = role.dialog.getByRole('button', { name: 'Revoke', exact: true });
  const word = role.dialog.getByRole('textbox', { name: 'Type admin to confirm' });
  await expect(revoke).toBeDisabled();
  await word.fill('Admin');
  await word.press('Enter');
  await expect(role.dialog, 'a wrong word sends nothing').toBeVisible();
  await expect(revoke).toBeDisabled();
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(calls);
  expect(await journal.rows()).toEqual([]);

  await word.fill('admin');
  await expect(revoke).toBeEnabled();
  await role.confirm();
  await role.expectRevoked(`admin from ${last}`);
  expect(await sandbox.held()).not.toContain(`admin from ${last}`);
  expect(await journal.outcomes()).toEqual(['Revoked']);
});

test('one administrator of several goes without a word', async ({ role, sandbox, journal }) => {
  await role.open('admin');
  await role.button('admin from oncall_admin').click();
  await expect(role.dialog.getByRole('textbox', { name: /to confirm/ })).toHaveCount(0);
  await expect(role.dialog).not.toContainText('last holder');
  await role.confirm();
  await role.expectRevoked('admin from oncall_admin');
  expect(await sandbox.held()).not.toContain('admin from oncall_admin');
  expect(await journal.outcomes()).toEqual(['Revoked']);
});

test('the last holder of an ordinary role is mentioned, no more', async ({ role, sandbox, journal }) => {
  await role.open('newcomer');
  await role.button('newcomer from zoe_martin').click();
  await expect(role.dialog).toContainText('This is the last holder of newcomer. Afterwards nobody holds it.');
  await role.confirm();
  await role.expectRevoked('newcomer from zoe_martin');
  await expect(role.table('newcomer')).toContainText('Nobody holds this role.');
  expect(await sandbox.held()).not.toContain('newcomer from zoe_martin');
  expect(await journal.outcomes()).toEqual(['Revoked']);
});
