import { SimulatorClient, ask, type Answer } from './simulator-client';

let client: SimulatorClient;

type Row = Answer['body'];
const keys = (value: object): string[] => Object.keys(value);

/** Key lists of the sample bodies of the reference, in their order. */
const SAMPLE_KEYS = {
  lead: `id name price responsible_user_id group_id status_id pipeline_id loss_reason_id created_by updated_by created_at
    updated_at closed_at closest_task_at is_deleted custom_fields_values score account_id labor_cost _links _embedded`,
  user: 'id name email lang rights _links',
  rights: `leads contacts companies tasks mail_access catalog_access files_access status_rights
    oper_day_reports_view_access is_admin is_free is_active group_id role_id`,
  pipeline: 'id name sort is_main is_unsorted_on is_archive account_id _links _embedded',
  stage: 'id name sort is_editable pipeline_id color type account_id _links',
  field: `id name type account_id code sort is_api_only enums group_id required_statuses is_deletable is_predefined
    entity_type remind triggers _links`,
  task: `id created_by updated_by created_at updated_at responsible_user_id group_id entity_id entity_type is_completed
    task_type_id text duration complete_till result account_id _links`,
  event: `id type entity_id entity_type created_by created_at value_after value_before account_id _links _embedded`,
  account: `id name subdomain created_at created_by updated_at updated_by current_user_id country currency
    currency_symbol customers_mode is_unsorted_on mobile_feature_version is_loss_reason_enabled is_helpbot_enabled
    is_technical_account contact_name_display_order amojo_id version _links _embedded`,
};
const sample = (name: keyof typeof SAMPLE_KEYS): string[] => SAMPLE_KEYS[name].split(/\s+/);

