import type { Viewer } from '../../../../service-kit/auth/viewer';
import { KNOWLEDGE_TOLD } from '../../../../schema/events';
import { newId } from '../../../../service-kit/data/ids';
import { bindRunners, runNextJob } from '../../../../service-kit/jobs/run-job';
import { consumeEvents } from '../../../../service-kit/outbox/consume';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import type { EventPart } from '../../../../service-kit/outbox/events';
import { relayEvents } from '../../../../service-kit/outbox/relay';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { silentLogger } from '../../../../service-kit/process/logger';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { runExtract } from './extract-job';
import { toldKnowledge } from './told-knowledge';

const world = useCrm({ contacts: 60, leads: 40, companies: 12, tasks: 5 });

const GRAPH = `query ($filter: KnowledgeFilter, $first: Int, $after: String) { knowledgeGraph(filter: $filter, first: $first, after: $after) {
  totalCount sources { area extractedAt } pageInfo { hasNextPage endCursor }
  edges { node { id kind label entityId contact { name } company { name } lead { name }
    relations(first: 50) { totalCount edges { node { kind direction detail node { id kind label } } } } } } } }`;
const look = async (viewer: Viewer, filter: object = {}, page: object = { first: 100 }) => {
  const { knowledgeGraph } = dataOf(await world.graph.execute(viewer, GRAPH, { filter, ...page }));
  return { ...knowledgeGraph, nodes: knowledgeGraph.edges.map(({ node }: { node: object }) => node) };
};
const ask = async (viewer: Viewer) =>
  dataOf(
    await world.graph.execute(
      viewer,
      'mutation { extractKnowledgeGraph { job { id kind } userErrors { code } } }',
    ),
  ).extractKnowledgeGraph;
async function runJob(viewer: Viewer): Promise<boolean> {
  const { changes, log, source } = world.runtime;
  const [runner] = bindRunners([runExtract], world.runtime);
  return runNextJob({ source }, runner!, viewer.orgId, { changes, log, stop: new AbortController().signal });
}
const extract = async (viewer: Viewer) => {
  await ask(viewer);
  expect(await runJob(viewer)).toBe(true);
};
const sql = (viewer: Viewer, text: string, values: unknown[] = []) =>
  inOrganization(world.deps.source, viewer.orgId, (db) => db.query(text, values));

/** A small world of known people in place of what the account had. */
async function people(viewer: Viewer) {
  const connectionId = await world.connect(viewer);
  await world.sync(viewer, connectionId);
  const { contacts, leads, companies } = dataOf(
    await world.graph.execute(
      viewer,
      '{ contacts(first: 2) { edges { node { id } } } leads(first: 1) { edges { node { id } } } companies(first: 1) { edges { node { id } } } }',
    ),
  );
  const [ann, bob] = contacts.edges.map(({ node }: { node: { id: string } }) => node.id) as [string, string];
  const [lead, firm] = [leads.edges[0].node.id, companies.edges[0].node.id] as [string, string];
  const put = (table: string, id: string, set: string) =>
    sql(viewer, `UPDATE crm.${table} SET ${set} WHERE org_id = $1 AND id = $2`, [viewer.orgId, id]);
  await put(
    'contacts',
    ann,
    `name = 'Ann', phones = '["+7 (912) 345-67-89"]', emails = '["Ann@Example.com", "none"]'`,
  );
  await put(
    'contacts',
    bob,
    `name = 'Bobtrix', phones = '["8 912 345 67 89", "12"]', emails = '[]', company_kommo_id = NULL`,
  );
  await put('leads', lead, `name = 'Kitchen of Ann'`);
  await put('companies', firm, `name = 'Firm'`);
  await sql(viewer, `DELETE FROM crm.lead_contacts WHERE org_id = $1`, [viewer.orgId]);
  await sql(
    viewer,
    `INSERT INTO crm.lead_contacts (org_id, connection_id, lead_kommo_id, contact_kommo_id, is_main, position)
     SELECT $1, l.connection_id, l.kommo_id, c.kommo_id, true, 0 FROM crm.leads l, crm.contacts c
      WHERE l.org_id = $1 AND l.id = $2 AND c.org_id = $1 AND c.id = $3`,
    [viewer.orgId, lead, ann],
  );
  return { ann, bob, lead, firm, connectionId };
}

