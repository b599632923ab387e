// Proxies between the page and the gateway that do not let streams of events through as they should: the run is shown all the
// same.
import { bringTo, expect, test, Way } from '../fixtures/index.mjs';
import { ask, AT_ONCE, grant, holdAfter, holdInTurns, PlanPage, store } from '../fixtures/plans.mjs';

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

/** Whether the page has ever called its connection to the gateway lost, from now on. */
async function watchLoss(page) {
  await page.evaluate(() => {
    const look = () => {
      globalThis.calledLost ||= [...document.querySelectorAll('[role=status], output')].some(({ textContent }) => textContent.includes('Not connected'));
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    globalThis.calledLost = false;
  });
  return () => page.evaluate(() => globalThis.calledLost);
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
      await expect.poll(() => asked.count).toBeGreaterThan(0);
      const release = await holdAfter(sandbox, 0);
      await ask(page, plan.id, 'start', way.url);
      await expect(page.getByText('Running', { exact: true })).toBeVisible();
      await expect(plan.bar).toBeVisible();
      await release();
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
    const lost = await watchLoss(page);
    const turns = await holdInTurns(sandbox, 4);
    await plan.begin.click();
    for (const [turn, release] of turns.entries()) {
      await plan.sent(AT_ONCE * (turn + 1));
      await expect.poll(() => way.openStreams).toBe(1);
      way.cutStreams();
      await release();
    }
    await plan.done(24, 24);
    await expect(page.getByText('Finished', { exact: true })).toBeVisible();
    expect(await lost(), 'not even for a moment').toBe(false);
    expect(way.streamsOpened, 'each was followed by another one').toBeGreaterThan(4);
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
