// Tables with more rows than a page can hold. The rows are made up between browser and gateway: the sandbox would have to
// be seeded with as many, which takes longer than the journey.
import { address, axe, expect, test } from '../fixtures/index.mjs';
import { privileges } from '../fixtures/lists.mjs';

const READ = '**/role/privileges?*';
const PRIVILEGES = ['Search', 'Query', 'Insert', 'Upsert', 'Delete', 'Load', 'Release', 'Compaction'];

const order = (number) => ({
  object_name: `orders_${String(number).padStart(6, '0')}`, database: 'default', privilege: PRIVILEGES[number % PRIVILEGES.length],
});

/** Gives the role `read_only` this many privileges. */
async function withPrivileges(page, count) {
  const rows = Array.from({ length: count }, (_, number) => order(number));
  await page.route(READ, (route) => route.fulfill(privileges('read_only', rows)));
}

async function open(role, count, parameters = '') {
  await withPrivileges(role.page, count);
  await role.page.goto(address('read_only', 'privileges') + parameters);
  const table = role.table('read_only', 'privileges');
  // A hundred thousand rows are 14 MB on their way through the browser's tools.
  await expect(table).toHaveAttribute('aria-rowcount', String(count), { timeout: 30_000 });
  return table;
}

/** The places of the rows in the page. */
const places = (table) =>
  table.locator('tr[aria-rowindex]').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-rowindex'))));

/** Whether every row on the screen has its text. */
const isFilled = (page) =>
  page.evaluate(() => {
    const { left, top, bottom } = document.querySelector('tbody').getBoundingClientRect();
    const from = Math.max(top, 40) + 4;
    const to = Math.min(bottom, innerHeight) - 4;
    for (let y = from; y < to; y += 12) {
      const row = document.elementFromPoint(left + 60, y)?.closest('tr');
      // Between what is drawn and what is not yet there is no row at all.
      if (!row?.hasAttribute('aria-rowindex')) return false;
    }
    return true;
  });

test('of a hundred thousand rows few are in the page, and none is blank while it scrolls', async ({ role }) => {
  const { page } = role;
  const table = await open(role, 100_000);
  expect((await places(table)).length).toBeLessThanOrEqual(60);
  // As a wheel does: a step a frame, and what the frame then shows.
  const blank = await page.evaluate(async () => {
    const found = [];
    for (let step = 0; step < 120; step += 1) {
      scrollBy(0, step < 60 ? 400 : -150);
      await new Promise(requestAnimationFrame);
      await new Promise((resolve) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(0); });
      const row = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('tr');
      if (row?.matches('.gap')) found.push(step);
    }
    return found;
  });
  expect(blank).toEqual([]);
  for (const part of [0.5, 0.9, 0.1, 1]) {
    await page.evaluate((part) => scrollTo(0, document.documentElement.scrollHeight * part), part);
    await expect.poll(() => isFilled(page)).toBe(true);
    expect((await places(table)).length).toBeLessThanOrEqual(60);
  }
  expect((await places(table)).at(-1)).toBe(100_000);
  await expect(table.getByRole('columnheader', { name: 'Privilege' }), 'the headings stay').toBeInViewport();
});

test('the keyboard walks over the edge of what is in the page', async ({ role }) => {
  const { page } = role;
  const { keyboard } = page;
  const table = await open(role, 5_000);
  const focused = () => page.evaluate(() => Number(document.activeElement.getAttribute('aria-rowindex')));
  await role.filter.press('ArrowDown');
  for (let step = 0; step < 70; step += 1) await keyboard.press('j');
  await expect.poll(focused).toBe(71);
  await expect(table.locator('tr:focus')).toBeInViewport();
  await keyboard.press('End');
  await expect.poll(focused).toBe(5_000);
  await keyboard.press('PageUp');
  await expect.poll(focused).toBeLessThan(4_995);
  await keyboard.press('Home');
  await expect.poll(focused).toBe(1);
  await keyboard.press('PageDown');
  await keyboard.press('x');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await keyboard.press('Shift+X');
  await expect(page.getByRole('status').filter({ hasText: 'selected' })).toHaveText('3 selected');
  await keyboard.press('r');
  await expect(role.dialog).toBeVisible();
});

