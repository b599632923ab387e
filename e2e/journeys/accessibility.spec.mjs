// Every screen, in light, dark and forced colours, wide and narrow: nothing for axe to find, nothing that scrolls sideways.
import { axe, expect, REVOKE_ROLE, test } from '../fixtures/index.mjs';
import { storeEntries } from '../fixtures/plans.mjs';

const LOOKS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'high contrast': { colorScheme: 'dark', forcedColors: 'active' },
};

const held = (principal, role) => ({
  connection: 'milvus', grant: { kind: 'membership', role, principal: { kind: 'user', id: principal } },
});

async function expectSound(page, screen) {
  await test.step(screen, async () => {
    await axe(page);
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content, `the width of ${screen}`).toBeLessThanOrEqual(window);
  });
}

for (const [look, { colorScheme, forcedColors }] of Object.entries(LOOKS)) {
  for (const width of [1440, 380]) {
    test.describe(`${look}, ${width} wide`, () => {
      test.use({ colorScheme, contextOptions: { forcedColors }, viewport: { width, height: 800 } });

      test('sign-in, connections, roles and the page for nothing are sound', async ({ page, context, signIn }) => {
        await page.goto('/');
        await expect(page.getByLabel('Token')).toBeVisible();
        await expectSound(page, 'sign-in');
        await signIn(context);
        for (const [where, table] of [['/', 'Connections'], ['/c/milvus/roles', 'Roles']]) {
          await page.goto(where);
          await expect(page.getByRole('table', { name: table }).getByRole('rowheader').first()).toBeVisible();
          await expectSound(page, where);
        }
        await page.goto('/no/such/page');
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expectSound(page, 'nothing');
      });

      test('people, plans, the journal and its evidence are sound', async ({ signedInPage: page }) => {
        const plan = await storeEntries(page, [held('nobody', 'gone'), held('x'.repeat(255), 'y'.repeat(255))], 'because '.repeat(30));
        const first = page.getByRole('rowheader').first();
        for (const where of ['/c/genauth/people', '/c/milvus/person?id=alice', '/review?filter=alice', '/plan', `/plan/${plan}`]) {
          await page.goto(where);
          await expect(first).toBeVisible();
          await expectSound(page, where);
        }
        await page.getByRole('button', { name: 'Start', exact: true }).click();
        await expect(page.getByText('Finished', { exact: true })).toBeVisible();
        await page.getByText('Exact calls').click();
        await expectSound(page, 'a finished plan');
        await page.goto('/activity');
        await expect(first).toBeVisible();
        await expectSound(page, 'activity');
        await page.getByRole('button', { name: 'Evidence', exact: true }).click();
        await expect(page.getByRole('table', { name: 'Evidence' })).toBeVisible();
        await expectSound(page, 'evidence');
        await page.goto('/snapshot');
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expectSound(page, 'snapshot');
      });

      test('a role, its dialog and its messages are sound', async ({ role, sandbox }) => {
        // The longest names of the seed, the widest row.
        const long = 'support_tier_2_read_access_to_tickets_and_transcripts_emea_and_apac_contractors';
        await role.open(long, 'privileges');
        await expectSound(role.page, 'privileges');
        await role.open(long);
        await expect(role.button(`${long} from contractor_emea_tier2_0017`)).toBeInViewport({ ratio: 1 });
        await expectSound(role.page, 'members');
        await role.button(`${long} from contractor_emea_tier2_0017`).click();
        await expect(role.dialog).toBeVisible();
        await expectSound(role.page, 'dialog');
        await role.confirm();
        await role.expectRevoked(`${long} from contractor_emea_tier2_0017`);
        await sandbox.fault({
          path: REVOKE_ROLE, status: 403, headers: { 'x-request-id': '7f3c0e5a-2b61-4a51-9d0f-5b7d6f1f8a10' },
          body: { code: 65535, message: `rpc error: code = PermissionDenied desc = PrivilegeManageOwnership: permission deny to ${long} in the \`default\` database` },
        });
        await role.revoke(`${long} from contractor_apac_tier2_0003`);
        await expect(role.act('Show raw answer')).toBeVisible();
        await role.act('Show raw answer').click();
        await expectSound(role.page, 'messages');
      });
    });
  }
}

