import { SimulatorClient, type Answer } from './simulator-client';

let client: SimulatorClient;

beforeEach(async () => {
  client = await SimulatorClient.start({ contacts: 60, leads: 60, companies: 20, tasks: 10 });
});
afterEach(() => client.close());

type Row = Answer['body'];

const lead = async (id: number, extras = ''): Promise<Row> =>
  (await client.api(`/leads/${id}${extras}`)).body;
const events = async (type: string): Promise<Row[]> => {
  const answer = await client.api(
    `/events?limit=100&filter[type]=${type}&filter[created_at][from]=1767225600`,
  );
  return answer.status === 204 ? [] : answer.body._embedded.events;
};
const errorsOf = (answer: Answer): string[] =>
  (answer.body['validation-errors'] ?? []).flatMap((row: Row) =>
    row.errors.map((error: Row) => `${row.request_id} ${error.code} ${error.path}`),
  );

describe('creating leads', () => {
  it('answers with ids and the request ids given, in the envelope of the sample', async () => {
    const answer = await client.post('/leads', [{ name: 'One' }, { name: 'Two', request_id: 'my-row-17' }]);
    expect(answer.status).toBe(200);
    const [one, two] = answer.body._embedded.leads;
    expect(answer.body).toEqual({
      _links: { self: { href: 'https://acme-demo.kommo.com/api/v4/leads' } },
      _embedded: {
        leads: [
          {
            id: 50000061,
            _links: { self: { href: 'https://acme-demo.kommo.com/api/v4/leads/50000061' } },
            request_id: '0',
          },
          { id: 50000062, _links: two._links, request_id: 'my-row-17' },
        ],
      },
    });
    expect(await lead(one.id)).toMatchObject({
      name: 'One',
      price: 0,
      created_by: 9100001,
      created_at: 1767225600,
    });
  });

  it('stores fields, links and tags of the documented example', async () => {
    const { body } = await client.post('/leads', [
      {
        name: 'Web form',
        price: 1200,
        pipeline_id: 8200001,
        status_id: 70000002,
        responsible_user_id: 9100002,
        request_id: 'row-1',
        custom_fields_values: [{ field_id: 601002, values: [{ enum_id: 7001 }] }],
        _embedded: {
          contacts: [{ id: 40000001 }, { id: 40000003, is_main: true }],
          companies: [{ id: 60000001 }],
          tags: [{ name: 'vip' }, { name: 'brand new' }],
        },
      },
    ]);
    const made = await lead(body._embedded.leads[0].id, '?with=contacts');
    expect(made.custom_fields_values).toEqual([
      {
        field_id: 601002,
        field_name: 'Budget level',
        field_code: null,
        field_type: 'select',
        values: [{ value: 'High', enum_id: 7001, enum_code: null }],
      },
    ]);
    expect(made._embedded.contacts.map((row: Row) => [row.id, row.is_main])).toEqual([
      [40000003, true],
      [40000001, false],
    ]);
    expect(made._embedded.companies.map((row: Row) => row.id)).toEqual([60000001]);
    expect(made._embedded.tags.map((tag: Row) => tag.name)).toEqual(['vip', 'brand new']);
    const contact = (await client.api('/contacts/40000003?with=leads')).body;
    expect(contact._embedded.leads.map((row: Row) => row.id)).toContain(made.id);
  });

  it('puts the lead into lists, orders and the change log at once', async () => {
    await client.api('/leads?order[updated_at]=desc');
    client.simulator.control.clock({ advance_s: 60 });
    const { body } = await client.post('/leads', [{ name: 'Newest' }]);
    const { id } = body._embedded.leads[0];
    const list = await client.api('/leads?order[updated_at]=desc&limit=1');
    expect(list.body._embedded.leads[0]).toMatchObject({ id, updated_at: 1767225660 });
    expect(await events('lead_added')).toMatchObject([{ entity_id: id, created_by: 9100001 }]);
  });
});