const relationsOf = (node: {
  relations: { edges: { node: { kind: string; direction: string; node: { label: string } } }[] };
}) => node.relations.edges.map(({ node: one }) => `${one.direction} ${one.kind} ${one.node.label}`).sort();

it('holds who hangs together with whom, by cards, numbers and places; the same when it is made again', async () => {
  const owner = viewerWith('owner');
  const { ann, bob, lead } = await people(owner);
  expect((await look(owner)).sources).toEqual([
    { area: 'CRM', extractedAt: null },
    { area: 'ESTIMATES', extractedAt: null },
  ]);
  await extract(owner);
  const [phone] = (await look(owner, { search: '912 345-67-89', kinds: ['PHONE'] })).nodes;
  expect(relationsOf(phone)).toEqual(['IN HAS Ann', 'IN HAS Bobtrix']);
  const [annNode] = (await look(owner, { entityId: ann })).nodes;
  expect(annNode).toMatchObject({
    kind: 'PERSON',
    label: 'Ann',
    contact: { name: 'Ann' },
    company: null,
    lead: null,
  });
  expect(relationsOf(annNode)).toEqual(
    expect.arrayContaining([
      'IN CONCERNS Kitchen of Ann',
      'OUT HAS +7 (912) 345-67-89',
      'OUT HAS Ann@Example.com',
    ]),
  );
  const [leadNode] = (await look(owner, { entityId: lead })).nodes;
  expect(leadNode.relations.edges).toEqual(
    expect.arrayContaining([
      {
        node: {
          kind: 'CONCERNS',
          direction: 'OUT',
          detail: 'main',
          node: expect.objectContaining({ label: 'Ann' }),
        },
      },
    ]),
  );
  expect((await look(owner, { kinds: ['ADDRESS'] })).totalCount).toBeGreaterThan(0);
  expect((await look(owner, { search: 'BOBTRIX' })).nodes).toMatchObject([{ entityId: bob }]);
  const rows = () =>
    sql(
      owner,
      `SELECT to_jsonb(n) - 'generation' AS n FROM crm.knowledge_nodes n UNION ALL SELECT to_jsonb(r) - 'generation' FROM crm.knowledge_relations r ORDER BY 1`,
    );
  const before = await rows();
  await extract(owner);
  expect(await rows()).toEqual(before);
  await sql(owner, 'DELETE FROM crm.knowledge_nodes');
  await extract(owner);
  expect(await rows()).toEqual(before);
});

