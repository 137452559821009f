import { request } from 'node:http';
import { follow, useBrowser } from '../../testkit/browser';
import { startKommoSimulator, type KommoSimulator } from '../kommo-simulator';

const browser = useBrowser();
let kommo: KommoSimulator;

beforeAll(async () => {
  kommo = await startKommoSimulator({ clock: 'virtual', contacts: 120, leads: 60, companies: 5, tasks: 3 });
});
afterAll(() => kommo?.close());

const HOSTILE = `"><script>document.title='owned'</script><img src=x onerror="document.title='owned'">`;

const api = (path: string) =>
  fetch(`${kommo.accountUrl.replace('{subdomain}', 'acme-demo')}/api/v4${path}`, {
    headers: { authorization: `Bearer ${kommo.issueLongLivedToken('acme-demo')}` },
  });

async function open() {
  const context = await browser.open();
  const page = await context.newPage();
  const mistakes: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') mistakes.push(message.text());
  });
  page.on('pageerror', (error) => mistakes.push(error.message));
  return { page, mistakes };
}

it('shows accounts, rows, requests and hooks; a fault is set and cleared there, and holds', async () => {
  const { page, mistakes } = await open();
  await page.goto(kommo.controlUrl);
  expect(await page.locator('table').first().innerText()).toContain('acme-demo');
  expect(await page.getByText('None: it answers as Kommo does.').count()).toBe(1);
  await page.selectOption('select[name=kind]', '429');
  await page.selectOption('select[name=account]', 'acme-demo');
  await page.fill('input[name=path]', '/api/v4/leads*');
  await page.fill('input[name=times]', '2');
  await follow(page.locator('button:text-is("Set")'));
  expect(await page.getByText('2 more').count()).toBe(1);
  expect((await api('/leads?limit=1')).status).toBe(429);
  expect((await api('/contacts?limit=1')).status).toBe(200);
  await page.reload();
  expect(await page.getByText('1 more').count()).toBe(1);
  expect(await page.locator('tr', { hasText: '/api/v4/leads?limit=1' }).innerText()).toContain('429');
  if (process.env['SCREENSHOT']) await page.screenshot({ path: process.env['SCREENSHOT'], fullPage: true });
  await follow(page.locator('button:text-is("Clear all")'));
  expect((await api('/leads?limit=1')).status).toBe(200);
  await follow(page.locator('a[href="/accounts/acme-demo/contacts"]'));
  expect(await page.locator('h1').innerText()).toBe('Acme Demo: contacts');
  await follow(page.locator('text=Next'));
  expect(await page.locator('tbody tr').count()).toBe(50);
  expect(mistakes).toEqual([]);
});

it('shows hostile names and paths as text, and runs nothing', async () => {
  kommo.control.mutate('acme-demo', { bulk: { entity: 'leads', n: 1, set: { name: HOSTILE } } });
  kommo.control.faults({ kind: '404', match: { path: HOSTILE } });
  await api(`/leads?query=${encodeURIComponent(HOSTILE)}`);
  const { page, mistakes } = await open();
  await page.goto(`${kommo.controlUrl}/accounts/acme-demo/leads`);
  expect(await page.locator('tbody').innerText()).toContain(HOSTILE);
  await page.goto(kommo.controlUrl);
  expect(await page.locator('body').innerText()).toContain(HOSTILE);
  expect(await page.title()).toBe('Kommo simulator');
  expect(await page.locator('img, script').count()).toBe(0);
  expect(mistakes).toEqual([]);
  kommo.control.clearFaults();
});

it('takes no form without its own token, no wrong value, and answers no foreign name', async () => {
  const send = (fields: Record<string, string>) =>
    fetch(`${kommo.controlUrl}/faults`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
    });
  expect((await send({ kind: '500' })).status).toBe(403);
  expect((await send({ kind: '500', token: 'x'.repeat(32) })).status).toBe(403);
  const first = await fetch(kommo.controlUrl);
  const token = /name="token" value="([^"]+)"/.exec(await first.text())?.[1] ?? '';
  expect((await send({ kind: 'none', token })).status).toBe(400);
  expect((await send({ kind: '500', times: 'many', token })).status).toBe(400);
  expect(kommo.control.listFaults()).toEqual([]);
  expect((await send({ kind: '500', token })).status).toBe(303);
  kommo.control.clearFaults();
  const policies = [first, await fetch(kommo.controlUrl)].map((one) =>
    one.headers.get('content-security-policy'),
  );
  expect(policies[0]).toMatch(/^default-src 'none'; style-src 'nonce-[^']{20,}'; form-action 'self'/);
  expect(policies[0]).not.toBe(policies[1]);
  const status = await new Promise((resolve) => {
    request(kommo.controlUrl, { headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  expect(status).toBe(421);
  expect((await fetch(`${kommo.controlUrl}/accounts/nobody/leads`)).status).toBe(404);
});