test('a screen reader hears the role page so', async ({ role }) => {
  await role.open('read_only');
  await expect(role.tab('Privileges')).toHaveText('Privileges1');
  await expect(role.page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - navigation "Where you are":
        - link "Connections"
        - link "Milvus production"
        - link "Roles"
      - heading "read_only" [level=1]
      - text: custom
      - time
      - button "Refresh"
      - region "Messages"
      - tablist:
        - tab "Members" [selected]
        - tab "Privileges"
      - tabpanel "Members":
        - searchbox "Filter"
        - table "Members of read_only":
          - rowgroup:
            - row:
              - columnheader "Principal":
                - button "Principal"
              - columnheader "Kind"
              - columnheader "Held"
              - columnheader "Also holds":
                - button "Also holds"
              - columnheader "Action"
          - rowgroup:
            - row:
              - rowheader "alice":
                - link "alice"
              - cell "user"
              - cell "directly"
              - cell "analyst catalog_editor"
              - cell:
                - button "Revoke read_only from alice"
  `);
});

test('a screen reader hears a plan, and the list of plans, so', async ({ signedInPage: page }) => {
  const plan = await storeEntries(page, [held('nobody', 'gone'), held('somebody', 'gone')], 'Alice leaves on Friday');
  await page.goto(`/plan/${plan}`);
  const main = page.getByRole('main');
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - navigation "Where you are":
        - link "Plans"
      - heading "Alice leaves on Friday" [level=1]
      - text: Not started
      - button "Refresh"
      - region "Messages"
      - paragraph: /Created .* By admin Entries 2/
      - button "Export CSV"
      - button "Export JSON"
      - button "Print"
      - region "State":
        - paragraph: /0 of 2 0 done, 0 failed, 2 left/
        - progressbar "Revoking"
        - button "Start"
        - button "Cancel plan"
      - searchbox "Filter"
      - table "Entries of Alice leaves on Friday":
        - rowgroup:
          - row:
            - columnheader "Grant":
              - button "Grant"
            - columnheader "Holder"
            - columnheader "Connection"
            - columnheader "State"
            - columnheader "Detail"
        - rowgroup:
          - row "gone nobody Milvus production Not started":
            - rowheader "gone"
            - cell "nobody"
            - cell "Milvus production"
            - cell "Not started"
  `);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - heading "Alice leaves on Friday" [level=1]
      - text: Finished
      - region "State":
        - paragraph: /2 of 2 2 done, 0 failed, 0 left/
      - table "Entries of Alice leaves on Friday":
        - rowgroup
        - rowgroup:
          - row "gone nobody Milvus production Already absent"
          - row "gone somebody Milvus production Already absent"
  `);
  await page.goto('/plan');
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - heading "Plans" [level=1]
      - searchbox "Filter"
      - table "Plans":
        - rowgroup
        - rowgroup:
          - row:
            - rowheader "Alice leaves on Friday gone from nobody · 1 more · Milvus production":
              - link "Alice leaves on Friday"
            - cell "Finished"
            - cell "2 of 2"
  `);
});

test('a screen reader hears the connections and a person so', async ({ signedInPage: page }) => {
  const main = page.getByRole('main');
  await page.goto('/');
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - heading "Connections" [level=1]
      - searchbox "Filter"
      - table "Connections":
        - rowgroup:
          - row:
            - columnheader "Connection"
            - columnheader "Product"
            - columnheader "State"
        - rowgroup:
          - row:
            - rowheader "GenAuth":
              - link "GenAuth"
            - cell "GenAuth (Authing)"
            - cell /reachable .* roles/
  `);
  await page.goto('/c/milvus/person?id=alice');
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - navigation "Where you are":
        - link "Connections"
        - link "Milvus production"
        - link "People"
      - heading "alice" [level=1]
      - tablist:
        - tab "Roles" [selected]
        - tab "Privileges"
      - tabpanel "Roles":
        - searchbox "Filter"
        - table "Roles of alice":
          - rowgroup:
            - row:
              - columnheader:
                - checkbox "Select all shown"
              - columnheader "Role"
          - rowgroup:
            - row:
              - cell:
                - checkbox "Select analyst"
              - rowheader "analyst":
                - link "analyst"
              - cell "custom"
              - cell "4"
              - cell:
                - button "Revoke analyst from alice"
  `);
});

