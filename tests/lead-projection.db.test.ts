import type { DataSource } from 'typeorm';
import { MEMBERS_CHANGED } from '../schema/events';
import { newId } from '../service-kit/data/ids';
import type { Viewer } from '../service-kit/auth/viewer';
import { parseEmail } from '../service-kit/mail/email-address';
import { consumeEvents } from '../service-kit/outbox/consume';
import { recordEvents } from '../service-kit/outbox/emit';
import type { EventPart } from '../service-kit/outbox/events';
import { relayEvents } from '../service-kit/outbox/relay';
import { connectDatabase, inOrganization } from '../service-kit/postgres/database';
import { silentLogger } from '../service-kit/process/logger';
import { membersProjection } from '../subgraphs/crm/src/crm-users/members-projection';
import { tellAllLeads } from '../subgraphs/crm/src/leads/tell-leads';
import { connectEstimates } from '../subgraphs/estimates/src/data-source';
import { leadProjection } from '../subgraphs/estimates/src/leads/lead-projection';
import { CrmUserEmailKeys1796900000840 } from '../subgraphs/crm/migrations/1796900000840-crm-user-email-keys';
import { useCrm } from '../testkit/crm/crm-world';
import { dataOf } from '../testkit/subgraph';
import { viewerWith } from '../testkit/tokens';

/* What estimates know of leads, and crm of members: events of their owners fill it, whatever changes what they tell of. */

const world = useCrm({ contacts: 6, leads: 5, companies: 2 });
let estimates: DataSource;
let identity: DataSource;
beforeAll(async () => {
  const { database } = world.graph.parts;
  estimates = await connectEstimates(await database.urlFor('estimates'));
  identity = await connectDatabase({
    url: await database.urlFor('identity'),
    schema: 'identity',
    entities: [],
    applicationName: 'test-members',
  });
});
afterAll(async () => {
  await estimates?.destroy();
  await identity?.destroy();
});

const crmPart = (): EventPart => ({
  name: 'crm',
  source: world.graph.parts.source,
  consumers: [membersProjection],
});
const estimatesPart = (): EventPart => ({
  name: 'estimates',
  source: estimates,
  consumers: [leadProjection],
});

async function deliver(orgId: string): Promise<void> {
  const parts = [crmPart(), estimatesPart()];
  await relayEvents({ name: 'identity', source: identity, consumers: [] }, parts, orgId);
  await consumeEvents(crmPart(), membersProjection, orgId, silentLogger());
  await relayEvents(crmPart(), parts, orgId);
  await consumeEvents(estimatesPart(), leadProjection, orgId, silentLogger());
}

interface KnownLead {
  id: string;
  name: string;
  contact: string | null;
  company: string | null;
  responsible: string | null;
  contacts: string[];
  companyId: string | null;
  userId: string | null;
}

/** What estimates know, with who is responsible. */
const known = (orgId: string): Promise<KnownLead[]> =>
  inOrganization(estimates, orgId, (db) =>
    db.query(
      `SELECT l.id, l.name, l.contact_name AS contact, l.company_name AS company, u.name AS responsible, u.user_id AS "userId",
              ARRAY(SELECT card_id FROM estimates.known_lead_cards WHERE lead_id = l.id AND kind = 'CONTACT'
                     ORDER BY is_main DESC, card_id) AS contacts,
              (SELECT card_id FROM estimates.known_lead_cards WHERE lead_id = l.id AND kind = 'COMPANY') AS "companyId"
         FROM estimates.known_leads l LEFT JOIN estimates.known_crm_users u
           ON u.connection_id = l.connection_id AND u.kommo_id = l.responsible_kommo_id ORDER BY l.id`,
    ),
  );

interface ShownLead {
  id: string;
  name: string;
  mainContact: { name: string } | null;
  contacts: { id: string }[];
  company: { id: string; name: string } | null;
  responsibleUser: { name: string } | null;
}

