// Answers that are no success: each is shown as it was given, and nothing is claimed.
import { readFileSync } from 'node:fs';
import { expect, REVOKE_ROLE, test } from '../fixtures/index.mjs';

/** A recorded answer of a real server. */
function recorded(name) {
  const file = new URL(`../../crates/vendors/tests/fixtures/milvus/${name}.json`, import.meta.url);
  const { status, response } = JSON.parse(readFileSync(file, 'utf8'));
  return { status, body: response };
}

const ROLE_IS_MISSING = 'not found the role, maybe the role isn\'t existed or internal system error';
const SIGN_IN_PAGE = '<!doctype html><html><body>Sign in to the corporate proxy</body></html>';

/** A clear no: nothing was changed, and that is seen. */
const REFUSALS = [
  {
    name: '200 with code 65535', fault: { status: 200, body: { code: 65535, message: ROLE_IS_MISSING } },
    facts: ['HTTP 200', 'code 65535', `“${ROLE_IS_MISSING}”`],
  },
  {
    name: '200 with code 1100', fault: recorded('users-revoke_role.unknown-role'),
    facts: ['HTTP 200', 'code 1100', `“${ROLE_IS_MISSING}: invalid parameter”`],
  },
  {
    name: '403 that names the missing privilege', fault: recorded('users-list.forbidden-2.6'),
    facts: ['HTTP 403', 'code 65535', 'PrivilegeSelectOwnership: permission deny to carol', 'lacks the privilege SelectOwnership'],
  },
  {
    name: '404 in plain text',
    fault: { ...recorded('roles-revoke_privilege_v2.endpoint-missing'), headers: { 'content-type': 'text/plain' } },
    facts: ['HTTP 404', '“404 page not found”'],
  },
];

for (const { name, fault, facts } of REFUSALS) {
  test(`${name} is shown with every fact, and Retry works once it is over`, async ({ role, sandbox, journal }) => {
    await sandbox.fault({ path: REVOKE_ROLE, times: 1, apply: false, ...fault });
    await role.open('read_only');
    await role.revoke('read_only from alice');

    await expect(role.alert).toContainText('Could not revoke read_only from alice.');
    for (const fact of facts) await expect(role.alert).toContainText(fact);
    await expect(role.alert).toContainText(`POST ${REVOKE_ROLE}`);
    await expect(role.button('read_only from alice')).toBeVisible();
    expect(await sandbox.held()).toContain('read_only from alice');
    const [failed] = await journal.rows();
    expect(failed).toMatchObject({ outcome: 'Failed', verified: false, httpStatus: fault.status });

    await role.act('Retry').click();
    await role.expectRevoked('read_only from alice');
    expect(await sandbox.held()).not.toContain('read_only from alice');
    expect(await journal.outcomes()).toEqual(['Revoked', 'Failed']);
    const [revoked] = await journal.rows();
    expect([revoked.plan, revoked.entry], 'another attempt at the same entry').toEqual([failed.plan, failed.entry]);
  });
}

/** Answers that do not tell whether anything was changed. */
const RIDDLES = [
  {
    name: 'a sign-in page with 200', fault: { status: 200, body: SIGN_IN_PAGE },
    facts: ['HTTP 200', 'not what the vendor\'s API promises'], raw: SIGN_IN_PAGE,
  },
  {
    name: 'truncated JSON', fault: { status: 200, body: '{"code":0,"da', headers: { 'content-type': 'application/json' } },
    facts: ['HTTP 200', 'not what the vendor\'s API promises'], raw: '{"code":0,"da',
  },
  {
    name: 'success without data', fault: { status: 200, body: { code: 0, data: null } },
    facts: ['HTTP 200', 'code 0', 'not what the vendor\'s API promises'], raw: '{"code":0,"data":null}',
  },
  {
    name: '500 of a server in trouble', fault: { status: 500, body: { code: 1, message: 'service unavailable' } },
    facts: ['HTTP 500', 'code 1', '“service unavailable”'],
  },
];

