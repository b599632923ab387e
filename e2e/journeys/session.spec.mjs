// A session that ends in the middle of work takes nothing away, and is never taken for the vendor's refusal.
import { bringTo, expect, REVOKE_ROLE, test } from '../fixtures/index.mjs';

const GRANT = 'read_only from alice';

/** Ends the session behind the page's back. A tab that is behind neither listens nor asks: the page learns of it by what is done next. */
async function endSession(page) {
  await bringTo(page, 'behind');
  const answer = await page.request.delete('/api/session', { headers: { 'X-Rescind': '1' } });
  expect(answer.status()).toBe(204);
}

async function signInAgain(page, server) {
  const dialog = page.getByRole('dialog', { name: 'Sign in to Rescind' });
  await bringTo(page, 'front');
  await expect(dialog).toContainText('Your session has ended.');
  await dialog.getByLabel('Token').fill(server.token);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toHaveCount(0);
}

test('a session that ends before Revoke sends nothing, and Retry goes on with the reason', async ({ role, server, sandbox, journal }) => {
  await role.open('read_only');
  await role.button(GRANT).click();
  await role.reason.fill('leaves on Friday');
  await endSession(role.page);
  await role.confirm();

  await signInAgain(role.page, server);
  await expect(role.alert).toContainText('No change was sent to the vendor. Your session has ended.');
  await expect(role.alert, 'not the vendor\'s 401').not.toContainText('credential');
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(0);
  expect(await sandbox.held()).toContain(GRANT);
  expect(await journal.rows()).toEqual([]);

  await role.act('Retry').click();
  await role.expectRevoked(GRANT);
  expect(await sandbox.held()).not.toContain(GRANT);
  expect(await journal.rows()).toEqual([
    expect.objectContaining({ outcome: 'Revoked', verified: true, reason: 'leaves on Friday' }),
  ]);
});

test('the reason that was typed is there when the dialog is opened again', async ({ role, server, journal }) => {
  await role.open('read_only');
  await role.button(GRANT).click();
  await role.reason.fill('leaves on Friday');
  await endSession(role.page);
  await role.confirm();
  await signInAgain(role.page, server);

  await role.button(GRANT).click();
  await expect(role.reason).toHaveValue('leaves on Friday');
  await role.confirm();
  await role.expectRevoked(GRANT);
  expect((await journal.rows()).map(({ reason }) => reason)).toEqual(['leaves on Friday']);
});

test('a session that ends in the middle of a call ends nothing: what became of it is shown after the new sign-in', async ({ role, server, sandbox, journal }) => {
  await role.open('read_only');
  const release = await sandbox.hold({ path: REVOKE_ROLE, times: 1 });
  await role.revoke(GRANT);
  await sandbox.reached(REVOKE_ROLE);
  await endSession(role.page);
  await signInAgain(role.page, server);
  await release();
  await role.expectRevoked(GRANT);
  expect(await sandbox.held()).not.toContain(GRANT);
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(1);
  expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Revoked', verified: true })]);
});

test('who signs out in the middle of a plan stops nothing, and finds it done', async ({ role, server, sandbox, journal }) => {
  await role.open('ml_engineer');
  const { page } = role;
  const holders = await role.table('ml_engineer').getByRole('rowheader').count();
  expect(holders).toBeGreaterThan(1);
  const release = await sandbox.hold({ path: REVOKE_ROLE });
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: `Revoke ${holders} selected…` }).click();
  await role.reason.fill('the team is dissolved');
  await role.dialog.getByRole('button', { name: `Revoke ${holders}`, exact: true }).click();
  await sandbox.reached(REVOKE_ROLE);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('Token')).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await release();
  await expect.poll(() => journal.outcomes(), { timeout: 60_000 }).toEqual(Array(holders).fill('Revoked'));

  await page.getByLabel('Token').fill(server.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Plans', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: 'the team is dissolved' })).toContainText(`${holders} of ${holders}`);
  await expect(role.alert).toHaveCount(0);
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(holders);
});

test('a session that ends in the midst of a plan: the outcome is told once after the new sign-in', async ({ role, server, sandbox, journal }) => {
  await role.open('ml_engineer');
  const { page } = role;
  const holders = await role.table('ml_engineer').getByRole('rowheader').count();
  const release = await sandbox.hold({ path: REVOKE_ROLE });
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: `Revoke ${holders} selected…` }).click();
  await role.dialog.getByRole('button', { name: `Revoke ${holders}`, exact: true }).click();
  await sandbox.reached(REVOKE_ROLE);
  await endSession(page);
  await signInAgain(page, server);
  await release();
  await expect(page.getByRole('status').filter({ hasText: `Revoked ml_engineer from ${holders} holders` })).toHaveCount(1, { timeout: 60_000 });
  await expect(page.getByRole('progressbar', { name: 'Revoking' })).toHaveCount(0);
  await expect(role.alert).toHaveCount(0);
  expect(await journal.outcomes()).toEqual(Array(holders).fill('Revoked'));
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(holders);
});

/** Each page, and what it shows once all of it has been read. */
const PAGES = [
  ['/', (page) => expect(page.getByRole('table').getByText('reachable')).toHaveCount(4)],
  ['/c/milvus/roles', (page) => expect(page.getByRole('row', { name: 'tenant_operator' })).toHaveText(/\d\s*\d$/)],
  ['/c/milvus/role?name=analyst&tab=privileges&filter=Query', (page) => expect(page.getByRole('tab')).toHaveText([/\d/, /\d/])],
];

for (const [where, expectRead] of PAGES) {
  test(`after signing in again ${where} shows what it showed`, async ({ signedInPage: page, server }) => {
    const rows = page.getByRole('table').getByRole('row');
    await page.goto(where);
    await expectRead(page);
    const before = await rows.allTextContents();
    await endSession(page);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await signInAgain(page, server);
    await page.getByRole('button', { name: 'Refresh' }).click();

    await expect(page).toHaveURL(where);
    await expect(rows).toHaveText(before);
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
}
