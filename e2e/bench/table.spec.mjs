// Measures a table of a hundred thousand rows: frames that take too long, rows that are blank while it scrolls, and how long
// sorting, filtering and selecting take. It judges nothing; `npx playwright test --config bench.config.mjs` prints the numbers.
import { expect, test } from '@playwright/test';
import { address } from '../fixtures/address.mjs';
import { privileges } from '../fixtures/lists.mjs';
import { RolePage } from '../fixtures/role-page.mjs';
import { Server } from '../fixtures/server.mjs';

const ROWS = 100_000;
const PRIVILEGES = ['Search', 'Query', 'Insert', 'Upsert', 'Delete', 'Load', 'Release', 'Compaction'];

test('a table of a hundred thousand rows', async ({ page }) => {
  const server = await Server.start();
  // Made up on the way: the sandbox would take minutes to be seeded with as many. In no order, as from a server.
  const data = Array.from({ length: ROWS }, (_, number) => ({
    object_name: `orders_${String((number * 7_919) % ROWS).padStart(6, '0')}`, database: `db_${number % 12}`,
    privilege: PRIVILEGES[number % PRIVILEGES.length],
  }));
  await page.route('**/role/privileges?*', (route) => route.fulfill(privileges('read_only', data)));
  await page.goto(server.link);
  await expect(page.getByRole('table', { name: 'Connections' })).toBeVisible();
  await page.goto(server.url + address('read_only', 'privileges'));
  const table = new RolePage(page).table('read_only', 'privileges');
  await expect(table).toHaveAttribute('aria-rowcount', String(ROWS), { timeout: 120_000 });
  const numbers = await page.evaluate(async () => {
    /** After the frame that shows what was done. */
    const painted = async () => {
      await new Promise(requestAnimationFrame);
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(0);
      });
    };
    const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
    const time = async (act, times = 5) => {
      const taken = [];
      for (let count = 0; count < times; count += 1) {
        await painted();
        const begun = performance.now();
        act(count);
        await painted();
        taken.push(performance.now() - begun);
      }
      return Math.round(median(taken));
    };
    const field = document.querySelector('input[type=search]');
    const type = (text) => {
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const heading = (id) => [...document.querySelectorAll('thead .sort')].find((button) => button.textContent.startsWith(id));
    const scroll = async (steps, by) => {
      const frames = [];
      let blank = 0;
      for (let step = 0; step < steps; step += 1) {
        const begun = performance.now();
        by(step);
        await painted();
        frames.push(performance.now() - begun);
        for (let y = 80; y < innerHeight; y += 20) {
          if (document.elementFromPoint(innerWidth / 2, y)?.closest('tr.gap')) blank += 1;
        }
      }
      const over = (limit) => frames.filter((frame) => frame > limit).length;
      return { steps, median: Math.round(median(frames)), worst: Math.round(Math.max(...frames)), over50ms: over(50), blank };
    };
    const longTasks = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)))).observe({ type: 'longtask' });
    const wheel = await scroll(300, () => scrollBy(0, 400));
    const fling = await scroll(100, (step) => scrollBy(0, step % 10 === 9 ? 300_000 : 2_500));
    const bar = await scroll(60, (step) => scrollTo(0, (document.documentElement.scrollHeight * ((step * 37) % 60)) / 60));
    const whileScrolling = [...longTasks];
    scrollTo(0, 0);
    return {
      wheel, fling, bar, longTasksWhileScrolling: whileScrolling, rowsInPage: document.querySelectorAll('tr[aria-rowindex]').length,
      sortAnew: await time((count) => heading(count % 2 ? 'Privilege' : 'Object').click()),
      turn: await time(() => heading('Object').click()),
      filter: await time((count) => type(`orders_00${count}`)),
      filterWords: await time((count) => type(`search ${count}9`)),
      clearFilter: await time(() => type('')),
      choose: await time((count) => {
        const choice = [...document.querySelectorAll('select')].find((select) => select.textContent.includes('db_3'));
        choice.selectedIndex = count + 1;
        choice.dispatchEvent(new Event('change', { bubbles: true }));
      }),
    };
  });
  console.log(JSON.stringify(numbers, null, 2));
  await server.stop();
});
