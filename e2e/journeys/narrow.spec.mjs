// A screen of 320 pixels, or one of 1280 magnified four times: every table shows its columns whole, in each language. The card
// around a table cuts off what does not fit, so that the width of the page would not tell.
import { expect, quiet, test } from '../fixtures/index.mjs';
import { startEntries, storeEntries } from '../fixtures/plans.mjs';

const SHOP = 'c9qshop0n8r2k6t0v5x1';
const held = (connection, scope, role, id) => ({ connection, grant: { kind: 'membership', role, scope, principal: { kind: 'user', id } } });

const WHERE = [
  '/',
  ...['milvus', 'zilliz', 'genauth', 'mongodb'].flatMap((connection) => [`/c/${connection}/roles`, `/c/${connection}/people`]),
  '/c/milvus/role?name=read_only&tab=members',
  '/c/milvus/role?name=analyst&tab=privileges',
  '/c/milvus/person?id=alice',
  `/c/mongodb/role?name=mdbDbAdmin&scope=${encodeURIComponent(`${SHOP}/billing`)}&tab=members`,
];

test.use({ viewport: { width: 320, height: 640 } });

/** The texts of headings and buttons of a table that reach over the edge of the screen. */
const overTheEdge = (page) => page.getByRole('main').locator('th, td, button').evaluateAll((cells) => cells
  .map((cell) => [cell.getBoundingClientRect(), cell.textContent])
  .filter(([{ width, left, right }]) => width > 0 && (left < 0 || right > innerWidth))
  .map(([, text]) => text));

for (const [tag, language] of [['en', 'English'], ['zh', '中文'], ['ru', 'Русский']]) {
  test(`nothing stands over the edge in ${language}`, async ({ signedInPage: page, journal }) => {
    await page.goto('/');
    await page.getByRole('combobox').filter({ hasText: language }).selectOption(language);
    await expect(page.locator('html')).toHaveAttribute('lang', tag);
    // Something for the journal, in the words of the language.
    await page.goto('/c/milvus/role?name=newcomer&tab=members');
    await page.getByRole('main').getByRole('row').last().locator('button[data-key=r]').click();
    await page.getByRole('dialog').getByRole('button').last().click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect.poll(() => journal.outcomes()).toEqual(['Revoked']);
    const plan = await storeEntries(page, [held('milvus', undefined, 'read_only', 'alice'), held('milvus', undefined, 'y'.repeat(255), 'x'.repeat(255))]);
    for (const where of [...WHERE, '/plan', `/plan/${plan}`, '/activity']) {
      await test.step(where, async () => {
        await page.goto(where);
        await expect(page.getByRole('rowheader').first()).toBeVisible();
        await quiet(page);
        expect.soft(await overTheEdge(page), where).toEqual([]);
      });
    }
  });
}

test('what unfolds in the journal covers nothing of its row', async ({ signedInPage: page, journal }) => {
  const label = 'Alexandra Konstantinopolskaya-Wintergarten of the northern division';
  const principal = { kind: 'user', id: 'x'.repeat(60), label };
  const entry = { connection: 'milvus', grant: { kind: 'membership', role: 'quarterly_reporting_for_everybody', principal } };
  const { entries: [{ id }] } = await startEntries(page, [entry], 'Left the company, asked for by the head of data');
  await expect.poll(() => journal.outcomes()).toEqual(['AlreadyAbsent']);
  await page.goto('/activity');
  const row = page.getByRole('row').filter({ hasText: label });
  for (const width of [320, 380, 800, 1280]) {
    await page.setViewportSize({ width, height: 640 });
    await row.locator('summary').click();
    const facts = row.locator('.unfolded');
    await expect(facts).toContainText(id);
    const top = await facts.evaluate((element) => element.getBoundingClientRect().top);
    const lowest = await row.evaluate((element) => Math.max(...[...element.cells].slice(1).flatMap((cell) => [...cell.children]).map((child) => child.getBoundingClientRect().bottom)));
    expect(lowest, `at ${width} pixels`).toBeLessThanOrEqual(top);
    await row.locator('summary').click();
  }
});

for (const where of ['/c/mongodb/roles', '/c/genauth/roles', '/c/mongodb/people']) {
  test(`what tells the rows of ${where} apart stays in sight`, async ({ signedInPage: page }) => {
    await page.goto(where);
    const headers = page.getByRole('rowheader');
    await expect(headers.first()).toBeVisible();
    await expect(page.getByText('Loading')).toHaveCount(0);
    const seen = await headers.allInnerTexts();
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen).size, seen.join(', ')).toBe(seen.length);
  });
}
