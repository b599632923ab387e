// The journal as people read it: who took away what from whom, when, why, and how that is known.
import { readFile } from 'node:fs/promises';
import { axe, DESCRIBE_USER, expect, REVOKE_ROLE, test } from '../fixtures/index.mjs';
import { planOf, startEntries } from '../fixtures/plans.mjs';

const GRANT = 'read_only from alice';
const DENIED = { path: REVOKE_ROLE, status: 403, headers: { 'x-request-id': 'req-0815' }, body: { code: 65535, message: 'PrivilegeManageOwnership: permission deny' } };

class ActivityPage {
  constructor(page) {
    this.page = page;
    this.table = page.getByRole('table', { name: 'Activity' });
    this.rows = this.table.getByRole('rowheader');
    this.filters = page.getByRole('search', { name: 'Filters' });
    this.alert = page.getByRole('alert').filter({ hasText: /\S/ });
  }

  async open(query = '') {
    await this.page.goto(`/activity${query}`);
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveText('Activity');
  }

  row(text) {
    return this.table.getByRole('row').filter({ hasText: text });
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Runs a plan for these users, none of whom holds the role, and waits until the journal has all of its outcomes. */
  async run(users, reason, { connection = 'milvus', role = 'gone' } = {}) {
    const grant = (id) => ({ kind: 'membership', role, principal: { kind: 'user', id } });
    const { id } = await startEntries(this.page, users.map((user) => ({ connection, grant: grant(user) })), reason);
    await expect.poll(async () => (await planOf(this.page, id)).status.status, { timeout: 60_000 }).toBe('finished');
    return id;
  }
}

test('a revocation is in the journal, and its row unfolds to everything', async ({ role, sandbox, journal }) => {
  const activity = new ActivityPage(role.page);
  await activity.open();
  await expect(activity.table).toContainText('Nothing has been revoked yet.');
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, status: 200, headers: { 'x-request-id': 'req-4711' }, body: { code: 0, data: {} }, apply: true });
  await role.open('read_only');
  await role.revoke(GRANT, 'leaves on Friday');
  await role.expectRevoked(GRANT);
  await role.page.getByRole('link', { name: 'Activity' }).click();

  const row = activity.row(GRANT);
  for (const text of ['leaves on Friday', 'Milvus production', 'Revoked', 'verified', 'HTTP 200 · code 0', 'req-4711']) {
    await expect(row).toContainText(text);
  }
  const [{ plan, entry }] = await journal.rows();
  await expect(row.getByRole('link', { name: `Plan ${plan.slice(0, 8)}`, exact: true })).toHaveAttribute('href', `/plan/${plan}`);
  await row.locator('summary').click();
  for (const text of [`POST ${REVOKE_ROLE}`, entry, plan, 'Verified: a re-read after the call no longer shows it.']) {
    await expect(row).toContainText(text);
  }
  await axe(role.page);
});

test('an answer that got lost stays told when looking again has proved the rest', async ({ role, sandbox }) => {
  const activity = new ActivityPage(role.page);
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, cut: 'after', apply: true });
  await role.open('read_only');
  await role.revoke(GRANT);
  await role.expectRevoked(GRANT);
  await activity.open();
  for (const text of ['no answer', 'Revoked', 'verified']) await expect(activity.row(GRANT)).toContainText(text);
  await activity.button('Evidence').click();
  await expect(role.page.getByRole('article')).toContainText(new RegExp(`POST ${REVOKE_ROLE}\\s*no answer`));
});

