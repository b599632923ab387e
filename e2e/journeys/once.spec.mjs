// A plan is made once and runs once, whoever clicks how often and whatever answer gets lost, and stops where somebody stopped it.
import { DESCRIBE_USER, expect, quiet, REVOKE_PRIVILEGE, REVOKE_ROLE, RolePage, test, Way } from '../fixtures/index.mjs';
import { ask, AT_ONCE, grant, holdAfter, holdInTurns, PlanPage, planOf, rowName, store } from '../fixtures/plans.mjs';

const REASON = 'once and no more';
const GRANT = 'read_only from alice';

/** Stores a plan of so many rows and opens its page. */
async function opened(page, sandbox, count) {
  await grant(sandbox, count);
  const plan = new PlanPage(page, sandbox, await store(page, count, REASON));
  await plan.open();
  await expect(page.getByRole('table', { name: `Entries of ${REASON}` })).toHaveAttribute('aria-rowcount', String(count));
  return plan;
}

/** All plans that there are. */
const plans = async (page) => (await page.request.get('/api/plans', { headers: { 'X-Rescind': '1' } })).json();

/** The requests to the gateway itself that change something and that the page sends from now on. What goes on to a vendor only reads. */
function changes(page) {
  const seen = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() !== 'GET' && /^\/api\/(?!c\/)/.test(pathname)) seen.push({ pathname, body: request.postDataJSON() });
  });
  return seen;
}

/** Those of them that make a plan. */
const creations = (seen) => seen.filter(({ pathname }) => pathname === '/api/plans').map(({ body }) => body);

test('one revocation is one request of the browser, and two observations and one call at the vendor', async ({ role, sandbox }) => {
  await role.open('read_only');
  await quiet(role.page);
  await sandbox.knobs({ record_mutations: true });
  await role.button(GRANT).click();
  await role.reason.fill('leaves on Friday');
  await expect(role.dialog).toContainText('POST');
  await quiet(role.page);
  const seen = changes(role.page);
  const observations = await sandbox.calls(DESCRIBE_USER);
  const release = await sandbox.hold({ path: REVOKE_ROLE, times: 1 });
  await role.confirm();
  await sandbox.reached(REVOKE_ROLE);
  const before = await sandbox.calls(DESCRIBE_USER);
  expect(before - observations, 'observations before the call').toBe(1);
  await release();
  await role.expectRevoked(GRANT);
  const after = await sandbox.calls(DESCRIBE_USER);
  expect(after - before, 'observations after it').toBe(1);
  await quiet(role.page);
  const created = creations(seen);
  expect(seen.map(({ pathname }) => pathname)).toEqual(['/api/plans']);
  expect(created).toEqual([expect.objectContaining({ start: true, reason: 'leaves on Friday', time_limit_ms: null })]);
  expect(created[0].key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect((await sandbox.state()).mutations.map(({ path }) => path)).toEqual([REVOKE_ROLE]);
});

test('a double click makes one plan, and one call', async ({ role, sandbox, journal }) => {
  await role.open('read_only');
  await role.button(GRANT).click();
  await role.dialog.getByRole('button', { name: 'Revoke', exact: true }).dblclick();
  await role.expectRevoked(GRANT);
  expect(await plans(role.page)).toHaveLength(1);
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(1);
  expect(await journal.outcomes()).toEqual(['Revoked']);
});

test('an answer that gets lost on the way to the page makes no second plan', async ({ page, server, sandbox, journal }) => {
  const way = await Way.to(server.url);
  try {
    const role = new RolePage(page);
    await page.goto(`${way.url}/#token=${server.token}`);
    await expect(page.getByText('Milvus production').first()).toBeVisible();
    await page.goto(`${way.url}/c/milvus/role?name=read_only&tab=members`);
    const seen = changes(page);
    way.loseAnswer('POST', '/api/plans');
    await role.revoke(GRANT, 'leaves on Friday');
    await role.expectRevoked(GRANT);
    const created = creations(seen);
    expect(created.length, 'it was asked for again').toBeGreaterThan(1);
    expect(new Set(created.map(({ key }) => key)).size, 'by the same key').toBe(1);
    expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Revoked', reason: 'leaves on Friday' })]);
    expect(await sandbox.calls(REVOKE_ROLE)).toBe(1);
  } finally {
    await way.close();
  }
});

test('a new sign-in in the midst of a plan sends nothing twice', async ({ role, server, sandbox, journal }) => {
  const { page } = role;
  await grant(sandbox, 24);
  const turns = await holdInTurns(sandbox, 4);
  await role.open('bulk', 'privileges');
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: 'Revoke 24 selected…' }).click();
  await role.reason.fill(REASON);
  await role.dialog.getByRole('button', { name: 'Revoke 24', exact: true }).click();
  const [, id] = (await page.getByRole('link', { name: 'Open plan' }).getAttribute('href')).match(/([^/]+)$/);
  const plan = new PlanPage(page, sandbox, id);
  await plan.sent(AT_ONCE);
  await page.evaluate((token) => {
    location.hash = `token=${token}`;
  }, server.token);
  for (const [turn, release] of turns.entries()) {
    await plan.sent(AT_ONCE * (turn + 1));
    await expect(page.getByRole('progressbar', { name: 'Revoking' }), 'one run').toHaveCount(1);
    await release();
  }
  await plan.open();
  await plan.done(24, 24);
  expect(new Set(await plan.agrees(journal))).toEqual(new Set(['Revoked']));
});

