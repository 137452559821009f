/*
 * `npm run worker`: every job of every subgraph, in a process of its own; run as many as the work needs. It listens for
 * probes and Prometheus only.
 */
import { registerProbes } from '../service-kit/http/health';
import { createHttpServer, listen } from '../service-kit/http/http';
import { startCrmWorkers } from '../subgraphs/crm/src/workers';
import { beat } from '../service-kit/jobs/live-workers';
import { openEventWorkers } from './events';
import { openJobWorkers } from './job-workers';
import { configuredKommo } from './kommo';
import { openCrmDeps } from './crm-part';
import { startIdentityWorkers } from './identity-part';
import {
  openBroadcast,
  openChanges,
  openJobs,
  openPlatform,
  openRemoteVerifier,
  runProcess,
} from './platform';
import { jobsCheck, postgresCheck, redisChecks, vitalChecks } from './service-checks';

void runProcess('worker', 4004, async (lifetime, read) => {
  const platform = await openPlatform(lifetime, read, { embedded: false });
  const broadcast = await openBroadcast(platform);
  const verifier = await openRemoteVerifier(platform, 'crm', broadcast);
  const changes = await openChanges(platform, broadcast);
  const jobs = await openJobs(platform);
  const deps = await openCrmDeps(platform, { verifier, jobs, changes, kommo: configuredKommo(platform) });
  lifetime.add('crm workers', await startCrmWorkers(deps), (workers) => workers.close());
  await startIdentityWorkers(platform);
  await openEventWorkers(platform, jobs);
  await openJobWorkers(platform, { jobs, changes }, { isPublic: false });
  lifetime.add('beats', beat(broadcast), (end) => end());
  const { log, settings, port } = platform;
  const app = createHttpServer({ log });
  const checks = [
    postgresCheck(platform),
    ...redisChecks(platform),
    jobsCheck(platform, jobs),
    ...vitalChecks(platform),
  ];
  registerProbes(app, checks, log);
  lifetime.add('probes', app, (open) => open.close());
  const url = await listen(app, { name: 'the worker', host: settings.HOST, port, variable: 'PORT' });
  log.info({ url }, 'worker runs');
});
