// The screens that are worth a picture: how one gets there on the demo seed, by role and name.
import { expect, LIST_USERS, quiet, REVOKE_ROLE } from '../fixtures/index.mjs';
import { storeEntries } from '../fixtures/plans.mjs';

const SHOP = 'c9qshop0n8r2k6t0v5x1';
/** As long as Milvus permits, and of one word. */
const LONG = `quarterly_${'x'.repeat(245)}`;
const ARABIC = 'قارئ_المستودع';

const heading = (page) => expect(page.getByRole('heading', { level: 1 })).toBeVisible();

async function read(role, name) {
  await role.open(name);
  await quiet(role.page);
}

async function takeSome({ role, sandbox }) {
  await sandbox.fault({ path: REVOKE_ROLE, times: 1, status: 200, body: { code: 65535, message: 'PrivilegeManageOwnership: permission deny to admin_ci' } });
  await read(role, 'read_only');
  await role.page.getByRole('checkbox', { name: 'Select all' }).check();
  await role.page.getByRole('button', { name: 'Revoke 6 selected…' }).click();
  await role.reason.fill('Quarterly review, SEC-2231');
  await role.dialog.getByRole('button', { name: 'Revoke 6', exact: true }).click();
  await expect(role.page.getByRole('status').filter({ hasText: /^Revoked/ })).toBeVisible();
}

async function openPlan({ role }) {
  await role.page.goto('/plan');
  await role.page.getByRole('link', { name: 'Quarterly review, SEC-2231' }).click();
  await expect(role.page.getByRole('button', { name: 'Undo 5' })).toBeVisible();
}

