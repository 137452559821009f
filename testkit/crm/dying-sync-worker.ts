/* A synchronisation whose process is killed at one of its statements. Started by tests only. */
import { createKeyRing } from '../../service-kit/auth/secrets';
import { localChanges } from '../../service-kit/changes/changes';
import { silentLogger } from '../../service-kit/process/logger';
import { connectCrm } from '../../subgraphs/crm/src/data-source';
import { createRuntime } from '../../subgraphs/crm/src/runtime';
import { runSync } from '../../subgraphs/crm/src/sync/run-sync';
import { createIdleJobs } from './idle-jobs';

const { URL_CRM = '', KEY = '', JOB = '', DIE_AT = '', AUTHORIZE_URL = '', ACCOUNT_URL = '' } = process.env;

async function main(): Promise<void> {
  let statements = 0;
  const source = await connectCrm(URL_CRM, {
    onStatement: () => {
      statements += 1;
      if (statements === Number(DIE_AT)) process.kill(process.pid, 'SIGKILL');
    },
  });
  const runtime = createRuntime({
    source,
    verifier: undefined as never, // nobody logs in here
    keyRing: createKeyRing([['k1', Buffer.from(KEY, 'base64')]]),
    kommo: {
      authorizeUrl: AUTHORIZE_URL,
      accountUrl: ACCOUNT_URL,
      allowedHosts: ['kommo.com'],
      requestsPerSecond: 2_000,
      pollIntervalMs: 0,
    },
    jobs: createIdleJobs(),
    changes: localChanges(),
    mayConnect: async () => true,
    log: silentLogger(),
  });
  await runSync(runtime, JSON.parse(JOB) as never, 1, new AbortController().signal);
  await runtime.close();
  await source.destroy();
}

void main();
