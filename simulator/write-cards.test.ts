import { SimulatorClient, errorsOf, type Answer } from './simulator-client';

let client: SimulatorClient;

beforeEach(async () => {
  client = await SimulatorClient.start({ contacts: 60, leads: 60, companies: 20, tasks: 10 });
});
afterEach(() => client.close());

type Row = Answer['body'];

const lead = async (id: number, extras = ''): Promise<Row> =>
  (await client.api(`/leads/${id}${extras}`)).body;

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
    expect(await client.newEvents('lead_added')).toMatchObject([{ entity_id: id, created_by: 9100001 }]);
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
    expect(await client.newEvents('lead_status_changed')).toMatchObject([
      {
        entity_id: id,
        value_before: [{ lead_status: { id: 70000002, pipeline_id: 8200001 } }],
        value_after: [{ lead_status: { id: 143, pipeline_id: 8200001 } }],
      },
    ]);
    expect(await client.newEvents('custom_field_value_changed')).toMatchObject([
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
    expect((await client.newEvents('entity_tag_added')).length).toBe(3);
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
