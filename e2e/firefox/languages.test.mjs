// The console in Chinese and Russian: chosen in a menu, kept over a reload, and left again.
import { journey, signIn } from './journey.mjs';

const ENGLISH = { tag: 'en', menu: 'Language', table: 'Members of read_only', revoke: 'Revoke read_only from alice' };
const CHINESE = { tag: 'zh', menu: '语言', table: 'read_only 的成员', revoke: '从 alice 撤销 read_only' };
const RUSSIAN = { tag: 'ru', menu: 'Язык', table: 'Участники роли read_only', revoke: 'Отозвать read_only у alice' };

/** Waits until the page is all in one language. */
async function speaks(rescind, { tag, menu, table, revoke }) {
  await rescind.seeThat('the language of the page', () => document.documentElement.lang, tag);
  await rescind.see('combobox', menu);
  await rescind.see('table', table);
  await rescind.see('button', revoke);
}

journey('Chinese and Russian are chosen in the menu, kept over a reload, and left again', async ({ page, rescind, server }) => {
  await signIn(rescind, server);
  await rescind.openRole('read_only');
  await speaks(rescind, ENGLISH);
  let { menu } = ENGLISH;
  for (const language of [CHINESE, RUSSIAN, ENGLISH]) {
    await rescind.choose(menu, language.tag);
    await speaks(rescind, language);
    await page.reload();
    await speaks(rescind, language);
    ({ menu } = language);
  }
});
