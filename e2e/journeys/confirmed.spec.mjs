// Nothing beyond what a person was shown and confirmed is sent, and whatever else goes meanwhile is told.
import { expect, REVOKE_PRIVILEGE, test } from '../fixtures/index.mjs';
import { PlanPage, storeEntries } from '../fixtures/plans.mjs';

const GRANT_PRIVILEGE = '/v2/vectordb/roles/grant_privilege_v2';
const ROLE = 'watched';

const on = (privilege, collectionName = 'docs') => ({ roleName: ROLE, privilege, dbName: 'default', collectionName });
const name = (privilege, collection = 'docs') => `${privilege} on Collection ${collection} in default`;
const entry = (privilege, object_type) => ({
  connection: 'milvus',
  grant: { kind: 'privilege', role: ROLE, object_type, object_name: 'docs', database: 'default', privilege },
});

/** A role with these privileges on one collection. */
async function made(sandbox, ...privileges) {
  await sandbox.milvus('/v2/vectordb/roles/create', { roleName: ROLE });
  for (const privilege of privileges) await given(sandbox, privilege);
}

async function given(sandbox, privilege, collection) {
  expect((await sandbox.milvus(GRANT_PRIVILEGE, on(privilege, collection))).code).toBe(0);
}

const held = async (sandbox) => (await sandbox.held()).filter((grant) => grant.endsWith(` from ${ROLE}`));

test('a grant that would go too, given by somebody else after the question was shown: nothing is sent, and that is said', async ({ role, sandbox, journal }) => {
  await made(sandbox, 'Flush', 'Search');
  // What the server grants along with it is revoked by itself, so that the question does not speak of it.
  await sandbox.milvus(REVOKE_PRIVILEGE, on('GetFlushState'));
  const calls = await sandbox.calls(REVOKE_PRIVILEGE);
  await role.open(ROLE, 'privileges');
  await role.button(`${name('Flush')} from ${ROLE}`).click();
  await expect(role.dialog).toContainText('POST');
  await expect(role.dialog).not.toContainText('GetFlushState');
  await given(sandbox, 'GetFlushState');
  const before = await held(sandbox);
  expect(before).toContain(`${name('GetFlushState')} from ${ROLE}`);
  await role.confirm();

  await expect(role.alert).toContainText(`Could not revoke ${name('Flush')} from ${ROLE}.`);
  await expect(role.alert).toContainText('GetFlushState');
  await expect(role.alert).toContainText('not confirmed');
  expect(await sandbox.calls(REVOKE_PRIVILEGE), 'nothing was sent').toBe(calls);
  expect(await held(sandbox)).toEqual(before);
  const [row] = await journal.rows();
  expect(row).toMatchObject({ outcome: 'Failed', proof: 'not_sent' });
  expect(row).not.toHaveProperty('method');

  // To send the same again would be in vain. The question asked once more speaks of it, and then it may go.
  await expect(role.alert).toContainText('The state has changed since this was confirmed.');
  await expect(role.alert.getByRole('button', { name: 'Retry' })).toHaveCount(0);
  await role.alert.getByRole('button', { name: 'Review again…' }).click();
  await expect(role.dialog).toContainText('GetFlushState');
  await role.confirm();
  await role.expectRevoked(`${name('Flush')} from ${ROLE}`);
  expect(await held(sandbox)).toEqual([`${name('Search')} from ${ROLE}`]);
});

test('of a stored plan without its confirmations nothing dangerous is sent', async ({ signedInPage: page, sandbox, journal }) => {
  await made(sandbox, 'Flush', '*');
  const before = await held(sandbox);
  const plan = new PlanPage(page, sandbox, await storeEntries(page, [entry('Flush', 'Collection'), entry('*', 'Global')], 'made by a program'));
  await plan.open();
  await plan.begin.click();
  await plan.stands('finished');
  await expect(page.getByText('Finished, 2 failed', { exact: true })).toBeVisible();
  await expect(plan.button('Retry 2 failed'), 'to send the same again is in vain').toBeHidden();
  expect(await held(sandbox)).toEqual(before);
  expect(await plan.calls()).toBe(0);
  expect((await journal.rows()).map(({ proof }) => proof)).toEqual(['not_sent', 'not_sent']);
  // What is confirmed is a plan of its own.
  await plan.button('Review 2 again…').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('wildcard');
  await expect(dialog).toContainText('GetFlushState');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await plan.calls()).toBe(0);
});

