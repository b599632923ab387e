// Links and names: what an address names is what is shown and what is sent, whatever characters it has.
import { address, DESCRIBE_ROLE, DESCRIBE_USER, expect, LIST_ROLES, LIST_USERS, REVOKE_ROLE, test } from '../fixtures/index.mjs';

const NAMES = ['a$b+c', '100%', '%2525', '../a b', 'a&tab=x#y', '管理员 "the" <b>o\'brien</b>'];

test('a role is shown, read and revoked by exactly the name of the address', async ({ role, sandbox, journal }) => {
  // No server of today takes all of these names, so the one of this journey says that it has such roles and that alice
  // holds them.
  await sandbox.fault({ path: LIST_ROLES, status: 200, body: { code: 0, data: NAMES } });
  await sandbox.fault({ path: DESCRIBE_USER, status: 200, body: { code: 0, data: NAMES } });
  await sandbox.fault({ path: REVOKE_ROLE, status: 403, body: { code: 65535, message: 'not now' } });
  await sandbox.knobs({ record_mutations: true });
  for (const name of NAMES) {
    await test.step(name, async () => {
      // The page of the name before may still be reading its own role.
      const named = (url) => url.pathname.endsWith('/role/privileges') && url.searchParams.get('name') === name;
      const read = role.page.waitForResponse((response) => named(new URL(response.url())));
      await role.open(name);
      await expect(role.page.getByRole('heading', { level: 1 })).toHaveText(name);
      expect((await (await read).json()).path, 'the vendor was asked, and says that it has no such role').toBe('/v2/vectordb/roles/describe');

      await role.revoke(`${name} from alice`);
      await expect(role.alert.filter({ hasText: `Could not revoke ${name} from alice.` })).toBeVisible();
      expect((await sandbox.state()).mutations.at(-1).body, 'what was sent').toEqual({ userName: 'alice', roleName: name });
    });
  }
  expect((await journal.rows()).map(({ grant }) => grant.role).reverse()).toEqual(NAMES);
});

test('a role with a dollar sign is opened from the list and revoked', async ({ role, sandbox, journal }) => {
  await role.page.goto('/c/milvus/roles');
  await role.page.getByRole('link', { name: 'support$bots', exact: true }).click();
  await expect(role.page.getByRole('heading', { level: 1 })).toHaveText('support$bots');
  await role.revoke('support$bots from svc-chatbot-eu');
  await role.expectRevoked('support$bots from svc-chatbot-eu');
  expect(await sandbox.held()).not.toContain('support$bots from svc-chatbot-eu');
  expect(await journal.outcomes()).toEqual(['Revoked']);
});

test('the filter and the order are in the address, and a reload keeps them', async ({ role }) => {
  await role.open('read_only');
  await role.filter.fill('a');
  const shown = role.table('read_only').getByRole('rowheader');
  await role.page.getByRole('columnheader', { name: 'Principal' }).getByRole('button').click();
  await expect(shown.first()).toHaveText('ruth_adler');
  const rows = await shown.allTextContents();
  expect(rows).not.toContain('user_1');
  await expect(role.page).toHaveURL(/[?&]filter=a(&|$)/);
  await expect(role.page).toHaveURL(/[?&]sort=-principal(&|$)/);

  await role.page.reload();
  await expect(role.filter).toHaveValue('a');
  await expect(shown).toHaveText(rows);
  await expect(role.page.getByRole('columnheader', { name: 'Principal' })).toHaveAttribute('aria-sort', 'descending');
});

test('a filter of special characters survives the address', async ({ role }) => {
  await role.open('read_only');
  await role.filter.fill('100% + a&b=/管');
  await expect(role.table('read_only')).toContainText('Nothing matches “100% + a&b=/管”.');
  await role.page.reload();
  await expect(role.filter).toHaveValue('100% + a&b=/管');
  await role.page.getByRole('button', { name: 'Clear filter' }).click();
  await expect(role.table('read_only').getByRole('rowheader')).toHaveCount(6);
});

