// A server that says 200: with a refusal inside, and with a yes that nothing followed.
import assert from 'node:assert/strict';
import { REVOKE_ROLE } from '../fixtures/sandbox.mjs';
import { journey, signIn } from './journey.mjs';

const GRANT = 'read_only from alice';
const MESSAGE = 'not found the role, maybe the role isn\'t existed or internal system error';

const LIES = [
  {
    name: 'a refusal within HTTP 200', body: { code: 65535, message: MESSAGE }, outcome: 'Failed', verified: false,
    says: ['Could not revoke read_only from alice.', 'HTTP 200', 'code 65535', `“${MESSAGE}”`, `POST ${REVOKE_ROLE}`],
  },
  { name: 'a yes that nothing followed', body: { code: 0, data: {} }, outcome: 'StillPresent', verified: true, says: ['alice still holds read_only.'] },
];

for (const { name, body, outcome, verified, says } of LIES) {
  journey(`${name} is told as what it is, and the row stays`, async ({ rescind, server, sandbox, journal }) => {
    await signIn(rescind, server);
    await sandbox.fault({ path: REVOKE_ROLE, times: 1, status: 200, body, apply: false });
    await rescind.openRole('read_only');
    await rescind.click('button', `Revoke ${GRANT}`);
    await rescind.see('dialog', `Revoke ${GRANT}?`);
    await rescind.click('button', 'Revoke');

    for (const text of says) await rescind.seeAlert(text);
    await rescind.see('button', `Revoke ${GRANT}`);
    assert.deepEqual((await rescind.texts('[role=status], output')).filter((text) => text.startsWith('Revoked')), []);
    assert.ok((await sandbox.held()).includes(GRANT), 'the sandbox agrees');
    const rows = await journal.rows();
    assert.deepEqual(rows.map((row) => [row.outcome, row.verified, row.httpStatus]), [[outcome, verified, 200]]);
  });
}
