import type { FaultKind } from './faults';
import { SimulatorClient, type Answer } from './simulator-client';

let client: SimulatorClient;

beforeEach(async () => {
  client = await SimulatorClient.start({ contacts: 600, leads: 30, companies: 5, tasks: 5 });
});
afterEach(() => client.close());

const inject = (kind: FaultKind, more: object = {}) =>
  client.simulator.control.faults({ match: { path: '/api/v4/contacts' }, kind, times: 1, ...more });
const kinds = (answer: Answer): unknown[] => [answer.status, answer.headers['content-type']];
const count = async () => (await client.all('contacts')).length;

describe('a fault', () => {
  it.each<[FaultKind, number, string]>([
    ['429', 429, 'application/problem+json'],
    ['500', 500, 'application/problem+json'],
    ['502_html', 502, 'text/html'],
    ['504_html', 504, 'text/html'],
    ['html_403', 403, 'text/html'],
    ['402', 402, 'application/problem+json'],
    ['empty_200', 200, 'application/hal+json'],
    ['wrong_content_type', 200, 'text/html'],
    ['subdomain_changed', 401, 'application/problem+json'],
  ])('of kind %s answers %i as %s once', async (kind, status, contentType) => {
    inject(kind);
    expect(kinds(await client.api('/contacts'))).toEqual([status, contentType]);
    expect(kinds(await client.api('/contacts'))).toEqual([200, 'application/hal+json']);
  });

  it('of kind 500 has the newer body', async () => {
    inject('500');
    expect(Object.keys((await client.api('/contacts')).body)).toEqual([
      'title',
      'status',
      'detail',
      'trace_id',
    ]);
  });

  it('of kind truncated_json sends half a body as if it were whole', async () => {
    const whole = await client.api('/contacts');
    inject('truncated_json');
    const cut = await client.api('/contacts');
    expect(cut.status).toBe(200);
    expect(cut.body).toBeUndefined();
    expect(whole.text.startsWith(cut.text.slice(0, 1_000))).toBe(true);
    expect(cut.text.length).toBe(Math.ceil(whole.text.length / 2));
  });

  it('of kind empty_200 sends nothing', async () => {
    inject('empty_200');
    expect((await client.api('/contacts')).text).toBe('');
  });

  it('of kind reset_connection cuts the connection', async () => {
    inject('reset_connection');
    await expect(client.api('/contacts')).rejects.toThrow(/hang up|ECONNRESET/);
  });

  it('of kind slow waits in real time', async () => {
    inject('slow', { delay_ms: 200 });
    const started = performance.now();
    expect((await client.api('/contacts')).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(195);
  });

  it('of kind next_link_foreign_host leads to a stranger, in the link only', async () => {
    inject('next_link_foreign_host');
    const { body } = await client.api('/contacts?limit=250');
    expect(new URL(body._links.next.href).host).toBe('foreign-host.example.test');
    expect(new URL(body._links.self.href).host).toBe('acme-demo.kommo.com');
  });

  it('of kind 504_html does the write it hides; 502_html does not, unless told so', async () => {
    const before = await count();
    const write = () => client.post('/contacts', [{ name: 'x' }]);
    inject('504_html', { match: { method: 'POST' } });
    expect((await write()).status).toBe(504);
    expect(await count()).toBe(before + 1);
    inject('502_html', { match: { method: 'post' } });
    await write();
    expect(await count()).toBe(before + 1);
    inject('502_html', { match: { method: 'POST' }, applied: true });
    await write();
    expect(await count()).toBe(before + 2);
  });

  it('of kind 401_expired ends the access token but not the refresh token', async () => {
    const { access, refresh } = await client.connect();
    inject('401_expired');
    expect((await client.api('/contacts', { token: access })).status).toBe(401);
    expect((await client.api('/contacts', { token: access })).status).toBe(401);
    const renewed = await client.refresh(refresh);
    expect((await client.api('/contacts', { token: renewed.body.access_token })).status).toBe(200);
  });

  it('of kind 401_revoked ends both', async () => {
    const { access, refresh } = await client.connect();
    inject('401_revoked');
    expect((await client.api('/contacts', { token: access })).status).toBe(401);
    expect((await client.refresh(refresh)).body.hint).toBe('Token has been revoked');
  });

  it('of kind refresh_lost_response carries out the refresh and loses the answer', async () => {
    const { refresh } = await client.connect();
    client.simulator.control.faults({ kind: 'refresh_lost_response', times: 1 });
    expect((await client.api('/contacts')).status).toBe(200);
    await expect(client.refresh(refresh)).rejects.toThrow(/hang up|ECONNRESET/);
    expect((await client.refresh(refresh)).body.hint).toBe('Token has been revoked');
  });

  it('of kind refresh_lost_response can be mended by a retry where rotation has grace', async () => {
    client.simulator.control.behaviour({ rotation: 'grace' });
    const { refresh } = await client.connect();
    client.simulator.control.faults({ kind: 'refresh_lost_response', times: 1 });
    await expect(client.refresh(refresh)).rejects.toThrow();
    expect((await client.refresh(refresh)).status).toBe(200);
  });
});

describe('matching', () => {
  it('looks at method, path pattern and account, and counts exactly', async () => {
    client.simulator.control.faults({
      match: { method: 'GET', path: '/api/v4/lead*', account: 31250001 },
      kind: '500',
      times: 2,
    });
    const statuses = [
      await client.api('/contacts'),
      await client.api('/leads', { account: 'globex-demo' }),
      await client.post('/leads', [{ name: 'x' }]),
      await client.api('/leads'),
      await client.api('/leads/pipelines'),
      await client.api('/leads'),
    ].map((answer) => answer.status);
    expect(statuses).toEqual([200, 200, 200, 500, 500, 200]);
  });

  it('with a probability draws from the seeded stream: the same seed, the same failures', async () => {
    const run = async (seed: number) => {
      client.simulator.control.reset({ seed, keep_tokens: true });
      client.simulator.control.faults({ kind: '500', probability: 0.5 });
      const statuses: number[] = [];
      for (let n = 0; n < 30; n += 1) statuses.push((await client.api('/account')).status);
      return statuses;
    };
    const first = await run(5);
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await run(5)).toEqual(first);
    expect(await run(6)).not.toEqual(first);
  });

  it('without times or probability hits until cleared, and is noted in the request log', async () => {
    client.simulator.control.faults({ match: { account: 'acme-demo' }, kind: '500' });
    expect(client.simulator.control.listFaults()).toHaveLength(1);
    await client.api('/leads');
    await client.api('/leads');
    client.simulator.control.clearFaults();
    await client.api('/leads');
    const log = client.simulator.control.requests({ path: '/api/v4/leads' });
    expect(log.map((record) => [record.status, record.fault])).toEqual([
      [500, '500'],
      [500, '500'],
      [200, null],
    ]);
  });
});
