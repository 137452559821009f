import { SimulatorClient, errorsOf } from './simulator-client';

let client: SimulatorClient;

beforeEach(async () => {
  client = await SimulatorClient.start({ contacts: 20, leads: 20, companies: 5 });
});
afterEach(() => client.close());

const fields = async () => (await client.api('/leads/custom_fields')).body._embedded.custom_fields;

it('makes, renames and deletes custom fields', async () => {
  const made = await client.post('/leads/custom_fields', [
    { name: 'Floor', type: 'numeric' },
    { name: 'Wall', type: 'select', enums: [{ value: 'Brick' }, { value: 'Wood' }] },
  ]);
  expect(made.status).toBe(201);
  const [floor, wall] = made.body._embedded.custom_fields;
  expect(floor).toMatchObject({ name: 'Floor', type: 'numeric', enums: null });
  expect(wall.enums.map((one: { value: string }) => one.value)).toEqual(['Brick', 'Wood']);
  const written = await client.patch('/leads/50000001', {
    custom_fields_values: [{ field_id: wall.id, values: [{ enum_id: wall.enums[1].id }] }],
  });
  expect(written.status).toBe(200);
  await client.patch(`/leads/custom_fields/${wall.id}`, { name: 'Walls' });
  const shown = async () =>
    ((await client.api('/leads/50000001')).body.custom_fields_values as { field_id: number }[]).find(
      (field) => field.field_id === wall.id,
    );
  expect(await shown()).toMatchObject({ field_name: 'Walls', values: [{ value: 'Wood' }] });
  expect((await client.api(`/leads/custom_fields/${wall.id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await shown()).toBeUndefined();
  expect((await client.api(`/leads/custom_fields/${wall.id}`)).status).toBe(204);
  expect((await fields()).map((field: { id: number }) => field.id)).not.toContain(wall.id);
});

it('refuses what is no field', async () => {
  const answer = await client.post('/leads/custom_fields', [
    { type: 'moon' },
    { name: 'x', type: 'text', y: 1 },
  ]);
  expect(answer.status).toBe(400);
  expect(errorsOf(answer)).toEqual([
    '0 NotSupportedChoice type',
    '0 FieldMissing name',
    '1 FieldNotExpected y',
  ]);
  expect((await client.api('/contacts/custom_fields/600001', { method: 'DELETE' })).status).toBe(403);
});