/** What crm answers. */
async function truth(viewer: Viewer): Promise<Omit<KnownLead, 'userId'>[]> {
  const { leads } = dataOf(
    await world.graph.execute(
      viewer,
      '{ leads(first: 100) { edges { node { id name mainContact { name } contacts { id } company { id name } responsibleUser { name } } } } }',
    ),
  );
  return leads.edges
    .map(({ node }: { node: ShownLead }) => {
      const [main, ...others] = node.contacts.map(({ id }) => id);
      return {
        id: node.id,
        name: node.name,
        contact: node.mainContact?.name ?? null,
        company: node.company?.name ?? null,
        responsible: node.responsibleUser?.name ?? null,
        contacts: main === undefined ? [] : [main, ...others.sort()],
        companyId: node.company?.id ?? null,
      };
    })
    .sort((one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1));
}

async function synchronised(): Promise<{ viewer: Viewer; connectionId: string }> {
  const viewer = viewerWith('owner');
  const connectionId = await world.connect(viewer);
  await world.sync(viewer, connectionId);
  await deliver(viewer.orgId);
  return { viewer, connectionId };
}

const withoutUser = (rows: KnownLead[]) => rows.map(({ userId: _userId, ...row }) => row);
const sql = (orgId: string, text: string, values: unknown[] = []) =>
  inOrganization(world.graph.parts.source, orgId, (db) => db.query(text, values));

it('knows all leads after a synchronisation, and what changes of them, their contact, their company or their person', async () => {
  const { viewer } = await synchronised();
  const { orgId } = viewer;
  const first = await truth(viewer);
  expect(first).toHaveLength(5);
  expect(first.some(({ contact }) => contact !== null)).toBe(true);
  expect(withoutUser(await known(orgId))).toEqual(first);
  await sql(orgId, `UPDATE crm.leads SET name = name || ' (new)'`);
  await sql(orgId, `UPDATE crm.contacts SET name = 'Анна ' || kommo_id`);
  await sql(orgId, `UPDATE crm.companies SET name = 'GmbH ' || kommo_id`);
  await sql(orgId, `UPDATE crm.crm_users SET name = 'Person ' || kommo_id`);
  await sql(
    orgId,
    `DELETE FROM crm.lead_contacts WHERE lead_kommo_id = (SELECT min(kommo_id) FROM crm.leads)`,
  );
  await deliver(orgId);
  const second = await truth(viewer);
  expect(second).not.toEqual(first);
  expect(withoutUser(await known(orgId))).toEqual(second);
});

it('takes an event twice for once, and the newer one whatever comes when', async () => {
  const { viewer, connectionId } = await synchronised();
  const { orgId } = viewer;
  const [lead] = await known(orgId);
  const handler = leadProjection.handlers[0] as { apply: (db: unknown, event: object) => Promise<void> };
  const told = (version: number, name: string) => ({
    orgId,
    payload: {
      connectionId,
      leads: [
        {
          id: lead?.id,
          version,
          name,
          contactName: null,
          companyName: null,
          responsibleKommoId: null,
          isGone: false,
        },
      ],
    },
  });
  for (const event of [told(9_000_002, 'Newer'), told(9_000_001, 'Older'), told(9_000_002, 'Newer')])
    await inOrganization(estimates, orgId, (db) => handler.apply(db, event));
  expect((await known(orgId)).map(({ name }) => name)).toContain('Newer');
});

it('writes nothing when nothing that is told has changed', async () => {
  const { viewer } = await synchronised();
  await sql(viewer.orgId, 'UPDATE crm.leads SET price = price + 1');
  expect(await sql(viewer.orgId, 'SELECT 1 FROM crm.outbox')).toEqual([]);
});

it('is made whole by a rebuild, and forgets what is purged', async () => {
  const { viewer, connectionId } = await synchronised();
  const { orgId } = viewer;
  const before = await known(orgId);
  await inOrganization(estimates, orgId, async (db) => {
    await db.query('DELETE FROM estimates.known_leads');
    await db.query('DELETE FROM estimates.known_crm_users');
  });
  expect(await tellAllLeads(world.graph.parts.source)).toBeGreaterThanOrEqual(5);
  await deliver(orgId);
  expect(await known(orgId)).toEqual(before);
  await sql(orgId, 'DELETE FROM crm.connections WHERE id = $1', [connectionId]);
  await deliver(orgId);
  expect(await known(orgId)).toEqual([]);
});

