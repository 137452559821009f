import type { DataSource } from 'typeorm';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { openCompany, type Company } from '../testkit/company';
import { useProduct } from '../testkit/product';

/* Sessions in cookies over real HTTP: what a browser's `fetch(…, { credentials: 'include' })` sends and gets. */

const APP = 'https://app.example.com';
const product = useProduct('all in one process', { settings: { CORS_ORIGINS: APP } });
let identity: DataSource;
let company: Company;

const LOG_IN = `mutation ($input: LogInInput!) {
  logIn(input: $input) { tokens { accessToken refreshToken expiresAt } user { email } userErrors { code } }
}`;
const REFRESH = `mutation ($input: RefreshTokensInput!) {
  r: refreshTokens(input: $input) { t: tokens { a: accessToken refreshToken } user { email } }
}`;
const ME = '{ me { email } }';

interface Asked {
  cookie?: string;
  headers?: Record<string, string>;
  mode?: boolean;
}
interface Answered {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of every shape
  data: any;
  codes: unknown[];
  setCookies: string[];
}

async function ask(
  query: string,
  input: object | null,
  { cookie, headers, mode = true }: Asked = {},
): Promise<Answered> {
  const response = await fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(mode ? { 'x-session-mode': 'cookie' } : {}),
      ...(cookie ? { cookie } : {}),
      ...headers,
    },
    body: JSON.stringify({ query, variables: input ? { input } : {} }),
  });
  const body = (await response.json()) as { data?: unknown; errors?: { extensions?: { code?: string } }[] };
  return {
    status: response.status,
    headers: response.headers,
    data: body.data ?? null,
    codes: (body.errors ?? []).map(({ extensions }) => extensions?.code),
    setCookies: response.headers.getSetCookie(),
  };
}
/** What a browser sends back of `Set-Cookie`. */
const jarOf = (setCookies: readonly string[]): string =>
  setCookies.map((one) => one.split(';')[0]).join('; ');
const credentials = () => ({ email: company.owner.email, password: company.owner.password });
const logIn = async (more: Asked = {}): Promise<string> =>
  jarOf((await ask(LOG_IN, credentials(), more)).setCookies);

beforeAll(async () => {
  identity = await connectIdentity(await product.database.urlFor('identity'));
  company = await openCompany(product.url, identity);
});
afterAll(() => identity?.destroy());

it('puts the tokens into cookies that no script and no subdomain reaches, and leaves them out of the answer', async () => {
  const { data, setCookies } = await ask(LOG_IN, credentials());
  expect(data.logIn).toMatchObject({
    tokens: { accessToken: '', refreshToken: '', expiresAt: expect.any(String) },
    user: { email: company.owner.email },
    userErrors: [],
  });
  expect(setCookies).toHaveLength(2);
  expect(setCookies[0]).toMatch(
    /^__Host-access=[\w.-]+; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Strict$/,
  );
  expect(setCookies[1]).toMatch(
    /^__Host-refresh=[\w-]+; Path=\/; Max-Age=1209600; Secure; HttpOnly; SameSite=Strict$/,
  );
});

it('sets none for who asks for none, and both ways work at once', async () => {
  const plain = await ask(LOG_IN, credentials(), { mode: false });
  expect(plain.setCookies).toEqual([]);
  const cookie = await logIn();
  const bearer = { authorization: `Bearer ${plain.data.logIn.tokens.accessToken}` };
  const [byCookie, byToken] = await Promise.all([
    ask(ME, null, { cookie }),
    ask(ME, null, { mode: false, headers: bearer }),
  ]);
  expect([byCookie.data?.me.email, byToken.data?.me.email]).toEqual([
    company.owner.email,
    company.owner.email,
  ]);
});

it('sets none for a wrong password', async () => {
  const { setCookies, data } = await ask(LOG_IN, { ...credentials(), password: 'wrong' });
  expect([setCookies, data.logIn.tokens]).toEqual([[], null]);
});