test('what keys do is listed for whoever asks in a row, and behind a button', async ({ role }) => {
  const { page } = role;
  await role.open('read_only');
  const list = page.getByRole('dialog', { name: 'Keyboard' });
  await role.filter.press('ArrowDown');
  await page.keyboard.press('?');
  await expect(list).toContainText('Select all rows from the last one to this one');
  await expect(list.getByRole('button', { name: 'Close' })).toBeFocused();
  await axe(page);
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(role.table('read_only').getByRole('row').nth(1)).toBeFocused();
  await page.getByRole('button', { name: 'Keyboard' }).click();
  await list.getByRole('button', { name: 'Close' }).click();
  await expect(list).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Keyboard' })).toBeFocused();
  await role.filter.fill('?');
  await expect(role.filter).toHaveValue('?');
});

test('a member is revoked by the keyboard alone', async ({ role, sandbox, journal }) => {
  const { keyboard } = role.page;
  await role.open('read_only');
  await role.filter.focus();
  await keyboard.type('a');
  await expect(role.button('read_only from user_1')).toHaveCount(0);
  await keyboard.press('ArrowDown');
  await expect(role.table('read_only').getByRole('row', { name: 'alice' })).toBeFocused();
  await keyboard.press('r');
  await expect(role.dialog).toHaveAccessibleName('Revoke read_only from alice?');
  await expect(role.reason).toBeFocused();
  await keyboard.type('by hand');
  await keyboard.press('Enter');

  await role.expectRevoked('read_only from alice');
  await expect(role.table('read_only').getByRole('row', { name: 'fatima.zahra' }), 'the row that took its place').toBeFocused();
  expect(await sandbox.held()).not.toContain('read_only from alice');
  expect(await journal.rows()).toEqual([expect.objectContaining({ outcome: 'Revoked', reason: 'by hand' })]);
});

test('Escape closes the dialog, sends nothing and gives the focus back', async ({ role, sandbox }) => {
  await role.open('read_only');
  await role.button('read_only from alice').focus();
  await role.page.keyboard.press('Enter');
  await expect(role.dialog).toBeVisible();
  await role.page.keyboard.press('Escape');
  await expect(role.dialog).toHaveCount(0);
  await expect(role.button('read_only from alice')).toBeFocused();
  expect(await sandbox.calls(REVOKE_ROLE)).toBe(0);
  expect(await sandbox.held()).toContain('read_only from alice');
});

test('Tab stays inside the dialog and reaches all of it', async ({ role }) => {
  await role.open('read_only');
  await role.button('read_only from alice').click();
  await expect(role.reason).toBeFocused();
  await expect(role.dialog.getByRole('button', { name: 'Copy as curl' })).toBeVisible();
  for (const name of ['Copy as curl', 'Copy as pymilvus', 'Copy', undefined, 'Cancel', 'Revoke']) {
    await role.page.keyboard.press('Tab');
    if (name) await expect(role.dialog.getByRole('button', { name, exact: true })).toBeFocused();
  }
});

test('arrows walk through rows and tabs', async ({ role }) => {
  const { keyboard } = role.page;
  await role.open('read_only');
  await role.filter.press('ArrowDown');
  for (const [key, user] of [['j', 'fatima.zahra'], ['ArrowDown', 'maria_santos'], ['k', 'fatima.zahra'], ['ArrowUp', 'alice']]) {
    await keyboard.press(key);
    await expect(role.table('read_only').getByRole('row', { name: user })).toBeFocused();
  }
  await role.tab('Members').focus();
  await keyboard.press('ArrowRight');
  await expect(role.tab('Privileges')).toBeFocused();
  await expect(role.table('read_only', 'privileges')).toBeVisible();
});
