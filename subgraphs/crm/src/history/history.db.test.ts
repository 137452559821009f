import { setTimeout as pause } from 'node:timers/promises';
import { ask as askKommo } from '../../../../simulator/simulator-client';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { refetchCards } from '../sync/refetch';
import { claimChanges } from './claim-changes';
import { sentOfCard } from './sent-values';
import { firstHeldAt } from './lead-at';
import { trimRuns } from '../sync-runs/trim-runs';
import { trimJournal } from './trim-journal';

const world = useCrm({ contacts: 20, leads: 30, companies: 5, tasks: 5 });
const NUMBER = 50_000_003;
let owner: Viewer;
let connectionId: string;
let id: string;

const ask = (query: string, variables?: Record<string, unknown>, viewer: Viewer = owner) =>
  world.graph.execute(viewer, query, variables);

const kommo = async (path: string, body: unknown) => {
  const base = world.kommo.accountUrl.replace('{subdomain}', 'acme-demo');
  const token = world.kommo.issueLongLivedToken('acme-demo');
  const answer = await askKommo(`${base}/api/v4${path}`, { method: 'PATCH', token, body });
  expect(answer.status).toBe(200);
};

beforeEach(async () => {
  world.kommo.control.reset({ keep_tokens: true });
  owner = viewerWith('owner');
  connectionId = await world.connect(owner);
  await world.sync(owner, connectionId);
  const found = dataOf(
    await ask('query($n: [String!]) { leads(filter: { kommoIds: $n }) { edges { node { id } } } }', {
      n: [String(NUMBER)],
    }),
  );
  id = found.leads.edges[0].node.id;
});

const intended = () =>
  inOrganization(world.deps.source, owner.orgId, (db) => db.query('SELECT id FROM crm.kommo_changes'));

const LEAD = `query($id: ID!, $at: DateTime) { lead(id: $id, at: $at) {
  name price { amount } stage { kommoId } isDeleted customFields { ... on FilledCustomField { fieldId values } }
  history(first: 100) { id at learnedAt cause user { id } crmUser { kommoId } fields { field fieldId before after } } } }`;

interface Change {
  at: string;
  cause: string;
  user: { id: string } | null;
  crmUser: { kommoId: string } | null;
  fields: { field: string; fieldId: string | null; before: unknown; after: unknown }[];
}
interface Shown {
  name: string;
  price: { amount: string };
  stage: { kommoId: string };
  customFields: { fieldId: string; values: string[] }[];
  isDeleted: boolean;
  history: Change[];
}

const lead = async (at: string | null = null): Promise<Shown> => dataOf(await ask(LEAD, { id, at })).lead;

it('writes down who changed what, and shows a lead as it was', async () => {
  const first = await lead();
  expect(first.history).toEqual([]);
  const rename = `mutation($input: UpdateLeadInput!) { updateLead(input: $input) { userErrors { code } } }`;
  const later = () => world.kommo.control.clock({ advance_s: 60 }); // within one second of Kommo's nobody can say what came first
  later();
  dataOf(await ask(rename, { input: { id, name: 'By hand' } }));
  later();
  await kommo(`/leads/${NUMBER}`, {
    price: 77_000,
    status_id: 142,
    custom_fields_values: [{ field_id: 601_001, values: [{ value: 'A fair' }] }],
  });
  await world.sync(owner, connectionId);
  const now = await lead();
  const [second, byHand] = now.history;
  expect(now.history).toHaveLength(2);
  expect(byHand).toMatchObject({
    cause: 'PERSON',
    user: { id: owner.userId },
    fields: [{ field: 'name', before: first.name, after: 'By hand' }],
  });
  expect(second).toMatchObject({ cause: 'SYNC', user: null, crmUser: { kommoId: expect.any(String) } });
  const changed = new Map(second?.fields.map((field) => [field.field, field]));
  expect(changed.get('price')).toMatchObject({ after: expect.stringMatching(/^77000/) });
  expect(changed.get('stage')).toMatchObject({ before: first.stage.kommoId, after: '142' });
  expect(changed.get('customField')).toMatchObject({ fieldId: '601001', after: ['A fair'] });

  const was = await lead(firstHeldAt(id).toISOString());
  expect({ ...was, history: [] }).toEqual({ ...first, customFields: expect.any(Array), history: [] });
  const byId = (fields: Shown['customFields']) =>
    [...fields].sort((a, b) => Number(a.fieldId) - Number(b.fieldId));
  expect(byId(was.customFields)).toEqual(byId(first.customFields));
  expect(await lead(byHand?.at)).toMatchObject({ name: 'By hand', price: first.price, stage: first.stage });
  expect(await lead(second?.at)).toMatchObject({ price: { amount: '77000.00' }, stage: { kommoId: '142' } });
});