it('refreshes with the cookie, whatever the aliases, and the parallel tabs get the same pair', async () => {
  const cookie = await logIn();
  const [one, two] = await Promise.all([
    ask(REFRESH, { refreshToken: '' }, { cookie }),
    ask(REFRESH, { refreshToken: 'anything' }, { cookie }),
  ]);
  expect(one.data.r).toEqual({ t: { a: '', refreshToken: '' }, user: { email: company.owner.email } });
  expect(one.setCookies).toEqual(two.setCookies);
  expect(jarOf(one.setCookies)).not.toBe(cookie);
  const next = await ask(ME, null, { cookie: jarOf(one.setCookies) });
  expect(next.data.me.email).toBe(company.owner.email);
});

it('takes the cookies away with the session: by log-out, and when a refresh is refused for good', async () => {
  const cookie = await logIn();
  const gone = (setCookies: string[]) =>
    setCookies.map((one) => /^(__Host-\w+)=; Path=\/; Max-Age=0;/.exec(one)?.[1]);
  const out = await ask('mutation { logOut { endedSessions } }', null, { cookie });
  expect(out.data.logOut.endedSessions).toBe(1);
  expect(gone(out.setCookies)).toEqual(['__Host-access', '__Host-refresh']);
  const refused = await ask(REFRESH, { refreshToken: '' }, { cookie });
  expect(refused.codes).toEqual(['UNAUTHENTICATED']);
  expect(gone(refused.setCookies)).toEqual(['__Host-access', '__Host-refresh']);
});

it('keeps them when others are logged out', async () => {
  const cookie = await logIn();
  const { setCookies } = await ask('mutation { logOut(input: { others: true }) { endedSessions } }', null, {
    cookie,
  });
  expect(setCookies).toEqual([]);
  expect((await ask(ME, null, { cookie })).codes).toEqual([]);
});

describe('an attacker', () => {
  it('has no use of the cookies without the header that another site can’t send', async () => {
    const cookie = await logIn();
    expect((await ask(ME, null, { cookie, mode: false })).codes).toEqual(['UNAUTHENTICATED']);
    const { setCookies, codes } = await ask(REFRESH, { refreshToken: '' }, { cookie, mode: false });
    expect([setCookies, codes]).toEqual([[], ['UNAUTHENTICATED']]);
  });

  it.each([
    'https://evil.example',
    'https://app.example.com.evil.example',
    'http://app.example.com',
    'https://sub.app.example.com',
    'http://localhost:5173',
    'null',
  ])('on a page of %s is refused, with it', async (origin) => {
    const cookie = await logIn();
    const answer = await ask(ME, null, { cookie, headers: { origin } });
    expect([answer.status, answer.codes]).toEqual([403, ['FORBIDDEN']]);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each([
    ['another name', (jar: string) => jar.replaceAll('__Host-', ''), 'UNAUTHENTICATED'],
    ['another case', (jar: string) => jar.replaceAll('__Host-', '__host-'), 'UNAUTHENTICATED'],
    ['a second cookie of a name', (jar: string) => `${jar}; __Host-access=evil`, 'BAD_REQUEST'],
    ['a second one in front', (jar: string) => `__Host-refresh=evil; ${jar}`, 'BAD_REQUEST'],
    ['letters that no token has', () => '__Host-access="x y"', 'UNAUTHENTICATED'],
  ])('who sets cookies from a subdomain gets nowhere with %s', async (_what, change, code) => {
    expect((await ask(ME, null, { cookie: change(await logIn()) })).codes).toEqual([code]);
  });
});

it.each<[string, Asked, string]>([
  ['a token beside it', { headers: { authorization: 'Bearer x' } }, 'BAD_REQUEST'],
  ['another mode', { mode: false, headers: { 'x-session-mode': 'token' } }, 'BAD_REQUEST'],
])('refuses %s', async (_what, asked, code) => {
  const { status, codes } = await ask(ME, null, asked);
  expect([status, codes]).toEqual([400, [code]]);
});

it.each([
  [
    'a log-in that asks for no tokens',
    'mutation ($input: LogInInput!) { logIn(input: $input) { user { id } } }',
  ],
  [
    'one that asks for one of them',
    'mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } } }',
  ],
  ...[
    'logIn(input: $input) @include(if: $x) { tokens { accessToken refreshToken } }',
    'logIn(input: $input) { tokens @include(if: $x) { accessToken refreshToken } }',
    'logIn(input: $input) { tokens { accessToken @skip(if: $x) refreshToken } }',
    'logIn(input: $input) { ... @skip(if: $x) { tokens { accessToken refreshToken } } }',
  ].map((fields) => [
    `a condition: ${fields}`,
    `mutation ($input: LogInInput!, $x: Boolean = true) { ${fields} }`,
  ]),
  [
    'two log-ins',
    `mutation ($input: LogInInput!) { a: logIn(input: $input) { ...P } b: logIn(input: $input) { ...P } }
     fragment P on LogInPayload { tokens { accessToken refreshToken } }`,
  ],
])('refuses %s before it is done', async (_what, query) => {
  const { status, codes, setCookies } = await ask(query, credentials());
  expect([status, codes, setCookies]).toEqual([400, ['BAD_REQUEST'], []]);
});

it('refuses a refresh token in the document', async () => {
  const cookie = await logIn();
  const literal =
    'mutation { refreshTokens(input: { refreshToken: "" }) { tokens { accessToken refreshToken } } }';
  expect((await ask(literal, null, { cookie })).codes).toEqual(['BAD_REQUEST']);
});

it.each([
  [
    'a field beside it',
    `mutation ($t: String!) {
       refreshTokens(input: { refreshToken: $t }) @skip(if: true) { tokens { accessToken refreshToken } }
       createProject(input: { name: $t }) { project { name } }
     }`,
  ],
  [
    'a fragment',
    `mutation ($t: String!) { refreshTokens(input: { refreshToken: $t }) { tokens { accessToken refreshToken } } ...P }
     fragment P on Mutation { createProject(input: { name: $t }) { project { name } } }`,
  ],
])('shows the cookie’s token to nobody by a variable that %s uses', async (_what, query) => {
  const cookie = await logIn();
  const response = await fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-session-mode': 'cookie', cookie },
    body: JSON.stringify({ query, variables: { t: '' } }),
  });
  const text = await response.text();
  expect(response.status).toBe(400);
  expect(text).toContain('BAD_REQUEST');
  expect(text).not.toContain(/__Host-refresh=([\w-]+)/.exec(cookie)?.[1]);
});

