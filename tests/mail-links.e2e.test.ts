import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { DataSource } from 'typeorm';
import { newId } from '../service-kit/data/ids';
import { connectClient } from '../service-kit/postgres/database-roles';
import { mailsOf } from '../service-kit/subgraph/feature';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { features } from '../subgraphs/identity/src/features';
import { openCompany, type Company } from '../testkit/company';
import { useProduct } from '../testkit/product';

/*
 * Mails that requests cause, through the public endpoint and a mail server: what they link to, and in which language they are.
 * A request's `Host`, and what proxies say of it, is whatever its sender wants.
 */

const PUBLIC_URL = 'https://estimates.example';
const PASSWORD = 'eleven lamps on the harbour';
const FORGED = {
  host: 'evil.example',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'http',
  'x-original-host': 'evil.example',
  forwarded: 'for=198.51.100.7;host=evil.example;proto=http',
  referer: 'https://evil.example/',
};

const mails: ParsedMail[] = [];
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    void simpleParser(stream).then((mail) => {
      mails.push(mail);
      done();
    }, done);
  },
});
let smtpUrl = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  smtpUrl = `smtp://127.0.0.1:${(smtp.server.address() as { port: number }).port}`;
});
const product = useProduct('all in one process', {
  settings: () => ({ SMTP_URL: smtpUrl, PUBLIC_URL, TRUST_PROXY: 'true' }),
});
let identity: DataSource;
let company: Company;
beforeAll(async () => {
  identity = await connectIdentity(await product.database.urlFor('identity'));
  company = await openCompany(product.url, identity);
});
afterAll(async () => {
  await identity?.destroy();
  await new Promise<void>((resolve) => smtp.close(resolve));
});

const address = () => `guest.${newId()}@example.com`;