test('the last administrator, who became the last one after the question was shown, stays one', async ({ role, sandbox, journal }) => {
  const REVOKE_ROLE = '/v2/vectordb/users/revoke_role';
  const { users } = (await sandbox.state()).milvus.roles.find(({ name: code }) => code === 'admin');
  expect(users).toHaveLength(2);
  const [gone, left] = users;
  await role.open('admin');
  await role.button(`admin from ${left}`).click();
  await expect(role.dialog).toContainText('POST');
  await expect(role.dialog).not.toContainText('last holder');
  await sandbox.milvus(REVOKE_ROLE, { userName: gone, roleName: 'admin' });
  await role.confirm();
  await expect(role.alert).toContainText(`Could not revoke admin from ${left}.`);
  expect(await sandbox.held()).toContain(`admin from ${left}`);
  expect(await sandbox.calls(REVOKE_ROLE), 'that of somebody else').toBe(1);
  expect((await journal.rows())[0]).toMatchObject({ outcome: 'Failed', proof: 'not_sent' });
});

test('what another administrator revokes in between is told as also gone, with the two times, and not as done by us', async ({ role, sandbox, journal }) => {
  const { page } = role;
  await made(sandbox, 'Search', 'Query');
  await role.open(ROLE, 'privileges');
  const release = await sandbox.hold({ path: REVOKE_PRIVILEGE, times: 1 });
  await role.revoke(`${name('Search')} from ${ROLE}`, 'audit');
  await sandbox.reached(REVOKE_PRIVILEGE);
  await sandbox.milvus(REVOKE_PRIVILEGE, on('Query'));
  await release();

  await expect(role.status(`${name('Search')} from ${ROLE}`)).toBeVisible();
  const said = /Also gone between .+ and .+: Query on Collection docs in default.*This call or somebody else's change\./;
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText(said);
  const [row] = await journal.rows();
  expect(row.comparison).toMatchObject({ compared: 'also_gone', place: 'besides' });
  expect(row.comparison.grants.map(({ privilege }) => privilege)).toEqual(['Query']);

  await page.goto(`/plan/${row.plan}`);
  await expect(page.getByRole('row').filter({ hasText: 'Search' })).toContainText('Query');
  await page.goto('/activity');
  const attempt = page.getByRole('row').filter({ hasText: `${name('Search')} from ${ROLE}` });
  await attempt.locator('summary').click();
  await expect(attempt).toContainText(said);
  await page.goto('/activity?view=evidence');
  await expect(page.getByRole('article')).toContainText(said);
});

test('something else is gone in place of what was asked for: that is said, and neither is called revoked', async ({ role, sandbox, journal }) => {
  await made(sandbox, 'Search', 'Query');
  await role.open(ROLE, 'privileges');
  const release = await sandbox.hold({ path: REVOKE_PRIVILEGE, times: 1, status: 200, body: { code: 0, data: {} }, apply: false });
  await role.revoke(`${name('Search')} from ${ROLE}`);
  await sandbox.reached(REVOKE_PRIVILEGE);
  await sandbox.milvus(REVOKE_PRIVILEGE, on('Query'));
  await release();
  await expect(role.alert).toContainText(/still (holds|there)/);
  await expect(role.alert).toContainText(/gone instead between .+ and .+: Query on Collection docs in default/);
  await expect(role.page.getByRole('status').filter({ hasText: /^Revoked/ })).toHaveCount(0);
  expect((await journal.rows())[0]).toMatchObject({ outcome: 'StillPresent', comparison: { compared: 'also_gone', place: 'instead' } });
});
