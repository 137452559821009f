import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
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
import { putNodes, putRelations } from './knowledge-store';
import { runSweep } from './sweep-job';
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
async function runJob(viewer: Viewer, which: typeof runExtract = runExtract): Promise<boolean> {
  const { changes, log, source } = world.runtime;
  const [runner] = bindRunners([which], world.runtime);
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
  // Of one of them the domain is written in letters, of the other in Punycode.
  await sql(
    owner,
    `UPDATE crm.contacts SET emails = jsonb_build_array($3::text) || emails WHERE org_id = $1 AND id = $2`,
    [owner.orgId, ann, ' Info@BÜCHER.example'],
  );
  await sql(
    owner,
    `UPDATE crm.contacts SET emails = '["info@xn--bcher-kva.example"]' WHERE org_id = $1 AND id = $2`,
    [owner.orgId, bob],
  );
  await extract(owner);
  const [shared] = (await look(owner, { search: 'xn--bcher', kinds: ['EMAIL'] })).nodes;
  expect(relationsOf(shared)).toEqual(['IN HAS Ann', 'IN HAS Bobtrix']);
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

it('reads notes to their ends, however long they are', async () => {
  const owner = viewerWith('owner');
  const { lead } = await people(owner);
  await sql(
    owner,
    `INSERT INTO crm.lead_notes (org_id, id, connection_id, kommo_id, card_kommo_id, type, text, params, created_at, updated_at)
     SELECT l.org_id, gen_random_uuid(), l.connection_id, 900000000 + n, l.kommo_id, 'common',
            'note' || n || '@example.com ' || repeat(U&'\\043D@', 10000) || ' late@example.com', '{}', now(), now()
       FROM crm.leads l, generate_series(1, 12) n WHERE l.org_id = $1 AND l.id = $2`,
    [owner.orgId, lead],
  );
  await extract(owner);
  const named = (await look(owner, { search: 'note', kinds: ['EMAIL'] })).nodes;
  expect(named.map(relationsOf)).toEqual(Array(12).fill(['IN MENTIONS Kitchen of Ann']));
  expect((await look(owner, { search: 'late@' })).totalCount).toBe(0); // only so far as a note is looked at
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
  await sql(
    owner,
    `UPDATE jobs.jobs SET state = 'QUEUED', attempt = 0, checkpoint = '{"step": 8, "after": null}' WHERE kind = $1 AND id > $2`,
    ['EXTRACT_KNOWLEDGE_GRAPH', first.job.id],
  );
  expect(await runJob(owner)).toBe(true); // as if the older one had run while the newer one waited for its next try
  expect((await look(owner)).totalCount).toBe(totalCount);
});

it('is right about numbers, whoever is deleted while it is made', async () => {
  const owner = viewerWith('owner');
  const { ann, bob } = await people(owner);
  await extract(owner);
  const phone = async () =>
    (await look(owner, { kinds: ['PHONE'], search: '9123456789' })).nodes.map(relationsOf);
  const part = (kind: string, key: string, label: string) => ({
    sql: `SELECT $3 AS kind, $4 AS key, $5::uuid AS entity_id, $6 AS label, lower($6) AS search_text`,
    values: [kind, key, kind === 'PERSON' ? key : null, label],
  });
  const has = (person: string, kind: string, key: string) => ({
    sql: `SELECT 'PERSON' AS from_kind, $3::text AS from_key, $4::text AS to_kind, $5::text AS to_key, 'HAS' AS kind, NULL::text AS detail`,
    values: [person, kind, key],
  });
  const write = (work: (db: EntityManager, generation: string) => Promise<unknown>) =>
    inOrganization(world.deps.source, owner.orgId, async (db) => work(db, newId()));
  const give = (db: EntityManager, generation: string) => {
    const writing = { db, orgId: owner.orgId, generation };
    return putNodes(writing, part('PHONE', '9123456789', '8 9123456789')).then(() =>
      putRelations(writing, 'CRM', has(bob, 'PHONE', '9123456789')),
    );
  };
  /** Does something while a slice that gives Bob the number is not committed. */
  const meanwhile = async (act: () => Promise<unknown>) => {
    let acting: Promise<unknown> | undefined;
    await write(async (db, generation) => {
      await give(db, generation);
      acting = act();
      const waiting = `SELECT FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid`;
      while ((await db.query<unknown[]>(waiting)).length === 0) await sleep(5);
    });
    await acting;
  };
  const goOn = async (step: number) => {
    const { job } = await ask(owner);
    await sql(owner, 'UPDATE jobs.jobs SET checkpoint = $2 WHERE id = $1', [job.id, { step, after: null }]);
    expect(await runJob(owner)).toBe(true);
  };
  const takeFrom = (person: string) =>
    sql(
      owner,
      `DELETE FROM crm.knowledge_relations WHERE crm.knowledge_id($1, 'PERSON', $2) IN (from_id, to_id) AND kind = 'HAS'`,
      [owner.orgId, person],
    );
  await takeFrom(bob);
  await meanwhile(() => sql(owner, 'UPDATE crm.contacts SET is_deleted = true WHERE id = $1', [ann]));
  expect(await phone()).toEqual([['IN HAS Bobtrix']]);
  await takeFrom(bob);
  await meanwhile(() => goOn(10)); // the sweep of numbers that nothing has
  expect(await phone()).toEqual([['IN HAS Bobtrix']]);

  await write(async (db, generation) => {
    const writing = { db, orgId: owner.orgId, generation };
    await putNodes(writing, part('PERSON', ann, 'Ann')); // a slice that had read her before she was deleted
    await putNodes(writing, part('EMAIL', 'ann@example.com', 'ann@example.com'));
    await putRelations(writing, 'CRM', has(ann, 'EMAIL', 'ann@example.com'));
  });
  await goOn(9);
  expect((await look(owner, { search: 'ann@example' })).totalCount).toBe(0);
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
    expect(await runJob(viewer, runSweep)).toBe(whole.isLast);
  }
  const result = async (viewer: Viewer) =>
    dataOf(
      await world.graph.execute(
        viewer,
        '{ jobs(first: 1, filter: { kinds: ["EXTRACT_KNOWLEDGE_GRAPH"] }) { edges { node { result } } } }',
      ),
    ).jobs.edges[0].node.result;
  const key = (kind: string, id = newId()) => ({ kind, key: id });

  it('hangs on leads and numbers, and is seen by who may see it there', async () => {
    const owner = viewerWith('owner');
    const { lead } = await people(owner);
    await extract(owner);
    const ofCards = await result(owner);
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
    await extract(owner);
    expect(await result(viewer)).toEqual(ofCards); // nor do counts tell how many there are
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