it('says who changed a card also where a webhook brought the change before Kommo had answered', async () => {
  const path = `/api/v4/leads/${NUMBER}`;
  world.kommo.control.faults({
    match: { method: 'PATCH', path },
    kind: '504_html',
    delay_ms: 1_500,
    times: 1,
  });
  const rename = `mutation($input: UpdateLeadInput!) { updateLead(input: $input) { userErrors { code } } }`;
  const customFields = [{ fieldId: '601001', text: 'Ours' }];
  const renaming = ask(rename, { input: { id, name: 'By hand', customFields } });
  const ref = { orgId: owner.orgId, connectionId };
  while (world.kommo.control.requests({ method: 'PATCH', path }).length === 0) await pause(5);
  await kommo(`/leads/${NUMBER}`, {
    custom_fields_values: [{ field_id: 601_003, values: [{ value: '7' }] }],
  });
  expect(await intended()).toHaveLength(1);
  while ((await lead()).name !== 'By hand') {
    await refetchCards(world.runtime, ref, 'LEADS', [String(NUMBER)]); // as its webhook asks for
  }
  expect(dataOf(await renaming).updateLead.userErrors).toEqual([]);
  const { history } = await lead();
  const told = history.map(({ cause, user, fields }) => [
    ...[cause, user?.id],
    ...fields.map(({ field, fieldId }) => fieldId ?? field).sort(),
  ]);
  expect(told).toHaveLength(2);
  expect(told).toContainEqual(['PERSON', owner.userId, '601001', 'name']);
  expect(told).toContainEqual(['WEBHOOK', undefined, '601003']); // somebody else's, in the same moment
  expect(await intended()).toEqual([]);
  // What somebody else changes in Kommo stays theirs, to the same value as well.
  await kommo(`/leads/${NUMBER}`, { price: 5 });
  await world.sync(owner, connectionId);
  expect((await lead()).history).toMatchObject([
    { cause: 'SYNC', user: null, fields: [{ field: 'price' }] },
    {},
    {},
  ]);
});

it('writes down that a card was deleted and came back, and nothing where nothing changed', async () => {
  await world.sync(owner, connectionId, 'FULL');
  expect((await lead()).history).toEqual([]);
  world.kommo.control.mutate('acme-demo', { delete: { entity: 'leads', ids: [NUMBER] } });
  await world.sync(owner, connectionId);
  const [deleted] = (await lead()).history;
  expect(deleted?.fields).toContainEqual({ field: 'isDeleted', fieldId: null, before: false, after: true });
  expect(await lead(firstHeldAt(id).toISOString())).toMatchObject({ isDeleted: false });
});

it('refuses times of which nothing is known, and hides history from strangers', async () => {
  expect(codes(await ask(LEAD, { id, at: '2000-01-01T00:00:00Z' }))).toEqual(['BAD_USER_INPUT']);
  expect(codes(await ask(LEAD, { id, at: new Date().toISOString() }, viewerWith('owner')))).toEqual([
    'NOT_FOUND',
  ]);
});

it('keeps no more than is meant to be, and says from when on it knows', async () => {
  for (const price of [1, 2, 3]) {
    await kommo(`/leads/${NUMBER}`, { price });
    await world.sync(owner, connectionId);
  }
  expect((await lead()).history).toHaveLength(3);
  const run = {
    commit: <T>(work: Parameters<typeof inOrganization<T>>[2]) =>
      inOrganization(world.deps.source, owner.orgId, work),
  };
  await trimJournal({ ref: { orgId: owner.orgId, connectionId }, run }, 1);
  const [last, ...others] = (await lead()).history;
  expect(others).toEqual([]);
  expect(last?.fields).toMatchObject([{ field: 'price', after: expect.stringMatching(/^3/) }]);
  expect(codes(await ask(LEAD, { id, at: firstHeldAt(id).toISOString() }))).toEqual(['BAD_USER_INPUT']);
});

