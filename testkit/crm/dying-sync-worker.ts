/*
 * A synchronisation whose process is killed at one of its statements; or, of a job with `writes`, one that works through webhooks
 * and carries out what is to be written. Started by tests only.
 */
import { createKeyRing } from '../../service-kit/auth/secrets';
import { connectCrm } from '../../subgraphs/crm/src/data-source';
import { createRuntime } from '../../subgraphs/crm/src/runtime';
import { processHooks } from '../../subgraphs/crm/src/webhooks/process-hooks';
import { carryOut } from '../../subgraphs/crm/src/writes/carry-out';
import { runSync } from '../../subgraphs/crm/src/sync/run-sync';
import { crmDeps } from './crm-deps';

const { URL_CRM = '', KEY = '', JOB = '', DIE_AT = '', AUTHORIZE_URL = '', ACCOUNT_URL = '' } = process.env;

async function main(): Promise<void> {
  let statements = 0;
  const source = await connectCrm(URL_CRM, {
    onStatement: () => {
      statements += 1;
      if (statements === Number(DIE_AT)) process.kill(process.pid, 'SIGKILL');
    },
  });
  const at = { authorizeUrl: AUTHORIZE_URL, accountUrl: ACCOUNT_URL };
  const runtime = createRuntime(
    crmDeps(source, at, {
      keyRing: createKeyRing([['k1', Buffer.from(KEY, 'base64')]]),
      kommo: { requestsPerSecond: 2_000, writeSettleMs: 50 },
    }),
  );
  const job = JSON.parse(JOB) as { orgId: string; connectionId: string; writes?: string[] };
  const { signal } = new AbortController();
  if (!job.writes) await runSync(runtime, job as never, 1, signal);
  else {
    await processHooks(runtime, job);
    for (const id of job.writes) {
      const until = Date.now() + 1_000;
      await carryOut(runtime, job.orgId, id, { lane: 'webhook', until, signal, isPatient: true });
    }
  }
  await runtime.close();
  await source.destroy();
}

void main();
