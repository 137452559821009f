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
const world = useCrm({ contacts: 900, leads: 700, companies: 60, tasks: 300 }, {}, undefined, {
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
        `SELECT to_jsonb(t) - '{id,org_id,connection_id,synced_at}'::text[] AS row FROM crm.${table} t
          WHERE org_id = $1 AND NOT is_deleted ORDER BY kommo_id`,
        [orgId],
      )) as unknown[];
    }
    copy['links'] = (await db.query(
      `SELECT lead_kommo_id, contact_kommo_id, is_main, position FROM crm.lead_contacts l WHERE org_id = $1
          AND EXISTS (SELECT 1 FROM crm.leads d WHERE d.org_id = l.org_id AND d.kommo_id = l.lead_kommo_id AND NOT d.is_deleted)
        ORDER BY 1, 2`,
      [orgId],
    )) as unknown[];
  });
  return copy;
}

it('has copied everything after its process was killed twenty times while the account changed', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  const random = streamOf(streamRoot(7, 'kills'), 0);
  const places: number[] = [];
  let job = await runOf(owner, id, 'INCREMENTAL');
  while (places.length < KILLS) {
    const dieAt = random.between(3, 60);
    if (await carry(job, dieAt)) places.push(dieAt);
    else job = await runOf(owner, id, random.chance(0.5) ? 'FULL' : 'INCREMENTAL');
    const entity = random.pick(['leads', 'contacts', 'companies'] as const);
    const chance = random.below(4);
    if (chance === 0)
      world.kommo.control.mutate('acme-demo', {
        bulk: { entity, n: 20, set: { name: `Changed ${places.length}` } },
      });
    if (chance === 1) world.kommo.control.mutate('acme-demo', { delete: { entity, n: 2 } });
    if (chance === 2) world.kommo.control.mutate('acme-demo', { create: { entity, n: 3 } });
  }
  await world.sync(owner, id);
  await world.sync(owner, id);
  await expectWholeCopy(world, owner.orgId);
  const undisturbed = viewerWith('owner');
  await world.sync(undisturbed, await world.connect(undisturbed));
  expect(await copyOf(owner)).toEqual(await copyOf(undisturbed));
}, 270_000);