// Inside a block, so that the simulator is closed before the watch for leaked handles looks.
describe('the Kommo simulator', () => {
  beforeAll(async () => {
    client = await SimulatorClient.start();
  });
  afterAll(() => client.close());

  describe('bodies have the shape of the sample payloads:', () => {
    it('a page of leads with contacts', async () => {
      const { body, headers } = await client.api('/leads?limit=3&with=contacts');
      expect(headers['content-type']).toBe('application/hal+json');
      expect(keys(body)).toEqual(['_page', '_links', '_embedded']);
      for (const lead of body._embedded.leads) {
        expect(keys(lead)).toEqual(sample('lead'));
        expect(keys(lead._embedded)).toEqual(['tags', 'companies', 'contacts']);
        expect(lead._links.self.href).toBe(
          `https://acme-demo.kommo.com/api/v4/leads/${lead.id}?page=1&limit=3`,
        );
      }
      const all = await client.all('leads', '&with=contacts');
      const linked = all.find((lead) => lead._embedded.contacts.length === 3);
      expect(linked._embedded.contacts.map((contact: Row) => contact.is_main)).toEqual([true, false, false]);
      expect(keys(linked._embedded.contacts[0])).toEqual(['id', 'is_main', '_links']);
      const tagged = all.find((lead) => lead._embedded.tags.length > 0);
      expect(keys(tagged._embedded.tags[0])).toEqual(['id', 'name', 'color']);
      const filled = all.find((lead) => lead.custom_fields_values);
      expect(keys(filled.custom_fields_values[0])).toEqual([
        'field_id',
        'field_name',
        'field_code',
        'field_type',
        'values',
      ]);
    });

    it('a page of users', async () => {
      const { body } = await client.api('/users?limit=250');
      expect(keys(body)).toEqual(['_total_items', '_page', '_page_count', '_links', '_embedded']);
      expect(body._total_items).toBe(body._embedded.users.length);
      for (const user of body._embedded.users) {
        expect(keys(user)).toEqual(sample('user'));
        expect(keys(user.rights)).toEqual(sample('rights'));
      }
    });

    it('pipelines, which are not paged', async () => {
      const { body } = await client.api('/leads/pipelines?limit=1');
      expect(keys(body)).toEqual(['_total_items', '_links', '_embedded']);
      expect(body._total_items).toBe(3);
      for (const pipeline of body._embedded.pipelines) {
        expect(keys(pipeline)).toEqual(sample('pipeline'));
        const ids = pipeline._embedded.statuses.map((stage: Row) => stage.id);
        expect(ids.slice(-2)).toEqual([142, 143]);
        expect(keys(pipeline._embedded.statuses[0])).toEqual(sample('stage'));
        expect(pipeline._embedded.statuses[0]).toMatchObject({ type: 1, sort: 10, is_editable: false });
      }
    });

    it.each(['contacts', 'companies', 'leads'])('custom fields of %s', async (entity) => {
      const { body } = await client.api(`/${entity}/custom_fields`);
      expect(keys(body)).toEqual(['_total_items', '_page', '_page_count', '_links', '_embedded']);
      for (const field of body._embedded.custom_fields) {
        expect(keys(field).filter((key) => key !== 'currency')).toEqual(sample('field'));
        expect(field.entity_type).toBe(entity);
      }
    });

    it('the account with all its extras', async () => {
      const extras = 'amojo_id,amojo_rights,users_groups,task_types,version,datetime_settings,nonsense';
      const { body } = await client.api(`/account?with=${extras}`);
      expect(keys(body)).toEqual(sample('account'));
      expect(keys(body._embedded)).toEqual([
        'amojo_rights',
        'users_groups',
        'task_types',
        'datetime_settings',
      ]);
      expect(body._embedded.datetime_settings).toMatchObject({
        timezone: 'America/New_York',
        timezone_offset: '-05:00',
      });
      expect(await client.api('/account')).not.toHaveProperty('body._embedded');
    });

    it('tasks, whose result is an object or an empty list', async () => {
      const tasks = await client.all('tasks');
      for (const task of tasks) expect(keys(task)).toEqual(sample('task'));
      expect(tasks.some((task) => Array.isArray(task.result))).toBe(true);
      expect(tasks.some((task) => typeof task.result.text === 'string')).toBe(true);
      expect(tasks.some((task) => task.entity_id === null && task.entity_type === null)).toBe(true);
    });

    it('events', async () => {
      const { body } = await client.api('/events?limit=100');
      for (const event of body._embedded.events) {
        expect(keys(event)).toEqual(sample('event'));
        expect(event.id).toMatch(/^01[0-9a-z]{24}$/);
        expect(event._embedded.entity.id).toBe(event.entity_id);
      }
    });

    it('deleted leads, about which little is told', async () => {
      const { body } = await client.api('/leads?with=only_deleted&limit=250');
      for (const lead of body._embedded.leads) {
        expect(keys(lead)).toEqual(['id', 'updated_at', 'is_deleted', '_links']);
        expect(lead.is_deleted).toBe(true);
      }
    });
  });

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

  describe('filters', () => {
    const count = async (entity: string, query: string, keep: (row: Row) => boolean) => {
      const [all, found] = [await client.all(entity), await client.all(entity, `&${query}`)];
      const wanted = all.filter(keep).map((row) => row.id);
      expect(found.map((row) => row.id).sort()).toEqual(wanted.sort());
      return found.length;
    };

    it.each<[string, string, (row: Row) => boolean]>([
      [
        'leads',
        'filter[id][]=50000001&filter[id][]=50000004',
        (row) => [50000001, 50000004].includes(row.id),
      ],
      ['leads', 'filter[id][0]=50000001&filter[id][1]=50000001', (row) => row.id === 50000001],
      ['leads', 'filter[responsible_user_id]=9100002', (row) => row.responsible_user_id === 9100002],
      [
        'leads',
        'filter[price][from]=100000&filter[price][to]=150000',
        (row) => row.price >= 1e5 && row.price <= 1.5e5,
      ],
      ['leads', 'filter[pipeline_id][]=8200002', (row) => row.pipeline_id === 8200002],
      [
        'leads',
        'filter[statuses][0][pipeline_id]=8200001&filter[statuses][0][status_id]=142',
        (row) => row.pipeline_id === 8200001 && row.status_id === 142,
      ],
      ['leads', 'filter[closed_at][from]=1', (row) => row.closed_at !== null],
      [
        'leads',
        'filter[custom_fields_values][601002][]=7001',
        (row) =>
          (row.custom_fields_values ?? []).some(
            (f: Row) => f.field_id === 601002 && f.values[0].enum_id === 7001,
          ),
      ],
      [
        'leads',
        'filter[custom_fields_values][601003][from]=100&filter[custom_fields_values][601003][to]=200',
        (row) =>
          (row.custom_fields_values ?? []).some(
            (f: Row) =>
              f.field_id === 601003 && Number(f.values[0].value) >= 100 && Number(f.values[0].value) <= 200,
          ),
      ],
      ['contacts', 'filter[name]=Chlo%C3%A9', (row) => row.name === 'Chloé'],
      ['tasks', 'filter[is_completed]=1', (row) => row.is_completed],
      ['tasks', 'filter[task_type]=2', (row) => row.task_type_id === 2],
      ['tasks', 'filter[entity_type]=leads', (row) => row.entity_type === 'leads'],
      ['leads', 'filter[nonsense]=1', () => true],
    ])('of %s: %s', async (entity, query, keep) => {
      await count(entity, query, keep);
    });

    it('of tasks look at the stage of their lead', async () => {
      const inMain = new Set(
        (await client.all('leads', '&filter[pipeline_id]=8200001')).map((row) => row.id),
      );
      const found = await count('tasks', 'filter[lead_statuses][0][pipeline_id]=8200001', (row) =>
        inMain.has(row.entity_id),
      );
      expect(found).toBeGreaterThan(10);
    });

    it('by updated_at include both ends and combine with every order', async () => {
      const all = (await client.all('leads', '&order[updated_at]=asc')).map((row) => row.updated_at);
      const [from, to] = [all[100], all[700]];
      for (const order of ['updated_at', 'id', 'created_at']) {
        const query = `filter[updated_at][from]=${from}&filter[updated_at][to]=${to}&order[${order}]=asc`;
        const found = await count('leads', query, (row) => row.updated_at >= from && row.updated_at <= to);
        expect(found).toBeGreaterThan(300);
      }
    });

    it('with a plain updated_at mean equality for leads and "from then on" for tasks', async () => {
      const [lead] = await client.all('leads');
      await count(
        'leads',
        `filter[updated_at]=${lead.updated_at}`,
        (row) => row.updated_at === lead.updated_at,
      );
      const [task] = await client.all('tasks');
      await count(
        'tasks',
        `filter[updated_at]=${task.updated_at}`,
        (row) => row.updated_at >= task.updated_at,
      );
    });

    it('that are no numbers get a 400 that names them', async () => {
      const answer = await client.api('/leads?filter[updated_at][from]=yesterday');
      expect([answer.status, answer.body.detail]).toEqual([
        400,
        'Request validation failed: filter[updated_at][from] is not valid',
      ]);
    });

    it('that are unknown get a 400 when switched so', async () => {
      client.simulator.control.behaviour({ unknownFilter: 'refuse' });
      expect((await client.api('/leads?filter[nonsense]=1')).status).toBe(400);
      client.simulator.control.behaviour({ unknownFilter: 'ignore' });
    });
  });

  describe('query=', () => {
    const phoneOf = (row: Row): string =>
      row.custom_fields_values?.find((field: Row) => field.field_code === 'PHONE')?.values[0].value ?? '';

    it('finds a phone in any notation, duplicates in other formats included', async () => {
      const contacts = await client.all('contacts');
      const original = contacts.find((row) => row.id === 40000001 + 48);
      const digits = phoneOf(original).replace(/\D/g, '').slice(-10);
      const found = await client.all('contacts', `&query=${digits}`);
      expect(found.map((row) => row.id)).toEqual(expect.arrayContaining([40000001 + 48, 40000001 + 49]));
      expect(new Set(found.map(phoneOf)).size).toBeGreaterThan(1);
    });

    it('finds an e-mail and a part of a name without regard to case', async () => {
      const contacts = await client.all('contacts');
      const person = contacts.find((row) =>
        row.custom_fields_values?.some((field: Row) => field.field_code === 'EMAIL'),
      );
      const email = person.custom_fields_values.find((field: Row) => field.field_code === 'EMAIL').values[0]
        .value;
      expect((await client.all('contacts', `&query=${email.toUpperCase()}`)).map((row) => row.id)).toEqual([
        person.id,
      ]);
      expect((await client.api('/contacts?query=no-such-person')).status).toBe(204);
    });
  });

  describe('events', () => {
    it('come newest first, and every deleted row has one', async () => {
      const times: number[] = [];
      const deleted = new Set<number>();
      for (let page = 1; ; page += 1) {
        const answer = await client.api(
          `/events?limit=100&page=${page}&filter[type]=lead_deleted,contact_deleted`,
        );
        if (answer.status === 204) break;
        for (const event of answer.body._embedded.events) {
          times.push(event.created_at);
          deleted.add(event.entity_id);
        }
      }
      expect(times).toEqual([...times].sort((a, b) => b - a));
      for (const lead of await client.all('leads', '&with=only_deleted')) {
        if (lead.is_deleted) expect(deleted).toContain(lead.id);
      }
    });

    it('take lists joined by comma and indexed lists alike', async () => {
      const joined = await client.api('/events?filter[type]=lead_added,lead_deleted');
      const listed = await client.api('/events?filter[type][0]=lead_added&filter[type][1]=lead_deleted');
      expect(listed.body._embedded).toEqual(joined.body._embedded);
      const one = await client.api('/events?filter[entity]=lead&filter[entity_id][]=50000001');
      expect(one.body._embedded.events.every((event: Row) => event.entity_id === 50000001)).toBe(true);
    });

    it('are filtered by the stage a lead went to', async () => {
      const query = 'filter[value_after][leads_statuses][0][pipeline_id]=8200001';
      const { body } = await client.api(
        `/events?${query}&filter[value_after][leads_statuses][0][status_id]=142`,
      );
      expect(body._embedded.events.length).toBeGreaterThan(0);
      for (const event of body._embedded.events) {
        expect(event.value_after).toEqual([{ lead_status: { id: 142, pipeline_id: 8200001 } }]);
      }
    });

    it('are at most 100 on a page', async () => {
      expect((await client.api('/events?limit=101')).body._embedded.events).toHaveLength(50);
      expect((await client.api('/events?limit=100')).body._embedded.events).toHaveLength(100);
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
