// Proxies between the page and the gateway that do not let streams of events through as they should: the run is shown all the
// same.
import { bringTo, expect, test, Way } from '../fixtures/index.mjs';
import { ask, grant, PlanPage, store } from '../fixtures/plans.mjs';
import { REVOKE_PRIVILEGE } from '../fixtures/sandbox.mjs';

test.setTimeout(120_000);

/** Until a stream that says nothing is given up, and until polls have shown what happened since. */
const HELD_BACK_MS = 3_000;
const POLLED_MS = 3_000;

/** A page that comes through a proxy, and a plan that is stored. */
async function through(way, { page, server, sandbox }, count) {
  await page.goto(`${way.url}/#token=${server.token}`);
  await expect(page.getByText('Milvus production').first()).toBeVisible();
  await grant(sandbox, count);
  const plan = new PlanPage(page, sandbox, await store(page, count, 'Alice leaves on Friday', way.url), way.url);
  await plan.open();
  await expect(plan.begin).toBeEnabled();
  return plan;
}

/** The polls of the page. */
function polls(page) {
  const seen = { count: 0 };
  page.on('request', (request) => {
    if (request.url().includes('/api/events') && request.headers().accept === 'application/json') seen.count += 1;
  });
  return seen;
}

for (const streams of ['hold', 'refuse']) {
  test(`a proxy that ${streams === 'hold' ? 'holds streams back' : 'refuses streams'}: the page asks by itself, and shows what somebody else starts`, async ({ page, server, sandbox, journal }) => {
    const way = await Way.to(server.url);
    try {
      way.streams = streams;
      const asked = polls(page);
      const plan = await through(way, { page, server, sandbox }, 12);
      await expect.poll(() => asked.count, { timeout: HELD_BACK_MS + POLLED_MS }).toBeGreaterThan(0);
      await sandbox.fault({ path: REVOKE_PRIVILEGE, delay_ms: 2_000 });
      await ask(page, plan.id, 'start', way.url);
      await expect(page.getByText('Running', { exact: true })).toBeVisible({ timeout: POLLED_MS });
      await expect(plan.bar).toBeVisible();
      await plan.done(12, 12);
      await expect(page.getByText('Finished', { exact: true })).toBeVisible();
      await plan.agrees(journal);
    } finally {
      await way.close();
    }
  });
}

test('a proxy that cuts streams again and again: nothing is missed, and nothing is called lost', async ({ page, server, sandbox, journal }) => {
  const way = await Way.to(server.url);
  try {
    const plan = await through(way, { page, server, sandbox }, 24);
    await sandbox.fault({ path: REVOKE_PRIVILEGE, delay_ms: 1_000 });
    await plan.begin.click();
    for (const sent of [4, 8, 12, 16]) {
      await plan.sent(sent);
      way.cutStreams();
    }
    await plan.done(24, 24);
    await expect(page.getByText('Finished', { exact: true })).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: 'Not connected' })).toHaveCount(0);
    expect(way.streamsOpened).toBeGreaterThan(1);
    await plan.agrees(journal);
  } finally {
    await way.close();
  }
});

test('a hidden tab holds no stream, and a visible one takes it up again', async ({ page, server, sandbox }) => {
  const way = await Way.to(server.url);
  try {
    const plan = await through(way, { page, server, sandbox }, 3);
    await expect.poll(() => way.openStreams).toBe(1);
    await bringTo(page, 'behind');
    await expect.poll(() => way.openStreams).toBe(0);
    await ask(page, plan.id, 'start', way.url);
    await plan.stands('finished');
    await bringTo(page, 'front');
    await expect.poll(() => way.openStreams).toBe(1);
    await expect(page.getByText('3 of 3', { exact: true })).toBeVisible();
  } finally {
    await way.close();
  }
});
