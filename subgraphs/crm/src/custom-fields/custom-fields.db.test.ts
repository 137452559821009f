import { ask as askKommo } from '../../../../simulator/simulator-client';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { Viewer } from '../../../../service-kit/auth/viewer';

const world = useCrm({ contacts: 40, leads: 40, companies: 8, clock: 'virtual' });
let owner: Viewer;
let connectionId: string;

beforeEach(async () => {
  world.kommo.control.reset({ keep_tokens: true });
  owner = viewerWith('owner');
  connectionId = await world.connect(owner);
  await world.sync(owner, connectionId);
});

const ask = (query: string, variables?: Record<string, unknown>, viewer: Viewer = owner) =>
  world.graph.execute(viewer, query, variables);

const kommo = async (method: string, path: string, body?: unknown) => {
  const base = world.kommo.accountUrl.replace('{subdomain}', 'acme-demo');
  const token = world.kommo.issueLongLivedToken('acme-demo');
  return askKommo(`${base}/api/v4${path}`, { method, token, body });
};

const FIELDS = `query($filter: CustomFieldFilter) { customFields(first: 100, filter: $filter) { totalCount edges { node {
  id kommoId kind name type code currency isDeleted key drift mappedName mappedType options { enumId value }
  connection { id } } } } }`;

interface Shown {
  id: string;
  kommoId: string;
  name: string;
  [field: string]: unknown;
}

const list = async (filter?: object, viewer = owner): Promise<Shown[]> =>
  dataOf(await ask(FIELDS, { filter }, viewer)).customFields.edges.map((edge: { node: Shown }) => edge.node);

