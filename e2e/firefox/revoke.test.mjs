// Taking a member's role away, and knowing that it is gone.
import assert from 'node:assert/strict';
import { REVOKE_ROLE } from '../fixtures/sandbox.mjs';
import { journey, signIn } from './journey.mjs';

journey('a membership is revoked, proved by a re-read, and journaled with its reason', async ({ rescind, server, sandbox, journal }) => {
  await signIn(rescind, server);
  await rescind.openRole('read_only');
  await rescind.click('button', 'Revoke read_only from user_1');
  await rescind.see('dialog', 'Revoke read_only from user_1?');
  await rescind.seeText('dialog', 'user_1 will lose this role on Milvus production');
  await rescind.seeText('dialog', `POST ${REVOKE_ROLE} {"roleName":"read_only","userName":"user_1"}`);
  await rescind.fill('Reason', 'leaves on Friday');
  assert.equal(await sandbox.calls(REVOKE_ROLE), 0, 'nothing is sent before it is confirmed');
  await rescind.click('button', 'Revoke');

  await rescind.seeStatus(/^Revoked read_only from user_1\./);
  await rescind.seeNone('button', 'Revoke read_only from user_1');
  await rescind.seeText('[role=tab]', /^Members5$/);
  assert.deepEqual((await rescind.texts('[role=alert]')).filter(Boolean), []);
  const held = await sandbox.held();
  assert.ok(!held.includes('read_only from user_1'), 'the sandbox agrees');
  assert.ok(held.includes('read_only from alice'), 'and nobody else has lost it');
  assert.equal(await sandbox.calls(REVOKE_ROLE), 1);
  const [row, ...more] = await journal.rows();
  assert.deepEqual(more, []);
  const { outcome, verified, reason, httpStatus, path } = row;
  assert.deepEqual(
    { outcome, verified, reason, httpStatus, path },
    { outcome: 'Revoked', verified: true, reason: 'leaves on Friday', httpStatus: 200, path: REVOKE_ROLE },
  );
});
