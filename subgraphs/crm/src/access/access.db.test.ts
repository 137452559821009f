import type { Viewer } from '../../../../service-kit/auth/viewer';
import { newId } from '../../../../service-kit/data/ids';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { connectClient } from '../../../../service-kit/postgres/database-roles';
import { createIdentityPerson } from '../../../../testkit/crm/alarm-people';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { ACCESS_MAIL } from './access-mail';

const world = useCrm({ contacts: 3, leads: 3, companies: 1 });
const kommo = () => world.kommo.control;

const ACCESS = 'access { capability state meaning } notices { code message }';
const CONNECT = `mutation($input: ConnectKommoWithTokenInput!) { connectKommoWithToken(input: $input) {
  connection { id ${ACCESS} } userErrors { code } } }`;

interface Told {
  id: string;
  access: { capability: string; state: string; meaning: string | null }[];
  notices: { code: string; message: string }[];
}

/** Somebody who may only see what is theirs. */
const COLLEAGUE = 9_100_002;

beforeEach(() => {
  kommo().reset({ keep_tokens: true });
  kommo().clearFaults();
});

async function connect(owner: Viewer, given: { user_id?: number; scopes?: string[] } = {}): Promise<Told> {
  const { user_id: userId, scopes } = given;
  const accessToken = world.kommo.issueLongLivedToken('acme-demo', {
    ...(userId === undefined ? {} : { userId }),
    ...(scopes === undefined ? {} : { scopes }),
  });
  const input = { subdomain: 'acme-demo', accessToken };
  const { connectKommoWithToken: done } = dataOf(await world.graph.execute(owner, CONNECT, { input }));
  expect(done.userErrors).toEqual([]);
  return done.connection;
}

/** What is not allowed. */
const refused = ({ access }: Told): Record<string, string> =>
  Object.fromEntries(
    access.filter(({ state }) => state !== 'ALLOWED').map((one) => [one.capability, one.state]),
  );

const shown = async (owner: Viewer, id: string): Promise<Told> => {
  const query = `query($id: ID!) { crmConnection(id: $id) { id ${ACCESS} } }`;
  return dataOf(await world.graph.execute(owner, query, { id })).crmConnection;
};

const sql = (owner: Viewer, text: string, more: unknown[] = []): Promise<never[]> =>
  inOrganization(world.deps.source, owner.orgId, (db) => db.query(text, [owner.orgId, ...more]));

/** It was asked, and told of, so many hours ago. */
const pass = (owner: Viewer, hours: number) =>
  sql(
    owner,
    `UPDATE crm.connection_access SET checked_at = checked_at - $2 * interval '1 hour', told_at = told_at - $2 * interval '1 hour'
      WHERE org_id = $1`,
    [hours],
  );

/** How many mails wait. */
const mails = async (owner: Viewer): Promise<number> =>
  (await sql(owner, `SELECT 1 FROM crm.outbox WHERE org_id = $1 AND type = 'mail.requested'`)).length;

async function withPeople(owner: Viewer): Promise<void> {
  const client = await connectClient(world.graph.parts.database.url);
  for (const permission of ['crm:connect', 'crm:read']) {
    const email = `${newId()}@access.example`;
    await createIdentityPerson(client, owner.orgId, { email, permissions: [permission] });
  }
  await client.end();
}

it('tells whoever connects an account what it allows', async () => {
  const told = await connect(viewerWith('owner'));
  expect(told.access).toEqual(
    [
      'ADD_COMPANIES',
      'ADD_CONTACTS',
      'ADD_LEADS',
      'ALL_ROWS',
      'CHANGE_LOG',
      'CONVERSATIONS',
      'EDIT_COMPANIES',
      'EDIT_CONTACTS',
      'EDIT_LEADS',
      'EDIT_TASKS',
      'FILTERS',
      'INCOMING_LEADS',
      'LISTS',
      'NOTES',
      'SENDING',
      'TASKS',
      'WEBHOOKS',
    ].map((capability) => ({ capability, state: 'ALLOWED', meaning: null })),
  );
  expect(told.notices).toEqual([]);
});