it('is paged without gaps, at a constant number of statements', async () => {
  const owner = viewerWith('owner');
  await people(owner);
  await extract(owner);
  const all: string[] = [];
  let after: string | null = null;
  do {
    const page = await look(owner, {}, { first: 40, after });
    all.push(...page.nodes.map(({ id }: { id: string }) => id));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  const { totalCount } = await look(owner);
  expect([all.length, new Set(all).size]).toEqual([totalCount, totalCount]);
  const filter = { kinds: ['PERSON', 'COMPANY', 'LEAD'] };
  const cost = async (first: number) =>
    (await world.graph.execute(owner, GRAPH, { filter, first })).statements.map((text) => text.slice(0, 400));
  expect(await cost(100)).toHaveLength((await cost(80)).length);
});

it('forgets what is deleted at once, with what nothing else has, and follows new names', async () => {
  const owner = viewerWith('owner');
  const { ann, bob, connectionId } = await people(owner);
  await extract(owner);
  await sql(owner, `UPDATE crm.contacts SET name = 'Zoraida' WHERE id = $1`, [ann]);
  expect((await look(owner, { search: 'zoraida' })).nodes).toMatchObject([
    { label: 'Zoraida', entityId: ann },
  ]);
  await sql(owner, 'UPDATE crm.contacts SET is_deleted = true WHERE id = $1', [ann]);
  expect((await look(owner, { entityId: ann })).totalCount).toBe(0);
  expect((await look(owner, { kinds: ['EMAIL'], search: 'ann@example' })).totalCount).toBe(0);
  const [phone] = (await look(owner, { kinds: ['PHONE'], search: '9123456789' })).nodes;
  expect(relationsOf(phone)).toEqual(['IN HAS Bobtrix']);
  await sql(owner, `UPDATE crm.contacts SET phones = '[]' WHERE id = $1`, [bob]);
  await extract(owner);
  expect((await look(owner, { kinds: ['PHONE'], search: '9123456789' })).totalCount).toBe(0);
  const gone =
    'mutation ($input: DisconnectKommoInput!) { disconnectKommo(input: $input) { userErrors { code } } }';
  dataOf(await world.graph.execute(owner, gone, { input: { connectionId, data: 'PURGE' } }));
  expect((await look(owner)).totalCount).toBe(0);
});

it('goes on where a killed try was, leaves what a newer extraction found, and begins once for two who ask', async () => {
  const owner = viewerWith('owner');
  await people(owner);
  const [first, second] = [await ask(owner), await ask(owner)];
  expect(second).toEqual(first);
  await sql(owner, `UPDATE jobs.jobs SET checkpoint = '{"step": 3, "after": null}' WHERE id = $1`, [
    first.job.id,
  ]);
  expect([await runJob(owner), await runJob(owner)]).toEqual([true, false]);
  expect((await look(owner, { kinds: ['COMPANY'] })).totalCount).toBe(0); // step 2 was done, as far as that place says
  expect((await look(owner, { kinds: ['PERSON'] })).totalCount).toBeGreaterThan(0);
  expect(
    dataOf(await world.graph.execute(owner, `{ job(id: "${first.job.id}") { state result } }`)).job,
  ).toMatchObject({
    state: 'SUCCEEDED',
    result: { nodes: expect.any(Number), relations: expect.any(Number) },
  });

  await extract(owner); // a newer one, before the older one is tried again from its place
  const { totalCount } = await look(owner);
  await sql(
    owner,
    `UPDATE jobs.jobs SET state = 'QUEUED', attempt = 0, checkpoint = '{"step": 4, "after": null}' WHERE id = $1`,
    [first.job.id],
  );
  expect(await runJob(owner)).toBe(true);
  expect((await look(owner)).totalCount).toBe(totalCount);
});

it('reads only what is asked for, and asks estimates for the rest', async () => {
  const owner = viewerWith('owner');
  await people(owner);
  const asking =
    'mutation ($input: ExtractKnowledgeGraphInput) { extractKnowledgeGraph(input: $input) { job { id } userErrors { code path } } }';
  const none = dataOf(
    await world.graph.execute(owner, asking, { input: { areas: [] } }),
  ).extractKnowledgeGraph;
  expect(none).toEqual({ job: null, userErrors: [{ code: 'REQUIRED', path: ['areas'] }] });
  dataOf(await world.graph.execute(owner, asking, { input: { areas: ['ESTIMATES'] } }));
  expect(await runJob(owner)).toBe(true);
  expect((await look(owner)).totalCount).toBe(0);
  const told = () =>
    sql(owner, `SELECT state FROM jobs.jobs WHERE org_id = $1 AND kind = 'TELL_KNOWLEDGE'`, [owner.orgId]);
  expect(await told()).toEqual([{ state: 'QUEUED' }]);
  dataOf(await world.graph.execute(owner, asking, { input: { areas: ['CRM'] } }));
  expect(await runJob(owner)).toBe(true);
  expect((await look(owner)).totalCount).toBeGreaterThan(0);
  expect(await told()).toHaveLength(1);
});

describe('what estimates tells', () => {
  const PART: EventPart = { name: 'crm', source: undefined as never, consumers: [toldKnowledge] };
  async function tell(viewer: Viewer, payload: object): Promise<void> {
    const part = { ...PART, source: world.deps.source };
    const whole = { generation: newId(), nodes: [], relations: [], gone: [], isLast: true, ...payload };
    await inOrganization(world.deps.source, viewer.orgId, (db) =>
      recordEvents(db, viewer.orgId, KNOWLEDGE_TOLD, [whole as never]),
    );
    await relayEvents(part, [part], viewer.orgId);
    await consumeEvents(part, toldKnowledge, viewer.orgId, silentLogger());
  }
  const key = (kind: string, id = newId()) => ({ kind, key: id });

  it('hangs on leads and numbers, and is seen by who may see it there', async () => {
    const owner = viewerWith('owner');
    const { lead } = await people(owner);
    await extract(owner);
    const [project, estimate, file] = [key('PROJECT'), key('ESTIMATE'), key('FILE')];
    const [phone, other] = [key('PHONE', '9123456789'), key('PHONE', '3012345678')];
    const told = {
      nodes: [
        { ...project, label: 'Zvezda' },
        { ...estimate, label: 'E-1 Kitchen' },
        { ...file, label: 'Offer.pdf' },
        { ...phone, label: '+7 912 3456789' },
        { ...other, label: '+49 30 12345678' },
      ],
      relations: [
        { from: project, to: key('LEAD', lead), kind: 'MADE_FOR' },
        { from: estimate, to: project, kind: 'PART_OF' },
        { from: estimate, to: key('LEAD'), kind: 'MADE_FOR' }, // a lead that is not known here
        { from: file, to: phone, kind: 'MENTIONS' },
        { from: file, to: other, kind: 'MENTIONS' },
      ],
    };
    await tell(owner, told);
    const found = async (viewer: Viewer, search: string) =>
      (await look(viewer, { search })).nodes.map(relationsOf);
    expect(await found(owner, 'e-1')).toEqual([['OUT PART_OF Zvezda']]);
    expect(await found(owner, '301234')).toEqual([['IN MENTIONS Offer.pdf']]);
    const viewer = viewerWith('viewer', owner.orgId);
    expect(await found(viewer, 'offer')).toEqual([]);
    expect(await found(viewer, '301234')).toEqual([]);
    expect(await found(viewer, '9123456789')).toEqual([['IN HAS Ann', 'IN HAS Bobtrix']]);
    const [hidden] = (await look(owner, { search: '301234' })).nodes;
    const one = (who: Viewer) => world.graph.execute(who, `{ knowledgeNode(id: "${hidden.id}") { id } }`);
    expect(dataOf(await one(owner)).knowledgeNode.id).toBe(hidden.id);
    expect(codes(await one(viewer))).toEqual(['NOT_FOUND']);
    const without = { ...viewer, permissions: new Set(['crm:read']) } as Viewer;
    expect(await found(without, 'zvezda')).toEqual([]);
    const [leadNode] = (await look(without, { entityId: lead })).nodes;
    expect(relationsOf(leadNode).filter((text) => text.includes('Zvezda'))).toEqual([]);

    await tell(owner, { generation: null, gone: [file], isLast: false });
    expect([await found(owner, 'offer'), await found(owner, '301234')]).toEqual([[], []]);
    await tell(owner, { nodes: [{ ...project, label: 'Villa' }] });
    expect(await found(owner, 'villa')).toEqual([[]]);
    expect(await found(owner, 'e-1')).toEqual([]);
    expect((await look(owner)).sources[1].extractedAt).not.toBeNull();
  });

  it('and all else stays in its organisation; who may not see cards sees nothing, who may not synchronise asks for nothing', async () => {
    const owner = viewerWith('owner');
    await people(owner);
    await extract(owner);
    const [node] = (await look(owner)).nodes;
    const stranger = viewerWith('owner');
    expect((await look(stranger)).totalCount).toBe(0);
    expect((await look(stranger, { search: 'ann' })).totalCount).toBe(0);
    const read = `{ knowledgeNode(id: "${node.id}") { id } }`;
    expect(codes(await world.graph.execute(stranger, read))).toEqual(['NOT_FOUND']);
    const blind = { ...owner, permissions: new Set(['estimates:read']) } as Viewer;
    expect(codes(await world.graph.execute(blind, '{ knowledgeGraph { totalCount } }'))).toEqual([
      'FORBIDDEN',
    ]);
    const answer = await world.graph.execute(
      viewerWith('viewer', owner.orgId),
      'mutation { extractKnowledgeGraph { job { id } } }',
    );
    expect(codes(answer)).toEqual(['FORBIDDEN']);
  });
});
