// The parts of the console that are loaded when they are needed: before anybody asks, when they are gone, when nothing answers.
import { expect, quiet, test } from '../fixtures/index.mjs';

const PARTS = /\/(part|shared)-[^/]+\.wasm$/;
const gone = { status: 404, contentType: 'application/json', body: '{}' };

const activity = (page) => page.getByRole('link', { name: 'Activity' });
const heading = (page) => page.getByRole('heading', { level: 1, name: 'Activity' });
const missing = (page) => page.getByRole('alert').filter({ hasText: 'This part of the console could not be loaded' });

/** Counts how often the page itself is read. */
function readings(page) {
  const seen = { count: 0 };
  page.on('request', (request) => {
    if (request.isNavigationRequest()) seen.count += 1;
  });
  return seen;
}

/** How many parts the build has: the script names each of them. */
async function built(page) {
  const script = await page.evaluate(() => document.querySelector('link[rel=modulepreload]').href);
  const text = await (await page.request.get(script)).text();
  return new Set(text.match(/(part|shared)-[\w-]+\.wasm/g)).size;
}

test('the first page needs no part, and all but other languages are there before anybody asks', async ({ page, server }) => {
  const loaded = new Set();
  let firstPage = false;
  await page.route(PARTS, async (route) => {
    loaded.add(route.request().url());
    await expect.poll(() => firstPage).toBe(true);
    await route.continue();
  });
  await page.goto(server.link);
  await expect(page.getByRole('link', { name: 'Milvus production' }).first()).toBeVisible();
  firstPage = true;
  const languages = 2;
  await expect.poll(() => loaded.size).toBe((await built(page)) - languages);
  await expect(page.getByRole('table', { name: 'Connections' }).getByText('reachable').first()).toBeVisible();
  await quiet(page);
  await page.route(PARTS, (route) => route.abort());
  await activity(page).click();
  await expect(heading(page)).toBeVisible();
});

test('a part that is gone since a redeploy makes the page read itself again, where it was to lead', async ({ page, server, noise }) => {
  const read = readings(page);
  // What is loaded in the background must not be missed before the click.
  let clicked;
  const click = new Promise((resolve) => {
    clicked = resolve;
  });
  await page.route(PARTS, async (route) => {
    if (read.count > 1) return route.continue();
    await click;
    return route.fulfill(gone);
  });
  await page.goto(server.link);
  await activity(page).click();
  await expect(page).toHaveURL('/activity');
  clicked();
  await expect(heading(page)).toBeVisible();
  expect(read.count).toBe(2);
  await expect(page).toHaveURL('/activity');
  noise.heard.length = 0;
});

test('a build that lacks a part says so, and does not go round in circles', async ({ page, server, noise }) => {
  const read = readings(page);
  await page.route(PARTS, (route) => route.fulfill(gone));
  await page.goto(server.link);
  // What is loaded in the background is missing as well; a click on a page that is just being left would be lost.
  await expect.poll(() => read.count).toBe(2);
  await activity(page).click();
  await expect(missing(page)).toBeVisible();
  expect(read.count).toBe(2);
  noise.heard.length = 0;
});

test('a part that does not come is said, and comes when it is asked for again', async ({ page, server, noise }) => {
  const read = readings(page);
  await page.route(PARTS, (route) => route.abort());
  await page.goto(server.link);
  await activity(page).click();
  await expect(missing(page)).toBeVisible();
  await missing(page).getByRole('button', { name: 'Retry' }).click();
  await expect(missing(page)).toBeVisible();
  await page.unroute(PARTS);
  await missing(page).getByRole('button', { name: 'Retry' }).click();
  await expect(heading(page)).toBeVisible();
  expect(read.count, 'the page is as it was').toBe(1);
  noise.heard.length = 0;
});

test('another language is loaded when it is chosen, and from the start when it was chosen before', async ({ page, server }) => {
  const loaded = [];
  page.on('request', (request) => loaded.push(request.url()));
  await page.goto(server.link);
  await page.getByRole('combobox', { name: 'Language' }).or(page.getByLabel('Language')).first().selectOption('ru');
  await expect(page.getByRole('heading', { level: 1, name: 'Подключения' })).toBeVisible();
  expect(loaded.filter((url) => url.includes('part-russian'))).toHaveLength(1);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Подключения' })).toBeVisible();
});
