import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createKeyRing } from '../../../../service-kit/auth/secrets';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { projectRoot } from '../../../../service-kit/process/paths';
import { streamOf, streamRoot } from '../../../../simulator/random';
import { expectWholeCopy, theirCards } from '../../../../testkit/crm/copy-check';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { newId } from '../../../../service-kit/data/ids';
import { Inbox } from '../webhooks/inbox';
import { carryOut } from '../writes/carry-out';
import { processHooks } from '../webhooks/process-hooks';
import { recordWrite, type PlannedWrite } from '../writes/write-store';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

/*
 * A synchronisation's process is killed twenty times, each time at another statement, while the account changes. What is left is what
 * an undisturbed synchronisation makes of the account. So is one that works through webhooks and carries writes out: each delivery that
 * was acknowledged has its effect once, and nothing is written twice.
 */

const KILLS = 20;
/** Of the process that works through webhooks and writes: each costs a start. */
const FEWER_KILLS = 5;
const KEY = randomBytes(32);
const world = useCrm(
  { contacts: 600, leads: 400, companies: 40, tasks: 120 },
  { writeSettleMs: 50 },
  undefined,
  {
    keyRing: createKeyRing([['k1', KEY]]),
  },
);

const START = `mutation($input: StartSyncInput!) { startSync(input: $input) { run { id } userErrors { code } } }`;

async function runOf(viewer: Viewer, connectionId: string, mode: 'INCREMENTAL' | 'FULL') {
  const answer = await world.graph.execute(viewer, START, { input: { connectionId, mode } });
  return { orgId: viewer.orgId, connectionId, runId: dataOf(answer).startSync.run.id as string };
}