describe('validation', () => {
  it.each<[string, Row, string[]]>([
    ['wrong types', { price: '12', name: 5 }, ['0 InvalidType name', '0 InvalidType price']],
    ['negative prices', { price: -1 }, ['0 TooLow price']],
    [
      'stages of another pipeline',
      { pipeline_id: 8200001, status_id: 70000012 },
      ['0 NotSupportedChoice status_id'],
    ],
    ['unknown pipelines', { pipeline_id: 1 }, ['0 NotSupportedChoice pipeline_id']],
    ['removed users', { created_by: 9100099 }, ['0 NotSupportedChoice created_by']],
    [
      'inactive responsible users',
      { responsible_user_id: 9100003 },
      ['0 NotSupportedChoice responsible_user_id'],
    ],
    [
      'read-only keys',
      { account_id: 1, _links: {} },
      ['0 FieldNotExpected account_id', '0 FieldNotExpected _links'],
    ],
    [
      'missing contacts',
      { _embedded: { contacts: [{ id: 1 }] } },
      ['0 NotSupportedChoice _embedded.contacts.0.id'],
    ],
    [
      'unknown tags by id',
      { _embedded: { tags: [{ id: 1 }] } },
      ['0 NotSupportedChoice _embedded.tags.0.id'],
    ],
    [
      'unknown fields',
      { custom_fields_values: [{ field_id: 1, values: [{ value: 'x' }] }] },
      ['0 NotSupportedChoice custom_fields_values.0.field_id'],
    ],
    [
      'removed enum ids',
      { custom_fields_values: [{ field_id: 601002, values: [{ enum_id: 7099 }] }] },
      ['0 NotSupportedChoice custom_fields_values.0.values.0.enum_id'],
    ],
    [
      'the keys enum and enum_code in a select',
      { custom_fields_values: [{ field_id: 601002, values: [{ value: 'High', enum: 1, enum_code: null }] }] },
      [
        '0 FieldNotExpected custom_fields_values.0.values.0.enum',
        '0 FieldNotExpected custom_fields_values.0.values.0.enum_code',
      ],
    ],
    [
      'numbers that are none',
      { custom_fields_values: [{ field_id: 601003, values: [{ value: 'many' }] }] },
      ['0 InvalidType custom_fields_values.0.values.0.value'],
    ],
  ])('refuses %s', async (_what, row, errors) => {
    const answer = await client.post('/leads', [row]);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(errorsOf(answer)).toEqual(errors);
  });

  it('has the shape of the sample', async () => {
    const answer = await client.post('/leads', [{ request_id: 'r', price: 'x' }]);
    expect(answer.body).toEqual({
      'validation-errors': [
        {
          request_id: 'r',
          errors: [{ code: 'InvalidType', path: 'price', detail: 'This value should be of type int.' }],
        },
      ],
      title: 'Bad Request',
      type: 'https://httpstatus.es/400',
      status: 400,
      detail: 'Request validation failed',
    });
  });

  it('fails the whole batch for one bad row, or does the good ones by switch', async () => {
    const rows = [{ name: 'Good', _embedded: { tags: [{ name: 'left behind' }] } }, { price: 'x' }];
    const before = (await client.all('leads')).length;
    expect(errorsOf(await client.post('/leads', rows))).toEqual(['1 InvalidType price']);
    expect(await client.all('leads')).toHaveLength(before);
    expect((await client.api('/leads/tags?query=left')).status).toBe(204);
    client.simulator.control.behaviour({ allOrNothing: false });
    expect((await client.post('/leads', rows)).status).toBe(400);
    expect(await client.all('leads')).toHaveLength(before + 1);
  });

  it.each([['[]'], ['{}'], ['not json'], ['']])('refuses the body %p', async (body) => {
    const answer = await client.api('/leads', { method: 'POST', body });
    expect([answer.status, answer.body.detail]).toEqual([400, 'Request data can not be empty']);
  });

  it('answers 422 above 250 rows, and above 50 for complex leads', async () => {
    const rows = (count: number) => Array.from({ length: count }, () => ({ name: 'x' }));
    expect((await client.post('/leads', rows(251))).status).toBe(422);
    expect((await client.post('/leads', rows(250))).status).toBe(200);
    expect((await client.post('/leads/complex', rows(51))).status).toBe(422);
  });

  it('refuses a read object that is sent back', async () => {
    const read = (await client.all('leads')).find((row) => row.custom_fields_values);
    const answer = await client.patch('/leads', [read]);
    expect(answer.status).toBe(400);
    expect(errorsOf(answer).some((error) => error.includes('FieldNotExpected'))).toBe(true);
  });
});

