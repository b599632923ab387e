// A connection that breaks in the middle: it may or may not have happened, until it was seen. A lost answer is never a failure.
import { address, DESCRIBE_USER, expect, Journal, quiet, REVOKE_ROLE, RolePage, test, Way } from '../fixtures/index.mjs';

const GRANT = 'read_only from alice';

const unknown = ({ alert }) => expect(alert).toContainText('It is not known whether alice still holds read_only.');

/** Revokes, lets the look before the call through, and cuts every one from the call on. Answers the id of the fault. */
async function revokeUnseen(role, sandbox) {
  const release = await sandbox.hold({ path: REVOKE_ROLE, times: 1 });
  await role.revoke(GRANT);
  await sandbox.reached(REVOKE_ROLE);
  const { id } = await sandbox.fault({ path: DESCRIBE_USER, cut: 'before' });
  await release();
  return id;
}

test('a connection cut before the change is unknown, whatever was seen since, and a person may send it once more', async ({ role, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, cut: 'before' });
  await role.open('read_only');
  await role.revoke(GRANT);

  await unknown(role);
  await expect(role.button(GRANT), 'not offered before it is known').toHaveCount(0);
  expect(await sandbox.held()).toContain(GRANT);
  const [row] = await journal.rows();
  expect(row).toMatchObject({ outcome: 'Unknown', verified: false });
  expect(row.httpStatus, 'there was no answer').toBeUndefined();

  const checked = role.page.waitForResponse('**/check');
  await role.act('Check again').click();
  await checked;
  await unknown(role);
  expect(await sandbox.calls(REVOKE_ROLE), 'checking sends nothing').toBe(1);
  // A check that goes on keeps nobody from it.
  await role.act('Check again').click();
  await role.act('Retry').click();
  await role.expectRevoked(GRANT);
  expect(await sandbox.held()).not.toContain(GRANT);
  expect(await journal.outcomes()).toEqual(['Revoked', 'Unknown']);
});

for (const [cut, when] of [['after', 'after the change'], ['body', 'in the middle of the answer']]) {
  test(`a connection cut ${when} ends as revoked, since the re-read proves it`, async ({ role, sandbox, journal }) => {
    await sandbox.fault({ path: REVOKE_ROLE, times: 1, cut });
    await role.open('read_only');
    await role.revoke(GRANT);

    await role.expectRevoked(GRANT);
    expect(await sandbox.held()).not.toContain(GRANT);
    expect(await sandbox.calls(REVOKE_ROLE), 'nothing was sent twice').toBe(1);
    expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Revoked', verified: true })]);
    expect((await journal.rows())[0].httpStatus, 'there was no answer').toBeUndefined();
  });
}

test('a change that the vendor makes seconds after the connection broke: unknown first, then revoked by itself', async ({ role, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, apply_after_ms: 6_000 });
  await role.open('read_only');
  await role.revoke(GRANT);

  await unknown(role);
  expect(await journal.outcomes(), 'nothing is claimed meanwhile').toEqual(['Unknown']);
  await role.expectRevoked(GRANT, 90_000);
  expect(await sandbox.held()).not.toContain(GRANT);
  expect(await sandbox.calls(REVOKE_ROLE), 'nothing was sent twice').toBe(1);
  expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Revoked', verified: true })]);
});

for (const place of ['the message', 'the row']) {
  test(`what could not be read again is unknown, and Check again in ${place} settles it`, async ({ role, sandbox, journal }) => {
    await role.open('read_only');
    const cut = await revokeUnseen(role, sandbox);

    await unknown(role);
    const row = role.table('read_only').getByRole('row', { name: 'alice' });
    await expect(row).toContainText('Unknown');
    await expect(role.button(GRANT), 'not offered before it is known').toHaveCount(0);
    expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Unknown', verified: false, httpStatus: 200 })]);

    // The gateway looks again by itself from time to time: from now on no look ends before a person has asked for one.
    const release = await sandbox.hold({ path: DESCRIBE_USER });
    await sandbox.clearFaults(cut);
    const again = place === 'the message'
      ? role.act('Check again')
      : row.getByRole('button', { name: 'Check again whether alice holds read_only' });
    const asked = role.page.waitForRequest('**/check');
    await again.click();
    await asked;
    await release();
    await role.expectRevoked(GRANT, 90_000);
    expect(await sandbox.held()).not.toContain(GRANT);
    expect(await sandbox.calls(REVOKE_ROLE), 'checking sends nothing').toBe(1);
    expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Revoked', verified: true })]);
  });
}

test('what could not be read again becomes revoked by itself as soon as it can be read', async ({ role, sandbox, journal }) => {
  await role.open('read_only');
  const cut = await revokeUnseen(role, sandbox);
  await unknown(role);
  await sandbox.clearFaults(cut);
  await role.expectRevoked(GRANT, 90_000);
  expect(await sandbox.calls(REVOKE_ROLE), 'nothing was sent again').toBe(1);
  expect(await journal.outcomes()).toEqual(['Revoked']);
});

test('an observation before the call that fails twice sends nothing, and Retry tries again', async ({ role, sandbox, journal }) => {
  await role.open('read_only');
  await sandbox.fault({ path: DESCRIBE_USER, status: 200, body: { code: 65535, message: 'internal' } });
  await role.revoke(GRANT);

  await expect(role.alert).toContainText(`Could not revoke ${GRANT}.`);
  await expect(role.alert).toContainText('No change was sent to the vendor.');
  await expect(role.alert, 'it was not').not.toContainText('The state was read again');
  await expect(role.button(GRANT)).toBeVisible();
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(0);
  expect(await journal.outcomes()).toEqual(['Failed']);

  await sandbox.clearFaults();
  await role.act('Retry').click();
  await role.expectRevoked(GRANT);
});

test('a vendor that cannot be reached fails nothing: the plan waits, says so, and goes on by itself', async ({ page, server, sandbox }) => {
  const vendor = await Way.to(server.sandboxUrl);
  const gateway = await server.inFront('', vendor.url);
  try {
    const journal = new Journal(gateway);
    const role = new RolePage(page);
    await page.goto(gateway.link);
    await expect(page.getByText('Milvus production').first()).toBeVisible();
    await page.goto(gateway.url + address('read_only'));
    await expect(role.button(GRANT)).toBeVisible();
    for (const tab of ['Members', 'Privileges']) await expect(role.tab(tab)).toHaveText(/\d/);
    await role.button(GRANT).click();
    await expect(role.dialog).toContainText('POST');
    await quiet(page);
    await vendor.close();
    await role.confirm();

    const waits = page.getByRole('note').filter({ hasText: 'Waiting for Milvus production' });
    await expect(waits).toBeVisible();
    await expect(role.table('read_only').getByRole('row', { name: 'alice' })).toContainText('Waiting');
    await expect(role.alert).toHaveCount(0);
    expect(await sandbox.calls(REVOKE_ROLE)).toBe(0);
    expect(await journal.rows()).toEqual([]);

    await vendor.open();
    await role.expectRevoked(GRANT, 90_000);
    await expect(waits).toHaveCount(0);
    expect(await sandbox.calls(REVOKE_ROLE)).toBe(1);
    expect(await journal.outcomes()).toEqual(['Revoked']);
  } finally {
    await gateway.stop();
    await vendor.close();
  }
});
