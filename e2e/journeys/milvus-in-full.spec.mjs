// What an admin of Milvus or Zilliz meets beyond the one revocation: old servers, partial rights, groups, fixed roles.
import { address, DESCRIBE_USER, expect, RolePage, test } from '../fixtures/index.mjs';

const REVOKE_V2 = '/v2/vectordb/roles/revoke_privilege_v2';
const REVOKE_V1 = '/v2/vectordb/roles/revoke_privilege';

test('a server without the second form of the call is asked in the first, and the journal has both attempts', async ({ role, sandbox, journal }) => {
  await sandbox.knobs({ milvus: { privilege_v2: false } });
  const grant = 'DescribeCollection on Global * in default from read_only';
  await role.open('read_only', 'privileges');
  await role.revoke(grant);

  await expect(role.status(grant)).toBeVisible();
  expect(await sandbox.held()).not.toContain(grant);
  expect(await sandbox.calls(REVOKE_V2)).toBe(1);
  expect(await sandbox.calls(REVOKE_V1)).toBe(1);
  const [second, first, ...others] = await journal.rows();
  expect(others).toEqual([]);
  expect([first.path, first.httpStatus, first.result]).toEqual([REVOKE_V2, 404, 'rejected']);
  expect([second.path, second.outcome, second.entry]).toEqual([REVOKE_V1, 'Revoked', first.entry]);
});

test('nobody is said to hold a role only when all users have been asked', async ({ role, sandbox }) => {
  await sandbox.milvus('/v2/vectordb/roles/create', { roleName: 'nobody' });
  await sandbox.fault({ path: DESCRIBE_USER, delay_ms: 60_000, times: 1 });
  await role.page.goto(address('nobody'));
  const table = role.table('nobody');
  await expect(table).toContainText('Reading users: 0 of 32');
  await expect(table).not.toContainText('Nobody holds this role.');
  await role.page.reload();
  await expect(table).toContainText('Nobody holds this role.');
});

test('where no user could be asked nobody is said to hold nothing', async ({ role, sandbox }) => {
  await sandbox.fault({ path: DESCRIBE_USER, status: 500, body: 'the proxy is down' });
  await role.page.goto(address('read_only'));
  await expect(role.page.getByRole('note')).toContainText('The roles of 32 users could not be read, so this table may lack holders. HTTP 500');
  await expect(role.table('read_only')).toContainText('Not read: see the message above.');
  await expect(role.page.getByText('Nobody holds this role.')).toHaveCount(0);
  await expect(role.tab('Members')).toHaveText('Members');
});

test('a privilege that a group still covers is gone and said to be still effective', async ({ role, sandbox, journal }) => {
  const grant = 'Search on Collection articles in default from analyst';
  await sandbox.milvus('/v2/vectordb/roles/grant_privilege_v2', {
    roleName: 'analyst', privilege: 'CollectionReadOnly', dbName: 'default', collectionName: 'articles',
  });
  await role.open('analyst', 'privileges');
  await role.button(grant).click();
  await expect(role.dialog).toContainText('The same stays allowed through');
  await role.confirm();

  await expect(role.alert).toContainText('the same is still allowed');
  await expect(role.alert).toContainText('CollectionReadOnly (Global articles, default)');
  await expect(role.button(grant)).toHaveCount(0);
  await expect(role.page.getByRole('status').filter({ hasText: /^Revoked/ })).toHaveCount(0);
  expect(await sandbox.held()).not.toContain(grant);
  expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'StillEffective', verified: true })]);
});

test('of one plan what covers others goes before them, on whatever objects they are', async ({ role, sandbox, journal }) => {
  const give = (privilege, collectionName) => sandbox.milvus('/v2/vectordb/roles/grant_privilege_v2', {
    roleName: 'analyst', privilege, dbName: 'default', collectionName,
  });
  await give('Search', '*');
  await give('CollectionReadOnly', '*');
  await role.open('analyst', 'privileges');
  const rows = await role.table('analyst', 'privileges').getByRole('rowheader').count();
  // What goes first is the slowest by far.
  await sandbox.fault({ path: REVOKE_V2, times: 1, delay_ms: 1_500 });
  await role.page.getByRole('checkbox', { name: 'Select all' }).check();
  await role.page.getByRole('button', { name: `Revoke ${rows} selected…` }).click();
  await role.dialog.getByRole('button', { name: `Revoke ${rows}`, exact: true }).click();

  await expect(role.page.getByRole('status').filter({ hasText: /^Revoked/ })).toBeVisible();
  expect(await journal.outcomes()).toEqual(Array(rows).fill('Revoked'));
  expect((await sandbox.held()).filter((grant) => grant.endsWith('from analyst'))).toEqual([]);
});

test('an account that may ask about one database only sees a view that says so', async ({ role, sandbox }) => {
  const denied = "rpc error: code = PermissionDenied desc = PrivilegeSelectOwnership: permission deny to ops in the `*` database";
  // The first describe asks for all databases; the ones after it name a database each.
  await sandbox.fault({ path: '/v2/vectordb/roles/describe', times: 1, status: 403, body: { code: 65535, message: denied } });
  await role.page.goto(address('read_only', 'privileges'));
  await expect(role.page.getByRole('note')).toContainText('This account may read some databases only.');
  await expect(role.table('read_only', 'privileges').getByRole('rowheader')).toHaveText(/DescribeCollection/);
});

test('a group shows its members, and every row says what kind it is', async ({ role }) => {
  await role.open('analyst', 'privileges');
  const group = role.table('analyst', 'privileges').getByRole('row').filter({ hasText: 'CollectionReadOnly' }).first();
  await expect(group.getByRole('cell', { name: 'group', exact: true })).toBeVisible();
  await group.locator('summary').click();
  await expect(group).toContainText('Contains');
  await expect(group).toContainText('Query');
});

test('linked privileges are named before they go', async ({ role }) => {
  await role.open('etl_nightly', 'privileges');
  await role.page.getByRole('button', { name: /^Revoke Flush on / }).click();
  await expect(role.dialog).toContainText('The server revokes these together with it: GetFlushState.');
});

test("Zilliz' own roles say why they cannot be changed, and memberships in them can", async ({ signedInPage: page, sandbox }) => {
  const role = new RolePage(page);
  await page.goto(address('db_ro', 'privileges', 'zilliz'));
  const table = role.table('db_ro', 'privileges');
  await expect(table.getByRole('rowheader')).toHaveCount(9);
  await expect(table.getByText('built in, cannot be changed')).toHaveCount(9);
  await expect(page.getByRole('button', { name: /^Revoke / })).toHaveCount(0);

  await page.goto(address('db_ro', 'members', 'zilliz'));
  await role.revoke('db_ro from user_1');
  await expect(role.status('db_ro from user_1')).toBeVisible();
  expect((await sandbox.state()).zilliz.bindings).not.toContainEqual({ role: 'db_ro', user: 'user_1' });
});

test('at Zilliz Cloud, which has no role for everybody, a person is shown with all that the own roles allow', async ({ signedInPage: page }) => {
  await page.goto('/c/zilliz/person?id=alice&tab=privileges');
  await expect(page.getByRole('table', { name: 'Privileges of alice' }).getByRole('rowheader').first()).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(0);
});