it('claims only what was changed to the value that was sent', async () => {
  const row = { orgId: owner.orgId, connectionId, kind: 'LEADS', kommoId: String(NUMBER) } as const;
  const field = (id: number, value: string) => ({
    ...{ field_id: String(id), field_name: 'x', field_code: null, field_type: 'text', values: [{ value }] },
  });
  const set = (name: string, price: number, fields: object[]) =>
    inOrganization(world.deps.source, owner.orgId, (db) =>
      db.query(
        'UPDATE crm.leads SET name = $3, price = $4, custom_fields = $5 WHERE org_id = $1 AND kommo_id = $2',
        [...[owner.orgId, NUMBER, name, price, JSON.stringify(fields)]],
      ),
    );
  await set('Before', 7, [field(601_001, 'Before'), field(601_007, 'Before')]);
  const [last] = await inOrganization(world.deps.source, owner.orgId, (db) =>
    db.query<{ n: string }[]>('SELECT max(n) AS n FROM crm.card_changes WHERE org_id = $1', [owner.orgId]),
  );
  await set('Theirs', 1, [field(601_001, 'Theirs'), field(601_007, 'Before')]);
  await set('Ours', 2, [field(601_001, 'Ours'), field(601_007, 'Theirs')]);
  const body = {
    ...{ name: 'Ours', price: 2 },
    custom_fields_values: [
      { field_id: 601_001, values: [{ value: 'Ours' }] },
      { field_id: 601_007, values: [{ value: 'Ours' }] },
    ],
  };
  const cause = { kind: 'PERSON', userId: owner.userId } as const;
  await inOrganization(world.deps.source, owner.orgId, (db) =>
    claimChanges(db, { ...row, since: last?.n ?? '', sent: sentOfCard(body), implied: [], cause }),
  );
  const { history } = await lead();
  const causes = history.map(({ cause, fields }) => [
    cause,
    ...fields.map(({ field, fieldId, after }) => `${fieldId ?? field} ${JSON.stringify(after)}`),
  ]);
  expect(causes.slice(0, -1)).toEqual([
    ['SYNC', '601007 ["Theirs"]'],
    ['PERSON', '601001 ["Ours"]', 'name "Ours"', expect.stringMatching(/^price /)],
    ['SYNC', '601001 ["Theirs"]', 'name "Theirs"', expect.stringMatching(/^price /)],
  ]);
});

it('forgets runs that ended a week ago, and never the last one', async () => {
  const { orgId } = owner;
  const inOrg = <T>(work: Parameters<typeof inOrganization<T>>[2]) =>
    inOrganization(world.deps.source, orgId, work);
  const read = (sql: string, ...values: unknown[]) =>
    inOrg((db) => db.query<{ id: string }[]>(sql, [connectionId, ...values]));
  const ids = () => read('SELECT id FROM crm.sync_runs WHERE connection_id = $1 ORDER BY started_at');
  const now = await ids();
  const copy = (days: number) =>
    read(
      `INSERT INTO crm.sync_runs SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(),
           'started_at', r.started_at - make_interval(days => $2), 'finished_at', r.finished_at - make_interval(days => $2)))).*
         FROM crm.sync_runs r WHERE connection_id = $1 ORDER BY r.started_at DESC LIMIT 1`,
      days,
    );
  for (const days of [30, 8, 6]) await copy(days);
  const withOld = await ids();
  expect(withOld).toHaveLength(now.length + 3);
  const session = { ref: { orgId, connectionId }, run: { commit: inOrg } };
  await trimRuns(session);
  expect(await ids()).toEqual(withOld.slice(2));
  await read(
    `UPDATE crm.sync_runs SET finished_at = finished_at - interval '30 days' WHERE connection_id = $1`,
  );
  await trimRuns(session);
  expect(await ids()).toEqual(now.slice(-1));
});

it('costs the same for the history of few and of many leads', async () => {
  const query = `query($first: Int!) { leads(first: $first) { edges { node { history(first: 5) { at cause fields { field } } } } } }`;
  const few = await ask(query, { first: 3 });
  const many = await ask(query, { first: 25 });
  expect(many.statements.length).toBe(few.statements.length);
});