test('the chosen tab is in the address', async ({ role }) => {
  await role.open('read_only');
  await role.tab('Privileges').click();
  await expect(role.table('read_only', 'privileges').getByRole('rowheader')).toHaveAccessibleName('DescribeCollection');
  await role.page.reload();
  await expect(role.tab('Privileges')).toHaveAttribute('aria-selected', 'true');
  await expect(role.table('read_only', 'privileges').getByRole('rowheader')).toHaveAccessibleName('DescribeCollection');
});

test('addresses that lead nowhere say so', async ({ signedInPage: page }) => {
  for (const [where, says] of [
    ['/c/nowhere/roles', 'There is no connection “nowhere”.'],
    ['/c/nowhere/role?name=read_only', 'There is no connection “nowhere”.'],
    ['/c/milvus/role', 'The address names no role.'],
    ['/no/such/page', 'There is no such page.'],
  ]) {
    await page.goto(where);
    await expect(page.getByRole('heading', { level: 1 }), where).toHaveText(says);
    await page.getByRole('link', { name: 'All connections' }).click();
    await expect(page.getByRole('table', { name: 'Connections' })).toBeVisible();
  }
});

test('of an unknown role only that is said', async ({ signedInPage: page }) => {
  for (const [tab, table] of [['members', 'Members of no_such_role'], ['privileges', 'Privileges of no_such_role']]) {
    await page.goto(address('no_such_role', tab));
    await expect(page.getByRole('table', { name: table })).toContainText('This server has no role “no_such_role”.');
    await expect(page.getByRole('tab', { name: 'Members' }), 'no count').toHaveText('Members');
    await expect(page.getByRole('tab', { name: 'Privileges' }), 'no count').toHaveText('Privileges');
    await expect(page.getByRole('alert')).toHaveCount(0);
  }
});

test('privileges that could not be read are not called none', async ({ role, sandbox }) => {
  const { id } = await sandbox.fault({ path: DESCRIBE_ROLE, status: 500, body: { code: 1, message: 'service unavailable' } });
  await role.page.goto(address('read_only', 'privileges'));
  await expect(role.alert).toContainText('Could not read: Privileges.');
  await expect(role.table('read_only', 'privileges')).toContainText('Not read');
  await expect(role.page.getByText('has no privileges')).toHaveCount(0);
  await expect(role.tab('Privileges'), 'no count').toHaveText('Privileges');

  await sandbox.clearFaults(id);
  await role.act('Retry').click();
  await expect(role.table('read_only', 'privileges').getByRole('rowheader')).toHaveAccessibleName('DescribeCollection');
  await expect(role.alert).toHaveCount(0);
});

test('holders that could not be read are not called nobody', async ({ role, sandbox }) => {
  await sandbox.fault({ path: LIST_USERS, cut: 'before' });
  await role.page.goto(address('read_only'));
  await expect(role.alert).toContainText('Could not read: Members.');
  await expect(role.table('read_only')).toContainText('Not read');
  await expect(role.page.getByText('Nobody holds')).toHaveCount(0);
  await expect(role.tab('Members'), 'no count').toHaveText('Members');
});

test('a holder who could not be read is said to be missing', async ({ role, sandbox }) => {
  await sandbox.fault({ path: DESCRIBE_USER, times: 1, status: 200, body: { code: 65535, message: 'internal' } });
  await role.page.goto(address('read_only'));
  await expect(role.page.getByRole('note')).toContainText('The roles of 1 user could not be read');
  await expect(role.table('read_only').getByRole('rowheader').first()).toBeVisible();
  await expect(role.tab('Members'), 'no count').toHaveText('Members');
});

test('every page has a title of its own, in the language of the page', async ({ role }) => {
  const { page } = role;
  await role.open('read_only');
  await expect(page).toHaveTitle('read_only · Milvus production · Rescind');
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await expect(page).toHaveTitle('Activity · Rescind');
  await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Русский' });
  await expect(page).toHaveTitle('Журнал · Rescind');
});