it('tells a missing right from a plan without it, and what is missing', async () => {
  const right = await connect(viewerWith('owner'), { user_id: COLLEAGUE, scopes: ['crm'] });
  expect(refused(right)).toEqual({ ALL_ROWS: 'NO_RIGHT', SENDING: 'NO_RIGHT', WEBHOOKS: 'NO_RIGHT' });
  expect(right.access.find(({ capability }) => capability === 'WEBHOOKS')?.meaning).toContain('next poll');
  expect(right.notices).toEqual([
    {
      code: 'KOMMO_ACCESS_LIMITED',
      message: expect.stringMatching(/ALL_ROWS: .*administrator.*SENDING: .*WEBHOOKS: /),
    },
  ]);
  kommo().plan('acme-demo', { webhooks: false, talks: false, filters: false });
  kommo().faults({ match: { path: '/api/v4/catalogs' }, kind: '404', times: 9 });
  expect(refused(await connect(viewerWith('owner')))).toEqual({
    CONVERSATIONS: 'NOT_IN_PLAN',
    FILTERS: 'NOT_IN_PLAN',
    LISTS: 'NOT_OFFERED',
    WEBHOOKS: 'NOT_IN_PLAN',
  });
});

it('connects where Kommo fails at this, and asks again with the first synchronisation', async () => {
  const owner = viewerWith('owner');
  kommo().faults({ match: { path: '/api/v4/talks' }, kind: '500', times: 4 });
  const told = await connect(owner);
  expect(told.access).toHaveLength(16);
  expect(told.access.map(({ capability }) => capability)).not.toContain('CONVERSATIONS');
  await world.sync(owner, told.id);
  expect((await shown(owner, told.id)).access).toHaveLength(17);
});

it('tells by mail what changes, once, and not more often than people can read it', async () => {
  const owner = viewerWith('owner');
  await withPeople(owner);
  const { id } = await connect(owner);
  await world.sync(owner, id);
  expect(await mails(owner)).toBe(0);
  kommo().plan('acme-demo', { talks: false });
  await world.sync(owner, id);
  expect(refused(await shown(owner, id))).toEqual({}); // asked within the hour
  await pass(owner, 2);
  await world.sync(owner, id);
  expect(refused(await shown(owner, id))).toEqual({ CONVERSATIONS: 'NOT_IN_PLAN' });
  expect(await mails(owner)).toBe(0); // it has said so once
  await world.sync(owner, id);
  expect(await mails(owner)).toBe(1);
  expect((await shown(owner, id)).notices.map(({ code }) => code)).toContain('KOMMO_ACCESS_LIMITED');
  await pass(owner, 2);
  await world.sync(owner, id);
  expect(await mails(owner)).toBe(1);
  kommo().plan('acme-demo', { talks: true });
  await pass(owner, 2);
  await world.sync(owner, id);
  expect(refused(await shown(owner, id))).toEqual({});
  expect(await mails(owner)).toBe(1); // four hours after the other
  await pass(owner, 3);
  await world.sync(owner, id);
  expect(await mails(owner)).toBe(2);
  expect((await shown(owner, id)).notices.map(({ code }) => code)).not.toContain('KOMMO_ACCESS_LIMITED');
});

it('asks at once when whoever gave access is no administrator any more', async () => {
  const owner = viewerWith('owner');
  await withPeople(owner);
  const { id } = await connect(owner);
  kommo().user('acme-demo', { user_id: 9_100_001, is_admin: false });
  await world.sync(owner, id);
  const told = await shown(owner, id);
  expect(refused(told)).toEqual({ ALL_ROWS: 'NO_RIGHT', WEBHOOKS: 'NO_RIGHT' });
  // Kommo shows rights to write to administrators only: what it said before holds no more.
  expect(told.access.filter(({ capability }) => /^(ADD|EDIT)_/.test(capability))).toEqual([]);
  await world.sync(owner, id);
  expect(await mails(owner)).toBe(1);
});