describe('changing cards', () => {
  it('closes a lost lead with its reason, clears a field, and logs it all', async () => {
    const { body } = await client.post('/leads', [
      { name: 'L', custom_fields_values: [{ field_id: 601002, values: [{ value: 'Low' }] }] },
    ]);
    const { id } = body._embedded.leads[0];
    client.simulator.control.clock({ advance_s: 120 });
    const answer = await client.patch(`/leads/${id}`, {
      status_id: 143,
      pipeline_id: 8200001,
      loss_reason_id: 4401,
      custom_fields_values: [{ field_id: 601002, values: null }],
    });
    expect(answer.body).toEqual({
      id,
      updated_at: 1767225720,
      _links: { self: { href: `https://acme-demo.kommo.com/api/v4/leads/${id}` } },
    });
    expect(await lead(id)).toMatchObject({
      status_id: 143,
      loss_reason_id: 4401,
      closed_at: 1767225720,
      custom_fields_values: null,
    });
    expect(await events('lead_status_changed')).toMatchObject([
      {
        entity_id: id,
        value_before: [{ lead_status: { id: 70000002, pipeline_id: 8200001 } }],
        value_after: [{ lead_status: { id: 143, pipeline_id: 8200001 } }],
      },
    ]);
    expect(await events('custom_field_value_changed')).toMatchObject([
      { type: 'custom_field_601002_value_changed' },
    ]);
    await client.patch(`/leads/${id}`, { status_id: 70000003 });
    expect(await lead(id)).toMatchObject({ closed_at: null, loss_reason_id: null });
  });

  it('answers a batch with id, updated_at and request_id', async () => {
    const answer = await client.patch('/contacts', [{ id: 40000001, name: 'New name', request_id: 'a' }]);
    expect(answer.body._embedded.contacts).toEqual([
      { id: 40000001, updated_at: 1767225600, _links: expect.anything(), request_id: 'a' },
    ]);
    expect((await client.api('/contacts/40000001')).body.name).toBe('New name');
  });

  it('refuses unknown and deleted ids', async () => {
    const [gone] = await client.all('leads', '&with=only_deleted');
    for (const id of [1, gone.id]) {
      expect(errorsOf(await client.patch('/leads', [{ id, name: 'x' }]))).toEqual([
        '0 NotSupportedChoice id',
      ]);
    }
  });

  it('replaces all values of a multitext and checks its enum codes', async () => {
    const write = (values: unknown) =>
      client.patch('/contacts/40000001', { custom_fields_values: [{ field_code: 'PHONE', values }] });
    await write([{ value: '+1', enum_code: 'HOME' }, { value: '+2' }]);
    const { body } = await client.api('/contacts/40000001');
    const phone = body.custom_fields_values.find((field: Row) => field.field_code === 'PHONE');
    expect(phone.values.map((value: Row) => [value.value, value.enum_code])).toEqual([
      ['+1', 'HOME'],
      ['+2', 'WORK'],
    ]);
    expect(errorsOf(await write([{ value: '+1', enum_code: 'PIGEON' }]))).toEqual([
      '0 NotSupportedChoice custom_fields_values.0.values.0.enum_code',
    ]);
  });

  it('cuts a date to midnight in the zone of the account', async () => {
    const noonUtc = Date.UTC(2026, 5, 15, 12) / 1000;
    const nightUtc = Date.UTC(2026, 5, 15, 2) / 1000;
    for (const [sent, day] of [
      [noonUtc, 15],
      [nightUtc, 14],
    ] as const) {
      await client.patch('/leads/50000001', {
        custom_fields_values: [{ field_id: 601004, values: [{ value: sent }] }],
      });
      const { custom_fields_values: fields } = await lead(50000001);
      const date = fields.find((field: Row) => field.field_id === 601004);
      // New York is four hours behind UTC in June.
      expect(date.values).toEqual([{ value: Date.UTC(2026, 5, day, 4) / 1000 }]);
    }
  });

  it('replaces tags by _embedded and adds or takes single ones away by the newer keys', async () => {
    const names = async () => (await lead(50000001))._embedded.tags.map((tag: Row) => tag.name);
    await client.patch('/leads/50000001', { _embedded: { tags: [{ name: 'a' }, { name: 'b' }] } });
    expect(await names()).toEqual(['a', 'b']);
    await client.patch('/leads/50000001', { tags_to_add: [{ name: 'c' }], tags_to_delete: [{ name: 'a' }] });
    expect(await names()).toEqual(['b', 'c']);
    await client.patch('/leads/50000001', { _embedded: { tags: null } });
    expect(await names()).toEqual([]);
    expect((await events('entity_tag_added')).length).toBe(3);
  });

  it('derives the name of a contact from its parts unless it is given', async () => {
    const { body } = await client.post('/contacts', [
      { first_name: 'Zoë', last_name: "O'Neil" },
      { first_name: 'Ann', name: 'The boss' },
    ]);
    const [one, two] = body._embedded.contacts;
    expect((await client.api(`/contacts/${one.id}`)).body.name).toBe("Zoë O'Neil");
    expect((await client.api(`/contacts/${two.id}`)).body.name).toBe('The boss');
  });
});

