// Coming in: the link that the gateway prints.
import { axe, expect, test } from '../fixtures/index.mjs';

test('the printed link signs in and leaves no token behind', async ({ signedInPage: page }) => {
  expect(page.url()).not.toContain('token=');
  await axe(page);
});
