// Who holds a role, when the vendor says no inside of HTTP 200, when a part of the list cannot be read, and when the list is cut:
// at each vendor the page says which fault it was, with the vendor's own words, and never that the list is whole.
import { expect, test } from '../fixtures/index.mjs';
import { fill } from '../fixtures/three-vendors.mjs';

const SHOP = 'c9qshop0n8r2k6t0v5x1';
const MEMBERS = '**/role/members?*';

const VENDORS = {
  milvus: {
    role: 'read_only',
    address: '/c/milvus/role?name=read_only&tab=members',
    list: { method: 'POST', path: '/v2/vectordb/users/list' },
    no: { body: { code: 65535, message: 'the list of users is closed today' } },
    says: ['the list of users is closed today', '65535', 'HTTP 200'],
  },
  genauth: {
    role: 'code1',
    address: '/c/genauth/role?name=code1&scope=default&tab=members',
    list: { method: 'GET', path: '/api/v3/list-role-members' },
    no: { body: { statusCode: 403, apiCode: 1574, message: 'the list of members is closed today', requestId: 'req-77' } },
    says: ['the list of members is closed today', '403', '1574', 'HTTP 200', 'req-77'],
  },
  mongodb: {
    role: 'readWrite',
    address: `/c/mongodb/role?name=readWrite&scope=${encodeURIComponent(`${SHOP}/orders`)}&tab=members`,
    list: { method: 'GET', path: `/managed-mongodb/v1/clusters/${SHOP}/users` },
    no: { body: { code: 7, message: 'the list of users is closed today' } },
    says: ['the list of users is closed today', '7', 'HTTP 200'],
    // The role is looked for among the users', too; the same fault is told once.
    also: 'Role',
  },
};

/** What says that something could not be read. */
const unread = (page, what) => page.getByRole('alert').filter({ hasText: `Could not read: ${what}.` });
const retry = (alert) => alert.getByRole('button', { name: 'Retry', exact: true }).click();

/** The page of a role's holders. */
function holders(role, name) {
  const table = role.page.getByRole('table', { name: `Members of ${name}`, exact: true });
  return { table, rows: table.getByRole('rowheader'), tab: role.tab('Members') };
}

/** Nothing on the page says how many there are, or that there is nobody. */
async function isNotWhole({ tab }, page) {
  await expect(tab, 'no count').toHaveText('Members');
  await expect(page.getByText('Nobody holds')).toHaveCount(0);
}

for (const [vendor, { role: name, address, list, no, says, also }] of Object.entries(VENDORS)) {
  test(`${vendor}: a 200 that says no is told in the vendor's words, and Retry reads the holders`, async ({ role, sandbox }) => {
    const { page } = role;
    const shown = holders(role, name);
    const { id } = await sandbox.fault({ ...list, status: 200, ...no });
    await page.goto(address);
    const alert = unread(page, 'Members');
    for (const words of says) await expect(alert).toContainText(words);
    await alert.getByRole('button', { name: 'Show raw answer' }).click();
    await expect(alert).toContainText(JSON.stringify(no.body.message));
    await expect(shown.table).toContainText('Not read');
    await isNotWhole(shown, page);

    await sandbox.clearFaults(id);
    await retry(unread(page, 'Members'));
    await expect(shown.tab).toHaveText(/\d/);
    if (also) await retry(unread(page, also));
    await expect(role.alert).toHaveCount(0);
  });

  test(`${vendor}: a list that ends without its last line was cut, and says so beside what has come`, async ({ role }) => {
    const { page } = role;
    const shown = holders(role, name);
    await page.route(MEMBERS, async (route) => {
      const answer = await route.fetch();
      const lines = (await answer.text()).trimEnd().split('\n');
      expect(lines.pop(), 'the last line').toContain('"tail"');
      await route.fulfill({ response: answer, body: `${lines.join('\n')}\n` });
    });
    await page.goto(address);
    await expect(unread(page, 'Members')).not.toContainText('HTTP');
    await expect(shown.rows.first()).toBeVisible();
    await isNotWhole(shown, page);

    await page.unroute(MEMBERS);
    await retry(unread(page, 'Members'));
    await expect(shown.tab).toHaveText(/\d/);
    await expect(role.alert).toHaveCount(0);
  });
}

test('milvus: a user in the middle whose roles cannot be read may be a holder, and the page says so', async ({ role, sandbox }) => {
  const { role: name, address, no } = VENDORS.milvus;
  const shown = holders(role, name);
  await sandbox.fault({ method: 'POST', path: '/v2/vectordb/users/describe', skip: 10, times: 1, status: 200, ...no });
  await role.page.goto(address);
  const note = role.page.getByRole('note').filter({ hasText: 'The roles of 1 user could not be read' });
  await expect(note).toContainText(no.body.message);
  await expect(shown.rows.first()).toBeVisible();
  await isNotWhole(shown, role.page);
});

test('genauth: a page of the list that says no leaves the rest, with its fault above it', async ({ role, sandbox, server }) => {
  const { no, says } = VENDORS.genauth;
  const shown = holders(role, 'large_everybody');
  await fill(server, 300);
  await sandbox.fault({ method: 'GET', path: '/api/v3/list-role-members', skip: 1, times: 1, status: 200, ...no });
  await role.page.goto('/c/genauth/role?name=large_everybody&scope=default&tab=members');
  for (const words of says) await expect(unread(role.page, 'Members')).toContainText(words);
  await expect(shown.rows.first()).toBeVisible();
  await isNotWhole(shown, role.page);
});

test('mongodb: without its last page a list of users proves nothing, and none of it is shown', async ({ role, sandbox }) => {
  const { role: name, address, list, no, says } = VENDORS.mongodb;
  const shown = holders(role, name);
  await sandbox.knobs({ mongodb: { page_size_cap: 1 } });
  await sandbox.fault({ ...list, skip: 1, status: 200, ...no });
  await role.page.goto(address);
  for (const words of says) await expect(unread(role.page, 'Members')).toContainText(words);
  await expect(shown.rows).toHaveCount(0);
  await isNotWhole(shown, role.page);
});

test('a gateway that is killed in the middle of a list leaves a list that was cut', async ({ page, server, sandbox }) => {
  const gateway = await server.inFront();
  try {
    await sandbox.hold({ method: 'POST', path: '/v2/vectordb/users/describe', skip: 20 });
    await page.goto(gateway.link);
    await expect(page.getByText('Milvus production').first()).toBeVisible();
    await page.goto(gateway.url + VENDORS.milvus.address);
    const table = page.getByRole('table', { name: 'Members of read_only', exact: true });
    await expect(table.getByRole('rowheader').first()).toBeVisible();
    await gateway.kill();
    await expect(unread(page, 'Members')).toBeVisible();
    await expect(page.getByRole('tab', { name: 'Members', exact: true }), 'no count').toHaveText('Members');
  } finally {
    await gateway.stop();
  }
});