const fieldOf = async (name: string) => {
  const found = (await list({ kind: 'LEADS', includeDeleted: true })).find((field) => field.name === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
};

const MAP = `mutation($input: MapCustomFieldInput!) { mapCustomField(input: $input) {
  customField { key drift mappedName } userErrors { code path } } }`;
const UNMAP = `mutation($input: UnmapCustomFieldInput!) { unmapCustomField(input: $input) {
  customField { key drift } userErrors { code path } } }`;

const map = async (name: string, key: string) =>
  dataOf(await ask(MAP, { input: { customFieldId: (await fieldOf(name)).id, key } })).mapCustomField;

const NOTICES = `query($id: ID!) { crmConnection(id: $id) { notices { code message } } }`;
const alarms = async (): Promise<{ code: string; message: string }[]> =>
  dataOf(await ask(NOTICES, { id: connectionId })).crmConnection.notices.filter((notice: { code: string }) =>
    notice.code.startsWith('CUSTOM_FIELD'),
  );

const VALUE = `__typename ... on FilledCustomField { fieldId key name code type values }
  ... on TextFieldValue { text } ... on NumberFieldValue { number }
  ... on MoneyFieldValue { money { amount currency } } ... on FlagFieldValue { isChecked }
  ... on DateFieldValue { date } ... on DateTimeFieldValue { dateTime }
  ... on ChoiceFieldValue { options { enumId value code } }
  ... on EntriesFieldValue { entries { value kind enumId } } ... on OtherFieldValue { data }`;
const LEAD = `query($kommoIds: [String!], $key: String!) { leads(filter: { kommoIds: $kommoIds }) { edges { node {
  customField(key: $key) { ${VALUE} } customFields { ${VALUE} } } } } }`;

const lead = async (kommoId: string, key = 'none') =>
  dataOf(await ask(LEAD, { kommoIds: [kommoId], key })).leads.edges[0].node;

it('copies the definitions of all custom fields', async () => {
  const fields = await list({ kind: 'LEADS' });
  const theirs = (await kommo('GET', '/leads/custom_fields?limit=250')).body._embedded.custom_fields;
  expect(fields.map((field) => field.kommoId).sort()).toEqual(
    theirs.map((field: { id: number }) => String(field.id)).sort(),
  );
  expect(await fieldOf('Budget level')).toMatchObject({
    kind: 'LEADS',
    type: 'select',
    isDeleted: false,
    key: null,
    drift: 'NONE',
    options: [{ value: 'High' }, { value: 'Medium' }, { value: 'Low' }],
    connection: { id: connectionId },
  });
  expect(await fieldOf('Prepayment')).toMatchObject({ currency: 'USD' });
  expect((await list({ connectionId })).length).toBe((await list()).length);
  expect(await list({}, viewerWith('owner'))).toEqual([]);
});

it('gives values by type, in the account’s time zone, by the organisation’s own key', async () => {
  const values: [string, unknown, object][] = [
    ['Source note', { value: 'Fair' }, { __typename: 'TextFieldValue', text: 'Fair' }],
    ['Object area, m²', { value: '120.50' }, { __typename: 'NumberFieldValue', number: '120.50' }],
    ['Measurement date', { value: 1_769_000_000 }, { __typename: 'DateFieldValue', date: '2026-01-21' }],
    [
      'Works start',
      { value: 1_769_000_000 },
      { __typename: 'DateTimeFieldValue', dateTime: '2026-01-21T12:53:20.000Z' },
    ],
    ['Mortgage', { value: true }, { __typename: 'FlagFieldValue', isChecked: true }],
    [
      'Prepayment',
      { value: '500' },
      { __typename: 'MoneyFieldValue', money: { amount: '500.00', currency: 'USD' } },
    ],
    ['Budget level', { value: 'High' }, { __typename: 'ChoiceFieldValue', options: [{ value: 'High' }] }],
  ];
  const ids = new Map(
    await Promise.all(values.map(async ([name]) => [name, (await fieldOf(name)).kommoId] as const)),
  );
  const written = await kommo('PATCH', '/leads/50000003', {
    custom_fields_values: values.map(([name, value]) => ({
      field_id: Number(ids.get(name)),
      values: [value],
    })),
  });
  expect(written.status).toBe(200);
  expect((await map('Object area, m²', 'object_area')).userErrors).toEqual([]);
  world.kommo.control.clock({ advance_s: 5 });
  await world.sync(owner, connectionId);
  const { customField, customFields } = await lead('50000003', 'object_area');
  expect(customField).toMatchObject({
    __typename: 'NumberFieldValue',
    number: '120.50',
    key: 'object_area',
    name: 'Object area, m²',
    values: ['120.50'],
  });
  for (const [name, , expected] of values) {
    const shown = customFields.find((field: { fieldId: string }) => field.fieldId === ids.get(name));
    expect(shown).toMatchObject(expected);
  }
  for (const key of ['unknown', '', 'a\u0000', 'x'.repeat(10_000)]) {
    expect((await lead('50000003', key)).customField).toBeNull();
  }
});

it('tells before data breaks that a mapped field was renamed or deleted, until somebody has looked', async () => {
  await map('Object area, m²', 'object_area');
  await map('Comment', 'comment');
  expect(await alarms()).toEqual([]);
  const area = (await fieldOf('Object area, m²')).kommoId;
  const comment = (await fieldOf('Comment')).kommoId;
  await kommo('PATCH', `/leads/custom_fields/${area}`, { name: 'Area' });
  await kommo('DELETE', `/leads/custom_fields/${comment}`);
  world.kommo.control.clock({ advance_s: 5 });
  await world.sync(owner, connectionId);
  expect(await fieldOf('Area')).toMatchObject({ drift: 'RENAMED', key: 'object_area' });
  expect(await fieldOf('Comment')).toMatchObject({ drift: 'DELETED', isDeleted: true });
  expect((await alarms()).map((alarm) => alarm.code).sort()).toEqual([
    'CUSTOM_FIELD_DELETED',
    'CUSTOM_FIELD_RENAMED',
  ]);
  expect((await alarms()).map((alarm) => alarm.message).join()).toMatch(
    /“object_area” of leads was “Object area, m²”, is “Area”/,
  );
  expect((await map('Area', 'object_area')).customField).toMatchObject({ drift: 'NONE', mappedName: 'Area' });
  // The key of a field that is gone may go over to another one.
  expect((await map('Source note', 'comment')).userErrors).toEqual([]);
  expect(await alarms()).toEqual([]);
  expect(await fieldOf('Comment')).toMatchObject({ key: null, drift: 'NONE' });
});

it('tells of a mapped field that got another type', async () => {
  await map('Object area, m²', 'object_area');
  const area = (await fieldOf('Object area, m²')).kommoId;
  await kommo('PATCH', `/leads/custom_fields/${area}`, { type: 'text' });
  await world.sync(owner, connectionId);
  expect((await alarms()).map((alarm) => alarm.code)).toEqual(['CUSTOM_FIELD_RETYPED']);
  const input = { customFieldId: (await fieldOf('Object area, m²')).id };
  expect(dataOf(await ask(UNMAP, { input })).unmapCustomField).toMatchObject({
    customField: { key: null, drift: 'NONE' },
    userErrors: [],
  });
  expect(await alarms()).toEqual([]);
});

it('does not take a short list for deleted fields', async () => {
  await map('Comment', 'comment');
  world.kommo.control.faults({ match: { path: '/api/v4/leads/custom_fields' }, kind: 'empty_204', times: 2 });
  await world.sync(owner, connectionId);
  expect(await alarms()).toEqual([]);
  expect((await list({ kind: 'LEADS' })).length).toBeGreaterThan(10);
});

it('goes on without definitions where Kommo refuses them', async () => {
  world.kommo.control.faults({ match: { path: '/api/v4/*/custom_fields' }, kind: '404' });
  await world.sync(owner, connectionId);
  const query = `query($id: ID!) { crmConnection(id: $id) { state sync { state } entities { entity count lastError { code } } } }`;
  const connection = dataOf(await ask(query, { id: connectionId })).crmConnection;
  expect(connection).toMatchObject({ state: 'ACTIVE', sync: { state: 'SUCCEEDED' } });
  const status = connection.entities.find((one: { entity: string }) => one.entity === 'CUSTOM_FIELDS');
  expect(status.lastError.code).toBe('KOMMO_NOT_FOUND');
  expect(status.count).toBeGreaterThan(10);
});

it('refuses keys that are none, taken, or of a field that is not one’s own', async () => {
  const taken = await map('Comment', 'comment');
  expect(taken.userErrors).toEqual([]);
  expect((await map('Mortgage', 'comment')).userErrors).toEqual([{ code: 'KEY_TAKEN', path: ['key'] }]);
  for (const key of ['', 'Area', '1area', 'a-b', 'x'.repeat(65), 'a\u0000']) {
    expect((await map('Mortgage', key)).userErrors).toEqual([{ code: 'KEY_INVALID', path: ['key'] }]);
  }
  const input = { customFieldId: (await fieldOf('Mortgage')).id, key: 'mine' };
  expect(codes(await ask(MAP, { input }, viewerWith('owner')))).toEqual(['NOT_FOUND']);
  expect(codes(await ask(MAP, { input }, viewerWith('viewer')))).toEqual(['FORBIDDEN']);
});

it('costs the same for few and for many leads', async () => {
  await map('Budget level', 'budget');
  const query = `query($first: Int!) { leads(first: $first) { edges { node {
    customField(key: "budget") { ${VALUE} } customFields { ${VALUE} } } } } }`;
  const few = await ask(query, { first: 5 });
  const many = await ask(query, { first: 40 });
  expect(dataOf(many).leads.edges.length).toBeGreaterThan(30);
  expect(many.statements.length).toBe(few.statements.length);
});
