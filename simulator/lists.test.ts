import { SimulatorClient, ask, type Answer } from './simulator-client';

let client: SimulatorClient;

type Row = Answer['body'];
const keys = (value: object): string[] => Object.keys(value);

// Inside a block, so that the simulator is closed before the watch for leaked handles looks.
describe('the lists of the simulator', () => {
  beforeAll(async () => {
    client = await SimulatorClient.start();
  });
  afterAll(() => client.close());

  describe('pages', () => {
    it('are 50 rows long by default and for limits above 250', async () => {
      for (const query of ['', '?limit=251', '?limit=0', '?limit=x']) {
        expect((await client.api(`/leads${query}`)).body._embedded.leads).toHaveLength(50);
      }
      expect((await client.api('/leads?limit=250')).body._embedded.leads).toHaveLength(250);
    });

    it('link to their neighbours and keep the query', async () => {
      const query = 'limit=250&with=contacts&order%5Bupdated_at%5D=asc';
      const { body } = await client.api(`/leads?page=2&${query}`);
      const href = (page: number) => ({
        href: `https://acme-demo.kommo.com/api/v4/leads?${query}&page=${page}`,
      });
      expect(body._links).toEqual({ self: href(2), next: href(3), prev: href(1) });
      const first = await client.api(`/leads?${query}`);
      expect(first.body._links).toEqual({ self: href(1), next: href(2) });
    });

    it('end with 204 and an empty body', async () => {
      const past = await client.api('/leads?page=999');
      expect([past.status, past.text, past.headers['content-type']]).toEqual([204, '', undefined]);
      expect((await client.api('/leads', { account: 'empty-demo' })).status).toBe(204);
    });

    it('end without next when the last page is exactly full, or with it by switch', async () => {
      const exact = await SimulatorClient.start({ leads: 300 });
      try {
        exact.simulator.control.reset({ scenario: 'exact_pages', keep_tokens: true });
        expect(await exact.all('leads')).toHaveLength(500);
        expect((await exact.api('/leads?limit=250&page=2')).body._links).not.toHaveProperty('next');
        exact.simulator.control.behaviour({ nextOnFullLastPage: true });
        expect((await exact.api('/leads?limit=250&page=2')).body._links).toHaveProperty('next');
        expect((await exact.api('/leads?limit=250&page=3')).status).toBe(204);
      } finally {
        await exact.close();
      }
    });
  });

  describe('single objects', () => {
    it.each([
      '/leads/1',
      '/contacts/1',
      '/companies/1',
      '/tasks/1',
      '/users/1',
      '/leads/custom_fields/1',
      '/events/abc',
    ])('are 204 when missing: %s', async (path) => {
      const answer = await client.api(path);
      expect([answer.status, answer.text]).toEqual([204, '']);
    });

    it('are 204 when deleted', async () => {
      const { body } = await client.api('/leads?with=only_deleted&limit=1');
      expect((await client.api(`/leads/${body._embedded.leads[0].id}`)).status).toBe(204);
    });

    it.each(['leads', 'contacts', 'companies', 'tasks', 'users', 'events'])(
      'are what the list shows: %s',
      async (entity) => {
        const { body } = await client.api(`/${entity}?limit=5`);
        for (const row of body._embedded[entity]) {
          const single = await client.api(`/${entity}/${row.id}`);
          expect({ ...single.body, _links: null }).toEqual({ ...row, _links: null });
        }
      },
    );

    it('show a contact of an unaccepted lead that lists leave out', async () => {
      const hidden = 40000001 + 123;
      expect((await client.api(`/contacts/${hidden}`)).body.is_unsorted).toBe(true);
      const ids = (await client.all('contacts')).map((contact) => contact.id);
      expect(ids).not.toContain(hidden);
    });

    it('show stages and loss reasons', async () => {
      const stage = await client.api('/leads/pipelines/8200001/statuses/142');
      expect(stage.body).toMatchObject({ id: 142, pipeline_id: 8200001 });
      const reason = await client.api('/leads/loss_reasons/4401');
      expect(keys(reason.body)).toEqual(['id', 'name', 'sort', 'created_at', 'updated_at', '_links']);
      expect((await client.api('/leads/pipelines/8200001/statuses')).body._embedded.statuses).toHaveLength(7);
      expect((await client.api('/leads/pipelines/1')).status).toBe(204);
    });
  });

  describe('order', () => {
    it.each([
      ['leads', 'updated_at'],
      ['leads', 'created_at'],
      ['contacts', 'updated_at'],
      ['companies', 'updated_at'],
      ['tasks', 'complete_till'],
      ['tasks', 'created_at'],
      ['leads', 'id'],
    ])('of %s by %s goes both ways', async (entity, column) => {
      const up = (await client.all(entity, `&order[${column}]=asc`)).map((row) => row[column]);
      const down = (await client.all(entity, `&order[${column}]=desc`)).map((row) => row[column]);
      expect(up).toEqual([...up].sort((a, b) => a - b));
      expect(down).toEqual([...up].reverse());
    });

    it('within one second is not the order of ids, and every row comes exactly once', async () => {
      const rows = await client.all('leads', '&order[updated_at]=asc');
      const seconds = new Map<number, number[]>();
      for (const { id, updated_at: at } of rows) seconds.set(at, [...(seconds.get(at) ?? []), id]);
      const blocks = [...seconds.values()];
      const largest = blocks.sort((a, b) => b.length - a.length)[0] ?? [];
      expect(largest.length).toBeGreaterThan(250);
      expect(largest).not.toEqual([...largest].sort((a, b) => a - b));
      expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    });

    it('of contacts by created_at is not offered and falls back to id', async () => {
      const ids = (await client.all('contacts', '&order[created_at]=desc')).map((row) => row.id);
      expect(ids).toEqual([...ids].sort((a, b) => a - b));
    });
  });

  describe('accounts', () => {
    it('never show rows or accept tokens of each other', async () => {
      const other = await client.api('/leads?limit=250', { account: 'globex-demo' });
      expect(other.body._embedded.leads.every((lead: Row) => lead.account_id === 31250003)).toBe(true);
      const [lead] = other.body._embedded.leads;
      expect((await client.api(`/leads/${lead.id}`)).status).toBe(204);
      const foreign = await client.api('/leads', {
        account: 'globex-demo',
        token: client.simulator.issueLongLivedToken('acme-demo'),
      });
      expect(foreign.status).toBe(401);
    });

    it('are found by the first label of the Host header as well', async () => {
      const token = client.simulator.issueLongLivedToken('globex-demo');
      for (const host of ['globex-demo.kommo.test:8080', 'globex-demo.kommo.com', 'GLOBEX-demo.localhost']) {
        const answer = await ask(`${client.simulator.url}/api/v4/account`, {
          token,
          headers: { Host: host },
        });
        expect(answer.body.id).toBe(31250003);
      }
    });
  });
});
