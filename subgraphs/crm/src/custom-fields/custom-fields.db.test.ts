import { ask as askKommo } from '../../../../simulator/simulator-client';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { newId } from '../../../../service-kit/data/ids';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { putCardValues } from './card-values';

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

describe('lists by mapped fields', () => {
  const LEADS = `query($filter: LeadFilter, $by: CardFieldOrder, $first: Int, $after: String, $last: Int, $before: String) {
    leads(filter: $filter, orderByField: $by, first: $first, after: $after, last: $last, before: $before) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { kommoId } } } }`;
  interface Wish {
    customFields?: object[];
    by?: { key: string; direction?: string };
    [page: string]: unknown;
  }
  const leads = async ({ customFields, by, ...page }: Wish, filter: object = {}) => {
    const answer = await ask(LEADS, { filter: { ...filter, customFields }, by, first: 100, ...page });
    return dataOf(answer).leads;
  };
  const numbers = async (...wish: Parameters<typeof leads>): Promise<string[]> =>
    (await leads(...wish)).edges.map(({ node }: { node: { kommoId: string } }) => node.kommoId);
  const KEYS = {
    'Source note': 'note',
    'Object area, m²': 'area',
    'Measurement date': 'measured',
    'Works start': 'start',
    Mortgage: 'mortgage',
    Prepayment: 'prepaid',
    'Budget level': 'budget',
    'Work types': 'works',
  } as const;
  type Name = keyof typeof KEYS;
  /** What each lead has in the mapped fields; all others are emptied. */
  const fill = async (rows: Record<string, Partial<Record<Name, unknown>>>) => {
    const ids = new Map(
      (await list({ kind: 'LEADS' })).map((field) => [field.name, Number(field.kommoId)] as const),
    );
    const all = dataOf(await ask('{ leads(first: 100) { edges { node { kommoId } } } }')).leads.edges;
    const body = all.map(({ node }: { node: { kommoId: string } }) => ({
      id: Number(node.kommoId),
      custom_fields_values: Object.keys(KEYS).map((name) => {
        const value = rows[node.kommoId]?.[name as Name];
        const values = value === undefined ? null : [value].flat().map((one) => ({ value: one }));
        return { field_id: ids.get(name), values };
      }),
    }));
    const written = await kommo('PATCH', '/leads', body);
    expect([written.status, written.body]).toEqual([200, expect.anything()]);
    world.kommo.control.clock({ advance_s: 5 });
    await world.sync(owner, connectionId);
  };
  const mapAll = async () => {
    for (const [name, key] of Object.entries(KEYS)) expect((await map(name, key)).userErrors).toEqual([]);
  };
  const ROWS = {
    '50000001': { 'Object area, m²': '-5', Prepayment: '0.5', 'Measurement date': 1_769_000_000 },
    '50000002': {
      'Object area, m²': '120.5',
      'Source note': 'A Fair in May',
      Mortgage: true,
      'Budget level': 'High',
    },
    '50000003': { 'Object area, m²': '1000', 'Source note': 'fair', Mortgage: false, 'Budget level': 'Low' },
    '50000004': {
      'Object area, m²': '99.25',
      'Works start': 1_769_000_000,
      'Work types': ['Design', 'Roofing'],
    },
    '50000005': { 'Object area, m²': '0', 'Source note': '100%_\\', 'Measurement date': 1_769_400_000 },
  };

  it('finds by number, money, day, instant, flag, option and text, whether mapped before the cards came or after', async () => {
    const cases: [object, string[]][] = [
      [{ key: 'area', gt: '99.25' }, ['50000003', '50000002']],
      [{ key: 'area', gte: '99.25', lt: '1000' }, ['50000004', '50000002']],
      [{ key: 'area', lt: '0' }, ['50000001']],
      [{ key: 'area', lte: '-5.0' }, ['50000001']],
      [{ key: 'area', eq: '120,50' }, ['50000002']],
      [{ key: 'area', in: ['0.00', '1e+3', '7'] }, ['50000005', '50000003']],
      [{ key: 'prepaid', gt: '0.4', lt: '0.51' }, ['50000001']],
      [{ key: 'measured', eq: '2026-01-21' }, ['50000001']],
      [{ key: 'measured', gt: '2026-01-21' }, ['50000005']],
      [{ key: 'start', eq: '2026-01-21T12:53:20Z' }, ['50000004']],
      [{ key: 'start', lt: '2026-01-21T12:53:20Z' }, []],
      [{ key: 'mortgage', eq: 'true' }, ['50000002']],
      [{ key: 'budget', eq: 'high' }, ['50000002']],
      [{ key: 'works', eq: 'Roofing' }, ['50000004']],
      [{ key: 'works', contains: 'oof' }, ['50000004']],
      [{ key: 'note', eq: 'FAIR' }, ['50000003']],
      [{ key: 'note', contains: 'fair' }, ['50000003', '50000002']],
      [{ key: 'note', contains: '%_\\' }, ['50000005']],
      [{ key: 'note', contains: '_fair' }, []],
    ];
    const all = async () => {
      for (const [condition, expected] of cases) {
        const page = await leads({ customFields: [condition] });
        const found = page.edges.map(({ node }: { node: { kommoId: string } }) => node.kommoId).sort();
        expect([condition, found]).toEqual([condition, [...expected].sort()]);
        expect(page.totalCount).toBe(expected.length);
      }
    };
    await fill(ROWS);
    await mapAll();
    await all();
    // Kommo leaves boxes out that are not ticked.
    const everything = await numbers({});
    const others = everything.filter((number) => number !== '50000002');
    expect(everything).toHaveLength(others.length + 1);
    expect(await numbers({ customFields: [{ key: 'mortgage', eq: 'false' }] })).toEqual(others);
    expect(await numbers({ customFields: [{ key: 'mortgage', in: ['false', 'TRUE'] }] })).toEqual(everything);
    expect(await numbers({ customFields: [{ key: 'mortgage', eq: 'true', in: ['false'] }] })).toEqual([]);
    await world.sync(owner, connectionId, 'FULL');
    await all();
    await fill({ ...ROWS, '50000001': {}, '50000007': { 'Object area, m²': '-7' } });
    expect(await numbers({ customFields: [{ key: 'area', lt: '0' }] })).toEqual(['50000007']);
    const both = [
      { key: 'area', gt: '1' },
      { key: 'note', contains: 'fair' },
    ];
    expect((await numbers({ customFields: both }, { search: 'zzzzz' })).length).toBe(0);
    expect((await numbers({ customFields: both })).sort()).toEqual(['50000002', '50000003']);
    expect(await numbers({ customFields: both }, { connectionId })).toHaveLength(2);
    const elsewhere = { customFields: both, connectionId: viewerWith('owner').orgId };
    expect(codes(await ask(LEADS, { filter: elsewhere }))).toEqual(['BAD_USER_INPUT']);
  });

  it('sorts by a field in pages, those without a value last, both ways and backward', async () => {
    await fill(ROWS);
    await mapAll();
    const up = ['50000001', '50000005', '50000004', '50000002', '50000003'];
    const whole = await numbers({ by: { key: 'area' } });
    expect(whole.slice(0, 5)).toEqual(up);
    expect(new Set(whole).size).toBe((await leads({})).totalCount);
    const down = await numbers({ by: { key: 'area', direction: 'DESC' } });
    expect(down.slice(0, 5)).toEqual([...up].reverse());
    expect([...down].sort()).toEqual([...whole].sort());
    const paged: string[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await leads({ by: { key: 'area', direction: 'DESC' }, first: 3, after });
      paged.push(...page.edges.map(({ node }: { node: { kommoId: string } }) => node.kommoId));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(paged).toEqual(down);
    const { pageInfo } = await leads({ by: { key: 'area' }, first: 3 });
    const next = await leads({ by: { key: 'area' }, first: 3, after: pageInfo.endCursor });
    const back = { by: { key: 'area' }, first: undefined, last: 2, before: next.pageInfo.startCursor };
    expect(await numbers(back)).toEqual(whole.slice(1, 3));
    const narrowed = { customFields: [{ key: 'area', gt: '0' }], by: { key: 'area', direction: 'DESC' } };
    expect(await numbers(narrowed)).toEqual(['50000003', '50000002', '50000004']);
  });

  it('refuses what it can’t compare, in words, and shows nobody else’s', async () => {
    await mapAll();
    const refused = async (filter: object, by?: object) => {
      const answer = await ask(LEADS, { filter, by });
      expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
      return answer.errors?.[0]?.message ?? '';
    };
    const one = (condition: object) => refused({ customFields: [condition] });
    expect(await one({ key: 'nothing', eq: '1' })).toContain(
      'No custom field of leads has the key "nothing"',
    );
    expect(await one({ key: 'A\u0000', eq: '1' })).toContain('No custom field');
    expect(await one({ key: 'area', eq: 'many' })).toContain('a number: "12.5"');
    expect(await one({ key: 'area', contains: '1' })).toContain(
      'takes eq, in, gt, gte, lt, lte, not contains',
    );
    expect(await one({ key: 'measured', gt: '2026-02-30' })).toContain('a day');
    expect(await one({ key: 'start', gt: 'yesterday' })).toContain('an instant');
    expect(await one({ key: 'mortgage', eq: 'maybe' })).toContain('"true" or "false"');
    expect(await one({ key: 'mortgage', gt: 'true' })).toContain('not gt');
    expect(await one({ key: 'note', lt: 'x' })).toContain('takes eq, in, contains');
    expect(await one({ key: 'note', eq: 'x'.repeat(201) })).toContain('200 characters');
    expect(await one({ key: 'note', in: Array.from({ length: 101 }, String) })).toContain('100 values');
    expect(await one({ key: 'note' })).toContain('Say what');
    expect(await one({ key: 'note', eq: 'a\u0000' })).toContain('a text');
    expect(await one({ key: 'note', contains: 'a\u0000' })).toContain('a text');
    const eleven = Array.from({ length: 11 }, () => ({ key: 'note', eq: 'x' }));
    expect(await refused({ customFields: eleven })).toContain('10 conditions');
    expect(await refused({}, { key: 'nothing' })).toContain('No custom field');
    const stranger = viewerWith('owner');
    const theirs = await ask(LEADS, { filter: { customFields: [{ key: 'note', eq: 'x' }] } }, stranger);
    expect(codes(theirs)).toEqual(['BAD_USER_INPUT']);
    // What is mapped no more is found no more.
    const input = { customFieldId: (await fieldOf('Source note')).id };
    dataOf(await ask(UNMAP, { input }));
    expect(await one({ key: 'note', eq: 'fair' })).toContain('No custom field');
  });

  it('takes, of a field that a card has twice, the one that is shown, and reads it once', async () => {
    const { id, kommoId } = await fieldOf('Object area, m²');
    const twice = (...values: (string | null)[]) =>
      values.map((value) => ({
        field_id: kommoId,
        field_name: 'Area',
        field_code: null,
        field_type: 'numeric',
        values: value === null ? [] : [{ value }],
      }));
    const rows = { '50000001': twice('700001', '800001'), '50000002': twice(null, '900001') };
    const act = <T>(work: Parameters<typeof inOrganization<T>>[2]): Promise<T> =>
      inOrganization(world.runtime.source, owner.orgId, work);
    await act(async (db) => {
      for (const [number, fields] of Object.entries(rows)) {
        await db.query('UPDATE crm.leads SET custom_fields = $3 WHERE org_id = $1 AND kommo_id = $2', [
          owner.orgId,
          number,
          JSON.stringify(fields),
        ]);
      }
    });
    const isAsShown = async () => {
      const shown = ['50000001', '50000002'].map(async (number) => (await lead(number, 'area')).customField);
      expect(await Promise.all(shown)).toMatchObject([{ number: '700001' }, { number: '900001' }]);
      const found = ['700001', '800001', '900001'].map((eq) =>
        numbers({ customFields: [{ key: 'area', eq }] }),
      );
      expect(await Promise.all(found)).toEqual([['50000001'], [], ['50000002']]);
    };
    await map('Object area, m²', 'area');
    await isAsShown(); // read from the cards that are there
    const readAt = () => act((db) => db.query('SELECT values_at FROM crm.custom_fields WHERE id = $1', [id]));
    const before = await readAt();
    await map('Object area, m²', 'area'); // somebody has looked again: the values are those that are there
    expect(await readAt()).toEqual(before);
    await act(async (db) => {
      const cards = (await db.query(
        'SELECT id, custom_fields AS fields FROM crm.leads WHERE org_id = $1 AND kommo_id = ANY ($2::bigint[])',
        [owner.orgId, Object.keys(rows)],
      )) as Parameters<typeof putCardValues>[3];
      await putCardValues(db, { orgId: owner.orgId, connectionId }, 'LEADS', cards);
    });
    await isAsShown(); // written with a card
  });

  it('doubts its values when a worker of an earlier version has stored cards without them, and reads them anew', async () => {
    await fill(ROWS);
    await map('Object area, m²', 'area');
    const large = () => numbers({ customFields: [{ key: 'area', gt: '100' }] });
    expect((await large()).sort()).toEqual(['50000002', '50000003']);
    await inOrganization(world.runtime.source, owner.orgId, (db) =>
      db.query(`UPDATE crm.leads SET custom_fields = '[]' WHERE org_id = $1 AND kommo_id = 50000002`, [
        owner.orgId,
      ]),
    );
    const asked = await ask(LEADS, { filter: { customFields: [{ key: 'area', gt: '100' }] } });
    expect(asked.errors[0]?.message).toContain('still being read');
    await world.sync(owner, connectionId); // brings the card back as it is in Kommo, too
    expect((await large()).sort()).toEqual(['50000002', '50000003']);
  });

  it('takes a mapping back when the cards that are being stored are stored', async () => {
    await map('Object area, m²', 'area');
    const input = { customFieldId: (await fieldOf('Object area, m²')).id };
    const { source } = world.runtime;
    const waits = async (): Promise<boolean> => {
      const asked = `SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                      WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted`;
      return ((await source.query(asked)) as unknown[]).length > 0;
    };
    let isDone = false;
    const unmapped = await inOrganization(source, owner.orgId, async (db) => {
      await putCardValues(db, { orgId: owner.orgId, connectionId }, 'LEADS', [{ id: newId(), fields: [] }]);
      const unmapping = ask(UNMAP, { input }).finally(() => (isDone = true));
      while (!isDone && !(await waits())) continue;
      expect(isDone).toBe(false);
      return { unmapping };
    });
    expect(dataOf(await unmapped.unmapping).unmapCustomField.userErrors).toEqual([]);
  });

  it('costs two statements, however much is asked and found', async () => {
    await mapAll();
    const little = await ask(LEADS, { filter: { customFields: [{ key: 'area', gt: '0' }] } });
    const much = await ask(LEADS, {
      filter: {
        customFields: Object.values(KEYS)
          .slice(1, 4)
          .map((key) => ({
            key,
            in: key === 'area' ? ['1'] : key === 'measured' ? ['2026-01-01'] : ['2026-01-01T00:00:00Z'],
          })),
      },
      by: { key: 'note' },
    });
    dataOf(much);
    expect(much.statements.length).toBe(little.statements.length);
  });
});