/** Calls a mutation; a header that is given counts more than a forged one. @returns its payload */
async function say(
  token: string | null,
  name: string,
  input: object,
  headers: Record<string, string> = {},
): Promise<{ userErrors: { code: string }[] }> {
  const body = JSON.stringify({
    query: `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { userErrors { code message } } }`,
    variables: { input },
  });
  const answer = await new Promise<string>((resolve, reject) => {
    const sent = request(
      `${product.url}/graphql`,
      {
        method: 'POST',
        headers: {
          ...FORGED,
          'content-type': 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
      },
      (response) => void text(response).then(resolve, reject),
    );
    sent.once('error', reject).end(body);
  });
  const { data, errors } = JSON.parse(answer) as {
    data: Record<string, { userErrors: { code: string }[] }> | null;
    errors?: unknown;
  };
  const payload = data?.[name];
  if (errors || !payload) throw new Error(`Unexpected answer: ${answer}`);
  return payload;
}
async function done(...call: Parameters<typeof say>): Promise<void> {
  expect((await say(...call)).userErrors).toEqual([]);
}

const mailsTo = (to: string): ParsedMail[] =>
  mails.filter((mail) => [mail.to ?? []].flat().some(({ text: receivers }) => receivers.includes(to)));
/** The newest mail that an act brings to an address. */
async function mailOf(to: string, act: () => Promise<unknown>): Promise<ParsedMail> {
  const before = mailsTo(to).length;
  await act();
  for (const deadline = Date.now() + 90_000; ; await sleep(50)) {
    const newest = mailsTo(to).at(-1);
    if (newest && mailsTo(to).length > before) return newest;
    if (Date.now() > deadline) throw new Error(`No mail came to ${to}.`);
  }
}
const linksIn = (mail: ParsedMail): string[] =>
  `${mail.text ?? ''}\n${mail.html === false ? '' : mail.html}`.match(/https?:\/\/[^\s"'<>)]+/g) ?? [];
const tokenIn = (mail: ParsedMail): string => /[?&]token=([\w-]+)/.exec(mail.text ?? '')?.[1] ?? '';

describe('links in mails', () => {
  /** How a request causes each kind of mail with a link; a case may go on from the one before. */
  const CASES: Record<string, () => Promise<ParsedMail>> = {
    'email-verification': () => {
      const email = address();
      const input = { email, password: PASSWORD, firstName: 'Ann', lastName: 'Lee' };
      return mailOf(email, () => done(null, 'register', input));
    },
    'registration-repeated': () => {
      const { email } = company.manager;
      const input = { email, password: PASSWORD, firstName: 'Ann', lastName: 'Lee' };
      return mailOf(email, () => done(null, 'register', input));
    },
    'password-reset': () => {
      const { email } = company.estimator;
      return mailOf(email, () => done(null, 'requestPasswordReset', { email }));
    },
    'log-in-guesses': () => {
      const { email } = company.viewer;
      return mailOf(email, async () => {
        for (let time = 0; time < 5; time += 1)
          await say(null, 'logIn', { email, password: 'a wrong password' }, { 'x-forwarded-for': '203.0.113.9' });
      });
    },
    invitation: () => {
      const email = address();
      return mailOf(email, () => done(company.tokens.owner, 'inviteUser', { email, roleKey: 'viewer' }));
    },
    'email-change': () => {
      const email = address();
      return mailOf(email, () => done(company.tokens.admin, 'requestEmailChange', { email }));
    },
    'email-changed': async () => {
      const token = tokenIn(mails.findLast((mail) => tokenIn(mail) && linksIn(mail).some(isConfirm)) as ParsedMail);
      return mailOf(company.admin.email, () => done(null, 'confirmEmailChange', { token }));
    },
    'second-factor-reset': async () => {
      const { userId, email } = company.manager;
      const database = await connectClient(product.database.url);
      await database.query(
        `INSERT INTO identity.passkeys (id, user_id, credential_id, public_key, counter, name)
         VALUES ($1::uuid, $2, $1::uuid::text, '\\x00', 0, 'K')`,
        [newId(), userId],
      );
      await database.end();
      return mailOf(email, () => done(company.tokens.owner, 'resetSecondFactor', { userId }));
    },
    'organization-deleted': () =>
      mailOf(company.owner.email, () =>
        done(company.tokens.owner, 'deleteOrganization', { name: company.org.name }),
      ),
  };
  const isConfirm = (link: string): boolean => link.includes('/confirm-email');
  /** Kinds without a link, and those that no request causes: jobs and events of other subgraphs do. */
  const OTHERS = [
    ...['password-changed', 'email-change-undone', 'organization-restored', 'account-erased', 'security-notice'],
    ...['oidc-provider-changed', 'expiring-key', 'estimate-notice', 'estimate-reminder', 'estimate-pdf-notice'],
  ];

  it('have a case for each kind of mail', () => {
    const kinds = mailsOf(features).map(({ name }) => name);
    expect([...Object.keys(CASES), ...OTHERS].sort()).toEqual([...kinds].sort());
  });

  it.each(Object.keys(CASES))('%s: lead to PUBLIC_URL, whatever host the request names', async (kind) => {
    const mail = await CASES[kind]!();
    const links = linksIn(mail);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(new URL(link).origin).toBe(PUBLIC_URL);
    expect(JSON.stringify([mail.text, mail.html, mail.headerLines])).not.toContain('evil.example');
  });
});

describe('a mail’s language', () => {
  it.each([
    [null, 'ru', 'Новый пароль'],
    [null, 'de, ru;q=0.9, en;q=0.5', 'Новый пароль'],
    [null, null, 'new password'],
    ['en', 'ru', 'new password'],
    ['ru-RU', 'en', 'Новый пароль'],
  ])('of somebody with the locale %s who sends Accept-Language: %s', async (locale, accepted, subject) => {
    const { email, userId } = await openCompany(product.url, identity).then(({ manager }) => manager);
    const database = await connectClient(product.database.url);
    await database.query('UPDATE identity.users SET locale = $2 WHERE id = $1', [userId, locale]);
    await database.end();
    const headers = accepted === null ? {} : { 'accept-language': accepted };
    const mail = await mailOf(email, () => done(null, 'requestPasswordReset', { email }, headers));
    expect(mail.subject).toContain(subject);
  });
});