it('tells rights to write where Kommo shows them, and refuses what it would refuse before it is sent', async () => {
  const owner = viewerWith('owner');
  kommo().behaviour({ ownUser: true });
  kommo().user('acme-demo', {
    ...{ user_id: COLLEAGUE, right: 'A' },
    writes: { leads: { edit: 'D' }, contacts: { add: 'D' }, tasks: { edit: 'M' } },
  });
  const told = await connect(owner, { user_id: COLLEAGUE });
  expect(refused(told)).toEqual({
    ...{ ALL_ROWS: 'NO_RIGHT', WEBHOOKS: 'NO_RIGHT' },
    ...{ EDIT_LEADS: 'NO_RIGHT', ADD_CONTACTS: 'NO_RIGHT' },
  });
  await world.sync(owner, told.id);
  kommo().clearRequests();
  const { leads } = dataOf(await world.graph.execute(owner, '{ leads(first: 1) { edges { node { id } } } }'));
  const UPDATE =
    'mutation($input: UpdateLeadInput!) { updateLead(input: $input) { userErrors { code message } } }';
  const CREATE =
    'mutation($input: CreateContactInput!) { createContact(input: $input) { userErrors { code message } } }';
  const update = async (name: string) =>
    dataOf(await world.graph.execute(owner, UPDATE, { input: { id: leads.edges[0].node.id, name } }))
      .updateLead;
  const refusal = (words: string) => [
    { code: 'KOMMO_RIGHT_MISSING', message: expect.stringContaining(words) },
  ];
  expect((await update('x')).userErrors).toEqual(refusal('the right “edit” of leads'));
  const made = await world.graph.execute(owner, CREATE, { input: { name: 'Ana' } });
  expect(dataOf(made).createContact.userErrors).toEqual(refusal('the right “add” of contacts'));
  const writes = () => ['POST', 'PATCH'].flatMap((method) => kommo().requests({ method })).length;
  expect(writes()).toBe(0);
  // Rights may have been given since it was asked.
  kommo().user('acme-demo', { user_id: COLLEAGUE, writes: {} });
  expect((await update('y')).userErrors).toEqual([]);
  expect(writes()).toBe(1);
  // What was made under a key is found again, whatever is allowed by now.
  const CREATE_ONCE =
    'mutation($input: CreateContactInput!) { createContact(input: $input) { contact { id } userErrors { code } } }';
  const once = () => world.graph.executeUnderKey('ana', owner, CREATE_ONCE, { input: { name: 'Ana' } });
  const first = dataOf(await once()).createContact;
  expect(first).toEqual({ contact: { id: expect.any(String) }, userErrors: [] });
  kommo().user('acme-demo', { user_id: COLLEAGUE, writes: { contacts: { add: 'D' } } });
  expect(dataOf(await once()).createContact).toEqual(first);
  expect(
    dataOf(await world.graph.execute(owner, CREATE, { input: { name: 'Bo' } })).createContact.userErrors,
  ).toEqual(refusal('the right “add” of contacts'));
});

it('writes nobody of what is asked for the first time', async () => {
  const owner = viewerWith('owner');
  await withPeople(owner);
  const { id } = await connect(owner, { scopes: ['crm'] });
  await sql(owner, 'DELETE FROM crm.connection_access WHERE org_id = $1'); // connected by an older release
  await world.sync(owner, id);
  await pass(owner, 2);
  await world.sync(owner, id);
  expect(refused(await shown(owner, id))).toEqual({ SENDING: 'NO_RIGHT' });
  expect(await mails(owner)).toBe(0);
});

