// A saved description of a role opens in the same table, whatever wrote it; what cannot be read is named by its line.
import { axe, expect, test } from '../fixtures/index.mjs';

const PYMILVUS = `{'role': 'analyst', 'privileges': [
  {'object_type': 'Collection', 'object_name': 'articles', 'db_name': 'default', 'role_name': 'analyst', 'privilege': 'Search', 'grantor_name': 'root'},
  {'object_type': 'Global', 'object_name': '*', 'role_name': 'analyst', 'privilege': 'DescribeCollection'},
]}`;
const REST = JSON.stringify({ code: 0, data: [{ dbName: 'default', grantor: 'root', objectName: 'articles', objectType: 'Collection', privilege: 'Search' }] });

test('what pymilvus printed and what REST answered show the same rows', async ({ signedInPage: page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Snapshot' }).click();
  const field = page.getByRole('textbox', { name: 'Described role' });
  await field.fill(PYMILVUS);
  const table = page.getByRole('table', { name: 'Privileges of analyst' });
  await expect(table.getByRole('rowheader')).toHaveText([/Search/, /DescribeCollection/]);
  await expect(page.getByRole('note')).toHaveText('1 grant names no database: it is taken as default.');
  await expect(page.getByRole('button', { name: /^Revoke/ })).toHaveCount(0);

  await page.reload();
  await expect(table.getByRole('rowheader'), 'a reload keeps it').toHaveCount(2);
  await field.fill(REST);
  await expect(page.getByRole('table', { name: 'Privileges of unnamed role' }).getByRole('rowheader')).toHaveText([/Search/]);
  await axe(page);
});

test('a file is opened by choosing it', async ({ signedInPage: page }) => {
  await page.goto('/snapshot');
  await page.locator('input[type=file]').setInputFiles({ name: 'analyst.py', mimeType: 'text/plain', buffer: Buffer.from(PYMILVUS) });
  await expect(page.getByRole('table', { name: 'Privileges of analyst' }).getByRole('rowheader')).toHaveCount(2);
});

test('bad input is named by line and column, and nothing is lost', async ({ signedInPage: page }) => {
  await page.goto('/snapshot');
  const field = page.getByRole('textbox', { name: 'Described role' });
  await field.fill(PYMILVUS.replace("'Search'", 'Search'));
  const alert = page.getByRole('alert').filter({ hasText: /\S/ });
  await expect(alert).toContainText('line 2, column');
  await expect(page.getByRole('table')).toContainText('Not read');
  await expect(field).toHaveValue(/Search/);
  await field.fill('{"code":1100,"message":"the role \\"x\\" does not exist: invalid parameter"}');
  await expect(alert).toContainText('the role "x" does not exist');
  await field.fill(PYMILVUS);
  await expect(alert).toHaveCount(0);
});