it('answers no tokens as events, where no cookie can be set', async () => {
  const response = await fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-session-mode': 'cookie',
      accept: 'text/event-stream',
    },
    body: JSON.stringify({ query: LOG_IN, variables: { input: credentials() } }),
  });
  const text = await response.text();
  expect(text).toContain('BAD_REQUEST');
  expect(text).not.toContain('accessToken');
});

it('finds the tokens through fragments and aliases', async () => {
  const query = `mutation ($input: LogInInput!) { first: logIn(input: $input) { ...P } }
    fragment P on LogInPayload { ... on LogInPayload { mine: tokens { ...T } other: tokens { x: accessToken } } }
    fragment T on Tokens { accessToken refreshToken }`;
  const { data, setCookies } = await ask(query, credentials());
  expect(data.first).toEqual({ mine: { accessToken: '', refreshToken: '' }, other: { x: '' } });
  expect((await ask(ME, null, { cookie: jarOf(setCookies) })).data.me.email).toBe(company.owner.email);
});

describe('CORS', () => {
  const preflight = (origin: string, headers: string) =>
    fetch(`${product.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': headers,
      },
    });

  it('allows credentials to a listed origin that asks for this mode, by preflight and by request', async () => {
    const { headers } = await preflight(APP, 'content-type, x-session-mode');
    expect(headers.get('access-control-allow-origin')).toBe(APP);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-allow-headers')).toContain('x-session-mode');
    const answer = await ask(ME, null, { cookie: await logIn(), headers: { origin: APP } });
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    expect(answer.data.me.email).toBe(company.owner.email);
  });

  it.each([
    ['a listed origin that asks for tokens', APP, 'content-type, authorization'],
    ['another origin', 'https://evil.example', 'x-session-mode'],
    ['any local page', 'http://localhost:5173', 'x-session-mode'],
  ])('allows none to %s', async (_what, origin, headers) => {
    const answer = await preflight(origin, headers);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('a page of the server itself needs no list', async () => {
    const answer = await ask(ME, null, { cookie: await logIn(), headers: { origin: product.url } });
    expect(answer.data.me.email).toBe(company.owner.email);
  });
});
