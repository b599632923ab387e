// Coming in: the printed link, the form, and the page that was asked for.
import { address, expect, Server, test } from '../fixtures/index.mjs';

/** The row that the page asked for shows. */
function found(page) {
  return page.getByRole('table', { name: 'Privileges of analyst' }).getByRole('rowheader', { name: 'Search', exact: true });
}

const ASKED_FOR = `${address('analyst', 'privileges')}&filter=Search&sort=-privilege`;

test('the printed link signs in and leaves no token behind', async ({ page, server }) => {
  await page.goto(server.link);
  await expect(page.getByRole('table', { name: 'Connections' }).getByText('Milvus production')).toBeVisible();
  await expect(page).toHaveURL('/');
  expect(await page.evaluate(() => document.cookie), 'what scripts see of the session').toBe('');
});

test('the link works for any page, and leaves its query as it was', async ({ page, server }) => {
  await page.goto(`${ASKED_FOR}#token=${server.token}`);
  await expect(found(page)).toBeVisible();
  await expect(page).toHaveURL(ASKED_FOR);
});

test('the form refuses a wrong token, and the right one leads to the page asked for', async ({ page, server, sandbox }) => {
  await page.goto(ASKED_FOR);
  const token = page.getByLabel('Token');
  await token.fill(`${server.token.slice(1)}0`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('does not accept this token');
  await expect(page.getByRole('table')).toHaveCount(0);
  expect((await sandbox.state()).calls, 'what reached the vendor').toEqual({});

  await token.fill(server.token);
  await token.press('Enter');
  await expect(found(page)).toBeVisible();
  await expect(page).toHaveURL(ASKED_FOR);
});

test('signing out ends the session for this page and for the next', async ({ signedInPage: page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('Token')).toBeVisible();
  await page.goto(address('read_only'));
  await expect(page.getByLabel('Token')).toBeVisible();
  await expect(page.getByText('user_1')).toHaveCount(0);
});

test('guessing is slowed down, and the form says so', async ({ page }) => {
  // One of its own: nobody can sign in to it for a while afterwards.
  const guessed = await Server.start();
  try {
    await page.goto(guessed.url);
    await page.getByLabel('Token').fill(guessed.token);
    // One attempt more is allowed after six seconds: they are made at once, when all else is ready.
    const guess = (number) => page.request.post(`${guessed.url}/api/session`, { headers: { 'X-Rescind': '1' }, data: { token: `guess ${number}` } });
    const refused = await Promise.all(Array.from({ length: 10 }, (_, number) => guess(number)));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toContainText('Too many attempts to sign in have failed');
    expect(refused.map((answer) => answer.status())).toEqual(Array(10).fill(401));
  } finally {
    await guessed.stop();
  }
});
