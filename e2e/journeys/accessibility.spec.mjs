// The console without a mouse, and as a screen reader hears it.
import { expect, REVOKE_ROLE, test } from '../fixtures/index.mjs';

test('a screen reader hears the role page so', async ({ role }) => {
  await role.open('read_only');
  await expect(role.tab('Privileges')).toHaveText('Privileges1');
  await expect(role.page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - navigation "Where you are":
        - link "Connections"
        - link /Milvus production/
        - text: /Roles/
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
              - rowheader "alice"
              - cell "user"
              - cell "directly"
              - cell "analyst catalog_editor"
              - cell:
                - button "Revoke read_only from alice"
  `);
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
  await expect(role.dialog).toHaveAccessibleName('Take read_only from alice?');
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
  for (const name of ['Copy', undefined, 'Cancel', 'Revoke']) {
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
