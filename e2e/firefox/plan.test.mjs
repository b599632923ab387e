// A plan with several entries: the gateway runs it, and the page is told by the stream of events.
import assert from 'node:assert/strict';
import { Session } from '../fixtures/session.mjs';
import { REVOKE_ROLE } from '../fixtures/sandbox.mjs';
import { until } from '../fixtures/until.mjs';
import { Way } from '../fixtures/way.mjs';
import { Console } from './console.mjs';
import { journey, signIn } from './journey.mjs';

const ROLE = 'read_only';
const REASON = 'Quarterly review';
/** A stream whose first message was late is given up, and opened again a minute later. */
const STREAMED_WITHIN_MS = 120_000;

/** The users who hold the role. */
async function holders(sandbox) {
  return (await sandbox.state()).milvus.bindings.filter(({ role }) => role === ROLE).map(({ user }) => user);
}

/** Stores a plan that takes the role from all its members; nothing is sent. */
async function store(server, members) {
  const entries = members.map((id) => ({
    connection: 'milvus', grant: { kind: 'membership', role: ROLE, principal: { kind: 'user', id } },
  }));
  const { id } = await new Session(server).call('POST', '/api/plans', { reason: REASON, entries, start: false, time_limit_ms: null });
  return id;
}

journey('a plan is followed to its end by the stream of events, and the journal agrees', async ({ page, server, sandbox, journal }) => {
  const way = await Way.to(server.url);
  try {
    // What happens in the run can be heard of by the stream, and in no other way.
    way.polls = 'refuse';
    const rescind = new Console(page, way.url);
    const users = await holders(sandbox);
    assert.ok(users.length >= 5, 'several entries');
    const id = await store(server, users);
    await signIn(rescind, server);
    await rescind.goto(`/plan/${id}`);
    await rescind.see('table', `Entries of ${REASON}`);
    await until('an open stream', () => way.openStreams, (count) => count === 1);
    assert.equal(await sandbox.calls(REVOKE_ROLE), 0, 'nothing is sent before it is started');
    // Of the last call nobody knows what it did: the run goes no further until somebody else acts.
    await sandbox.fault({
      path: REVOKE_ROLE, skip: users.length - 1, times: 1, apply: false, status: 500, body: { code: 1, message: 'service unavailable' },
    });
    await rescind.click('button', 'Start');
    await rescind.seeText('main *', `${users.length - 1} done, 0 failed, 1 unknown, 0 left`, STREAMED_WITHIN_MS);
    await rescind.seeText('main *', /^Finished, 1 unknown$/);
    const [left, ...others] = await holders(sandbox);
    assert.deepEqual(others, [], 'all but one have lost it');

    await sandbox.milvus(REVOKE_ROLE, { userName: left, roleName: ROLE });
    await rescind.seeText('main *', `${users.length} done, 0 failed, 0 left`, STREAMED_WITHIN_MS);
    await rescind.seeText('main *', /^Finished$/);
    assert.deepEqual(await holders(sandbox), []);
    const rows = await journal.rows();
    assert.deepEqual(rows.map(({ plan, outcome, verified, reason }) => [plan, outcome, verified, reason]), users.map(() => [id, 'Revoked', true, REASON]));
    assert.deepEqual(new Set(rows.map(({ grant }) => grant.principal.id)), new Set(users), 'each once');
  } finally {
    await way.close();
  }
});
