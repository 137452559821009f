import type { Broadcast } from '../service-kit/changes/broadcast';
import type { Changes } from '../service-kit/changes/changes';
import type { JobBell } from '../service-kit/jobs/job-bell';
import { startFileCleaning } from '../service-kit/files/file-cleaning';
import { createJobBell } from '../service-kit/jobs/job-workers';
import type { Jobs } from '../service-kit/jobs/queue';
import { createMailer } from '../service-kit/mail/mails';
import { loadKeyRing } from '../service-kit/process/data-dir';
import { runnersOf } from '../service-kit/subgraph/feature';
import { connectEstimates } from '../subgraphs/estimates/src/data-source';
import { startEstimatesWorkers } from '../subgraphs/estimates/src/workers';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { features as identity } from '../subgraphs/identity/src/features';
import { createLinks, type Links } from '../subgraphs/identity/src/links';
import { startIdentityJobs } from '../subgraphs/identity/src/workers';
import { openFiles, openLinks } from './files';
import type { Platform } from './platform';

/** Asks for the work on jobs, from one subgraph. */
export const openJobBell = (platform: Platform, jobs: Jobs, part: string): JobBell =>
  platform.lifetime.add(`${part} job bell`, createJobBell(jobs, platform.log), (bell) => bell.close());

/** The addresses in mails. @param isPublic whether this process is the one that people reach, where no setting names it */
export const linksOf = ({ settings: { APP_URL, PUBLIC_URL }, port }: Platform, isPublic: boolean): Links =>
  createLinks(APP_URL ?? PUBLIC_URL ?? `http://localhost:${isPublic ? port : 4000}`);

/**
 * Starts the work on the jobs of identity and estimates, each with a small pool of its own, and the cleaning of files; crm's
 * begins with its workers.
 */
export async function openJobWorkers(
  platform: Platform,
  parts: { jobs: Jobs; changes: Changes; broadcast: Broadcast },
  options: { isPublic: boolean },
): Promise<void> {
  const { lifetime, log } = platform;
  const shared = { ...parts, log };
  const source = await connectEstimates(await platform.urlFor('estimates'), { poolSize: 5 });
  lifetime.add('estimates job database', source, (open) => open.destroy());
  const files = openFiles(platform, source, 'estimates');
  lifetime.add('file cleaning', startFileCleaning(files, log), (running) => running.close());
  const { links } = openLinks(platform, options.isPublic);
  const workers = await startEstimatesWorkers({ ...shared, source, files, links });
  lifetime.add('estimates jobs', workers, (running) => running.close());
  if (runnersOf(identity).length > 0) {
    const source = await connectIdentity(await platform.urlFor('identity'), { poolSize: 5 });
    lifetime.add('identity job database', source, (open) => open.destroy());
    const mailer = createMailer(loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir));
    const links = linksOf(platform, options.isPublic);
    const workers = await startIdentityJobs({ ...shared, source, mailer, links });
    lifetime.add('identity jobs', workers, (running) => running.close());
  }
}