for (const { name, fault, facts, raw } of RIDDLES) {
  test(`${name} is never called a failure: it is unknown, and revoked as soon as that is seen`, async ({ role, sandbox, journal }) => {
    await sandbox.fault({ path: REVOKE_ROLE, times: 1, apply: false, ...fault });
    await role.open('read_only');
    await role.revoke('read_only from alice');

    await expect(role.alert).toContainText('It is not known whether alice still holds read_only.');
    for (const fact of facts) await expect(role.alert).toContainText(fact);
    await expect(role.alert).toContainText(`POST ${REVOKE_ROLE}`);
    if (raw) {
      await expect(role.alert.getByText(raw)).toBeHidden();
      await role.act('Show raw answer').click();
      await expect(role.alert.getByText(raw)).toBeVisible();
    }
    await expect(role.button('read_only from alice'), 'not offered before it is known').toHaveCount(0);
    expect(await sandbox.held()).toContain('read_only from alice');
    expect(await journal.rows()).toEqual([
      expect.objectContaining({ outcome: 'Unknown', verified: false, httpStatus: fault.status }),
    ]);

    // As if it had been carried out late.
    await sandbox.milvus(REVOKE_ROLE, { userName: 'alice', roleName: 'read_only' });
    await role.expectRevoked('read_only from alice', 90_000);
    expect(await sandbox.calls(REVOKE_ROLE), 'the gateway sent nothing more').toBe(2);
    expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Revoked', verified: true })]);
  });
}

test('what nobody knows is sent once more on a person\'s word', async ({ role, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, status: 500, body: { code: 1, message: 'service unavailable' } });
  await role.open('read_only');
  await role.revoke('read_only from alice');
  await expect(role.alert).toContainText('It is not known whether alice still holds read_only.');
  await role.act('Retry').click();
  await role.expectRevoked('read_only from alice');
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(2);
  expect(await journal.outcomes()).toEqual(['Revoked', 'Unknown']);
});

test('a message says what its Retry is doing, wherever it is read, and offers no second one', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, apply: false, ...recorded('users-list.forbidden-2.6') });
  await role.open('read_only');
  await role.revoke('read_only from alice');
  await expect(role.alert).toContainText('Could not revoke');
  await page.getByRole('navigation', { name: 'Where you are' }).getByRole('link', { name: 'Milvus production' }).click();
  await expect(page.getByRole('table', { name: 'Roles' })).toBeVisible();
  const release = await sandbox.hold({ path: REVOKE_ROLE, times: 1 });
  await role.act('Retry').click();
  await expect(role.alert).toContainText('Revoking');
  await expect(role.act('Retry')).toHaveAttribute('aria-disabled', 'true');
  await role.act('Retry').click({ force: true });
  await release();
  await expect(role.status('read_only from alice')).toBeVisible();
  await expect(role.alert).toHaveCount(0);
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(2);
  expect(await journal.outcomes()).toEqual(['Revoked', 'Failed']);
});

test('a Retry that finds nothing left to revoke is in the journal as well', async ({ role, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, apply: false, ...recorded('users-list.forbidden-2.6') });
  await role.open('read_only');
  await role.revoke('read_only from alice');
  await expect(role.alert).toContainText('Could not revoke');
  await expect(role.alert).toContainText('Milvus production');
  await sandbox.milvus(REVOKE_ROLE, { userName: 'alice', roleName: 'read_only' });
  await role.act('Retry').click();
  await expect(role.page.getByRole('status').filter({ hasText: 'alice did not have read_only.' })).toBeVisible();
  const [found, failed] = await journal.rows();
  expect(found).toMatchObject({ outcome: 'AlreadyAbsent', verified: true, entry: failed.entry });
  expect(found).not.toHaveProperty('method');
  expect(failed.outcome).toBe('Failed');
});

test('what a server only said to have done can be tried again from the plan', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, status: 200, body: { code: 0, data: {} }, apply: false });
  await role.open('read_only');
  await role.revoke('read_only from alice', 'leaves');
  await expect(role.alert).toContainText('alice still holds read_only.');
  const [{ plan }] = await journal.rows();
  await page.goto(`/plan/${plan}`);
  await page.getByRole('button', { name: 'Retry 1 failed', exact: true }).click();
  await expect(role.status('read_only from alice')).toBeVisible();
  const rows = await journal.rows();
  expect(rows.map(({ outcome }) => outcome)).toEqual(['Revoked', 'StillPresent']);
  expect(new Set(rows.map((row) => row.plan)).size, 'the same plan').toBe(1);
});