test('an unfolded row stays unfolded and keeps the focus when it is undone', async ({ role }) => {
  const { page } = role;
  const activity = new ActivityPage(page);
  await role.open('read_only');
  await role.revoke(GRANT);
  await role.expectRevoked(GRANT);
  await page.getByRole('link', { name: 'Activity' }).click();
  const row = activity.row(GRANT);
  await row.locator('summary').click();
  await expect(row).toContainText(`POST ${REVOKE_ROLE}`);
  await row.getByRole('button', { name: /^Undo/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(row).toContainText('undo started');
  await expect(row, 'what was unfolded stays so').toContainText(`POST ${REVOKE_ROLE}`);
  await expect(row).toBeFocused();
});

test('filters are in the address, and a link opens the same rows', async ({ signedInPage: page, sandbox }) => {
  const activity = new ActivityPage(page);
  await activity.run(['alice', 'bob'], 'audit 100% + "more"', { role: 'a/b' });
  await sandbox.fault({ ...DENIED, path: `/zilliz${REVOKE_ROLE}` });
  await activity.run(['alice'], 'other', { connection: 'zilliz', role: 'db_ro' });
  await activity.open();
  await expect(activity.rows).toHaveCount(3);

  await activity.filters.getByLabel('Holder').fill('alice');
  await activity.filters.getByLabel('Holder').press('Enter');
  await expect(activity.rows).toHaveCount(2);
  await activity.filters.getByLabel('Connection').selectOption('Milvus production');
  await expect(activity.rows).toHaveText([/a\/b from alice/]);
  await page.getByRole('searchbox', { name: 'Filter', exact: true }).fill('100% + "more');
  await expect(page).toHaveURL(/filter=100%25\+%2B\+%22more/);
  await expect(activity.rows).toHaveCount(1);
  await page.reload();
  await expect(activity.rows).toHaveText([/a\/b from alice/]);
  await expect(activity.filters.getByLabel('Holder')).toHaveValue('alice');
  await expect(activity.filters.getByLabel('Connection')).toHaveValue('milvus');

  await activity.button('Clear filters').click();
  await expect(activity.rows).toHaveCount(3);
  await activity.filters.getByLabel('Outcome').selectOption('Failed');
  await expect(activity.rows).toHaveText([/db_ro from alice/]);
  await activity.open('?from=2001-01-01&to=2001-12-31');
  await expect(activity.table).toContainText('Nothing matches these filters.');
  await activity.open('?from=2001-01-01');
  await expect(activity.rows).toHaveCount(3);
});

test('what the row does not show is found as well', async ({ signedInPage: page, journal }) => {
  const activity = new ActivityPage(page);
  await activity.run(['alice'], 'one');
  await activity.run(['bob'], 'two');
  await activity.open();
  await expect(activity.rows).toHaveCount(2);
  const { entry } = (await journal.rows()).find(({ reason }) => reason === 'one');
  await page.getByRole('searchbox', { name: 'Filter', exact: true }).fill(entry);
  await expect(activity.rows).toHaveText([/gone from alice/]);
});

test('older rows come by the page', async ({ signedInPage: page, journal }) => {
  const activity = new ActivityPage(page);
  await activity.run(['alice'], 'before');
  await activity.run(Array.from({ length: 130 }, (_, number) => `user-${number}`), 'many');
  // Several calls are under way at a time, so that only the journal knows which came last.
  const [{ grant: newest }] = await journal.rows();
  await activity.open();
  await expect(activity.table).toHaveAttribute('aria-rowcount', '100');
  await expect(activity.rows.first()).toContainText(`from ${newest.principal.id}many`);
  await activity.button('Show older').click();
  await expect(activity.table).toHaveAttribute('aria-rowcount', '131');
  await expect(activity.rows.first(), 'newest first').toContainText(`from ${newest.principal.id}many`);
  await expect(activity.button('Show older')).toHaveCount(0);
});

test('of what failed it is said how that is known', async ({ role, sandbox }) => {
  const activity = new ActivityPage(role.page);
  const no = { path: REVOKE_ROLE, status: 200, body: { code: 65535, message: 'no' } };
  const denied = { path: DESCRIBE_USER, status: 403, body: { code: 65535, message: 'rpc error: code = PermissionDenied' } };
  const broken = { path: DESCRIBE_USER, status: 200, body: { code: 65535, message: 'internal' } };
  for (const [faults, known] of [[[no], 're-read: unchanged'], [[DENIED, denied], 'refused'], [[broken], 'nothing was sent']]) {
    await role.open('read_only');
    for (const fault of faults) await sandbox.fault(fault);
    await role.revoke(GRANT);
    await expect(role.alert).toContainText('Could not revoke');
    await sandbox.clearFaults();
    await role.page.getByRole('link', { name: 'Activity' }).click();
    await expect(activity.row(GRANT).first()).toContainText(`Failed${known}`);
  }
});

test('an attempt that was refused and followed by another says so, in the table and on paper', async ({ role, sandbox }) => {
  const activity = new ActivityPage(role.page);
  const body = { code: 8, message: 'quota exceeded' };
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, status: 429, headers: { 'retry-after': '1' }, body, apply: false });
  await role.open('read_only');
  await role.revoke(GRANT);
  await role.expectRevoked(GRANT);
  await role.page.getByRole('link', { name: 'Activity' }).click();
  const rows = activity.row(GRANT);
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('Revokedverified');
  await expect(rows.last()).toContainText('Refused, tried againnothing was changed');
  await expect(rows.last()).toContainText('HTTP 429 · code 8');
  await rows.last().locator('summary').click();
  await expect(rows.last()).toContainText('The vendor refused the call. Nothing was changed. A later attempt followed.');
  await activity.button('Evidence').click();
  const evidence = role.page.getByRole('table', { name: 'Evidence' }).getByRole('row').filter({ hasText: 'HTTP 429' });
  await expect(evidence).toContainText('Refused, tried again, nothing was changed');
});

