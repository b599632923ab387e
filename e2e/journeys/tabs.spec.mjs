// Many tabs of one browser: it has six connections to a host, and a stream of events takes one of them for good. A tab that
// nobody sees holds none.
import { bringTo, expect, REVOKE_PRIVILEGE, RolePage, test } from '../fixtures/index.mjs';
import { grant, rowName } from '../fixtures/plans.mjs';

const TABS = 8;

test('of eight tabs each loads, and each revokes', async ({ context, signIn, sandbox, journal }) => {
  await signIn(context);
  await grant(sandbox, TABS);
  const tabs = [];
  for (let number = 1; number <= TABS; number += 1) {
    const role = new RolePage(await context.newPage());
    await role.open('bulk', 'privileges');
    await bringTo(role.page, 'behind');
    tabs.push(role);
  }
  for (const [at, role] of tabs.entries()) {
    await bringTo(role.page, 'front');
    await role.revoke(`${rowName(at + 1)} from bulk`);
    await expect(role.status(`${rowName(at + 1)} from bulk`)).toBeVisible();
    await bringTo(role.page, 'behind');
  }
  expect(await journal.outcomes()).toEqual(Array(TABS).fill('Revoked'));
  expect(await sandbox.calls(REVOKE_PRIVILEGE)).toBe(TABS);
  // A tab that was behind when others revoked shows that as soon as it is looked at.
  await bringTo(tabs[0].page, 'front');
  await expect(tabs[0].table('bulk', 'privileges')).toContainText('This role has no privileges.');
});