describe('complex leads', () => {
  it('make lead, contact and company, and answer with a bare list', async () => {
    const { body } = await client.post('/leads/complex', [
      {
        name: 'Complex',
        price: 10,
        request_id: '0',
        _embedded: {
          contacts: [
            {
              first_name: 'Ann',
              custom_fields_values: [
                { field_code: 'EMAIL', values: [{ value: 'ann.new@example.test', enum_code: 'WORK' }] },
              ],
            },
          ],
          companies: [{ name: 'Globex Ltd' }],
          tags: [{ name: 'web' }],
        },
      },
    ]);
    expect(body).toEqual([
      { id: 50000061, contact_id: 40000061, company_id: 60000021, request_id: ['0'], merged: false },
    ]);
    const made = await lead(50000061, '?with=contacts');
    expect(made._embedded).toMatchObject({
      tags: [{ name: 'web' }],
      companies: [{ id: 60000021 }],
      contacts: [{ id: 40000061, is_main: true }],
    });
  });

  it('use a contact with the same phone instead of a new one', async () => {
    const twin = (await client.all('contacts')).find((row) => row.custom_fields_values);
    const { value } = twin.custom_fields_values[0].values[0];
    const phone = [{ field_code: 'PHONE', values: [{ value: value.replace(/\D/g, ''), enum_code: 'WORK' }] }];
    const { body } = await client.post('/leads/complex', [
      { name: 'Again', _embedded: { contacts: [{ name: 'Twin', custom_fields_values: phone }] } },
    ]);
    expect(body).toMatchObject([{ contact_id: twin.id, company_id: null, merged: true }]);
  });

  it('check the inner cards with full paths', async () => {
    const answer = await client.post('/leads/complex', [
      { _embedded: { contacts: [{ first_name: 1 }], companies: [{ id: 1 }] } },
    ]);
    expect(errorsOf(answer)).toEqual([
      '0 InvalidType _embedded.contacts.0.first_name',
      '0 NotSupportedChoice _embedded.companies.0.id',
    ]);
  });
});

