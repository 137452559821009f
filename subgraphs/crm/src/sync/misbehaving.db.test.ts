import { createJobs, type Jobs } from '../../../../service-kit/jobs/queue';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { expectWholeCopy } from '../../../../testkit/crm/copy-check';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { viewerWith } from '../../../../testkit/tokens';
import { startCrmWorkers } from '../workers';

/*
 * Fifty organisations synchronise with one worker. The account of ten of them hangs: each of its requests is held for ten minutes, and
 * is given up after its time and asked again. The forty others are done before any of those is.
 */

const ORGANIZATIONS = 50;
const MISBEHAVING = 10;
const world = useCrm({ contacts: 100, leads: 100, companies: 10, tasks: 20 });
let jobs: Jobs;

beforeAll(async () => {
  jobs = createJobs({ postgresUrl: await world.graph.parts.database.urlFor('jobs') }, world.deps.log);
});

interface Tenant {
  owner: Viewer;
  isHanging: boolean;
}

/** The state of a tenant's only synchronisation. */
const stateOf = async ({ owner: { orgId } }: Tenant): Promise<string> => {
  const [run] = (await inOrganization(world.deps.source, orgId, (db) =>
    db.query('SELECT state FROM crm.sync_runs WHERE org_id = $1', [orgId]),
  )) as { state: string }[];
  return run?.state ?? '';
};

it('is done with forty organisations while the account of ten others hangs', async () => {
  const tenants: Tenant[] = [];
  for (let index = 0; index < ORGANIZATIONS; index += 1) {
    // The ten come first: they hold what they can hold before the others begin.
    const isHanging = index < MISBEHAVING;
    const owner = viewerWith('owner');
    await world.connect(owner, isHanging ? 'acme-demo' : 'globex-demo');
    tenants.push({ owner, isHanging });
  }
  world.kommo.control.faults({ match: { account: 'acme-demo' }, kind: 'slow', delay_ms: 600_000 });
  const healthy = tenants.filter(({ isHanging }) => !isHanging);
  const worker = await startCrmWorkers({ ...world.deps, jobs });
  try {
    for (let done = 0; done < healthy.length;) {
      const states = await Promise.all(healthy.map(stateOf));
      expect(states).not.toContain('FAILED');
      done = states.filter((state) => state === 'SUCCEEDED').length;
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
    const others = await Promise.all(tenants.filter(({ isHanging }) => isHanging).map(stateOf));
    expect(others).not.toContain('SUCCEEDED');
  } finally {
    world.kommo.control.clearFaults();
    await worker.close();
  }
  for (const { owner } of [healthy[0], healthy.at(-1)] as Tenant[]) {
    await expectWholeCopy(world, owner.orgId, 'globex-demo');
  }
}, 240_000);
