// The table by the keyboard: arrows, Home and End walk, space and x select, Escape gives the focus back.
import assert from 'node:assert/strict';
import { REVOKE_ROLE } from '../fixtures/sandbox.mjs';
import { until } from '../fixtures/until.mjs';
import { journey, signIn } from './journey.mjs';

/** Waits until the rows at these places are selected, and no others. */
function seeSelected(page, places) {
  const selected = (rows) => rows.filter((row) => row.querySelector('input:checked')).map((row) => row.getAttribute('aria-rowindex'));
  return until(`rows ${places} selected`, () => page.$$eval('tbody tr', selected), (seen) => seen.join() === places.join());
}

journey('rows are walked through, selected and asked about by keys alone', async ({ page, rescind, server, sandbox }) => {
  await signIn(rescind, server);
  await rescind.openRole('read_only');
  await (await rescind.see('searchbox', 'Filter')).focus();
  for (const [key, place] of [
    ['ArrowDown', 1], ['ArrowDown', 2], ['j', 3], ['ArrowUp', 2], ['k', 1], ['ArrowUp', 1], ['End', 6], ['ArrowDown', 6], ['Home', 1],
  ]) {
    await rescind.press(key);
    await rescind.seeFocusedRow(place);
  }

  // The row's box is the first thing in it.
  await rescind.press('Tab');
  await rescind.seeThat('the focus on a box', () => document.activeElement.type, 'checkbox');
  await rescind.press(' ');
  await rescind.seeStatus(/^1 selected$/);
  await seeSelected(page, [1]);
  await rescind.press(' ');
  await seeSelected(page, []);
  await rescind.press('ArrowDown');
  await rescind.seeFocusedRow(2);
  await rescind.press('x');
  await rescind.press('ArrowDown');
  await rescind.press('ArrowDown');
  await rescind.seeFocusedRow(4);
  await page.keyboard.down('Shift');
  await rescind.press('X');
  await page.keyboard.up('Shift');
  await rescind.seeStatus(/^3 selected$/);
  await seeSelected(page, [2, 3, 4]);

  await rescind.press('r');
  await rescind.seeThat('the focus in the question', () => document.activeElement.closest('dialog')?.open, true);
  await rescind.press('Escape');
  await until('no question', () => rescind.texts('dialog'), ({ length }) => length === 0);
  await rescind.seeFocusedRow(4);
  assert.equal(await sandbox.calls(REVOKE_ROLE), 0, 'nothing is sent');
});