describe('who a person of Kommo is', () => {
  const LINK = `mutation ($input: LinkCrmUserInput!) {
    linkCrmUser(input: $input) { crmUser { user { id } isLinkedByHand } userErrors { code path } } }`;
  const UNLINK = `mutation ($input: UnlinkCrmUserInput!) {
    unlinkCrmUser(input: $input) { crmUser { user { id } isLinkedByHand } userErrors { code } } }`;
  const PEOPLE = '{ crmUsers { edges { node { id email user { id } isLinkedByHand } } } }';
  let versions = 0;
  const member = (orgId: string, id: string, verifiedEmail: string | null, isActive = true) =>
    inOrganization(identity, orgId, (db) =>
      recordEvents(db, orgId, MEMBERS_CHANGED, [
        { organizationId: orgId, members: [{ id, version: (versions += 1), verifiedEmail, isActive }] },
      ]),
    );
  interface Person {
    id: string;
    email: string;
    user: { id: string } | null;
    isLinkedByHand: boolean;
  }
  const people = async (viewer: Viewer): Promise<Person[]> =>
    dataOf(await world.graph.execute(viewer, PEOPLE)).crmUsers.edges.map(
      ({ node }: { node: Person }) => node,
    );

  /** Somebody of Kommo with an address, and two members, of whom the first has confirmed it. */
  async function introduced(): Promise<{ viewer: Viewer; somebody: Person; ann: string; ben: string }> {
    const { viewer } = await synchronised();
    const somebody = (await people(viewer)).find(({ email }) => email);
    if (!somebody) throw new Error('Nobody of Kommo has an address.');
    const [ann, ben] = [newId(), newId()];
    await member(viewer.orgId, ann, somebody.email.toLowerCase());
    await member(viewer.orgId, ben, 'ben@example.com');
    await deliver(viewer.orgId);
    return { viewer, somebody, ann, ben };
  }
  const present = async (viewer: Viewer, { id }: Person): Promise<Person | undefined> =>
    (await people(viewer)).find((one) => one.id === id);

  it('is told by a confirmed address, while its member is active', async () => {
    const { viewer, somebody, ann } = await introduced();
    expect(somebody.user).toBeNull();
    expect(await present(viewer, somebody)).toMatchObject({ user: { id: ann }, isLinkedByHand: false });
    const told = (await inOrganization(estimates, viewer.orgId, (db) =>
      db.query('SELECT user_id AS "userId" FROM estimates.known_crm_users WHERE id = $1', [somebody.id]),
    )) as { userId: string }[];
    expect(told).toEqual([{ userId: ann }]);
    await member(viewer.orgId, ann, somebody.email.toLowerCase(), false);
    await deliver(viewer.orgId);
    expect((await present(viewer, somebody))?.user).toBeNull();
  });

  /** The keys that identity tells of members' addresses, and what Kommo has. */
  const SPELLINGS: [string, string][] = [
    ['ivan@bücher.example', 'ivan@xn--bcher-kva.example'],
    ['Ivan@BÜCHER.example', 'ivan@xn--bcher-kva.example'],
    ['ivan@XN--BCHER-KVA.example', 'ivan@xn--bcher-kva.example'],
    [' иван@пример.рф ', 'иван@xn--e1afmkfd.xn--p1ai'],
    ['ｉｖａｎ＠ｂücher。example', 'ivan@xn--bcher-kva.example'],
    ['İvan@example.com', 'ivan@example.com'],
    ['ΟΔΟΣ@example.com', 'οδοσ@example.com'],
  ];
  const somebodyIs = (email: string) => world.kommo.control.user('acme-demo', { user_id: 9_100_002, email });
  const userTold = (orgId: string, id: string) =>
    inOrganization(
      estimates,
      orgId,
      async (db) =>
        (await db.query('SELECT user_id AS "userId" FROM estimates.known_crm_users WHERE id = $1', [
          id,
        ])) as unknown,
    );

  it.each(SPELLINGS)('is found by every spelling of an address: %s', async (email, key) => {
    expect(parseEmail(email)?.emailKey).toBe(key);
    somebodyIs(email);
    const { viewer, connectionId } = await synchronised();
    const somebody = (await people(viewer)).find((one) => one.email === email);
    if (!somebody) throw new Error(`Nobody of Kommo has the address ${email}.`);
    expect(somebody.user).toBeNull();
    const ann = newId();
    await member(viewer.orgId, newId(), 'ivan@bucher.example');
    await member(viewer.orgId, ann, key);
    await deliver(viewer.orgId);
    expect((await present(viewer, somebody))?.user).toEqual({ id: ann });
    expect(await userTold(viewer.orgId, somebody.id)).toEqual([{ userId: ann }]);
    // Whose address it is no longer is nobody, and told to be.
    somebodyIs('ivan@bucher-nobody.example');
    await world.sync(viewer, connectionId, 'FULL');
    await deliver(viewer.orgId);
    expect((await present(viewer, somebody))?.user).toBeNull();
    expect(await userTold(viewer.orgId, somebody.id)).toEqual([{ userId: null }]);
    somebodyIs(email);
    await world.sync(viewer, connectionId, 'FULL');
    await deliver(viewer.orgId);
    expect((await present(viewer, somebody))?.user).toEqual({ id: ann });
  });

  /** The migration, over what was stored before it. */
  async function makeKeys(): Promise<void> {
    const { url } = world.graph.parts.database;
    const owner = await connectDatabase({ url, schema: 'crm', entities: [], applicationName: 'test-keys' });
    const runner = owner.createQueryRunner();
    try {
      await new CrmUserEmailKeys1796900000840().up(runner);
    } finally {
      await runner.release();
      await owner.destroy();
    }
  }

  it('is found by what the version before stored, which knows no keys, and by keys that the migration makes', async () => {
    const { viewer } = await synchronised();
    const [first, second] = (await people(viewer)).filter(({ email }) => email);
    if (!first || !second) throw new Error('Two of Kommo have addresses.');
    const [plain, lettered] = [newId(), newId()];
    await member(viewer.orgId, plain, 'plain@example.com');
    await member(viewer.orgId, lettered, 'ivan@xn--bcher-kva.example');
    const store = (id: string, email: string) =>
      sql(viewer.orgId, 'UPDATE crm.crm_users SET email = $2 WHERE id = $1', [id, email]);
    await store(first.id, 'Plain@Example.com');
    await store(second.id, 'ivan@bücher.example');
    await deliver(viewer.orgId);
    expect((await present(viewer, first))?.user).toEqual({ id: plain });
    expect((await present(viewer, second))?.user).toBeNull();
    await makeKeys();
    await deliver(viewer.orgId);
    expect((await present(viewer, first))?.user).toEqual({ id: plain });
    expect((await present(viewer, second))?.user).toEqual({ id: lettered });
    expect(await userTold(viewer.orgId, second.id)).toEqual([{ userId: lettered }]);
    await store(second.id, 'plain@example.com'); // and again the version before
    await deliver(viewer.orgId);
    expect((await present(viewer, second))?.user).toEqual({ id: plain });
  });

  it('is told by hand before that, also to be nobody', async () => {
    const { viewer, somebody, ann, ben } = await introduced();
    const crmUserId = somebody.id;
    const link = async (userId: string | null) =>
      dataOf(await world.graph.execute(viewer, LINK, { input: { crmUserId, userId } })).linkCrmUser;
    expect(await link(ben)).toEqual({ crmUser: { user: { id: ben }, isLinkedByHand: true }, userErrors: [] });
    expect((await link(newId())).userErrors).toEqual([{ code: 'USER_NOT_FOUND', path: ['userId'] }]);
    expect((await link(null)).crmUser).toEqual({ user: null, isLinkedByHand: true });
    const { unlinkCrmUser } = dataOf(await world.graph.execute(viewer, UNLINK, { input: { crmUserId } }));
    expect(unlinkCrmUser.crmUser).toEqual({ user: { id: ann }, isLinkedByHand: false });
  });
});
