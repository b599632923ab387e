// A server that says yes and does nothing.
import { DESCRIBE_USER, expect, REVOKE_PRIVILEGE, REVOKE_ROLE, test } from '../fixtures/index.mjs';

const LIE = { times: 1, status: 200, body: { code: 0, data: {} }, apply: false };

test('a membership that a lie left behind is said to be still there, and Retry takes it', async ({ role, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_ROLE, ...LIE });
  await role.open('read_only');
  await role.revoke('read_only from alice', 'audit');

  await expect(role.alert).toContainText('alice still holds read_only.');
  await expect(role.button('read_only from alice')).toBeVisible();
  expect(await sandbox.held()).toContain('read_only from alice');
  expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'StillPresent', verified: true, httpStatus: 200 })]);

  await role.act('Retry').click();
  await role.expectRevoked('read_only from alice');
  expect(await sandbox.held()).not.toContain('read_only from alice');
  expect(await journal.outcomes()).toEqual(['Revoked', 'StillPresent']);
  expect((await journal.rows()).map(({ reason }) => reason), 'a retry keeps its reason').toEqual(['audit', 'audit']);
});

test('a privilege that a lie left behind is said to be still there', async ({ role, sandbox, journal }) => {
  const grant = 'Search on Collection articles in default from analyst';
  await sandbox.fault({ path: REVOKE_PRIVILEGE, ...LIE });
  await role.open('analyst', 'privileges');
  await role.revoke(grant);

  await expect(role.alert).toContainText('analyst still holds Search on Collection articles in default.');
  await expect(role.button(grant)).toBeVisible();
  expect(await sandbox.held()).toContain(grant);
  expect(await journal.outcomes()).toEqual(['StillPresent']);
});

test('a server that is only slow to show the change is not called a liar', async ({ role, sandbox, journal }) => {
  await role.open('read_only');
  // The call is carried out; a replica goes on showing the old state for a while.
  await sandbox.fault({ path: DESCRIBE_USER, stale_ms: 800 });
  await role.revoke('read_only from alice');

  await role.expectRevoked('read_only from alice');
  expect(await sandbox.held()).not.toContain('read_only from alice');
  expect(await journal.outcomes()).toEqual(['Revoked']);
});
