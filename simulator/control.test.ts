import { RequestLog } from './request-log';
import { SimulatorClient, ask, type Answer } from './simulator-client';

let client: SimulatorClient;

beforeEach(async () => {
  client = await SimulatorClient.start({ contacts: 700, leads: 900, companies: 40, tasks: 20 });
});
afterEach(() => client.close());

type Row = Answer['body'];

const control = (method: string, path: string, body?: unknown) =>
  ask(`${client.simulator.controlUrl}/__sim/${path}`, { method, ...(body === undefined ? {} : { body }) });
const ids = (rows: Row[]): number[] => rows.map((row) => row.id);

describe('the control port', () => {
  it('is the only way to the control API', async () => {
    const hosts = [client.simulator.url, client.account()];
    for (const base of hosts) {
      expect((await ask(`${base}/__sim/reset`, { method: 'POST', body: {} })).status).toBe(404);
    }
    expect((await ask(`${client.simulator.controlUrl}/api/v4/account`)).status).toBe(404);
  });

  it('refuses what a page in a browser could send across origins', async () => {
    const answer = await ask(`${client.simulator.controlUrl}/__sim/clock`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain' },
      body: '{"advance_s":1}',
    });
    expect(answer.status).toBe(415);
  });

  it.each([
    ['POST', 'clock', { advance_s: -1 }, /advance_s/],
    ['POST', 'clock', {}, /advance_s/],
    ['POST', 'faults', { kind: 'meteor' }, /kind/],
    ['POST', 'faults', { kind: '500', tymes: 1 }, /tymes/],
    ['POST', 'accounts/nobody/mutate', {}, /no account nobody/],
    ['POST', 'accounts/31250001/rename', { subdomain: 'globex-demo' }, /taken/],
    ['POST', 'accounts/31250001/uninstall', { client_id: 'nobody' }, /no integration nobody/],
    ['POST', 'tokens', { subdomain: 'nobody' }, /no account nobody/],
    ['POST', 'tokens', { subdomain: 'acme-demo', user_id: 1 }, /no user 1/],
    ['POST', 'accounts/31250001/mutate', { bulk: { entity: 'leads', set: { id: 1 } } }, /bulk\.set/],
  ])('explains what is wrong with %s %s %j', async (method, path, body, message) => {
    const answer = await control(method, path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(message);
  });

  it('answers 404 to an unknown call and 400 to broken JSON', async () => {
    expect((await control('GET', 'weather')).status).toBe(404);
    expect((await control('POST', 'clock', '{')).status).toBe(400);
  });
});

describe('the calls over HTTP do what the functions do:', () => {
  it('clock', async () => {
    expect((await control('POST', 'clock', { advance_s: 90 })).body).toEqual({ now: 1767225690 });
    expect((await control('GET', 'clock')).body).toEqual({ now: client.simulator.control.now() });
  });

  it('faults', async () => {
    const { body } = await control('POST', 'faults', { kind: '500', times: 1 });
    expect(body).toEqual({ id: 1, match: {}, kind: '500', times: 1 });
    expect((await control('GET', 'faults')).body.faults).toHaveLength(1);
    expect((await control('DELETE', 'faults')).status).toBe(204);
    expect((await client.api('/account')).status).toBe(200);
  });

  it('tokens, user, plan, block, behaviour, revoke', async () => {
    const { access_token: token } = (
      await control('POST', 'tokens', { subdomain: 'acme-demo', user_id: 9100002 })
    ).body;
    expect((await client.api('/account', { token })).body.current_user_id).toBe(9100002);
    await control('POST', 'accounts/acme-demo/user', { user_id: 9100002, is_admin: true });
    expect((await client.api('/users', { token })).status).toBe(200);
    await control('POST', 'accounts/31250001/plan', { paid: false });
    expect((await client.api('/account')).status).toBe(402);
    await control('POST', 'accounts/31250001/plan', { paid: true });
    await control('POST', 'accounts/31250001/block', { blocked: true });
    expect((await client.api('/account')).status).toBe(403);
    await control('POST', 'accounts/31250001/block', { blocked: false });
    const behaviour = (await control('POST', 'behaviour', { rotation: 'grace' })).body;
    expect(behaviour).toMatchObject({ rotation: 'grace', allOrNothing: true });
    expect((await control('POST', 'accounts/31250001/revoke')).body).toEqual({ revoked: 2 });
  });

  it('rename, integrations, secret, uninstall', async () => {
    await client.connect();
    expect((await control('POST', 'accounts/31250001/rename', { subdomain: 'acme-new' })).body).toEqual({
      id: 31250001,
      subdomain: 'acme-new',
    });
    const draft = {
      clientId: 'more',
      clientSecret: 's',
      redirectUri: 'http://127.0.0.1:1/cb',
      accounts: [31250003],
    };
    expect((await control('POST', 'integrations', draft)).body).toMatchObject({ ...draft, kind: 'private' });
    expect((await control('POST', 'integrations', draft)).status).toBe(400);
    expect((await control('POST', 'integrations/more/secret')).body.clientSecret).toMatch(/^[0-9a-f]{64}$/);
    expect((await control('POST', 'accounts/acme-new/uninstall')).body).toEqual({ revoked: 1, hooks: [] });
    const refused = await ask(
      `${client.simulator.authorizeUrl}?client_id=more&account=acme-new&auto=approve`,
    );
    expect(refused.status).toBe(400);
  });

  it('requests', async () => {
    await client.api('/leads?limit=3');
    await client.api('/leadz');
    const { requests } = (await control('GET', 'requests?path=/api/v4/leads')).body;
    expect(requests).toEqual([
      {
        n: 1,
        at: 1767225600,
        method: 'GET',
        path: '/api/v4/leads',
        query: 'limit=3',
        account: 'acme-demo',
        client_id: client.simulator.integration.clientId,
        status: 200,
        fault: null,
        request_id: expect.any(String),
      },
    ]);
    expect((await control('GET', 'requests?status=404')).body.requests).toHaveLength(1);
    await control('DELETE', 'requests');
    expect((await control('GET', 'requests')).body.requests).toEqual([]);
    expect((await control('GET', 'deliveries')).body).toEqual({ deliveries: [] });
  });
});

