import { SimulatorClient, errorsOf, type Answer } from './simulator-client';

let client: SimulatorClient;

beforeEach(async () => {
  client = await SimulatorClient.start({ contacts: 60, leads: 60, companies: 20, tasks: 10 });
});
afterEach(() => client.close());

type Row = Answer['body'];

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
