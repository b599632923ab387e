// How long somebody is willing to wait, and what is known after that.
import { DESCRIBE_ROLE, expect, REVOKE_ROLE, test } from '../fixtures/index.mjs';

const GRANT = 'read_only from alice';

test('after the limit it is unknown at once, and revoked when the late answer has come', async ({ role, sandbox, journal }) => {
  const answer = await sandbox.hold({ path: REVOKE_ROLE, times: 1 });
  await role.open('read_only');
  await role.page.getByRole('textbox', { name: 'Time limit (seconds)' }).fill('5');
  await role.revoke(GRANT);
  await expect(role.alert).toContainText('It is not known whether alice still holds read_only.');
  expect(await sandbox.held()).toContain(GRANT);
  expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Unknown', result: 'timed_out', verified: false })]);
  await answer();
  await role.expectRevoked(GRANT, 90_000);
  expect(await sandbox.calls(REVOKE_ROLE), 'nothing was sent twice').toBe(1);
  expect(await journal.outcomes()).toEqual(['Revoked']);
});

test('without a limit the answer is waited for', async ({ role, sandbox }) => {
  const answer = await sandbox.hold({ path: REVOKE_ROLE, times: 1 });
  await role.open('read_only');
  await role.revoke(GRANT);
  await sandbox.reached(REVOKE_ROLE);
  const begun = Date.now();
  await expect.poll(() => Date.now() - begun, { timeout: 60_000 }).toBeGreaterThan(30_000);
  await expect(role.table('read_only').getByRole('row', { name: 'alice' })).toContainText('Revoking');
  await answer();
  await expect(role.status(GRANT)).toBeVisible();
  await expect(role.alert).toHaveCount(0);
});

test('a read that takes too long says so, and what is no number is not taken', async ({ role, sandbox }) => {
  // The limit is for every read: what is not held has time enough.
  const unread = role.alert.filter({ hasText: 'Privileges' });
  const limit = role.page.getByRole('textbox', { name: 'Time limit (seconds)' });
  await role.open('read_only');
  await limit.fill('soon');
  await expect(limit).toHaveAttribute('aria-invalid', 'true');
  await expect(role.page.getByText('Write a number of seconds')).toBeVisible();
  await limit.fill('5');
  await expect(limit).toHaveAttribute('aria-invalid', 'false');
  const release = await sandbox.hold({ path: DESCRIBE_ROLE });
  await role.page.getByRole('button', { name: 'Refresh' }).click();
  await expect(unread).toContainText('Could not read: Privileges. No answer came in time.');
  await role.page.reload();
  await expect(limit, 'it is remembered').toHaveValue('5');
  await expect(unread, 'and kept to').toContainText('Could not read: Privileges. No answer came in time.');
  await release();
  await limit.fill('');
  await unread.getByRole('button', { name: 'Retry', exact: true }).click();
  await expect(unread).toHaveCount(0);
});