describe('the request log', () => {
  it('keeps the latest five thousand requests', () => {
    const log = new RequestLog();
    const record = {
      at: 0,
      method: 'GET',
      path: '/',
      query: '',
      account: null,
      client_id: null,
      status: 200,
    };
    for (let n = 0; n < 12_000; n += 1) log.add({ ...record, fault: null, request_id: String(n) });
    const kept = log.find();
    expect([kept.length, kept[0]?.n, kept.at(-1)?.n]).toEqual([5_000, 7_001, 12_000]);
  });

  it('holds no secrets', async () => {
    const { refresh } = await client.connect();
    await client.refresh(refresh);
    expect(JSON.stringify(client.simulator.control.requests({ method: 'POST' }))).not.toContain(refresh);
  });
});

describe('reset', () => {
  it('brings back the seeded rows and ends tokens, unless they are kept', async () => {
    await client.post('/leads', [{ name: 'Extra' }]);
    client.simulator.control.clock({ advance_s: 10 });
    client.simulator.control.reset({ keep_tokens: true });
    expect(client.simulator.control.now()).toBe(1767225600);
    expect((await client.api('/leads/50000901')).status).toBe(204);
    client.simulator.control.reset({ scenario: 'empty' });
    expect((await client.api('/leads')).status).toBe(401);
    const token = client.simulator.issueLongLivedToken('acme-demo');
    expect((await client.api('/leads', { token })).status).toBe(204);
  });

  it('takes another seed and other sizes', async () => {
    const name = async () => (await client.api('/leads/50000001')).body.name;
    const before = await name();
    client.simulator.control.reset({ seed: 99, leads: 300, keep_tokens: true });
    expect(await name()).not.toBe(before);
    expect((await client.all('leads')).length).toBeLessThan(300);
  });
});

describe('mutating an account', () => {
  it('changes many rows within one second, and indexes and filters follow', async () => {
    await client.api('/leads?order[updated_at]=asc');
    client.simulator.control.clock({ advance_s: 600 });
    const { updated } = client.simulator.control.mutate('acme-demo', {
      bulk: { entity: 'leads', n: 600, set: { price: 7 } },
    });
    expect(updated).toHaveLength(600);
    const changed = await client.all('leads', '&filter[updated_at][from]=1767226200&order[updated_at]=asc');
    expect(ids(changed).sort()).toEqual([...updated].sort());
    expect(changed.every((lead) => lead.price === 7 && lead.updated_at === 1767226200)).toBe(true);
  });

  it('deletes into the bin with events, and restores', async () => {
    const { deleted } = client.simulator.control.mutate('acme-demo', { delete: { entity: 'leads', n: 3 } });
    expect(deleted).toHaveLength(3);
    expect(ids(await client.all('leads'))).not.toEqual(expect.arrayContaining(deleted));
    expect(ids(await client.all('leads', '&with=only_deleted'))).toEqual(expect.arrayContaining(deleted));
    const since = 'filter[created_at][from]=1767225600';
    const gone = await client.api(`/events?filter[type]=lead_deleted&${since}`);
    expect(gone.body._embedded.events.map((event: Row) => event.entity_id).sort()).toEqual(deleted);
    const { restored } = client.simulator.control.mutate('acme-demo', {
      restore: { entity: 'leads', ids: deleted },
    });
    expect(restored).toEqual(deleted);
    expect(ids(await client.all('leads'))).toEqual(expect.arrayContaining(deleted));
    expect(
      (await client.api(`/events?filter[type]=lead_restored&${since}`)).body._embedded.events,
    ).toHaveLength(3);
  });

  it('makes new rows', async () => {
    const { created } = client.simulator.control.mutate('acme-demo', {
      create: { entity: 'contacts', n: 2 },
    });
    expect(created).toEqual([40000701, 40000702]);
    expect((await client.api('/contacts/40000702')).body.name).toBe('New contacts 2');
  });

  it.each(['update', 'delete'] as const)(
    'by %s in the middle of paging makes a naive reader miss rows',
    async (action) => {
      client.simulator.control.clock({ advance_s: 600 });
      client.simulator.control.mutate('acme-demo', {
        during_paging: { entity: 'contacts', after_page: 1, n: 10, action },
      });
      const window = '&order[updated_at]=asc&filter[updated_at][to]=1767225600';
      const first = await client.api(`/contacts?limit=250&page=1${window}`);
      const second = await client.api(`/contacts?limit=250&page=2${window}`);
      const seen = new Set([...ids(first.body._embedded.contacts), ...ids(second.body._embedded.contacts)]);
      const now = await client.all('contacts', window);
      const missed = ids(now)
        .slice(0, 490)
        .filter((id) => !seen.has(id));
      expect(missed).toHaveLength(10);
      expect((await client.api(`/contacts?limit=250&page=1${window}`)).body._embedded.contacts).toHaveLength(
        250,
      );
      expect(ids(await client.all('contacts', window))).toEqual(ids(now));
    },
  );
});