/** Each screen's name, and the way to it. `docs` names the look in which it is shown in the documentation. */
export const SCREENS = [
  { name: 'sign-in', go: async ({ page }) => { await page.context().clearCookies(); await page.goto('/'); await expect(page.getByRole('textbox')).toBeVisible(); } },
  { name: 'connections', go: async ({ page }) => { await page.goto('/'); await heading(page); await quiet(page); } },
  { name: 'roles', go: async ({ page }) => { await page.goto('/c/milvus/roles'); await expect(page.getByText('read_only').first()).toBeVisible(); await quiet(page); } },
  {
    name: 'role', docs: 'light', go: async ({ role, sandbox }) => {
      await sandbox.fault({ path: REVOKE_ROLE, times: 1, status: 200, body: { code: 65535, message: 'PrivilegeManageOwnership: permission deny to admin_ci' } });
      await read(role, 'read_only');
      await role.revoke('read_only from alice', 'left the team');
      await expect(role.alert).toContainText('Could not revoke');
    },
  },
  {
    name: 'question', docs: 'light', go: async ({ role, sandbox }) => {
      const { users } = (await sandbox.state()).milvus.roles.find(({ name }) => name === 'admin');
      for (const userName of users.filter((name) => name !== 'oncall_admin')) await sandbox.milvus(REVOKE_ROLE, { userName, roleName: 'admin' });
      await role.open('admin');
      await role.button('admin from oncall_admin').click();
      await expect(role.dialog).toContainText('POST');
    },
  },
  {
    name: 'leaving', go: async ({ role }) => {
      await role.page.goto('/c/milvus/people');
      for (const name of ['oncall_admin', 'svc-etl-backfill']) await role.page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
      await role.page.getByRole('button', { name: 'Revoke everything from 2 selected…' }).click();
      await expect(role.dialog).toContainText('POST');
    },
  },
  {
    name: 'warned', go: async ({ role, sandbox }) => {
      const { users } = (await sandbox.state()).milvus.roles.find(({ name }) => name === 'admin');
      const entry = (id) => ({ connection: 'milvus', grant: { kind: 'membership', role: 'admin', principal: { kind: 'user', id } } });
      await role.page.goto(`/plan/${await storeEntries(role.page, users.map(entry), 'The old team has left')}`);
      await expect(role.page.getByText('These are all holders of admin')).toBeVisible();
    },
  },
  {
    name: 'unread', go: async ({ role, sandbox }) => {
      await role.page.goto('/c/milvus/roles');
      for (const name of ['admin', 'etl_nightly']) await role.page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
      await quiet(role.page);
      await sandbox.fault({ path: LIST_USERS, status: 200, body: { code: 65535, message: 'rate limit exceeded[rate=0]' } });
      await role.page.getByRole('button', { name: 'Revoke from all holders of 2 selected…' }).click();
      await expect(role.alert).toContainText('rate limit');
    },
  },
  { name: 'privileges', go: async ({ role }) => { await role.open('analyst', 'privileges'); await quiet(role.page); } },
  { name: 'empty', go: async ({ role, sandbox }) => { await sandbox.milvus('/v2/vectordb/roles/create', { roleName: 'nobody' }); await role.page.goto('/c/milvus/role?name=nobody&tab=members'); await expect(role.page.getByText('Nobody holds this role.')).toBeVisible(); } },
  {
    name: 'ugly', go: async ({ role, sandbox }) => {
      await sandbox.milvus('/v2/vectordb/roles/create', { roleName: LONG });
      for (const collectionName of [LONG, ARABIC, '<b>bold</b> & "quoted"']) {
        await sandbox.milvus('/v2/vectordb/roles/grant_privilege_v2', { roleName: LONG, privilege: 'Search', dbName: 'default', collectionName });
      }
      await role.open(LONG, 'privileges');
    },
  },
  { name: 'unreachable', go: async ({ role, sandbox }) => { await sandbox.fault({ path: '/v2/vectordb/roles/list', status: 502, body: 'bad gateway' }); await role.page.goto('/c/milvus/roles'); await expect(role.alert.first()).toBeVisible(); } },
  { name: 'people', go: async ({ page }) => { await page.goto('/c/milvus/people'); await expect(page.getByText('alice').first()).toBeVisible(); await quiet(page); } },
  { name: 'person', docs: 'narrow', go: async ({ page }) => { await page.goto('/c/milvus/person?id=alice'); await expect(page.getByText('read_only').first()).toBeVisible(); await quiet(page); } },
  {
    name: 'review', docs: 'light', go: async ({ role }) => {
      await role.page.goto('/review?filter=alice');
      await expect(role.page.getByRole('table').getByRole('rowheader')).toHaveCount(6);
      await quiet(role.page);
    },
  },
  {
    name: 'leaver', docs: 'dark', go: async ({ role }) => {
      await role.page.goto('/review?filter=alice');
      await expect(role.page.getByRole('table').getByRole('rowheader')).toHaveCount(6);
      await quiet(role.page);
      await role.page.getByRole('checkbox', { name: 'Select all shown' }).check();
      await role.page.getByRole('button', { name: /^Revoke everything from 6/ }).click();
      await expect(role.dialog.getByText('Zilliz Cloud', { exact: true })).toBeVisible();
    },
  },
  {
    name: 'operation', docs: 'light', go: async ({ role, sandbox }) => {
      await sandbox.knobs({ mongodb: { operation_ms: 20_000 } });
      await role.page.goto(`/c/mongodb/role?name=mdbDbAdmin&scope=${encodeURIComponent(`${SHOP}/billing`)}&tab=members`);
      await role.revoke('mdbDbAdmin from alice');
      await expect(role.page.getByRole('status').filter({ hasText: 'In progress at the vendor.' })).toBeVisible();
    },
  },
  { name: 'plan', docs: 'dark', go: async (world) => { await takeSome(world); await openPlan(world); } },
  { name: 'undo', docs: 'dark', go: async (world) => { await takeSome(world); await openPlan(world); await world.page.getByRole('button', { name: 'Undo 5' }).click(); await expect(world.role.dialog).toContainText('POST'); } },
  { name: 'activity', docs: 'light', go: async (world) => { await takeSome(world); await world.page.goto('/activity'); await expect(world.page.getByRole('rowheader').first()).toBeVisible(); } },
  { name: 'evidence', docs: 'light', go: async (world) => { await takeSome(world); await world.page.goto('/activity?view=evidence'); await expect(world.page.getByRole('article')).toContainText('6 attempts'); } },
  { name: 'snapshot', go: async ({ page }) => { await page.goto('/snapshot'); await heading(page); } },
];
