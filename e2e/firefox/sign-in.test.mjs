// Coming in: the printed link, the form, and a token that is not the gateway's.
import assert from 'node:assert/strict';
import { address } from '../fixtures/address.mjs';
import { until } from '../fixtures/until.mjs';
import { journey } from './journey.mjs';

journey('the printed link signs in and leaves no token behind', async ({ page, rescind, server }) => {
  await page.goto(server.link);
  await rescind.see('table', 'Connections');
  await rescind.see('link', 'Milvus production');
  await until('no token in the address', () => page.url(), (url) => url === `${server.url}/`);
  assert.equal(await page.evaluate(() => document.cookie), '', 'what scripts see of the session');
});

journey('the form refuses a wrong token, and the right one leads to the page asked for', async ({ page, rescind, server, sandbox }) => {
  await rescind.goto(address('read_only'));
  await rescind.fill('Token', `${server.token.slice(1)}0`);
  await rescind.click('button', 'Sign in');
  await rescind.seeAlert(/does not accept this token/);
  await rescind.seeNone('table', 'Members of read_only');
  assert.deepEqual((await sandbox.state()).calls, {}, 'what reached the vendor');

  await rescind.fill('Token', server.token);
  await rescind.press('Enter');
  await rescind.see('button', 'Revoke read_only from user_1');
  assert.equal(page.url(), server.url + address('read_only'));
});