it('writes nobody of one stray refusal', async () => {
  const owner = viewerWith('owner');
  await withPeople(owner);
  const { id } = await connect(owner);
  await world.sync(owner, id);
  await pass(owner, 2);
  kommo().faults({ match: { path: '/api/v4/catalogs' }, kind: '403', times: 1 });
  await world.sync(owner, id);
  expect(refused(await shown(owner, id))).toEqual({ LISTS: 'NO_RIGHT' });
  await world.sync(owner, id);
  expect(refused(await shown(owner, id))).toEqual({});
  expect(await mails(owner)).toBe(0);
});

it('takes a block for a block, and no answer', async () => {
  const owner = viewerWith('owner');
  const { id } = await connect(owner);
  await world.sync(owner, id);
  await pass(owner, 2);
  kommo().faults({ match: { path: '/api/v4/catalogs' }, kind: 'html_403', times: 99 });
  await world.sync(owner, id).catch(() => undefined);
  const [connection] = (await sql(
    owner,
    'SELECT state, error_code FROM crm.connections WHERE org_id = $1',
  )) as { state: string; error_code: string }[];
  expect(connection).toMatchObject({ state: 'DEGRADED', error_code: 'KOMMO_BLOCKED' });
});

it('has its first synchronisation asked for before it asks what is allowed, and connects where that fails', async () => {
  const owner = viewerWith('owner');
  const { source } = world.deps;
  kommo().clearRequests();
  kommo().faults({ match: { path: '/api/v4/events' }, kind: 'slow', delay_ms: 1_500, times: 1 });
  const connecting = connect(owner);
  for (;;) {
    const asked = kommo().requests({ path: '/api/v4/tasks' }).length > 0;
    if (asked) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const rows = await inOrganization(source, owner.orgId, (db) =>
    db.query('SELECT 1 FROM crm.sync_runs WHERE org_id = $1', [owner.orgId]),
  );
  const hasRun = (rows as unknown[]).length > 0;
  await connecting;
  expect(hasRun).toBe(true);
  kommo().faults({ match: { path: '/api/v4/talks' }, kind: 'html_403', times: 4 });
  expect((await connect(owner)).id).toBeDefined();
});

it('forgets what was allowed to somebody else who connected the account before', async () => {
  const owner = viewerWith('owner');
  await withPeople(owner);
  const { id } = await connect(owner);
  const again = await connect(owner, { user_id: COLLEAGUE });
  expect(again.id).toBe(id);
  expect(refused(again)).toEqual({ ALL_ROWS: 'NO_RIGHT', WEBHOOKS: 'NO_RIGHT' });
  expect(await mails(owner)).toBe(0); // who connects it sees it
});

it('is shown to those of the organisation who may read', async () => {
  const owner = viewerWith('owner');
  const { id } = await connect(owner);
  const query = `query($id: ID!) { crmConnection(id: $id) { ${ACCESS} } }`;
  expect(codes(await world.graph.execute(viewerWith('owner'), query, { id }))).toEqual(['NOT_FOUND']);
  const nobody = { ...owner, permissions: new Set<never>() };
  expect(codes(await world.graph.execute(nobody, query, { id }))).toEqual(['FORBIDDEN']);
});

it('has words in every language for whatever changes', () => {
  const data = ACCESS_MAIL.data.parse({ account: 'A', subdomain: 'a', lost: ['TASKS'], won: ['FILTERS'] });
  for (const texts of Object.values(ACCESS_MAIL.texts)) {
    const say = Object.assign((key: string) => texts[key] ?? fail(key), {
      language: 'en' as const,
      dateTime: () => '',
    });
    const { blocks } = ACCESS_MAIL.content(data, say);
    expect(JSON.stringify(blocks)).toContain(texts['TASKS']);
    expect(JSON.stringify(blocks)).toContain(texts['FILTERS']);
  }
});

function fail(key: string): never {
  throw new Error(`There is no text of ${key}.`);
}
