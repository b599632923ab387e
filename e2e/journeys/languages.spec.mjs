// The console in Chinese and Russian: chosen in a menu, kept, and complete.
import { address, expect, REVOKE_ROLE, test } from '../fixtures/index.mjs';

const LANGUAGES = [
  {
    tag: 'zh',
    menu: '语言',
    members: 'read_only 的成员',
    privileges: '权限',
    revoke: '从 alice 撤销 read_only',
    title: '从 alice 撤销 read_only？',
    confirm: '撤销',
    done: '已撤销：alice 不再持有 read_only',
    other: '从 user_1 撤销 read_only',
    failed: '无法从 user_1 撤销 read_only。',
  },
  {
    tag: 'ru',
    menu: 'Язык',
    members: 'Участники роли read_only',
    privileges: 'Привилегии',
    revoke: 'Отозвать read_only у alice',
    title: 'Отозвать read_only у alice?',
    confirm: 'Отозвать',
    done: 'Отозвано: read_only у alice',
    other: 'Отозвать read_only у user_1',
    failed: 'Не удалось отозвать у user_1: read_only.',
  },
];

/** What may stay as it is in any language: names, protocols, and the vendor's own words. */
const INTERNATIONAL = [
  ...['Rescind', 'English', 'Milvus', 'production', 'Zilliz', 'Cloud', 'HTTP', 'POST', 'code', 'API'],
  ...['GenAuth', 'Authing', 'Yandex', 'Managed', 'MongoDB'],
];

/** The Latin words that a page shows or names, but for what the sandbox calls something. */
async function foreignWords(page, sandbox, also = '') {
  const shown = await page.evaluate(() => {
    const named = [...document.querySelectorAll('[aria-label], [title], [placeholder]')];
    const names = named.flatMap((element) => ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''));
    return [document.body.innerText, ...names].join('\n');
  });
  const words = (text) => text.match(/[A-Za-z]{2,}/g) ?? [];
  const known = new Set([...INTERNATIONAL, ...words(JSON.stringify((await sandbox.state()).milvus)), ...words(also)]);
  return [...new Set(words(shown))].filter((word) => !known.has(word));
}

for (const { tag, menu, members, privileges, revoke, title, confirm, done, other, failed } of LANGUAGES) {
  test(`${tag} is chosen in the menu, kept over a reload, and leaves no English behind`, async ({ role, sandbox, journal }) => {
    const { page } = role;
    const message = 'permission deny';
    await role.open('read_only');
    await page.getByRole('combobox', { name: 'Language' }).selectOption(tag);
    await expect(page.locator('html')).toHaveAttribute('lang', tag);
    await expect(page.getByRole('table', { name: members })).toBeVisible();
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', tag);
    await expect(page.getByRole('combobox', { name: menu })).toHaveValue(tag);
    await expect(page.getByRole('button', { name: revoke })).toBeVisible();
    expect(await foreignWords(page, sandbox), 'members').toEqual([]);

    await page.getByRole('button', { name: revoke }).click();
    const dialog = page.getByRole('dialog', { name: title });
    await expect(dialog).toContainText(REVOKE_ROLE);
    expect(await foreignWords(page, sandbox, `${REVOKE_ROLE} userName roleName curl pymilvus`), 'dialog').toEqual([]);
    await dialog.getByRole('button', { name: confirm, exact: true }).click();
    await expect(page.getByRole('status').filter({ hasText: done })).toBeVisible();
    await expect(page.getByRole('button', { name: revoke })).toHaveCount(0);

    await sandbox.fault({ path: REVOKE_ROLE, status: 403, body: { code: 65535, message } });
    await page.getByRole('button', { name: other }).click();
    await page.getByRole('dialog').getByRole('button', { name: confirm, exact: true }).click();
    await expect(page.getByRole('alert')).toContainText(failed);
    await expect(page.getByRole('alert')).toContainText(`“${message}”`);
    expect(await foreignWords(page, sandbox, `${REVOKE_ROLE} ${message}`), 'messages').toEqual([]);
    expect(await journal.outcomes(), 'the journal has one language').toEqual(['Failed', 'Revoked']);
    expect(await sandbox.held()).not.toContain('read_only from alice');

    await page.getByRole('tab', { name: privileges }).click();
    await expect(page.getByRole('rowheader', { name: 'DescribeCollection' })).toBeVisible();
    expect(await foreignWords(page, sandbox, `${REVOKE_ROLE} ${message}`), 'privileges').toEqual([]);
    for (const where of ['/', '/c/milvus/roles', '/no/such/page']) {
      await page.goto(where);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await foreignWords(page, sandbox), where).toEqual([]);
    }
  });
}

test('what was said already follows a change of language', async ({ role }) => {
  await role.open('read_only');
  await role.revoke('read_only from alice');
  await role.expectRevoked('read_only from alice');
  await role.page.getByRole('combobox', { name: 'Language' }).selectOption('ru');
  await expect(role.page.getByRole('status').filter({ hasText: 'Отозвано: read_only у alice' })).toBeVisible();
});

test.describe('a browser that prefers Russian', () => {
  test.use({ locale: 'ru-RU' });

  test('is answered in Russian from the first page on', async ({ page }) => {
    await page.goto(address('read_only'));
    await expect(page.getByLabel('Токен')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  });
});

for (const [tag, members] of [['ru', 'Участники роли read_only'], ['zh', 'read_only 的成员']]) {
  test(`${tag} fits a narrow screen`, async ({ role }) => {
    await role.page.setViewportSize({ width: 380, height: 800 });
    await role.open('read_only');
    await role.page.getByRole('combobox', { name: 'Language' }).selectOption(tag);
    await expect(role.page.getByRole('table', { name: members })).toBeVisible();
    expect(await role.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(380);
  });
}
