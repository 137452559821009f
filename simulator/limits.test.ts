import { SimulatorClient, ask } from './simulator-client';
import type { KommoSimulatorOptions } from './kommo-simulator';

let client: SimulatorClient;
const start = async (options: KommoSimulatorOptions = {}) => {
  client = await SimulatorClient.start({ contacts: 30, leads: 30, companies: 5, tasks: 5, ...options });
};
afterEach(() => client.close());

describe('without a good token', () => {
  beforeEach(() => start());

  it('every API route answers 401 with the documented body', async () => {
    for (const token of [undefined, 'garbage', 'a.b.c']) {
      const answer = await ask(`${client.account()}/api/v4/leads`, token === undefined ? {} : { token });
      expect(answer.status).toBe(401);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.body).toEqual({
        title: 'Unauthorized',
        type: 'https://httpstatus.es/401',
        status: 401,
        detail: 'Invalid user name or password',
      });
    }
  });

  it('a token whose claims were changed is refused', async () => {
    const [header, , signature] = client.simulator.issueLongLivedToken('acme-demo').split('.');
    const [, other] = client.simulator.issueLongLivedToken('globex-demo').split('.');
    const forged = `${header}.${other}.${signature}`;
    expect((await client.api('/leads', { token: forged, account: 'globex-demo' })).status).toBe(401);
  });

  it('a revoked grant and a deactivated user are refused', async () => {
    const token = client.simulator.issueLongLivedToken('acme-demo', { userId: 9100002 });
    expect((await client.api('/leads')).status).toBe(200);
    client.simulator.control.user('acme-demo', { user_id: 9100002, is_active: false });
    expect((await client.api('/leads', { token })).status).toBe(401);
    expect(client.simulator.control.revoke('acme-demo')).toEqual({ revoked: 2 });
    expect((await client.api('/leads')).status).toBe(401);
  });
});

describe('without the right', () => {
  beforeEach(() => start());

  it('lets users write what their rights say, and shows rights to administrators (3.2)', async () => {
    const user = 9100002;
    const { control } = client.simulator;
    const token = client.simulator.issueLongLivedToken('acme-demo', { userId: user });
    const own = async () => (await client.all('leads')).find((lead) => lead.responsible_user_id === user)?.id;
    const patch = async (id: unknown) =>
      (await client.api(`/leads/${String(id)}`, { method: 'PATCH', token, body: { name: 'x' } })).status;
    const foreign = (await client.all('leads')).find((lead) => lead.responsible_user_id !== user)?.id;
    const add = async (body: object) =>
      (await client.api('/leads', { method: 'POST', token, body: [body] })).status;
    const mine = await own();
    expect([await patch(mine), await patch(foreign), await add({ name: 'x' })]).toEqual([200, 403, 200]);
    control.user('acme-demo', { user_id: user, writes: { leads: { edit: 'D', add: 'D' } } });
    expect([await patch(mine), await add({ name: 'x' })]).toEqual([403, 403]);
    const { body } = await client.api(`/users/${user}`);
    expect(body.rights).toMatchObject({ leads: { edit: 'D', add: 'D', view: 'M' }, tasks: { edit: 'M' } });
    expect((await client.api(`/users/${user}`, { token })).status).toBe(403);
    control.behaviour({ ownUser: true });
    expect((await client.api(`/users/${user}`, { token })).body.rights.leads.add).toBe('D');
    expect((await client.api('/users/9100001', { token })).status).toBe(403);
  });

  it('users are hidden from managers, also through X-Context-User-ID', async () => {
    const manager = client.simulator.issueLongLivedToken('acme-demo', { userId: 9100002 });
    expect((await client.api('/users', { token: manager })).status).toBe(403);
    expect((await client.api('/users', { headers: { 'X-Context-User-ID': '9100002' } })).status).toBe(403);
    const account = await client.api('/account', { headers: { 'X-Context-User-ID': '9100002' } });
    expect(account.body.current_user_id).toBe(9100002);
    const escalated = { token: manager, headers: { 'X-Context-User-ID': '9100001' } };
    expect((await client.api('/users', escalated)).status).toBe(403);
  });

  it('a token without the scope gets Invalid scope', async () => {
    const token = client.simulator.issueLongLivedToken('acme-demo', { scopes: ['files'] });
    const answer = await client.api('/leads', { token });
    expect([answer.status, answer.body.detail]).toEqual([403, 'Invalid scope']);
  });

  it('an unpaid account answers 402', async () => {
    client.simulator.control.plan('acme-demo', { paid: false });
    const answer = await client.api('/leads');
    expect(answer.status).toBe(402);
    expect(answer.body).toEqual({
      title: 'Payment Required',
      type: 'https://httpstatus.es/402',
      status: 402,
      detail: 'Payment required',
    });
  });
});

describe('plans', () => {
  beforeEach(() => start());

  it('without conversations refuse them, and tell of filters that are off', async () => {
    expect((await client.api('/talks')).status).toBe(200);
    client.simulator.control.plan('acme-demo', { talks: false, filters: false });
    for (const path of ['/talks', '/talks/1', '/talks/1/messages']) {
      const answer = await client.api(path);
      expect([answer.status, answer.body.detail]).toEqual([
        402,
        'Endpoint not available for current account tariff',
      ]);
    }
    const { body } = await client.api('/account?with=is_api_filter_enabled');
    expect(body.is_api_filter_enabled).toBe(false);
  });
});

