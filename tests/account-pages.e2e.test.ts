import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { newId } from '../service-kit/data/ids';
import { inOrganization } from '../service-kit/postgres/database';
import { mailsOf } from '../service-kit/subgraph/feature';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { features } from '../subgraphs/identity/src/features';
import { must, post } from '../testkit/client';
import { logIn, openCompany, type Company } from '../testkit/company';
import { FORGED_HOST, linksIn, mutateForged } from '../testkit/forged-host';
import { settledMails } from '../testkit/kept-mails';
import { outboxToken } from '../testkit/outbox';
import { useProduct } from '../testkit/product';

/*
 * The pages that mails lead to, as a browser without JavaScript uses them; and the mails: where they lead to, and in which language.
 */

const PUBLIC_URL = 'https://estimates.example';
// What proxies say of the host is taken from the one in front of us, too.
const product = useProduct('all in one process', { settings: { PUBLIC_URL, TRUST_PROXY: '1' } });
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

describe('a mail that a request causes', () => {
  const done = async (token: string | null, name: string, input: object) =>
    expect((await mutateForged(product.url, token, name, input)).userErrors).toEqual([]);
  const registration = (email: string) => ({ email, password: PASSWORD, firstName: 'Ann', lastName: 'Lee' });
  const guest = (kind: string) => `${kind}.guest@example.com`;
  const change = guest('email-change');
  const inCompany = (sql: string, values: unknown[]) =>
    inOrganization(identity, company.org.id, (db) => db.query(sql, values));

  /**
   * How a request in Russian causes each kind of mail with a link, to whom, and in which language it is: the receiver's own, else that of
   * the request where it is the receiver's. A case may go on from the one before.
   */
  const CASES: Record<
    string,
    { to: () => string; locale?: string; is: 'en' | 'ru'; act: () => Promise<void> }
  > = {
    'email-verification': {
      to: () => guest('email-verification'),
      is: 'ru',
      act: () => done(null, 'register', registration(guest('email-verification'))),
    },
    'registration-repeated': {
      to: () => company.manager.email,
      is: 'ru',
      act: () => done(null, 'register', registration(company.manager.email)),
    },
    'password-reset': {
      to: () => company.estimator.email,
      locale: 'en-GB',
      is: 'en',
      act: () => done(null, 'requestPasswordReset', { email: company.estimator.email }),
    },
    'log-in-guesses': {
      to: () => company.viewer.email,
      is: 'en', // the guesser's language is not theirs
      async act() {
        const { email } = company.viewer;
        const told = (await settledMails(product, email)).length;
        const input = { email, password: 'a wrong password' };
        for (let time = 0; time < 5; time += 1) await mutateForged(product.url, null, 'logIn', input);
        // The guesser does not wait for it.
        while ((await settledMails(product, email)).length === told) await sleep(50);
      },
    },
    invitation: {
      to: () => guest('invitation'),
      is: 'en', // the organisation's: nobody knows the guest's
      act: () => done(company.tokens.owner, 'inviteUser', { email: guest('invitation'), roleKey: 'viewer' }),
    },
    'email-change': {
      to: () => change,
      is: 'ru',
      act: () => done(company.tokens.admin, 'requestEmailChange', { email: change }),
    },
    'email-changed': {
      to: () => company.admin.email,
      is: 'ru',
      act: async () => done(company.tokens.admin, 'confirmEmailChange', { token: await tokenFor(change) }),
    },
    'second-factor-reset': {
      to: () => company.manager.email,
      locale: 'ru',
      is: 'ru',
      async act() {
        const { userId } = company.manager;
        await inCompany(
          `INSERT INTO identity.passkeys (id, user_id, credential_id, public_key, counter, name)
             VALUES ($1::uuid, $2, $1::uuid::text, '\\x00', 0, 'K')`,
          [newId(), userId],
        );
        await done(company.tokens.owner, 'resetSecondFactor', { userId });
      },
    },
    'organization-deleted': {
      to: () => company.owner.email,
      is: 'en', // of all owners, whoever of them did it
      act: () => done(company.tokens.owner, 'deleteOrganization', { name: company.org.name }),
    },
  };
  /** Kinds without a link. */
  const WITHOUT = [
    ...[
      'password-changed',
      'email-change-undone',
      'organization-restored',
      'account-erased',
      'security-notice',
    ],
    ...[
      'oidc-provider-changed',
      'expiring-key',
      'estimate-notice',
      'estimate-reminder',
      'estimate-pdf-notice',
      'estimate-link-notice',
    ],
  ];

  it('has a case for each kind', () => {
    const kinds = mailsOf(features).map(({ name }) => name);
    expect([...Object.keys(CASES), ...WITHOUT].sort()).toEqual([...kinds].sort());
  });

  it.each(Object.entries(CASES))(
    '(%s) leads to PUBLIC_URL, whatever host the request names, and speaks the receiver’s language',
    async (_kind, { to, locale, is, act }) => {
      const receiver = to();
      if (locale)
        await inCompany('UPDATE identity.users SET locale = $2 WHERE lower(email) = lower($1)', [
          receiver,
          locale,
        ]);
      const before = (await settledMails(product, receiver)).length;
      await act();
      const [mail, ...more] = (await settledMails(product, receiver)).slice(before);
      if (!mail) throw new Error(`Nothing came to ${receiver}.`);
      const links = linksIn(mail).map((link) => new URL(link).origin);
      expect([new Set(links), more.length]).toEqual([new Set([PUBLIC_URL]), 0]);
      expect(JSON.stringify(mail)).not.toContain(FORGED_HOST);
      expect(/[а-я]/i.test(mail.subject) ? 'ru' : 'en').toBe(is);
    },
  );
});
