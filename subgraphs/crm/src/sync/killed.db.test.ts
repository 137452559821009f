import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createKeyRing } from '../../../../service-kit/auth/secrets';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { projectRoot } from '../../../../service-kit/process/paths';
import { streamOf, streamRoot } from '../../../../simulator/random';
import { expectWholeCopy } from '../../../../testkit/crm/copy-check';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

/*
 * A synchronisation's process is killed twenty times, each time at another statement, while the account changes. What is left is what
 * an undisturbed synchronisation makes of the account.
 */

const KILLS = 20;
const KEY = randomBytes(32);
const world = useCrm({ contacts: 600, leads: 400, companies: 40, tasks: 120 }, {}, undefined, {
  keyRing: createKeyRing([['k1', KEY]]),
});

const START = `mutation($input: StartSyncInput!) { startSync(input: $input) { run { id } userErrors { code } } }`;

async function runOf(viewer: Viewer, connectionId: string, mode: 'INCREMENTAL' | 'FULL') {
  const answer = await world.graph.execute(viewer, START, { input: { connectionId, mode } });
  return { orgId: viewer.orgId, connectionId, runId: dataOf(answer).startSync.run.id as string };
}

/** Carries a run in a process of its own. @returns whether it was killed; else it came to its end before */
async function carry(job: object, dieAt: number): Promise<boolean> {
  const child = spawn(process.execPath, ['-r', '@swc-node/register', 'testkit/crm/dying-sync-worker.ts'], {
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