/** Carries a run in a process of its own. @returns whether it was killed; else it came to its end before */
async function carry(job: object, dieAt: number): Promise<boolean> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'testkit/crm/dying-sync-worker'], {
    cwd: projectRoot,
    env: {
      PATH: process.env['PATH'] ?? '',
      URL_CRM: (world.deps.source.options as { url: string }).url,
      KEY: KEY.toString('base64'),
      JOB: JSON.stringify(job),
      DIE_AT: String(dieAt),
      AUTHORIZE_URL: world.kommo.authorizeUrl,
      ACCOUNT_URL: world.kommo.accountUrl,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (signal !== 'SIGKILL') expect(code).toBe(0);
  return signal === 'SIGKILL';
}

/** All that is alive of what was copied, but for our own ids and times. */
async function copyOf({ orgId }: Viewer): Promise<Record<string, unknown[]>> {
  const tables = [
    'leads',
    'contacts',
    'companies',
    'tasks',
    'lead_notes',
    'contact_notes',
    'company_notes',
    'custom_fields',
    'pipelines',
    'crm_users',
  ];
  const copy: Record<string, unknown[]> = {};
  await inOrganization(world.deps.source, orgId, async (db) => {
    for (const table of tables) {
      copy[table] = (await db.query(
        `SELECT to_jsonb(t) - '{id,org_id,connection_id,synced_at,values_at}'::text[] AS row FROM crm.${table} t
          WHERE org_id = $1 AND NOT is_deleted ORDER BY kommo_id`,
        [orgId],
      )) as unknown[];
    }
    // What cards of lists and leads have of them; the rest of the lists is not copied.
    copy['elements'] = (await db.query(
      `SELECT to_jsonb(e) - '{id,org_id,connection_id,synced_at,checked_at}'::text[] AS row, l.lead_kommo_id, l.quantity
         FROM crm.lead_catalog_elements l JOIN crm.leads d ON d.org_id = l.org_id AND d.kommo_id = l.lead_kommo_id AND NOT d.is_deleted
         JOIN crm.catalog_elements e ON e.org_id = l.org_id AND e.kommo_id = l.element_kommo_id
        WHERE l.org_id = $1 ORDER BY l.lead_kommo_id, e.kommo_id`,
      [orgId],
    )) as unknown[];
    copy['values'] = (await db.query(
      `SELECT f.kommo_id AS field, d.kommo_id AS lead, v.position, v.sort, v.words FROM crm.card_values v
         JOIN crm.custom_fields f ON f.org_id = v.org_id AND f.id = v.field_id
         JOIN crm.leads d ON d.org_id = v.org_id AND d.id = v.card_id AND NOT d.is_deleted
        WHERE v.org_id = $1 ORDER BY 1, 2, 3`,
      [orgId],
    )) as unknown[];
    // Who was there when one was decided knows more of it than who came later; of those that wait both know the same.
    copy['unsorted'] = (await db.query(
      `SELECT to_jsonb(u) - '{id,org_id,connection_id,synced_at,deciding_until}'::text[] AS row FROM crm.unsorted_leads u
        WHERE org_id = $1 AND state = 'WAITING' ORDER BY uid`,
      [orgId],
    )) as unknown[];
    // The first reading goes back 30 days, and the two began at different moments.
    copy['events'] = (await db.query(
      `SELECT to_jsonb(e) - '{id,org_id,connection_id}'::text[] AS row FROM crm.card_events e
        WHERE org_id = $1 AND at > to_timestamp($2) ORDER BY kommo_id`,
      [orgId, world.kommo.control.now() - 29 * 86_400],
    )) as unknown[];
    copy['links'] = (await db.query(
      `SELECT lead_kommo_id, contact_kommo_id, is_main, position FROM crm.lead_contacts l WHERE org_id = $1
          AND EXISTS (SELECT 1 FROM crm.leads d WHERE d.org_id = l.org_id AND d.kommo_id = l.lead_kommo_id AND NOT d.is_deleted)
        ORDER BY 1, 2`,
      [orgId],
    )) as unknown[];
  });
  return copy;
}

/** Gives three fields of leads a key, as `mapCustomField` does before anything is filled. */
const mapFields = ({ orgId }: Viewer): Promise<unknown> =>
  inOrganization(world.deps.source, orgId, (db) =>
    db.query(
      `UPDATE crm.custom_fields SET key = 'k' || kommo_id, mapped_name = name, mapped_type = type
        WHERE org_id = $1 AND kind = 'LEADS' AND key IS NULL AND type IN ('numeric', 'select', 'text', 'date')`,
      [orgId],
    ),
  );

it('has copied everything after its process was killed twenty times while the account changed', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  const random = streamOf(streamRoot(7, 'kills'), 0);
  const places: number[] = [];
  world.kommo.control.mutate('acme-demo', { incoming: { n: 12 } }); // more than are accepted and declined
  let job = await runOf(owner, id, 'INCREMENTAL');
  while (places.length < KILLS) {
    const dieAt = random.between(3, 60);
    if (await carry(job, dieAt)) places.push(dieAt);
    else job = await runOf(owner, id, random.chance(0.5) ? 'FULL' : 'INCREMENTAL');
    const entity = random.pick(['leads', 'contacts', 'companies'] as const);
    const chance = random.below(7);
    await mapFields(owner);
    if (chance === 0)
      world.kommo.control.mutate('acme-demo', {
        bulk: { entity, n: 20, set: { name: `Changed ${places.length}` } },
      });
    if (chance === 1) world.kommo.control.mutate('acme-demo', { delete: { entity, n: 2 } });
    if (chance === 2) world.kommo.control.mutate('acme-demo', { create: { entity, n: 3 } });
    if (chance === 3) world.kommo.control.mutate('acme-demo', { incoming: { n: 3 } });
    if (chance === 4) world.kommo.control.mutate('acme-demo', { accept_incoming: { n: 1 } });
    if (chance === 5) world.kommo.control.mutate('acme-demo', { decline_incoming: { n: 1 } });
  }
  await world.sync(owner, id);
  await mapFields(owner); // those that no killed one had copied
  await world.sync(owner, id);
  await expectWholeCopy(world, owner.orgId);
  const undisturbed = viewerWith('owner');
  const id2 = await world.connect(undisturbed);
  await world.sync(undisturbed, id2);
  await mapFields(undisturbed);
  await world.sync(undisturbed, id2);
  const copy = await copyOf(owner);
  for (const kind of ['elements', 'values', 'unsorted', 'events'])
    expect([kind, copy[kind]?.length]).not.toEqual([kind, 0]);
  expect(copy).toEqual(await copyOf(undisturbed));
}, 900_000);

/** Puts deliveries into the inbox as the route does before it answers 200. */
async function acknowledge(
  ref: { orgId: string; connectionId: string },
  bodies: readonly string[],
): Promise<void> {
  const inbox = new Inbox(world.deps.source);
  await Promise.all(bodies.map((body) => inbox.put(ref, body)));
}

const messageBody = (talk: { kommoId: string }, at: number, n: number): string =>
  new URLSearchParams({
    'message[add][0][id]': `told-${n}`,
    'message[add][0][talk_id]': talk.kommoId,
    'message[add][0][text]': `Told ${n}`,
    'message[add][0][created_at]': String(at + n),
    'message[add][0][type]': 'incoming',
  }).toString();

