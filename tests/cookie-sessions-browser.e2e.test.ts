import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import type { DataSource } from 'typeorm';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { useBrowser } from '../testkit/browser';
import { openCompany, type Company } from '../testkit/company';
import { useProduct } from '../testkit/product';

/*
 * Sessions in cookies as a real browser keeps them: a page of one origin, which CORS_ORIGINS lists, uses the API of another; pages
 * that are not listed, of the same site and of another, try what they can.
 */

const APP = 'http://app.shop.localhost';
const API = 'http://api.shop.localhost';
const NEIGHBOUR = 'http://blog.shop.localhost'; // of the same site, so browsers send it the cookies
const FOREIGN = 'http://evil.localhost';

let pages: Server;
const product = useProduct('all in one process', { settings: { CORS_ORIGINS: APP } });
beforeAll(async () => {
  pages = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>App</title>');
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
});
const hostOf = (origin: string) => new URL(origin).host;
const browser = useBrowser(() => {
  const page = (pages.address() as AddressInfo).port;
  return {
    [hostOf(APP)]: page,
    [hostOf(NEIGHBOUR)]: page,
    [hostOf(FOREIGN)]: page,
    [hostOf(API)]: product.port,
  };
});
let identity: DataSource;
let company: Company;
let person: BrowserContext;
let app: Page;

beforeAll(async () => {
  identity = await connectIdentity(await product.database.urlFor('identity'));
  company = await openCompany(product.url, identity);
});
beforeEach(async () => {
  person = await browser.open();
  app = await person.newPage();
  await app.goto(APP);
});
afterAll(async () => {
  await identity?.destroy();
  await new Promise((resolve) => pages.close(resolve));
});

interface Told {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of every shape
  body: any;
}
/** What a page's own script gets; null when the browser keeps the answer from it. */
const ask = (page: Page, query: string, input?: object, headers: object = { 'x-session-mode': 'cookie' }) =>
  page.evaluate(
    async ({ url, query, input, headers }): Promise<Told | null> => {
      try {
        const response = await fetch(url, {
          method: 'POST',
          credentials: 'include',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query, variables: input ? { input } : {} }),
        });
        return { status: response.status, body: await response.json() };
      } catch {
        return null;
      }
    },
    { url: `${API}/graphql`, query, input, headers },
  );
const LOG_IN = `mutation ($input: LogInInput!) {
  logIn(input: $input) { tokens { accessToken refreshToken } user { email } userErrors { code } }
}`;
const REFRESH = `mutation ($input: RefreshTokensInput!) {
  refreshTokens(input: $input) { tokens { accessToken refreshToken } user { email } }
}`;
const ME = '{ me { email } }';
const LOG_OUT = 'mutation { logOut { endedSessions } }';
const logIn = async (): Promise<Told | null> => {
  const { email, password } = company.manager;
  return ask(app, LOG_IN, { email, password });
};
const cookies = async () => (await person.cookies(API)).filter(({ name }) => name.startsWith('__Host-'));
const whoIs = async (page: Page): Promise<unknown> => (await ask(page, ME))?.body.data?.me?.email;

it('logs in, goes on after a reload and in another tab, refreshes, and logs out', async () => {
  const answer = await logIn();
  expect(answer).toMatchObject({
    status: 200,
    body: {
      data: {
        logIn: { tokens: { accessToken: '', refreshToken: '' }, user: { email: company.manager.email } },
      },
    },
  });
  const kept = await cookies();
  expect(kept.map(({ name }) => name).sort()).toEqual(['__Host-access', '__Host-refresh']);
  for (const one of kept)
    expect(one).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict', path: '/' });
  expect(await app.evaluate('document.cookie')).toBe('');
  await app.reload();
  const tab = await person.newPage();
  await tab.goto(APP);
  expect([await whoIs(app), await whoIs(tab)]).toEqual([company.manager.email, company.manager.email]);

  const both = await Promise.all([app, tab].map((page) => ask(page, REFRESH, { refreshToken: '' })));
  for (const one of both) expect(one?.body.data.refreshTokens.user.email).toBe(company.manager.email);
  const renewed = await cookies();
  expect(renewed.map(({ value }) => value)).not.toEqual(kept.map(({ value }) => value));
  expect(await whoIs(tab)).toBe(company.manager.email);

  expect((await ask(app, LOG_OUT))?.body.data.logOut).toEqual({ endedSessions: 1 });
  expect(await cookies()).toEqual([]);
  expect((await ask(tab, ME))?.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
});

it('goes on when the access token’s cookie is over: the refresh token’s is enough', async () => {
  await logIn();
  await person.clearCookies({ name: '__Host-access' });
  expect((await ask(app, ME))?.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  expect((await ask(app, REFRESH, { refreshToken: '' }))?.body.data.refreshTokens.user.email).toBe(
    company.manager.email,
  );
  expect(await whoIs(app)).toBe(company.manager.email);
});

it('lets the page read what an answer says about limits and requests', async () => {
  const id = await app.evaluate(async (url) => {
    const response = await fetch(url, {
      method: 'POST',
      credentials: 'include',
      headers: { 'content-type': 'application/json', 'x-session-mode': 'cookie' },
      body: '{"query":"{ __typename }"}',
    });
    return response.headers.get('x-request-id');
  }, `${API}/graphql`);
  expect(id).toMatch(/^[\w-]{8,}$/);
});

it.each([
  ['a neighbour of the same site', NEIGHBOUR],
  ['another site', FOREIGN],
])('%s that is not listed can neither act nor read in the session', async (_who, origin) => {
  await logIn();
  const page = await person.newPage();
  await page.goto(origin);
  expect(await ask(page, ME)).toBeNull(); // no leave from the preflight
  expect(await ask(page, LOG_OUT)).toBeNull();
  const plain = await ask(page, ME, undefined, {});
  expect(plain?.body.data?.me ?? null).toBeNull(); // without the header cookies count for nothing
  await page.evaluate(
    ({ url, query }) =>
      fetch(url, {
        method: 'POST',
        mode: 'no-cors',
        credentials: 'include',
        body: JSON.stringify({ query }),
      }).catch(
        () => undefined, // its answer is kept from the page
      ),
    { url: `${API}/graphql`, query: LOG_OUT },
  );
  const query = encodeURIComponent(LOG_OUT);
  const [link] = await Promise.all([
    page.waitForResponse(/graphql/),
    page.goto(`${API}/graphql?query=${query}`),
  ]);
  expect(link.status()).toBeGreaterThanOrEqual(400);
  await page.goto(origin);
  const sent = page.waitForResponse(/graphql/);
  await page.evaluate(
    ({ url, query }) => {
      const form = Object.assign(document.createElement('form'), { method: 'post', action: url });
      form.append(Object.assign(document.createElement('input'), { name: 'query', value: query }));
      document.body.append(form);
      form.submit();
    },
    { url: `${API}/graphql`, query: LOG_OUT },
  );
  expect((await sent).status()).toBe(415);
  expect(await whoIs(app)).toBe(company.manager.email); // none of it has ended the session
});
