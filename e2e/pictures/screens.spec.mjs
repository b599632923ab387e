// Makes the pictures: those of the documentation, or with PICTURES=all every screen in every look, into PICTURES_TO.
import { test } from '../fixtures/index.mjs';
import { SCREENS } from './screens.mjs';

const LOOKS = {
  light: { colorScheme: 'light', width: 1280, height: 800 },
  dark: { colorScheme: 'dark', width: 1280, height: 800 },
  narrow: { colorScheme: 'light', width: 380, height: 800 },
  narrowest: { colorScheme: 'dark', width: 320, height: 640 },
  wide: { colorScheme: 'light', width: 2560, height: 1300 },
  contrast: { colorScheme: 'dark', forcedColors: 'active', width: 1280, height: 800 },
  paper: { media: 'print', colorScheme: 'light', width: 1000, height: 1300 },
};

const to = process.env.PICTURES_TO ?? '../docs/pictures';
const all = process.env.PICTURES === 'all';

for (const { name, docs, go } of SCREENS) {
  for (const [look, { width, height, ...media }] of Object.entries(LOOKS)) {
    if (!all && look !== docs) continue;
    test(`${name} ${look}`, async ({ signedInPage: page, role, sandbox }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ ...media, media: 'screen' });
      await go({ page, role, sandbox });
      // What is hidden on paper has to be found before.
      await page.emulateMedia(media);
      await page.screenshot({ path: `${to}/${name}${all ? `-${look}` : ''}.png`, animations: 'disabled' });
    });
  }
}