test('what was cancelled is cancelled for everybody, and nobody starts it after all', async ({ signedInPage: page, openBrowser, server, sandbox, journal }) => {
  const plan = await opened(page, sandbox, 3);
  await plan.button('Cancel plan').click();
  await expect(page.getByText('Remaining cancelled', { exact: true })).toBeVisible();
  await expect(page.getByText('0 done, 0 failed', { exact: true })).toBeVisible();

  const context = await openBrowser();
  const colleague = new PlanPage(await context.newPage(), sandbox, plan.id);
  await colleague.page.goto(server.link);
  await colleague.page.getByRole('link', { name: 'Plans', exact: true }).click();
  await expect(colleague.page.getByRole('row').filter({ hasText: REASON })).toContainText('Remaining cancelled');
  await colleague.open();
  await expect(colleague.page.getByRole('note')).toContainText('3 entries were cancelled');
  await expect(colleague.page.getByRole('note')).toContainText('Cancelled by admin');
  await expect(colleague.begin).toBeHidden();
  const answer = await page.request.post(`/api/plans/${plan.id}/start`, { headers: { 'X-Rescind': '1' } });
  expect(answer.status()).toBe(409);
  expect(await plan.calls()).toBe(0);
  expect(await journal.rows()).toEqual([]);
});

test('a vendor that wants fewer calls gets them, and everything is done', async ({ signedInPage: page, sandbox, journal }) => {
  const plan = await opened(page, sandbox, 6);
  const body = { code: 429, message: 'slow down' };
  await sandbox.fault({ path: REVOKE_PRIVILEGE, times: 1, status: 429, headers: { 'Retry-After': '4' }, body });
  await plan.begin.click();
  await expect(page.getByRole('note').filter({ hasText: 'Milvus production' })).toContainText('slow down');
  await plan.done(6, 6);
  await expect(page.getByText('Finished', { exact: true })).toBeVisible();
  await expect(page.getByRole('note')).toHaveCount(0);
  const outcomes = await journal.outcomes();
  expect(outcomes.filter((outcome) => outcome === 'Revoked')).toHaveLength(6);
  expect((await sandbox.held()).filter((name) => name.endsWith(' from bulk'))).toEqual([]);
  expect(await plan.calls(), 'each once, and the one that was refused once more').toBe(7);
});

test('a plan that is cancelled while it waits for the vendor sends nothing more', async ({ signedInPage: page, sandbox }) => {
  const plan = await opened(page, sandbox, 3);
  await sandbox.fault({ path: REVOKE_PRIVILEGE, status: 429, headers: { 'Retry-After': '5' }, body: { code: 429, message: 'slow down' } });
  await plan.begin.click();
  await expect(page.getByRole('note').filter({ hasText: 'Milvus production' })).toContainText('slow down');
  await plan.button('Cancel remaining').click();
  await expect(page.getByText('Remaining cancelled', { exact: true })).toBeVisible();
  await expect.poll(async () => (await plan.entries()).some(({ state }) => state === 'in_flight'), 'calls that have begun end').toBe(false);
  const calls = await plan.calls();
  await sandbox.clearFaults();
  const cancelled = Date.now();
  await expect.poll(() => Date.now() - cancelled, { timeout: 15_000 }).toBeGreaterThan(7_000);
  expect(await plan.calls(), 'also when the wait would have been over').toBe(calls);
  expect((await sandbox.held()).filter((name) => name.endsWith(' from bulk'))).toHaveLength(3);
});

test('what is under way already is left out of a question', async ({ role, sandbox, journal }) => {
  await grant(sandbox, 3);
  await role.open('bulk', 'privileges');
  const release = await sandbox.hold({ path: REVOKE_PRIVILEGE, times: 1 });
  await role.revoke(`${rowName(1)} from bulk`);
  await expect(role.page.getByRole('cell', { name: 'Revoking', exact: true })).toBeVisible();
  await role.page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await role.page.getByRole('button', { name: /^Revoke \d selected…$/ }).click();
  await expect(role.dialog).toContainText('1 of these is being changed already and is left out.');
  await role.dialog.getByRole('button', { name: 'Revoke 2', exact: true }).click();
  await release();
  await expect.poll(async () => (await journal.outcomes()).filter((outcome) => outcome === 'Revoked').length, { timeout: 60_000 }).toBe(3);
  expect((await journal.rows()).map(({ entry }) => entry)).toHaveLength(3);
});

test('the same grant in two plans is called for once: the second finds it gone', async ({ signedInPage: page, sandbox, journal }) => {
  await grant(sandbox, 1);
  const release = await holdAfter(sandbox, 0);
  const [first, second] = [await store(page, 1, 'first'), await store(page, 1, 'second')];
  await ask(page, first, 'start');
  await sandbox.reached(REVOKE_PRIVILEGE);
  await ask(page, second, 'start');
  expect((await planOf(page, second)).status.status).toBe('running');
  await release();
  await expect.poll(() => journal.outcomes(), { timeout: 60_000 }).toEqual(['AlreadyAbsent', 'Revoked']);
  expect(await sandbox.calls(REVOKE_PRIVILEGE)).toBe(1);
});