test('filter, sort, tab and selection are in the address', async ({ role }) => {
  const { page } = role;
  const table = await open(role, 1_000);
  await role.filter.fill('search 0000');
  await expect(table).toHaveAttribute('aria-rowcount', '13');
  await table.getByRole('button', { name: 'Object', exact: true }).click();
  await table.getByRole('button', { name: 'Object', exact: true }).click();
  const boxes = table.getByRole('checkbox', { name: /^Select Search/ });
  await boxes.nth(0).click();
  await boxes.nth(2).click({ modifiers: ['Shift'] });
  await role.filter.fill('orders_000096');
  const said = page.getByRole('status').filter({ hasText: 'selected' });
  await expect(said).toHaveText('3 selected, 2 not shown');
  await expect.poll(() => new URL(page.url()).searchParams.get('filter')).toBe('orders_000096');

  await page.goto(page.url());
  await expect(said).toHaveText('3 selected, 2 not shown');
  await expect(role.filter).toHaveValue('orders_000096');
  await expect(table.getByRole('columnheader', { name: 'Object', exact: true })).toHaveAttribute('aria-sort', 'descending');
  await expect(table.getByRole('checkbox', { name: /^Select Search/ })).toBeChecked();
  await expect(page.getByRole('button', { name: 'Revoke 3 selected…' })).toBeVisible();

  await table.getByRole('checkbox', { name: 'Select all shown' }).click();
  await role.filter.fill('');
  await table.getByRole('checkbox', { name: 'Select all shown' }).click();
  await expect(said).toHaveText('1,000 selected');
  await expect.poll(() => new URL(page.url()).searchParams.get('selected'), 'too many for an address').toBeNull();
});

test('a selection that is too large for the address is there again after a reload, and only where it was made', async ({ role }) => {
  const { page } = role;
  const table = await open(role, 1_000);
  const said = page.getByRole('status').filter({ hasText: 'selected' });
  const kept = () => new URL(page.url()).searchParams.get('kept');
  await table.getByRole('checkbox', { name: 'Select all shown' }).click();
  await expect.poll(kept, 'a name for it').not.toBeNull();
  await role.filter.fill('orders_000096');
  await table.getByRole('checkbox', { name: 'Select all shown' }).click();
  await expect(said).toHaveText('999 selected, 999 not shown');

  await page.reload();
  await expect(said).toHaveText('999 selected, 999 not shown');
  await expect(table.getByRole('checkbox', { name: /^Select Search/ })).not.toBeChecked();
  await table.getByRole('checkbox', { name: /^Select Search/ }).click();
  await expect(said).toHaveText('1,000 selected, 999 not shown');
  await page.goto(address('read_only', 'privileges'));
  await expect(table).toHaveAttribute('aria-rowcount', '1000');
  await expect(said).toHaveCount(0);
});

