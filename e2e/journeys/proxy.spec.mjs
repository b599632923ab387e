// People who sign in at a reverse proxy in front of the gateway: here the browser itself plays the proxy.
import { expect, Server, test } from '../fixtures/index.mjs';

const CONFIG = `
auth = "proxy"
trusted_peers = ["127.0.0.1"]
[[connection]]
id = "milvus"
label = "Milvus production"
vendor = "milvus"
url = "http://127.0.0.1:1"
[connection.credential]
env = "MILVUS_TOKEN"
`;

test('who comes through the proxy is in, and signs out there', async ({ page }) => {
  const gateway = await Server.start(CONFIG, { MILVUS_TOKEN: 'root:Milvus' });
  try {
    const sentence = page.getByRole('heading', { name: 'You sign in and out at the proxy in front of Rescind.' });
    await page.goto(gateway.url);
    await expect(sentence, 'without the proxy').toBeVisible();
    await expect(page.getByLabel('Token')).toHaveCount(0);

    await page.setExtraHTTPHeaders({ 'X-Forwarded-User': 'alice' });
    await page.getByRole('button', { name: 'Retry' }).click();
    await expect(page.getByRole('table', { name: 'Connections' }).getByText('Milvus production')).toBeVisible();
    const who = await page.evaluate(async () => (await fetch('/api/session', { headers: { 'X-Rescind': '1' } })).json());
    expect(who).toEqual({ who: 'alice' });

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(sentence).toBeVisible();
  } finally {
    await gateway.stop();
  }
});
