import { runInNewContext } from 'node:vm';
import { logInScript, withLogIn } from './explorer-log-in';

const START = {
  queries: ['query First { a }', 'query Second { b }'],
  person: { email: 'a@b.example', password: 'p' },
};

interface Sent {
  query: string;
  authorization: string | null;
}

/** A page without a browser: what the script touches, and what it sent. */
function open(options: { stored?: object; session?: object | null; tokens?: () => object | null } = {}) {
  const sent: Sent[] = [];
  const listeners: Record<string, (event: object) => unknown> = {};
  const part = (name: string) => ({
    hidden: false,
    textContent: '',
    elements: { email: { value: '' }, password: { value: '' } },
    addEventListener: (event: string, act: (event: object) => unknown) =>
      (listeners[`${name} ${event}`] = act),
  });
  const parts: Record<string, ReturnType<typeof part>> = {
    form: part('form'),
    '[name=out]': part('out'),
    '[role=status]': part('status'),
  };
  const storage = (values: Map<string, string>) => ({
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => values.set(key, value),
    removeItem: (key: string) => values.delete(key),
  });
  const local = new Map(options.stored ? [['graphiql:tabState', JSON.stringify(options.stored)]] : []);
  const ofTab = new Map(options.session ? [['explorer session', JSON.stringify(options.session)]] : []);
  const window = {
    async fetch(input: string | Request, init?: RequestInit) {
      const request = new Request(
        new URL(input instanceof Request ? input.url : input, 'http://x'),
        input instanceof Request ? input : init,
      );
      const { query } = (await request.json()) as { query: string };
      sent.push({ query, authorization: request.headers.get('authorization') });
      const tokens = options.tokens ? options.tokens() : null;
      const user = { displayName: 'Ana' };
      const payload = { tokens, user, userErrors: tokens ? [] : [{ message: 'Wrong.' }] };
      return Response.json({ data: { logIn: payload, refreshTokens: payload, logOut: { userErrors: [] } } });
    },
  };
  const page = {
    querySelector: (name: string) => ({ querySelector: (inner: string) => parts[inner], name }),
  };
  runInNewContext(logInScript(START, '/graphql'), {
    ...{ window, document: page, Request, URL, crypto, Date, console },
    ...{
      localStorage: storage(local),
      sessionStorage: storage(ofTab),
      location: new URL('http://x/explorer'),
    },
    ...{ setTimeout: () => 0, clearTimeout: () => undefined },
  });
  const act = (name: string) => listeners[name]?.({ preventDefault: () => undefined });
  const ask = (headers: Record<string, string> = {}) =>
    window.fetch('http://x/graphql', { method: 'POST', body: '{"query":"{ a }"}', headers });
  return { parts, sent, local, ofTab, act, ask };
}

const at = (ms: number) => ({ expiresAt: new Date(Date.now() + ms).toISOString() });
const session = { accessToken: 'old', refreshToken: 'r', name: 'Ana', ...at(300_000) };

it('sends no token before somebody logs in, and the token with each request from then on', async () => {
  const page = open({ tokens: () => ({ accessToken: 'new', refreshToken: 'r', ...at(600_000) }) });
  await page.ask();
  await page.act('form submit');
  await page.ask();
  await page.ask({ authorization: 'Bearer mine' }); // typed by hand: it is left alone
  expect(page.sent.map(({ authorization }) => authorization)).toEqual([
    null,
    null,
    'Bearer new',
    'Bearer mine',
  ]);
  expect(page.parts['[role=status]']?.textContent).toContain('Logged in as Ana');
  expect([page.parts['form']?.hidden, page.parts['[name=out]']?.hidden]).toEqual([true, false]);
});

it('says what is wrong with a log-in', async () => {
  const page = open();
  await page.act('form submit');
  expect(page.parts['[role=status]']?.textContent).toBe('Wrong.');
  expect(page.ofTab.size).toBe(0);
});

it('goes on after a reload, and renews a token that has ended before the next request, once for several', async () => {
  const fresh = { accessToken: 'new', refreshToken: 's', ...at(600_000) };
  const page = open({ session: { ...session, ...at(-5_000) }, tokens: () => fresh });
  await Promise.all([page.ask(), page.ask()]);
  expect(page.sent.map(({ query }) => /Renew/.test(query))).toEqual([true, false, false]);
  expect(page.sent.slice(1).map(({ authorization }) => authorization)).toEqual(['Bearer new', 'Bearer new']);
});

it('keeps the session while the server is away, and renews it when it is back', async () => {
  let isAway = true;
  const tokens = () => {
    if (isAway) throw new TypeError('Failed to fetch');
    return { accessToken: 'new', refreshToken: 's', ...at(600_000) };
  };
  const page = open({ session: { ...session, ...at(-5_000) }, tokens });
  await expect(page.ask()).rejects.toThrow('Failed to fetch');
  expect(page.parts['[role=status]']?.textContent).toContain('tried again');
  expect(page.ofTab.size).toBe(1);
  isAway = false;
  await page.ask();
  expect(page.sent.at(-1)?.authorization).toBe('Bearer new');
});

it('logs out: the session is ended, and forgotten here', async () => {
  const page = open({ session });
  await page.act('out click');
  await page.ask();
  expect(page.sent.map(({ authorization }) => authorization)).toEqual(['Bearer old', null]);
  expect(page.ofTab.size).toBe(0);
});

it('puts its tabs beside those of an earlier visit, each once', () => {
  const tab = (query: string) => ({
    id: 'x',
    title: 't',
    query,
    variables: null,
    headers: null,
    operationName: null,
    response: null,
  });
  const page = open({ stored: { activeTabIndex: 0, tabs: [tab('{ mine }'), tab('query First { a }')] } });
  const { tabs } = JSON.parse(page.local.get('graphiql:tabState') ?? '') as {
    tabs: { query: string; title: string }[];
  };
  expect(tabs.map(({ query }) => query)).toEqual(['{ mine }', ...START.queries]);
  expect(tabs.at(-1)?.title).toBe('Second');
  expect(page.local.get('graphiql:query')).toBe('{ mine }');
  expect(open({ stored: { tabs: 'broken' } }).sent).toEqual([]);
});

it('stands above GraphiQL, and ends no script early', () => {
  const page = withLogIn(
    '<body><div id="root"></div><script>graphiql()</script>',
    { queries: ['# </script>'] },
    '/graphql',
  );
  expect(page.indexOf('id="log-in"')).toBeLessThan(page.indexOf('id="root"'));
  expect(page.split('</script>')).toHaveLength(3);
  expect(() => withLogIn('<body>', START, '/graphql')).toThrow('no element "root"');
});