describe('routes', () => {
  beforeEach(() => start());

  it('that do not exist answer 404 with the address', async () => {
    const answer = await client.api('/leadz');
    expect(answer.body).toEqual({
      title: 'Not Found',
      type: 'https://httpstatus.es/404',
      status: 404,
      detail: 'Cannot GET https://acme-demo.kommo.com/api/v4/leadz',
    });
    expect((await ask(`${client.simulator.url}/nothing`)).status).toBe(404);
  });

  it('tell a person who opens the address what it is, and which accounts there are', async () => {
    const answer = await ask(`${client.simulator.url}/`);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.text).toMatch(/Kommo simulator.*acme-demo.*globex-demo/s);
  });

  it.each([
    ['DELETE', '/leads/50000001'],
    ['PUT', '/contacts'],
    ['POST', '/account'],
    ['DELETE', '/tasks/30000001'],
  ])('answer 405 to %s %s', async (method, path) => {
    const answer = await client.api(path, { method });
    expect([answer.status, answer.body.detail]).toEqual([405, 'Method Not Allowed']);
    expect(answer.headers.allow).toContain('GET');
  });

  it('with a double slash answer 500, as reported of Kommo', async () => {
    expect((await client.api('//leads')).status).toBe(500);
  });

  it('of the API are not answered by Kommo’s own hosts', async () => {
    const token = client.simulator.issueLongLivedToken('acme-demo');
    const answer = await ask(`${client.simulator.url}/api/v4/account`, {
      token,
      headers: { Host: 'www.kommo.com' },
    });
    expect([answer.status, answer.body.detail]).toEqual([401, 'Account not found']);
  });

  it('refuse bodies above the limit', async () => {
    const answer = await client.api('/leads', { method: 'POST', body: `["${'x'.repeat(9 * 1024 * 1024)}"]` });
    expect(answer.status).toBe(413);
  });
});

describe('headers', () => {
  beforeEach(() => start());

  it('carry a request id and the virtual time', async () => {
    client.simulator.control.clock({ advance_s: 3600 });
    const [one, two] = [await client.api('/account'), await client.api('/account')];
    expect(one.headers.date).toBe('Thu, 01 Jan 2026 01:00:00 GMT');
    expect(one.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
    expect(two.headers['x-request-id']).not.toBe(one.headers['x-request-id']);
  });

  it('compress when asked, and only then', async () => {
    const plain = await client.api('/leads');
    const zipped = await client.api('/leads', { headers: { 'Accept-Encoding': 'gzip, deflate' } });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.text).toBe(plain.text);
    expect(Number(zipped.headers['content-length'])).toBeLessThan(plain.text.length / 3);
  });
});

describe('the request limit', () => {
  it('lets seven requests a second pass for an integration in an account, and says when to come again', async () => {
    await start({ rateLimit: { retryAfterSeconds: 300 } });
    const answers = await Promise.all(Array.from({ length: 12 }, () => client.api('/account')));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(7);
    const refused = answers.find((answer) => answer.status === 429);
    expect(refused?.headers['retry-after']).toBeUndefined();
    expect(refused?.body).toEqual({
      title: 'Too Many Requests',
      type: 'https://httpstatus.es/429',
      status: 429,
      detail: 'You have sent too many requests in a given amount of time. Please try again later.',
      retry_after: 300,
    });
    expect((await client.api('/account', { account: 'globex-demo' })).status).toBe(200);
  });

  it('slides: a second later the next requests pass, whatever the virtual clock says', async () => {
    await start({ rateLimit: { perSecond: 2 } });
    const burst = async () => {
      const answers = await Promise.all(Array.from({ length: 4 }, () => client.api('/account')));
      return answers.filter((answer) => answer.status === 200).length;
    };
    expect(await burst()).toBe(2);
    await new Promise((resolve) => {
      setTimeout(resolve, 1_050);
    });
    expect(await burst()).toBe(2);
  });

  it('can bound an account over all integrations, and send a Retry-After header', async () => {
    await start({
      rateLimit: { perSecond: 5, perAccount: 6 },
      behaviour: { retryAfterHeader: true },
    });
    const { clientId } = client.simulator.control.addIntegration({
      clientId: 'second',
      clientSecret: 's',
      redirectUri: 'http://127.0.0.1:1/cb',
    });
    const token = client.simulator.issueLongLivedToken('acme-demo', { clientId });
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => client.api('/account')),
      ...Array.from({ length: 5 }, () => client.api('/account', { token })),
    ]);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(6);
    expect(answers.find((answer) => answer.status === 429)?.headers['retry-after']).toBe('1');
  });

  it('blocks an account that goes on, with nginx HTML on every route, until it is unblocked', async () => {
    await start({ rateLimit: { perSecond: 1, blockAfter: 5 } });
    await Promise.all(Array.from({ length: 8 }, () => client.api('/account')));
    for (const answer of [await client.api('/leads'), await client.refresh('x')]) {
      expect(answer.status).toBe(403);
      expect(answer.headers['content-type']).toBe('text/html');
      expect(answer.text).toBe(
        '<html>\n<head><title>403 Forbidden</title></head>\n<body>\n<center><h1>403 Forbidden</h1></center>\n' +
          '<hr><center>nginx</center>\n</body>\n</html>\n',
      );
    }
    expect((await client.api('/account', { account: 'globex-demo' })).status).toBe(200);
    client.simulator.control.block('acme-demo', { blocked: false });
    expect((await client.refresh('x')).status).toBe(400);
  });
});
