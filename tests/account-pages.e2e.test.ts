import type { DataSource } from 'typeorm';
import { newId } from '../service-kit/data/ids';
import { inOrganization } from '../service-kit/postgres/database';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { must, post } from '../testkit/client';
import { logIn, openCompany, type Company } from '../testkit/company';
import { outboxToken } from '../testkit/outbox';
import { useProduct } from '../testkit/product';

/*
 * The pages that mails lead to, as a browser without JavaScript uses them.
 */

const product = useProduct('all in one process');
const PASSWORD = 'eleven lamps on the harbour';
let identity: DataSource;
let company: Company;

beforeAll(async () => {
  identity = await connectIdentity(await product.database.urlFor('identity'));
  company = await openCompany(product.url, identity);
});
afterAll(() => identity?.destroy());

const tokenFor = (to: string): Promise<string> => outboxToken(product.dataDir, to);

const open = (path: string, language = 'en') =>
  fetch(`${product.url}${path}`, { headers: { 'accept-language': language } });
const send = (path: string, form: Record<string, string>, language = 'en') =>
  fetch(`${product.url}${path}`, {
    method: 'POST',
    headers: { 'accept-language': language },
    body: new URLSearchParams(form),
  });
const titleOf = (html: string) => /<h1>(.*?)<\/h1>/.exec(html)?.[1];

async function invite(): Promise<{ email: string; token: string }> {
  const email = `guest.${newId()}@example.com`;
  await must(
    post(
      `${product.url}/graphql`,
      company.tokens.owner,
      `mutation ($input: InviteUserInput!) { inviteUser(input: $input) { userErrors { code message } } }`,
      { input: { email, roleKey: 'estimator' } },
    ),
  );
  return { email, token: await tokenFor(email) };
}

it('somebody new accepts an invitation, and can log in', async () => {
  const { email, token } = await invite();
  const demandHeaders = (isDemanded: boolean) =>
    inOrganization(identity, company.org.id, (db) =>
      db.query('UPDATE identity.organizations SET device_headers_required = $2 WHERE org_id = $1', [
        company.org.id,
        isDemanded,
      ]),
    );
  await demandHeaders(true); // of everybody but this page
  const page = await open(`/accept-invitation?token=${token}`);
  const html = await page.text();
  expect([page.status, titleOf(html)]).toEqual([200, `Join ${company.org.name}`]);
  expect(html).toContain(email);
  const form = { token, firstName: 'Ann', lastName: 'Lee', password: 'short' };
  const refused = await send('/accept-invitation', form);
  const again = await refused.text();
  expect(refused.status).toBe(422);
  expect(again).toContain('At least 12 characters');
  expect(again).toContain('value="Ann"');
  expect(again).not.toContain('value="short"');
  const done = await send('/accept-invitation', { ...form, password: PASSWORD });
  expect([done.status, titleOf(await done.text())]).toEqual([200, `Welcome to ${company.org.name}`]);
  await demandHeaders(false);
  const { accessToken } = await logIn(product.url, { email, password: PASSWORD });
  const { me, sessions } = await must(
    post(`${product.url}/graphql`, accessToken, '{ me { role { key } } sessions { totalCount } }'),
  );
  expect(me.role.key).toBe('estimator');
  expect(sessions.totalCount).toBe(1); // the page left none behind
  expect((await open(`/accept-invitation?token=${token}`)).status).toBe(404);
});

it('a password is set anew from the first page to the last, in Russian too', async () => {
  const { email } = company.manager;
  const asked = await send('/forgot-password', { email }, 'ru');
  expect(titleOf(await asked.text())).toBe('Проверьте почту');
  const token = await tokenFor(email);
  expect(titleOf(await (await open(`/reset-password?token=${token}`, 'ru')).text())).toBe('Новый пароль');
  const done = await send('/reset-password', { token, password: PASSWORD }, 'ru');
  expect([done.status, titleOf(await done.text())]).toEqual([200, 'Пароль задан']);
  await logIn(product.url, { email, password: PASSWORD });
  const twice = await send('/reset-password', { token, password: PASSWORD }, 'ru');
  expect(twice.status).toBe(422);
  expect(await twice.text()).toContain('Ссылка уже использована');
});

it('an address is confirmed by the password; opening the page changes nothing', async () => {
  const email = `new.${newId()}@example.com`;
  await must(
    post(
      `${product.url}/graphql`,
      null,
      `mutation ($input: RegisterInput!) { register(input: $input) { userErrors { code message } } }`,
      { input: { email, password: PASSWORD, firstName: 'Nia', lastName: 'Rivers' } },
    ),
  );
  const token = await tokenFor(email);
  for (let times = 0; times < 3; times += 1) await open(`/verify-email?token=${token}`);
  const done = await send('/verify-email', { token, password: PASSWORD });
  expect([done.status, titleOf(await done.text())]).toEqual([200, 'The address is confirmed']);
});

it('pages run no script, load nothing, are framed by nobody, and show what was sent as text', async () => {
  const hostile = '"><script>alert(1)</script>';
  for (const path of ['/accept-invitation', '/reset-password', '/verify-email', '/forgot-password']) {
    const page = await open(`${path}?token=${encodeURIComponent(hostile)}&token=b`);
    const html = await page.text();
    expect(html).not.toContain('<script');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none';style-src 'nonce-[\w+/=]+';form-action 'self'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    const sent = await send(path, { token: hostile, email: hostile, password: hostile, firstName: hostile });
    expect(await sent.text()).not.toContain('<script');
    expect([404, 422]).toContain(sent.status);
  }
});

it('a form that is too large is refused, and other kinds of bodies too', async () => {
  expect((await send('/reset-password', { token: 'x'.repeat(20_000), password: PASSWORD })).status).toBe(413);
  const json = await fetch(`${product.url}/reset-password`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: 'x',
  });
  expect([400, 415, 422]).toContain(json.status);
});
