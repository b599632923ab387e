// What is dangerous is said of several grants together, and of a stored plan before anybody goes on with it.
import { address, DESCRIBE_ROLE, expect, LIST_ROLES, LIST_USERS, quiet, REVOKE_ROLE, test } from '../fixtures/index.mjs';
import { grant, PlanPage, storeEntries } from '../fixtures/plans.mjs';

const membership = (role, principal) => ({
  connection: 'milvus',
  grant: { kind: 'membership', role, principal: { kind: 'user', id: principal } },
  // As whoever made the plan confirmed it.
  accepts: role === 'admin' ? ['perhaps_last_holder'] : [],
});

const privilege = (role, name, object = 'docs', database = 'default') => {
  const grant = (privilege) => ({ kind: 'privilege', role, object_type: 'Collection', object_name: object, database, privilege });
  return { connection: 'milvus', grant: grant(name), accepts: name === 'Flush' ? ['takes_also', grant('GetFlushState')] : [] };
};

/** Everybody who administers the server. */
const administrators = async (sandbox) => (await sandbox.state()).milvus.roles.find(({ name }) => name === 'admin').users;

/** Stores a plan and opens its page. */
async function opened(page, sandbox, entries) {
  const plan = new PlanPage(page, sandbox, await storeEntries(page, entries, 'The old team has left'));
  await plan.open();
  await expect(page.getByRole('rowheader').first()).toBeVisible();
  return plan;
}

test('all administrators at once are the last ones, though none of them is by itself', async ({ role, sandbox, journal }) => {
  const all = await administrators(sandbox);
  expect(all.length).toBeGreaterThan(1);
  await role.open('admin');
  await role.page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await role.page.getByRole('button', { name: `Revoke ${all.length} selected…` }).click();
  await expect(role.dialog).toContainText('These are all holders of admin, an administrator role. Afterwards nobody holds it: make sure that another account can still administer the server.');
  await expect(role.dialog.getByRole('button', { name: `Revoke ${all.length}`, exact: true })).toBeDisabled();
  await expect(role.dialog.getByRole('textbox', { name: 'Type admin to confirm' })).toBeVisible();
  expect(await journal.rows()).toEqual([]);
});

test('of several privileges it is said with which of them others go', async ({ role }) => {
  await role.open('etl_nightly', 'privileges');
  const boxes = role.page.getByRole('checkbox', { name: /^Select (Flush|Insert) on / });
  for (const box of await boxes.all()) await box.check();
  const count = await boxes.count();
  expect(count).toBeGreaterThan(1);
  await role.page.getByRole('button', { name: `Revoke ${count} selected…` }).click();
  await expect(role.dialog).toContainText(/Together with Flush on .+ the server revokes: GetFlushState\./);
});

test('of many grants all can be read before they are taken', async ({ role, sandbox }) => {
  await grant(sandbox, 12);
  await role.open('bulk', 'privileges');
  await role.page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await role.page.getByRole('button', { name: 'Revoke 12 selected…' }).click();
  await expect(role.reason, 'what unfolds comes before it').toBeFocused();
  const listed = role.dialog.getByRole('listitem');
  await expect(listed).toHaveCount(8);
  await role.dialog.getByText('4 more', { exact: true }).click();
  await expect(listed).toHaveCount(12);
  await expect(role.dialog.getByText('Exact calls', { exact: true })).toBeVisible();
});

test('the calls of many rows are copied whole, in the words of a tool', async ({ role, sandbox }) => {
  await grant(sandbox, 12);
  await role.page.addInitScript(() => {
    navigator.clipboard.writeText = async (text) => {
      globalThis.copied = text;
    };
  });
  await role.open('bulk', 'privileges');
  await role.page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await role.page.getByRole('button', { name: 'Revoke 12 selected…' }).click();
  for (const [button, call] of [['Copy as curl', 'curl '], ['Copy as pymilvus', 'client.revoke_privilege_v2('], ['Copy', 'POST ']]) {
    await role.dialog.getByRole('button', { name: button, exact: true }).click();
    await expect.poll(() => role.page.evaluate(() => globalThis.copied), button).toContain(call);
    expect((await role.page.evaluate(() => globalThis.copied)).split(call), button).toHaveLength(13);
  }
});

test('a stored plan that takes the last administrators goes on only after the word was typed', async ({ signedInPage: page, sandbox, journal }) => {
  const all = await administrators(sandbox);
  const plan = await opened(page, sandbox, all.map((name) => membership('admin', name)));
  await expect(page.getByText('These are all holders of admin, an administrator role. Afterwards nobody holds it: make sure that another account can still administer the server.')).toBeVisible();
  const word = page.getByRole('textbox', { name: 'Type admin to confirm' });
  await expect(plan.begin).toBeDisabled();
  await word.fill('Admin');
  await word.press('Enter');
  await expect(word, 'what is sent empties the field at once').toHaveValue('Admin');
  await expect(plan.begin).toBeDisabled();
  expect(await sandbox.calls(REVOKE_ROLE), 'a wrong word sends nothing').toBe(0);
  expect(await journal.rows()).toEqual([]);

  await word.fill('admin');
  await expect(plan.begin).toBeEnabled();
  await word.press('Enter');
  await plan.done(all.length, all.length);
  expect(await administrators(sandbox)).toEqual([]);
  await expect(word).toHaveCount(0);
});

