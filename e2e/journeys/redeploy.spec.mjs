// A console that is replaced while somebody opens it: the page names files that are gone, or of another build.
import { expect, test } from '../fixtures/index.mjs';

const FILES = { 'the module': '**/*.wasm', 'its script': '**/rescind-*.js', 'the first script': '**/boot-*.js', 'a sheet': '**/*.css' };
const gone = { status: 404, contentType: 'application/json', body: '{}' };

/** Counts how often the page itself is read. */
function readings(page) {
  const seen = { count: 0 };
  page.on('request', (request) => {
    if (request.isNavigationRequest()) seen.count += 1;
  });
  return seen;
}

for (const [what, pattern] of Object.entries(FILES)) {
  test(`a page whose files are gone reads itself again: ${what}`, async ({ page, server, noise }) => {
    const read = readings(page);
    await page.route(pattern, (route) => (read.count > 1 ? route.continue() : route.fulfill(gone)));
    await page.goto(server.link);
    await expect(page.getByRole('table', { name: 'Connections' }).getByText('Milvus production')).toBeVisible();
    expect(read.count).toBe(2);
    await expect(page).toHaveURL('/');
    const kept = await page.evaluate(() => Object.keys(sessionStorage));
    expect(kept, 'the next time begins anew').toEqual([]);
    noise.heard.length = 0;
  });
}

test('a page that cannot start says so, and does not go round in circles', async ({ page, server, noise }) => {
  const read = readings(page);
  await page.route('**/*.wasm', (route) => route.fulfill(gone));
  await page.goto(server.url);
  await expect(page.getByRole('alert')).toContainText('This page has stopped working');
  expect(read.count).toBe(2);
  await page.unroute('**/*.wasm');
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByLabel('Token')).toBeVisible();
  noise.heard.length = 0;
});