test('a credential that is not accepted any more fails nothing: the plan waits, says why, and goes on by itself', async ({ role, sandbox, journal }) => {
  await role.open('read_only');
  const refusal = recorded('users-list.auth-missing');
  await sandbox.fault({ path: REVOKE_ROLE, apply: false, ...refusal });
  await role.revoke('read_only from alice');
  const waits = role.page.getByRole('note').filter({ hasText: 'Milvus production' });
  await expect(waits).toContainText('HTTP 401 · code 1800');
  await expect(waits).toContainText("The vendor does not accept the gateway's credential. Replace the credential in the gateway's configuration.");
  await expect(role.alert).toHaveCount(0);
  expect((await journal.outcomes()).filter((outcome) => outcome === 'Failed' || outcome === 'Unknown'), 'no entry fails by it').toEqual([]);
  await sandbox.clearFaults();
  await role.expectRevoked('read_only from alice', 90_000);
  await expect(waits).toHaveCount(0);
  expect(await sandbox.held()).not.toContain('read_only from alice');
});

test('a vendor that wants fewer calls: the seconds until the next one are counted down, and not announced each', async ({ role, sandbox }) => {
  await role.open('read_only');
  const body = { code: 8, message: 'quota exceeded' };
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, status: 429, headers: { 'retry-after': '80' }, body, apply: false });
  await role.revoke('read_only from alice');
  const waits = role.page.getByRole('note').filter({ hasText: 'Milvus production' });
  await expect(waits.getByRole('status')).toContainText('The vendor accepts no more calls for now. No entry has failed.');
  await expect(waits).toContainText('HTTP 429 · code 8 · “quota exceeded”');
  await expect(waits).toContainText(/Next try in \d+ s\./);
  await expect(waits.getByRole('status'), 'the time is no part of what is announced').not.toContainText('Next try');
  await role.page.getByRole('link', { name: 'Open plan' }).click();
  const left = async () => Number((await waits.textContent()).match(/Next try in (\d+) s/)?.[1]);
  const first = await left();
  await expect.poll(left, 'it is written anew by itself').toBeLessThan(first);
  await role.page.getByRole('button', { name: 'Pause' }).click();
  await role.page.getByRole('button', { name: 'Resume' }).click();
  await role.expectRevoked('read_only from alice');
});

test('the same failure again is counted, and Dismiss takes it away', async ({ role, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_ROLE, apply: false, ...recorded('users-list.forbidden-2.6') });
  await role.open('read_only');
  await role.revoke('read_only from alice');
  await expect(role.alert).toContainText('HTTP 403');
  await expect(role.alert).not.toContainText('times');

  await role.act('Retry').click();
  await expect(role.alert).toContainText('2 times');
  await expect(role.alert).toHaveCount(1);
  await role.act('Dismiss').click();
  await expect(role.alert).toHaveCount(0);
  await expect(role.button('read_only from alice')).toBeVisible();
  expect(await journal.outcomes()).toEqual(['Failed', 'Failed']);
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(2);
});

test('failures of two rows stand side by side', async ({ role, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_ROLE, apply: false, ...recorded('users-list.forbidden-2.6') });
  await role.open('read_only');
  for (const user of ['alice', 'user_1']) {
    await role.revoke(`read_only from ${user}`);
    await expect(role.alert.filter({ hasText: `Could not revoke read_only from ${user}.` })).toBeVisible();
  }
  await expect(role.alert).toHaveCount(2);
  expect(await journal.outcomes()).toEqual(['Failed', 'Failed']);
});

test('the request id of the answer is shown and can be copied', async ({ role, sandbox, journal }) => {
  const id = '7f3c0e5a-2b61-4a51-9d0f-5b7d6f1f8a10';
  const answer = { ...recorded('users-list.forbidden-2.6'), headers: { 'x-request-id': id } };
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, apply: false, ...answer });
  await role.open('read_only');
  await role.revoke('read_only from alice');

  await expect(role.alert).toContainText(`request ${id}`);
  await role.act('Copy request id').click();
  await expect(role.alert).toContainText('Copied');
  await role.filter.press('Control+V');
  await expect(role.filter).toHaveValue(id);
  expect((await journal.rows())[0].requestId).toBe(id);
});
