import { chromium } from '@playwright/test';
import { Server } from './fixtures/server.mjs';
const out = '/tmp/l/s/'; 
const server = await Server.start();
const knobs = (k) => fetch(server.sandboxUrl + '/__sandbox/knobs', { method: 'POST', headers: {'content-type':'application/json'}, body: JSON.stringify(k) });
const browser = await chromium.launch();
const SHOP='c9qshop0n8r2k6t0v5x1';
for (const [name, w, h, scheme] of [['wide',1440,900,'light'],['dark',1440,900,'dark'],['narrow',380,800,'light']]) {
  const ctx = await browser.newContext({ viewport: { width: w, height: h }, colorScheme: scheme, baseURL: server.url });
  await ctx.request.post(server.url + '/api/session', { headers: { 'X-Rescind': '1' }, data: { token: server.token } });
  const page = await ctx.newPage();
  const shot = async (n, full=false) => { await page.waitForTimeout(700); await page.screenshot({ path: `${out}${n}-${name}.png`, fullPage: full }); };
  await page.goto('/'); await shot('connections');
  await page.goto('/c/genauth/roles'); await page.waitForTimeout(1500); await shot('ga-roles');
  await page.goto('/c/genauth/role?name=code1&scope=default&tab=members'); await shot('ga-members');
  await page.goto('/c/genauth/role?name=code1&scope=default&tab=privileges'); await shot('ga-privileges');
  await page.goto('/c/genauth/people'); await shot('ga-people');
  await page.goto('/c/genauth/person?id=60b49eb83fd80adb96f26e68'); await shot('ga-person');
  await page.goto('/c/genauth/role?name=employee&scope=default&tab=members'); await page.waitForTimeout(1000);
  await page.getByRole('checkbox', { name: 'Select all shown' }).check(); await shot('ga-selected');
  await page.getByRole('button', { name: /Revoke 120 selected/ }).click(); await shot('ga-bulk');
  await page.goto('/c/mongodb/roles'); await shot('mg-roles');
  await page.goto('/c/mongodb/people'); await shot('mg-people');
  await page.goto(`/c/mongodb/person?id=alice&scope=${SHOP}`); await shot('mg-person');
  const b = page.getByRole('button', { name: /^Revoke read from alice/ });
  if (await b.count()) { await b.first().click(); await shot('mg-dialog');
  if (name === 'wide') { await knobs({ mongodb: { operation_ms: 4000 } });
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click(); await page.waitForTimeout(2500); await shot('mg-operation'); await page.waitForTimeout(6000); await shot('mg-after'); } }
  await ctx.close();
}
await browser.close(); await server.stop();