test('a choice keeps what has its value, says how many that are, and is in the address', async ({ role }) => {
  const { page } = role;
  await page.route(READ, (route) => {
    const grant = (privilege, database, object_name) => ({ object_name, database, privilege });
    const rows = [
      grant('Search', 'default', 'orders'), grant('Query', 'default', 'orders'), grant('Search', 'a,~b:c 角色', 'orders'),
      grant('*', 'default', 'orders'), grant('Search', 'a,~b:c 角色', 'logs'),
    ];
    return route.fulfill(privileges('read_only', rows));
  });
  await page.goto(address('read_only', 'privileges'));
  const table = role.table('read_only', 'privileges');
  const field = (name) => page.getByRole('combobox', { name, exact: true });
  const options = (name) => field(name).locator('option').allTextContents();
  await expect(table).toHaveAttribute('aria-rowcount', '5');
  expect(await options('Database')).toEqual(['Database: all (5)', 'a,~b:c 角色 (2)', 'default (3)']);
  await field('Database').selectOption('a,~b:c 角色 (2)');
  await expect(table).toHaveAttribute('aria-rowcount', '2');
  await expect(page.getByText('2 of 5', { exact: true })).toBeVisible();
  expect(await options('Database'), 'what else there is to choose').toEqual(['Database: all (5)', 'a,~b:c 角色 (2)', 'default (3)']);
  expect(await options('Kind'), 'counted among those that are left').toEqual(['Kind: all (2)', 'single (2)', 'wildcard (0)']);
  await table.getByRole('checkbox', { name: 'Select all shown' }).click();
  await role.filter.fill('logs');
  await expect(table).toHaveAttribute('aria-rowcount', '1');
  await expect(page.getByRole('status').filter({ hasText: 'selected' })).toHaveText('2 selected, 1 not shown');

  await page.goto(page.url());
  await expect(table).toHaveAttribute('aria-rowcount', '1');
  await expect(field('Database').locator('option:checked')).toHaveText('a,~b:c 角色 (1)');
  await field('Kind').selectOption('wildcard (0)');
  await expect(table).toContainText('Nothing matches “logs, a,~b:c 角色, wildcard”.');
  await axe(page);
  await table.getByRole('button', { name: 'Clear filter' }).click();
  await expect(table).toHaveAttribute('aria-rowcount', '5');
});

test('a filter of any characters comes back', async ({ role }) => {
  const table = await open(role, 10);
  for (const filter of ['100%25 +&=#?', '角色 🦀', '~,-%2C']) {
    await role.filter.fill(filter);
    await expect(table).toHaveAttribute('aria-rowcount', '0');
    await role.page.goto(role.page.url());
    await expect(role.filter).toHaveValue(filter);
  }
});

test('columns are chosen, and remembered', async ({ role }) => {
  const { page } = role;
  const table = await open(role, 10);
  await expect(table.getByRole('columnheader', { name: 'Granted by' })).toBeVisible();
  await page.locator('summary', { hasText: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Granted by' }).uncheck();
  await expect(table.getByRole('columnheader', { name: 'Granted by' })).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('checkbox', { name: 'Granted by' })).toBeHidden();
  await page.reload();
  await expect(table).toBeVisible();
  await expect(table.getByRole('columnheader', { name: 'Granted by' })).toBeHidden();
});

test('a cell is copied by pointer and by key', async ({ role }) => {
  const { page } = role;
  // The page's policy lets nobody read the clipboard, so what is written is caught on its way.
  await page.addInitScript(() => {
    window.written = [];
    navigator.clipboard.writeText = async (text) => void window.written.push(text);
  });
  const written = () => page.evaluate(() => window.written);
  const table = await open(role, 600);
  await table.getByText('orders_000007', { exact: true }).hover();
  await table.locator('.copy-cell').click();
  await expect(page.getByText('Copied', { exact: true })).toBeVisible();
  expect(await written()).toEqual(['orders_000007']);
  await role.filter.press('ArrowDown');
  await page.keyboard.press('c');
  await expect.poll(written).toEqual(['orders_000007', 'Compaction']);
});

test('the row under the pointer stays there when others are read above it', async ({ role }) => {
  const { page } = role;
  const table = await open(role, 1_000);
  await table.getByRole('button', { name: 'Object', exact: true }).click();
  await page.evaluate(() => scrollTo(0, 9_000));
  const row = table.getByRole('row').filter({ hasText: 'orders_000250' });
  await row.hover();
  const top = () => row.evaluate((row) => Math.round(row.getBoundingClientRect().top));
  const before = await top();
  const index = await row.getAttribute('aria-rowindex');
  await page.unroute(READ);
  const fresh = Array.from({ length: 20 }, (_, number) => ({ object_name: `a_new_one_${number}`, database: 'default', privilege: 'Search' }));
  const old = Array.from({ length: 1_000 }, (_, number) => order(number));
  await page.route(READ, (route) => route.fulfill(privileges('read_only', [...fresh, ...old])));
  // Not by a click: that would move the pointer.
  await page.getByRole('button', { name: 'Refresh' }).evaluate((button) => button.click());
  await expect(row).toHaveAttribute('aria-rowindex', String(Number(index) + 20));
  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(1);
});
