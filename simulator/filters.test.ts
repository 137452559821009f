import { SimulatorClient, type Answer } from './simulator-client';

let client: SimulatorClient;

type Row = Answer['body'];

// Inside a block, so that the simulator is closed before the watch for leaked handles looks.
describe('the filters of the simulator', () => {
  beforeAll(async () => {
    client = await SimulatorClient.start();
  });
  afterAll(() => client.close());

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
});
