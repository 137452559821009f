/* A worker that is killed in the middle of a job, after a commit with a checkpoint. Started by tests only. */
import { z } from 'zod';
import { localChanges } from '../service-kit/changes/changes';
import { connectDatabase } from '../service-kit/postgres/database';
import { silentLogger } from '../service-kit/process/logger';
import { bindRunners, runNextJob } from '../service-kit/jobs/run-job';
import { running } from '../service-kit/jobs/job-kind';

const { URL_ESTIMATES = '', ORG = '', KIND = '' } = process.env;

const definition = {
  kind: KIND,
  subgraph: 'estimates',
  title: 'Dies.',
  input: z.object({ n: z.number() }),
  permission: 'estimates:write',
  readPermission: 'estimates:read',
  isOpen: true,
};

async function main(): Promise<void> {
  const source = await connectDatabase({
    url: URL_ESTIMATES,
    schema: 'estimates',
    entities: [],
    applicationName: 'dying-job-worker',
  });
  const [runner] = bindRunners(
    [
      running(definition, async (job) => {
        await job.commit(async () => undefined, { percent: 40, checkpoint: { page: 2 } });
        process.kill(process.pid, 'SIGKILL');
        await new Promise(() => undefined);
      }),
    ],
    null,
  );
  if (!runner) throw new Error('no runner');
  const stop = new AbortController().signal;
  const times = { leaseMs: 1_500, graceMs: 1_000 };
  await runNextJob({ source }, runner, ORG, { changes: localChanges(), log: silentLogger(), stop, times });
}

void main();
