// Two people who sign in at a proxy in front of the gateway, and one plan: what one of them does, the other sees at once.
import { expect, Journal, test, Way } from '../fixtures/index.mjs';
import { AT_ONCE, grant, holdAfter, PlanPage, store } from '../fixtures/plans.mjs';
import { REVOKE_ROLE } from '../fixtures/sandbox.mjs';

const AT_A_PROXY = 'auth = "proxy"\ntrusted_peers = ["127.0.0.1"]';
const REASON = 'Alice leaves on Friday';

/** A gateway behind a proxy, and the pages of Anna and Boris, who come through it. */
async function both({ server, openBrowser }) {
  const gateway = await server.inFront(AT_A_PROXY);
  const ways = [];
  const person = async (name) => {
    const way = await Way.to(gateway.url, name);
    ways.push(way);
    return { origin: way.url, page: await (await openBrowser()).newPage() };
  };
  const stop = async () => {
    for (const way of ways) await way.close();
    await gateway.stop();
  };
  return { gateway, anna: await person('anna'), boris: await person('boris'), stop };
}

/** Who did what of a plan, and who ran its entries, as the journal has it. */
async function journalOf({ page, origin }) {
  const answer = await page.request.get(`${origin}/api/journal?limit=1000`, { headers: { 'X-Rescind': '1' } });
  return (await answer.json()).rows;
}

test('one starts, the other pauses, each sees it without being asked, and the run is in both names', async ({ server, openBrowser, sandbox }) => {
  const { anna, boris, stop } = await both({ server, openBrowser });
  try {
    await grant(sandbox, 24);
    const release = await holdAfter(sandbox, 6);
    const id = await store(anna.page, 24, REASON, anna.origin);
    const hers = new PlanPage(anna.page, sandbox, id, anna.origin);
    const his = new PlanPage(boris.page, sandbox, id, boris.origin);
    await hers.open();
    await his.open();
    await expect(his.begin).toBeEnabled();

    await hers.begin.click();
    await hers.sent(6 + AT_ONCE);
    await expect(his.button('Pause')).toBeVisible();
    await expect(his.bar).toBeVisible();
    await his.button('Pause').click();
    await his.stands('paused');
    await expect(anna.page.getByText('Paused', { exact: true })).toBeVisible();
    await expect(anna.page.getByRole('note')).toContainText('Paused by boris');
    await release();
    // Calls that have begun end, and none begins.
    await expect(anna.page.getByRole('cell', { name: /^(Checking|Revoking|Verifying)$/ })).toHaveCount(0);
    expect(await hers.calls()).toBe(6 + AT_ONCE);

    const goOn = await holdAfter(sandbox, 0);
    await his.begin.click();
    await his.stands('running');
    await expect(hers.button('Pause')).toBeVisible();
    await goOn();
    for (const { page } of [anna, boris]) {
      await expect(page.getByText(/^Started by anna, /)).toBeVisible();
      await expect(page.getByText(/^Resumed by boris, /)).toBeVisible();
    }
    await hers.done(24, 24);
    await his.done(24, 24);
    const rows = await journalOf(anna);
    expect(rows.every(({ outcome, verified }) => outcome === 'Revoked' && verified)).toBe(true);
    expect(new Set(rows.map(({ who }) => who)), 'on whose word each call was sent').toEqual(new Set(['anna', 'boris']));
  } finally {
    await stop();
  }
});

test('a row that one revokes says so at the other, and goes', async ({ server, openBrowser, sandbox }) => {
  const { anna, boris, stop } = await both({ server, openBrowser });
  try {
    for (const { page, origin } of [anna, boris]) {
      await page.goto(`${origin}/c/milvus/role?name=read_only&tab=members`);
      await expect(page.getByRole('button', { name: 'Revoke read_only from alice', exact: true })).toBeVisible();
    }
    const release = await sandbox.hold({ path: REVOKE_ROLE, times: 1 });
    await anna.page.getByRole('button', { name: 'Revoke read_only from alice', exact: true }).click();
    await anna.page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await sandbox.reached(REVOKE_ROLE);
    const row = boris.page.getByRole('table', { name: 'Members of read_only' }).getByRole('row', { name: 'alice' });
    await expect(row).toContainText('Revoking');
    await expect(row.getByRole('button', { name: /^Revoke / })).toHaveCount(0);
    await release();
    await expect(anna.page.getByRole('status').filter({ hasText: /^Revoked read_only from alice/ })).toBeVisible();
    await expect(row).toHaveCount(0);
  } finally {
    await stop();
  }
});

test('the gateway is killed behind the proxy and comes back: nobody signs in again, and both see the plan go on', async ({ server, openBrowser, sandbox }) => {
  const { gateway, anna, boris, stop } = await both({ server, openBrowser });
  try {
    await grant(sandbox, 24);
    const release = await holdAfter(sandbox, 4);
    const id = await store(anna.page, 24, REASON, anna.origin);
    const plans = [anna, boris].map(({ page, origin }) => new PlanPage(page, sandbox, id, origin));
    for (const plan of plans) await plan.open();
    await plans[0].begin.click();
    await plans[0].sent(4 + AT_ONCE);
    await gateway.kill();
    for (const { page } of plans) await expect(page.getByRole('status').filter({ hasText: /^Last known/ })).toBeVisible();
    await release();
    await gateway.restart();
    for (const plan of plans) {
      await plan.done(24, 24);
      await expect(plan.page.getByText('Not connected')).toHaveCount(0);
      await expect(plan.page.getByText('Finished', { exact: true })).toBeVisible();
    }
    await plans[0].agrees(new Journal({ url: anna.origin }));
  } finally {
    await stop();
  }
});
