import { dataExportsOf } from '../service-kit/subgraph/feature';
import { EVENT_PARTS, FEATURES, openSource } from './event-parts';
import type { ToldPart } from '../service-kit/data-export/read-table';
import type { FileSetting } from '../service-kit/files/files';
import type { Changes } from '../service-kit/changes/changes';
import { startFileCleaning } from '../service-kit/files/file-cleaning';
import type { Jobs } from '../service-kit/jobs/queue';
import { createMailer } from '../service-kit/mail/mails';
import { loadKeyRing } from '../service-kit/process/data-dir';
import { connectEstimates } from '../subgraphs/estimates/src/data-source';
import { startEstimatesWorkers } from '../subgraphs/estimates/src/workers';
import { startIdentityJobs } from '../subgraphs/identity/src/workers';
import { clientUrlOf, openFiles, openLinks } from './files';
import type { Platform } from './platform';

/**
 * Starts the work on the jobs of estimates, with a small pool of its own, and the cleaning of files; crm's begins with its workers.
 */
export async function openJobWorkers(
  platform: Platform,
  parts: { jobs: Jobs; changes: Changes },
  options: { isPublic: boolean },
): Promise<void> {
  const { lifetime, log } = platform;
  const shared = { ...parts, log };
  const source = await connectEstimates(await platform.pooledUrlFor('estimates'), { poolSize: 5 });
  lifetime.add('estimates job database', source, (open) => open.destroy());
  const files = openFiles(platform, source, 'estimates');
  lifetime.add('file cleaning', startFileCleaning(files, log), (running) => running.close());
  const { links } = openLinks(platform, options.isPublic);
  const mailer = createMailer(loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir));
  const clientUrl = clientUrlOf(platform, options.isPublic);
  const workers = await startEstimatesWorkers({ ...shared, source, files, links, mailer, clientUrl });
  lifetime.add('estimates jobs', workers, (running) => running.close());
  await openIdentityJobs(platform, parts, files);
}

/** Starts the work on identity's jobs: exports of data read each subgraph's tables as that subgraph, on small pools of their own. */
async function openIdentityJobs(
  platform: Platform,
  parts: { jobs: Jobs; changes: Changes },
  files: FileSetting,
): Promise<void> {
  const { lifetime, log } = platform;
  const told: ToldPart[] = [];
  for (const name of EVENT_PARTS) {
    const source = await openSource(platform, name, 'exports', 2);
    told.push({ name, source, dataExports: dataExportsOf(FEATURES[name]) });
  }
  const [identity] = told;
  if (!identity) throw new Error('No subgraph is told.');
  const running = await startIdentityJobs({ ...parts, log, source: identity.source, told, files });
  lifetime.add('identity jobs', running, (open) => open.close());
}