describe('tasks', () => {
  it('are made, shown as the next task of their card, and completed with a result', async () => {
    const { body } = await client.post('/tasks', [
      {
        task_type_id: 1,
        text: 'Call back',
        complete_till: 1767312000,
        entity_id: 50000001,
        entity_type: 'leads',
      },
    ]);
    const { id } = body._embedded.tasks[0];
    const due = (await lead(50000001)).closest_task_at;
    expect(due).toBeLessThanOrEqual(1767312000);
    expect((await client.api(`/tasks/${id}`)).body.result).toEqual([]);
    const done = await client.patch(`/tasks/${id}`, { is_completed: true, result: { text: 'Agreed' } });
    expect(done.body).toMatchObject({ id, updated_at: 1767225600 });
    expect((await client.api(`/tasks/${id}`)).body).toMatchObject({
      is_completed: true,
      result: { text: 'Agreed' },
    });
    expect(await events('task_completed')).toMatchObject([{ entity_id: id, entity_type: 'task' }]);
  });

  it('need a text, a date and a parent that exists', async () => {
    const answer = await client.post('/tasks', [
      { entity_id: 1, entity_type: 'leads' },
      { entity_type: 'moons' },
    ]);
    expect(errorsOf(answer)).toEqual([
      '0 FieldMissing text',
      '0 FieldMissing complete_till',
      '0 NotSupportedChoice entity_id',
      '1 FieldMissing text',
      '1 FieldMissing complete_till',
      '1 NotSupportedChoice entity_type',
    ]);
  });
});

describe('notes', () => {
  it('are added to a card, listed with it, and changed', async () => {
    const { body } = await client.post('/leads/50000001/notes', [
      { note_type: 'common', params: { text: 'Asked for a quote' } },
    ]);
    const [{ id }] = body._embedded.notes;
    const list = await client.api('/leads/50000001/notes?order[id]=desc&limit=1');
    expect(list.body._embedded.notes[0]).toMatchObject({
      id,
      entity_id: 50000001,
      note_type: 'common',
      params: { text: 'Asked for a quote' },
    });
    await client.patch(`/leads/50000001/notes/${id}`, { params: { text: 'Sent it' } });
    expect((await client.api(`/leads/notes/${id}`)).body.params.text).toBe('Sent it');
    expect((await client.api(`/leads/50000002/notes/${id}`)).status).toBe(204);
    expect(await events('common_note_added')).toMatchObject([{ entity_id: 50000001, entity_type: 'lead' }]);
  });

  it('are refused without their parameters, for unknown types and for missing cards', async () => {
    const answer = await client.post('/leads/notes', [
      { entity_id: 50000001, note_type: 'common' },
      { entity_id: 1, note_type: 'poem' },
    ]);
    expect(errorsOf(answer)).toEqual([
      '0 FieldMissing params.text',
      '1 NotSupportedChoice note_type',
      '1 NotSupportedChoice entity_id',
    ]);
    expect((await client.post('/leads/1/notes', [{ note_type: 'common' }])).status).toBe(404);
  });
});

describe('links', () => {
  it('are made, listed from both sides, and taken away', async () => {
    const { body } = await client.post('/leads', [{ name: 'Lonely' }]);
    const { id } = body._embedded.leads[0];
    const linked = await client.post(`/leads/${id}/link`, [
      { to_entity_id: 40000001, to_entity_type: 'contacts' },
      { to_entity_id: 40000003, to_entity_type: 'contacts', metadata: { main_contact: true } },
      { to_entity_id: 60000001, to_entity_type: 'companies' },
      { to_entity_id: 60000002, to_entity_type: 'companies' },
    ]);
    expect(linked.status).toBe(200);
    const list = await client.api(`/leads/${id}/links`);
    expect(list.body._embedded.links).toEqual([
      {
        entity_id: id,
        entity_type: 'leads',
        to_entity_id: 40000003,
        to_entity_type: 'contacts',
        metadata: { main_contact: true },
      },
      expect.objectContaining({ to_entity_id: 40000001, metadata: { main_contact: false } }),
      expect.objectContaining({ to_entity_id: 60000002, to_entity_type: 'companies', metadata: null }),
    ]);
    const back = await client.api('/contacts/40000001/links?filter[to_entity_type]=leads');
    expect(back.body._embedded.links.map((link: Row) => link.to_entity_id)).toContain(id);
    const cut = await client.post(`/leads/${id}/unlink`, [
      { to_entity_id: 40000001, to_entity_type: 'contacts' },
    ]);
    expect(cut.status).toBe(204);
    expect((await client.api(`/leads/${id}/links`)).body._total_items).toBe(2);
    expect(await events('entity_linked')).toHaveLength(4);
  });
});