it('has done all that webhooks told, and written all once, after its process was killed at any point', async () => {
  const owner = viewerWith('owner');
  const connectionId = await world.connect(owner);
  await world.sync(owner, connectionId);
  const ref = { orgId: owner.orgId, connectionId };
  const { control } = world.kommo;
  const TALK =
    '{ crmTalks(first: 1) { edges { node { kommoId } } } leads(first: 9) { edges { node { kommoId } } } }';
  const { crmTalks, leads } = dataOf(await world.graph.execute(owner, TALK));
  const ids: string[] = leads.edges.map(({ node }: { node: { kommoId: string } }) => node.kommoId);
  const [talk] = crmTalks.edges.map(({ node }: { node: object }) => node);
  control.mutate('acme-demo', {
    bulk: { entity: 'leads', ids: ids.slice(0, 8).map(Number), set: { name: 'Told of by a webhook' } },
  });
  control.mutate('acme-demo', { delete: { entity: 'leads', ids: [Number(ids[8])] } });
  await acknowledge(ref, [
    ...ids.slice(0, 8).map((id) => `leads[update][0][id]=${id}`),
    `leads[delete][0][id]=${ids[8]}`,
    ...Array.from({ length: 6 }, (_, n) => messageBody(talk, control.now(), n)),
  ]);
  const plans: Omit<PlannedWrite, 'orgId' | 'connectionId'>[] = [
    ...[1, 2, 3].map((n) => ({ entity: 'LEADS' as const, path: '/leads', body: { name: `Written ${n}` } })),
    ...[1, 2].map((n) => ({
      entity: 'MESSAGES' as const,
      path: `/talks/${talk.kommoId}/send_message`,
      body: { text: `Sent ${n}` },
    })),
  ];
  const writes = plans.map(() => newId());
  await inOrganization(world.deps.source, owner.orgId, async (db) => {
    for (const [at, plan] of plans.entries()) await recordWrite(db, { ...ref, ...plan }, writes[at] ?? '');
  });
  const again = (): Promise<unknown> =>
    inOrganization(world.deps.source, owner.orgId, async (db) => {
      // What waits for its next try, or for the end of a dead process's lease, is due.
      await db.query(
        `UPDATE crm.webhook_inbox SET received_at = received_at - interval '1 hour' WHERE done_at IS NULL`,
      );
      await db.query('UPDATE crm.kommo_writes SET lease_until = NULL WHERE finished_at IS NULL');
    });
  const random = streamOf(streamRoot(7, 'kills of webhooks'), 0);
  const killed: boolean[] = [];
  while (killed.length < FEWER_KILLS) {
    killed.push(await carry({ ...ref, writes }, random.between(12, 24 + 14 * killed.length)));
    await again();
  }
  expect(killed.filter(Boolean).length).toBeGreaterThanOrEqual(3);
  await processHooks(world.runtime, ref);
  const signal = new AbortController().signal;
  for (const id of writes) {
    const options = { lane: 'webhook', until: Date.now() + 60_000, signal, isPatient: true } as const;
    expect((await carryOut(world.runtime, owner.orgId, id, options)).kind).toBe('done');
  }
  const waiting = await inOrganization(world.deps.source, owner.orgId, (db) =>
    db.query('SELECT 1 FROM crm.webhook_inbox WHERE connection_id = $1 AND done_at IS NULL', [connectionId]),
  );
  expect(waiting).toEqual([]);
  const said = await inOrganization(world.deps.source, owner.orgId, (db) =>
    db.query(`SELECT text FROM crm.messages WHERE connection_id = $1 AND text LIKE 'Told%' ORDER BY text`, [
      connectionId,
    ]),
  );
  expect(said.map(({ text }: { text: string }) => text)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `Told ${n}`));
  const names = (await theirCards(world, 'leads')).map(({ name }) => name);
  expect(names.filter((name) => name.startsWith('Written')).sort()).toEqual([
    'Written 1',
    'Written 2',
    'Written 3',
  ]);
  const posts = control.requests({ method: 'POST', path: `/api/v4/talks/${talk.kommoId}/send_message` });
  expect(posts.filter(({ status }) => status === 202)).toHaveLength(2);
  await world.sync(owner, connectionId);
  await expectWholeCopy(world, owner.orgId);
}, 600_000);