test('a stored plan of ordinary grants says what goes along, and needs no word', async ({ signedInPage: page, sandbox }) => {
  const flush = (await sandbox.held()).find((name) => name.startsWith('Flush on ') && name.endsWith(' from etl_nightly'));
  const [, object] = flush.match(/^Flush on Collection (\S+) /);
  const plan = await opened(page, sandbox, [privilege('etl_nightly', 'Flush', object)]);
  await expect(page.getByText('The server revokes these together with it: GetFlushState.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: /to confirm/ })).toHaveCount(0);
  await plan.begin.click();
  await plan.done(1, 1);
});

test('what could not be looked at is said, and the plan can go on', async ({ signedInPage: page, sandbox }) => {
  await sandbox.fault({ path: DESCRIBE_ROLE, status: 500, body: { code: 5, message: 'internal' } });
  const plan = await opened(page, sandbox, [privilege('etl_nightly', 'Flush')]);
  await expect(page.getByText('Could not check these roles for risks: etl_nightly.')).toBeVisible();
  await expect(plan.begin).toBeEnabled();
  await sandbox.clearFaults();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('Could not check these roles')).toHaveCount(0);
});

test("a privilege of a role of the server's own is taken with a warning", async ({ role }) => {
  await role.page.goto(address('public', 'privileges'));
  await expect(role.page.getByText('built-in', { exact: true })).toBeVisible();
  await role.page.getByRole('button', { name: /^Revoke / }).first().click();
  await expect(role.dialog).toContainText('public comes with the server: other things may rely on what it may do.');
});

test('where the holders of an administrator role cannot be counted, it may be the last one', async ({ signedInPage: page, sandbox }) => {
  await sandbox.fault({ path: LIST_USERS, status: 500, body: { code: 5, message: 'internal' } });
  const plan = await opened(page, sandbox, [membership('admin', 'oncall_admin')]);
  await expect(page.getByText('not all of its holders are known: this may be the last of them.')).toBeVisible();
  await expect(plan.begin).toBeDisabled();
  await page.getByRole('textbox', { name: 'Type admin to confirm' }).fill('admin');
  await expect(plan.begin).toBeEnabled();

  await sandbox.clearFaults();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByRole('textbox', { name: 'Type admin to confirm' }), 'another one is left').toHaveCount(0);
  await expect(plan.begin).toBeEnabled();
});

test('who has lost the role already is not its last holder', async ({ signedInPage: page, sandbox }) => {
  const [gone, ...left] = await administrators(sandbox);
  expect(left).toHaveLength(1);
  await sandbox.milvus(REVOKE_ROLE, { userName: gone, roleName: 'admin' });
  const plan = await opened(page, sandbox, [membership('admin', gone)]);
  await expect(plan.begin).toBeEnabled();
  await expect(page.getByText('administrator role')).toHaveCount(0);
  await plan.begin.click();
  await plan.done(1, 1);
  expect(await administrators(sandbox)).toEqual(left);
});

test('an administrator role is known by its name where it cannot be read', async ({ role, sandbox }) => {
  const all = await administrators(sandbox);
  await sandbox.fault({ path: LIST_ROLES, status: 500, body: { code: 5, message: 'internal' } });
  await role.open('admin');
  await expect(role.alert).toContainText('Could not read: Role');
  await role.page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await role.page.getByRole('button', { name: `Revoke ${all.length} selected…` }).click();
  await expect(role.dialog.getByRole('textbox', { name: 'Type admin to confirm' })).toBeVisible();
});

test('all access asks for a word where an administrator role is part of it', async ({ role, sandbox }) => {
  await role.page.goto(`/c/mongodb/role?name=mdbShardingManager&scope=${encodeURIComponent('c9qshop0n8r2k6t0v5x1/admin')}&tab=members`);
  await role.page.getByRole('button', { name: /^Revoke mdbShardingManager from dmitri/ }).click();
  await role.dialog.getByRole('radio', { name: /^All access to admin/ }).check();
  await expect(role.dialog).toContainText('All roles on this database will be revoked, an administrator role among them: ');
  await expect(role.dialog.getByRole('button', { name: 'Revoke', exact: true })).toBeDisabled();
  await role.dialog.getByRole('textbox', { name: 'Type dmitri to confirm' }).fill('dmitri');
  await expect(role.dialog.getByRole('button', { name: 'Revoke', exact: true })).toBeEnabled();
});

test('what failed is looked at again before it is tried again', async ({ signedInPage: page, sandbox }) => {
  const all = await administrators(sandbox);
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, status: 200, body: { code: 65535, message: 'no' } });
  const plan = await opened(page, sandbox, all.map((name) => membership('admin', name)));
  const word = page.getByRole('textbox', { name: 'Type admin to confirm' });
  await word.fill('admin');
  await plan.begin.click();
  await plan.stands('finished');
  await expect(plan.button('Retry 1 failed')).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText('This is the last holder of admin, an administrator role.')).toBeVisible();
  await word.fill('admin');
  await expect(plan.button('Retry 1 failed')).toHaveAttribute('aria-disabled', 'false');
  await word.press('Enter');
  await expect.poll(() => administrators(sandbox)).toEqual([]);
});

test('two clicks start it once', async ({ signedInPage: page, sandbox, journal }) => {
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, status: 200, body: { code: 65535, message: 'no' } });
  const plan = await opened(page, sandbox, [membership('read_only', 'alice')]);
  await expect(plan.begin).toHaveAttribute('aria-disabled', 'false');
  let started = 0;
  page.on('request', (request) => {
    started += Number(request.url().endsWith('/start'));
  });
  await plan.begin.dblclick();
  await expect(plan.button('Retry 1 failed')).toBeVisible();
  await quiet(page);
  expect(started).toBe(1);
  expect(await sandbox.calls(REVOKE_ROLE), 'it was tried once').toBe(1);
  expect(await journal.outcomes()).toEqual(['Failed']);
});