describe('webhook subscriptions', () => {
  const destination = 'https://hooks.example.test/kommo/t-31250001/s3cr3tpath';
  const subscribe = (body: object, token?: string) =>
    client.api('/webhooks', { method: 'POST', body, ...(token ? { token } : {}) });

  it('are added, replaced, listed and removed', async () => {
    expect((await client.api('/webhooks')).status).toBe(204);
    const added = await subscribe({ destination, settings: ['add_lead', 'update_lead'], sort: 1 });
    expect(added.status).toBe(201);
    expect(added.body).toEqual({
      id: 1200001,
      destination,
      created_at: 1767225600,
      updated_at: 1767225600,
      account_id: 31250001,
      created_by: 9100001,
      sort: 1,
      disabled: false,
      settings: ['add_lead', 'update_lead'],
    });
    await subscribe({ destination, settings: ['delete_lead'] });
    const list = await client.api(`/webhooks?filter[destination]=${encodeURIComponent(destination)}`);
    expect(list.body).toMatchObject({
      _total_items: 1,
      _embedded: { webhooks: [{ settings: ['delete_lead'] }] },
    });
    const removed = await client.api('/webhooks', { method: 'DELETE', body: { destination } });
    expect(removed.status).toBe(204);
    expect((await client.api('/webhooks', { method: 'DELETE', body: { destination } })).status).toBe(404);
  });

  it('are refused for unknown events, no address, managers, and plans without them', async () => {
    expect(errorsOf(await subscribe({ destination, settings: ['add_lead', 'explode_lead'] }))).toEqual([
      '0 NotSupportedChoice settings.1',
    ]);
    expect(errorsOf(await subscribe({ destination: 'ftp://x', settings: ['add_lead'] }))).toEqual([
      '0 NotSupportedChoice destination',
    ]);
    const manager = client.simulator.issueLongLivedToken('acme-demo', { userId: 9100002 });
    expect((await subscribe({ destination, settings: ['add_lead'] }, manager)).status).toBe(403);
    client.simulator.control.plan('acme-demo', { webhooks: false });
    expect((await subscribe({ destination, settings: ['add_lead'] })).status).toBe(402);
  });

  it('stop at a hundred for one account', async () => {
    for (let n = 0; n < 100; n += 1) {
      expect((await subscribe({ destination: `${destination}/${n}`, settings: ['add_lead'] })).status).toBe(
        201,
      );
    }
    expect((await subscribe({ destination, settings: ['add_lead'] })).status).toBe(422);
  });
});

describe('tags', () => {
  it('are listed, searched and made', async () => {
    const made = await client.post('/leads/tags', [{ name: 'loft' }, { name: 'vip', request_id: 'v' }]);
    expect(made.body._embedded.tags).toEqual([
      { id: 3307, name: 'loft', color: null, request_id: '0' },
      { id: 3301, name: 'vip', color: null, request_id: 'v' },
    ]);
    const found = await client.api('/leads/tags?query=LOF');
    expect(found.body._embedded.tags).toEqual([{ id: 3307, name: 'loft', color: null }]);
    expect((await client.api('/leads/tags?filter[id]=3301')).body._embedded.tags[0].name).toBe('vip');
  });
});
