// How long somebody is willing to wait, and what is known after that.
import { expect, REVOKE_ROLE, test } from '../fixtures/index.mjs';

const GRANT = 'read_only from alice';

test('after the limit it is unknown at once, and revoked when the late answer has come', async ({ role, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, delay_ms: 8_000 });
  await role.open('read_only');
  await role.page.getByRole('textbox', { name: 'Time limit (seconds)' }).fill('1.5');
  await role.revoke(GRANT);
  await expect(role.alert).toContainText('It is not known whether alice still holds read_only.');
  expect(await sandbox.held()).toContain(GRANT);
  expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Unknown', result: 'timed_out', verified: false })]);
  await expect(role.status(GRANT)).toBeVisible({ timeout: 25_000 });
  await role.expectRevoked(GRANT);
  expect(await sandbox.calls(REVOKE_ROLE), 'nothing was sent twice').toBe(1);
  expect(await journal.outcomes()).toEqual(['Revoked']);
});

test('without a limit the answer is waited for', async ({ role, sandbox }) => {
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, delay_ms: 30_000 });
  await role.open('read_only');
  await role.revoke(GRANT);
  await expect(role.table('read_only').getByRole('row', { name: 'alice' })).toContainText('Revoking');
  await expect(role.status(GRANT)).toBeVisible({ timeout: 40_000 });
  await expect(role.alert).toHaveCount(0);
});

test('a read that takes too long says so, and what is no number is not taken', async ({ role, sandbox }) => {
  const limit = role.page.getByRole('textbox', { name: 'Time limit (seconds)' });
  await role.open('read_only');
  await limit.fill('soon');
  await expect(limit).toHaveAttribute('aria-invalid', 'true');
  await expect(role.page.getByText('Write a number of seconds')).toBeVisible();
  await limit.fill('0.4');
  await expect(limit).toHaveAttribute('aria-invalid', 'false');
  const { id } = await sandbox.fault({ path: '/v2/vectordb/roles/describe', delay_ms: 5_000 });
  await role.page.getByRole('button', { name: 'Refresh' }).click();
  await expect(role.alert).toContainText('Could not read: Privileges. No answer came in time.');
  await role.page.reload();
  await expect(limit, 'it is remembered').toHaveValue('0.4');
  await expect(role.alert, 'and kept to').toContainText('Could not read: Privileges. No answer came in time.');
  await sandbox.clearFaults(id);
  await limit.fill('');
  await role.act('Retry').first().click();
  await expect(role.alert).toHaveCount(0);
});
