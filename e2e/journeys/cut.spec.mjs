// A connection that breaks in the middle: it may or may not have happened, until it was looked at.
import { DESCRIBE_USER, expect, REVOKE_ROLE, test } from '../fixtures/index.mjs';

const GRANT = 'read_only from alice';

test('a connection cut before the change ends as a failure with the row in place, and Retry works', async ({ role, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, cut: 'before' });
  await role.open('read_only');
  await role.revoke(GRANT);

  await expect(role.alert).toContainText(`Could not revoke ${GRANT}.`);
  await expect(role.alert).toContainText('The state was read again: it is unchanged.');
  await expect(role.button(GRANT)).toBeVisible();
  expect(await sandbox.held()).toContain(GRANT);
  expect(await journal.outcomes()).toEqual(['Failed']);

  await role.act('Retry').click();
  await role.expectRevoked(GRANT);
  expect(await sandbox.held()).not.toContain(GRANT);
  expect(await journal.outcomes()).toEqual(['Revoked', 'Failed']);
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

/** Lets the look before the call through, and cuts every one from the call on. */
async function cutTheLookAfter({ page }, sandbox) {
  await page.route(`**${REVOKE_ROLE}`, async (route) => {
    await sandbox.fault({ path: DESCRIBE_USER, cut: 'before' });
    await route.continue();
  });
}

for (const place of ['the message', 'the row']) {
  test(`what could not be read again is unknown, and Check again in ${place} settles it`, async ({ role, sandbox, journal }) => {
    await role.open('read_only');
    await cutTheLookAfter(role, sandbox);
    await role.revoke(GRANT);

    await expect(role.alert).toContainText('It is not known whether alice still holds read_only.');
    const row = role.table('read_only').getByRole('row', { name: 'alice' });
    await expect(row).toContainText('Unknown');
    await expect(role.button(GRANT), 'not offered before it is known').toHaveCount(0);
    expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Unknown', verified: false, httpStatus: 200 })]);

    await sandbox.clearFaults();
    const again = place === 'the message'
      ? role.act('Check again')
      : row.getByRole('button', { name: 'Check again whether alice holds read_only' });
    await again.click();
    await role.expectRevoked(GRANT);
    expect(await sandbox.held()).not.toContain(GRANT);
    expect(await sandbox.calls(REVOKE_ROLE), 'checking sends nothing').toBe(1);
    expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Revoked', verified: true })]);
  });
}

test('Check again of a change that never happened says so', async ({ role, sandbox, journal }) => {
  await role.open('read_only');
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, cut: 'before' });
  await cutTheLookAfter(role, sandbox);
  await role.revoke(GRANT);
  await expect(role.alert).toContainText('It is not known whether');

  await sandbox.clearFaults();
  await role.act('Check again').click();
  await expect(role.alert).toContainText(`Could not revoke ${GRANT}.`);
  await expect(role.button(GRANT)).toBeVisible();
  expect(await sandbox.held()).toContain(GRANT);
  expect(await journal.outcomes()).toEqual(['Failed']);
});

test('a look before the call that fails sends nothing', async ({ role, sandbox, journal }) => {
  await role.open('read_only');
  await sandbox.fault({ path: DESCRIBE_USER, cut: 'before' });
  await role.revoke(GRANT);

  await expect(role.alert).toContainText(`Could not revoke ${GRANT}.`);
  await expect(role.alert, 'it was not').not.toContainText('The state was read again');
  await expect(role.button(GRANT)).toBeVisible();
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(0);
  expect(await journal.outcomes()).toEqual(['Failed']);
});