for (const name of ['Check again whether alice holds read_only', 'Check 1 again']) {
  test(`an unknown row is settled by "${name}"`, async ({ role, sandbox, journal }) => {
    const activity = new ActivityPage(role.page);
    await role.open('read_only');
    const goOn = await sandbox.hold({ path: REVOKE_ROLE, times: 1 });
    await role.revoke(GRANT);
    await sandbox.reached(REVOKE_ROLE);
    const { id: cut } = await sandbox.fault({ path: DESCRIBE_USER, cut: 'before' });
    await goOn();
    await expect.poll(() => journal.outcomes()).toEqual(['Unknown']);
    await role.page.getByRole('link', { name: 'Activity' }).click();
    await expect(activity.row(GRANT)).toContainText('not verified');
    // The gateway looks again by itself from time to time: from now on no look ends before a person has asked for one.
    const release = await sandbox.hold({ path: DESCRIBE_USER });
    await sandbox.clearFaults(cut);
    const asked = role.page.waitForRequest('**/check');
    await activity.button(name).click();
    await asked;
    await release();

    await expect(activity.row(GRANT)).toContainText('Revoked', { timeout: 90_000 });
    await expect(activity.row(GRANT)).not.toContainText('not verified');
    await expect(activity.button(name)).toHaveCount(0);
    expect(await journal.outcomes()).toEqual(['Revoked']);
    expect(await sandbox.calls(REVOKE_ROLE), 'nothing was sent again').toBe(1);
  });
}

for (const [name, file, line] of [
  ['Export CSV', 'rescind-journal.csv', /^number,time,who,.*\r\n\d+,[^\n]*,'=cmd\(1\),[^\n]*\r\n$/],
  ['Export JSON Lines', 'rescind-journal.jsonl', /^\{[^\n]*"reason":"=cmd\(1\)"[^\n]*\}\n$/],
]) {
  test(`${name} saves what the filters keep`, async ({ signedInPage: page }) => {
    const activity = new ActivityPage(page);
    await activity.run(['alice'], '=cmd(1)');
    await activity.run(['bob'], 'other');
    await activity.open('?principal=alice');
    await expect(activity.rows).toHaveCount(1);
    const [download] = await Promise.all([page.waitForEvent('download'), activity.button(name).click()]);
    expect(download.suggestedFilename()).toBe(file);
    expect(await readFile(await download.path(), 'utf8')).toMatch(line);
  });
}

test('a journal that cannot be read claims nothing, and Retry reads it', async ({ signedInPage: page }) => {
  const activity = new ActivityPage(page);
  await activity.run(['alice'], 'one');
  await page.route('**/api/journal?*', (route) => route.abort());
  await activity.open();
  await expect(activity.alert).toContainText('Could not read: Activity');
  await expect(activity.table).not.toContainText('Nothing has been revoked');
  await page.unroute('**/api/journal?*');
  await activity.alert.getByRole('button', { name: 'Retry' }).click();
  await expect(activity.rows).toHaveCount(1);
  await expect(activity.alert).toHaveCount(0);
});

test('the evidence says of each attempt who, what, when, why and how it is known', async ({ role, journal }) => {
  const activity = new ActivityPage(role.page);
  await activity.run(Array.from({ length: 120 }, (_, number) => `user-${number}`), 'many');
  await role.open('read_only');
  await role.revoke(GRANT, 'leaves on Friday');
  await role.expectRevoked(GRANT);
  await activity.open('?connection=milvus');
  await activity.button('Evidence').click();

  const evidence = role.page.getByRole('table', { name: 'Evidence' });
  await expect(evidence.getByRole('row'), 'all of them, not only a page').toHaveCount(122);
  const row = evidence.getByRole('row').filter({ hasText: GRANT });
  const [{ at, who, plan }] = await journal.rows();
  for (const text of [new Date(at).toISOString(), who, plan, 'leaves on Friday', `POST ${REVOKE_ROLE}`, 'Revoked, verified', 'Verified: a re-read after the call no longer shows it.']) {
    await expect(row).toContainText(text);
  }
  await expect(role.page.getByRole('article')).toContainText('121 attempts · Already absent 120 · Revoked 1');
  await expect(role.page.getByRole('article')).toContainText('Connection: Milvus production');
  await expect(activity.button('Print')).toBeVisible();
  await axe(role.page);

  await role.page.emulateMedia({ media: 'print' });
  await expect(evidence).toBeVisible();
  for (const hidden of [role.page.getByRole('navigation'), role.page.getByRole('banner'), activity.button('Print')]) {
    await expect(hidden).toHaveCount(0);
  }
  await role.page.emulateMedia({ media: 'screen' });
  await role.page.reload();
  await expect(evidence.getByRole('row'), 'a link opens it again').toHaveCount(122);
  await activity.button('Back to the table').click();
  await expect(activity.rows.first()).toContainText(GRANT);
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1440, 380]) {
    test.describe(`${colorScheme}, ${width} wide`, () => {
      test.use({ colorScheme, viewport: { width, height: 800 } });

      test('the journal is sound, with the longest names too', async ({ signedInPage: page }) => {
        const activity = new ActivityPage(page);
        await activity.run(['x'.repeat(255)], 'because '.repeat(40), { role: 'r'.repeat(255) });
        await activity.run(['alice'], '');
        await activity.open();
        await expect(activity.rows).toHaveCount(2);
        await activity.row('xxx').locator('summary').click();
        await expect(activity.row('xxx')).toContainText('Nothing was sent.');
        await axe(page);
        await activity.button('Evidence').click();
        await expect(activity.button('Print')).toBeVisible();
        await axe(page);
        const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        expect(content).toBeLessThanOrEqual(window);
      });
    });
  }
}
