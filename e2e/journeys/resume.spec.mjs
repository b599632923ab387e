// A revocation that outlives its page: after a reload, in another browser, after a crash of the gateway.
import { address, Claims, expect, Journal, REVOKE_ROLE, RolePage, test } from '../fixtures/index.mjs';

const GRANT = 'read_only from alice';

/** Sends a revocation that the vendor takes its time for, and waits until the journal has its intent. */
async function sendSlowly(role, sandbox, journal, delay_ms) {
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, delay_ms });
  await role.open('read_only');
  await role.revoke(GRANT, 'leaves on Friday');
  await expect.poll(() => journal.outcomes()).toEqual(['in_flight']);
}

async function expectOneCall(sandbox, journal) {
  expect(await sandbox.held()).not.toContain(GRANT);
  expect(await sandbox.calls(REVOKE_ROLE), 'nothing was sent twice').toBe(1);
  expect(await journal.rows()).toEqual([
    expect.objectContaining({ outcome: 'Revoked', verified: true, reason: 'leaves on Friday' }),
  ]);
}

test('a reload in the middle takes the revocation up again', async ({ role, sandbox, journal }) => {
  await sendSlowly(role, sandbox, journal, 8000);
  await role.page.reload();
  await expect(role.table('read_only').getByRole('row', { name: 'alice' })).toContainText('Unknown, checking');
  await role.expectRevoked(GRANT);
  await expectOneCall(sandbox, journal);
});

test('another page of the console, in the middle, shows the outcome as well', async ({ role, sandbox, journal }) => {
  await sendSlowly(role, sandbox, journal, 2000);
  await role.page.getByRole('navigation', { name: 'Where you are' }).getByRole('link', { name: 'Milvus production' }).click();
  await expect(role.page.getByRole('table', { name: 'Roles' })).toBeVisible();
  await expect(role.status(GRANT)).toBeVisible();
  await expectOneCall(sandbox, journal);
});

test('another browser settles what a closed tab left behind', async ({ role, sandbox, journal, openBrowser, signIn }) => {
  await sendSlowly(role, sandbox, journal, 1000);
  await role.page.close();
  const context = await openBrowser();
  await signIn(context);
  const other = new RolePage(await context.newPage());
  await other.page.goto(address('read_only'));
  await expect(other.status(GRANT), 'once the lease of the closed tab has ended').toBeVisible({ timeout: 25_000 });
  await other.expectRevoked(GRANT);
  await expectOneCall(sandbox, journal);
});

test('a second tab watches while the first one works, and shows what became of it', async ({ role, context, sandbox, journal }) => {
  await sendSlowly(role, sandbox, journal, 8000);
  const second = new RolePage(await context.newPage());
  await second.page.goto(address('read_only'));
  await expect(second.table('read_only').getByRole('row', { name: 'alice' })).toContainText('Unknown, checking');
  await expect(role.status(GRANT)).toBeVisible({ timeout: 20_000 });
  await role.expectRevoked(GRANT);
  await expect(second.button(GRANT)).toHaveCount(0);
  await expect(second.table('read_only').getByRole('row', { name: 'alice' })).toHaveCount(0);
  await expectOneCall(sandbox, journal);
});

test.describe('after a crash of the gateway', () => {
  /** Signs in again: sessions end with the process. */
  async function signInAgain(page, server) {
    const dialog = page.getByRole('dialog', { name: 'Sign in to Rescind' });
    await dialog.getByLabel('Token').fill(server.token);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
  }

  test('a call that never reached the vendor ends as failed, with the row in place', async ({ role, server, sandbox, journal }) => {
    // The embedded sandbox dies with the gateway, and the waiting call with it.
    await sendSlowly(role, sandbox, journal, 60_000);
    await server.kill();
    await server.restart();
    await signInAgain(role.page, server);

    await expect(role.alert).toContainText(`Could not revoke ${GRANT}.`);
    await expect(role.button(GRANT)).toBeVisible();
    expect(await sandbox.held()).toContain(GRANT);
    expect(await journal.outcomes()).toEqual(['Failed']);
  });

  test('a call that the vendor carried out meanwhile ends as revoked', async ({ page, context, server, sandbox }) => {
    const crashing = await server.inFront();
    const journal = new Journal(crashing);
    await page.goto(crashing.link);
    await expect(page.getByText('Milvus production').first()).toBeVisible();
    const role = new RolePage(page);
    await sandbox.fault({ path: REVOKE_ROLE, times: 1, delay_ms: 1500 });
    await page.goto(crashing.url + address('read_only'));
    await role.revoke(GRANT, 'leaves on Friday');
    await expect.poll(() => journal.outcomes()).toEqual(['in_flight']);

    await crashing.kill();
    await expect.poll(() => sandbox.held()).not.toContain(GRANT);
    await crashing.restart();
    await signInAgain(page, crashing);
    await role.expectRevoked(GRANT);
    await expectOneCall(sandbox, journal);
    await new Claims(sandbox, journal).check();
    await crashing.stop();
  });
});
