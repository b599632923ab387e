// The gateway is killed, or out of reach, in the middle of a plan: the page says how old what it shows is, and then goes on
// showing the plan, which goes on by itself.
import { Claims, expect, Journal, REVOKE_ROLE, RolePage, test, Way } from '../fixtures/index.mjs';
import { AT_ONCE, grant, holdAfter, PlanPage, store } from '../fixtures/plans.mjs';

const REASON = 'Alice leaves on Friday';
const GRANT = 'read_only from alice';

const cutOff = (page) => page.getByRole('status').filter({ hasText: /^Last known/ });

/** Signs in again: sessions end with the process. */
async function signInAgain(page, server) {
  const dialog = page.getByRole('dialog', { name: 'Sign in to Rescind' });
  await dialog.getByLabel('Token').fill(server.token, { timeout: 60_000 });
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toHaveCount(0);
}

/** Starts a plan at a gateway whose vendor takes some calls and holds others. Answers it, and what lets these go on. */
async function begun(page, sandbox, origin) {
  await grant(sandbox, 24);
  const release = await holdAfter(sandbox, 4);
  const plan = new PlanPage(page, sandbox, await store(page, 24, REASON, origin), origin);
  await plan.open();
  await plan.begin.click();
  await plan.sent(4 + AT_ONCE);
  return [plan, release];
}

test('the gateway is killed in the middle and comes back: the plan goes on, and the page with it', async ({ page, server, sandbox }) => {
  const crashing = await server.inFront();
  try {
    await page.goto(crashing.link);
    await expect(page.getByText('Milvus production').first()).toBeVisible();
    const [plan, release] = await begun(page, sandbox, crashing.url);
    await crashing.kill();
    await expect(cutOff(page)).toBeVisible();
    await expect(cutOff(page)).toContainText('Not connected. The run continues in the gateway.');
    for (const name of ['Pause', 'Cancel remaining']) {
      await expect(plan.button(name)).toHaveAttribute('aria-disabled', 'true');
    }
    await release();
    await crashing.restart();
    await signInAgain(page, crashing);
    await expect(cutOff(page)).toHaveCount(0);
    await plan.stands('finished');
    await plan.done(24, 24);
    const journal = new Journal(crashing);
    await plan.agrees(journal);
    await new Claims(sandbox, journal).check();
  } finally {
    await crashing.stop();
  }
});

test('a call that the vendor carries out while the gateway is gone ends as revoked', async ({ page, server, sandbox }) => {
  const crashing = await server.inFront();
  try {
    const journal = new Journal(crashing);
    await page.goto(crashing.link);
    await expect(page.getByText('Milvus production').first()).toBeVisible();
    const role = new RolePage(page);
    const release = await sandbox.hold({ path: REVOKE_ROLE, times: 1 });
    await page.goto(`${crashing.url}/c/milvus/role?name=read_only&tab=members`);
    await role.revoke(GRANT, 'leaves on Friday');
    await sandbox.reached(REVOKE_ROLE);
    await crashing.kill();
    await release();
    await expect.poll(() => sandbox.held()).not.toContain(GRANT);
    await crashing.restart();
    await signInAgain(page, crashing);
    await expect(role.button(GRANT)).toHaveCount(0);
    await expect.poll(() => journal.outcomes(), { timeout: 60_000 }).toEqual(['Revoked']);
    await role.expectRevoked(GRANT);
    expect(await sandbox.calls(REVOKE_ROLE), 'nothing was sent twice').toBe(1);
    await new Claims(sandbox, journal).check();
  } finally {
    await crashing.stop();
  }
});

test('a call that never reached the vendor is not sent again by itself, and nobody says that it failed', async ({ role, server, sandbox, journal }) => {
  // The embedded sandbox dies with the gateway, and the waiting call with it.
  await sandbox.hold({ path: REVOKE_ROLE, times: 1 });
  await role.open('read_only');
  await role.revoke(GRANT, 'leaves on Friday');
  await sandbox.reached(REVOKE_ROLE);
  await server.kill();
  await server.restart();
  await signInAgain(role.page, server);
  await expect.poll(() => journal.outcomes(), { timeout: 60_000 }).toEqual(['Unknown']);
  await expect(role.table('read_only').getByRole('row', { name: 'alice' })).toContainText('Unknown');
  await expect(role.button(GRANT)).toHaveCount(0);
  expect(await sandbox.held()).toContain(GRANT);
  expect(await sandbox.calls(REVOKE_ROLE), 'since the restart').toBe(0);
});

test('out of reach, the page shows what it knew last; nothing clicked meanwhile is sent later; back, it is right at once', async ({ page, server, sandbox, journal }) => {
  const way = await Way.to(server.url);
  try {
    await page.goto(`${way.url}/#token=${server.token}`);
    await expect(page.getByText('Milvus production').first()).toBeVisible();
    const [plan, release] = await begun(page, sandbox, way.url);
    await way.close();
    await expect(cutOff(page)).toBeVisible();
    await expect(page.getByRole('progressbar'), 'as far as it was').toHaveCount(1);
    let pauses = 0;
    page.on('request', (request) => {
      pauses += Number(request.url().endsWith('/pause'));
    });
    await plan.button('Pause').click({ force: true });
    await release();
    const there = new PlanPage(page, sandbox, plan.id, server.url);
    await there.stands('finished');
    await expect(cutOff(page), 'still').toBeVisible();
    await way.open();
    await expect(page.getByText('24 of 24', { exact: true })).toBeVisible();
    await expect(cutOff(page)).toHaveCount(0);
    await expect(page.getByText('Finished', { exact: true })).toBeVisible();
    expect(pauses, 'not even later').toBe(0);
    await there.agrees(journal);
  } finally {
    await way.close();
  }
});
