import type { DataSource } from 'typeorm';
import { loadKeyRing } from '../service-kit/process/data-dir';
import { queueOf, RELAY_QUEUE, startEventWorkers } from '../service-kit/outbox/event-workers';
import type { EventConsumer, EventPart } from '../service-kit/outbox/events';
import { startJobCleaning } from '../service-kit/jobs/job-cleaning';
import type { Jobs } from '../service-kit/jobs/queue';
import { createMailer, MAIL_QUEUE, mailConsumer } from '../service-kit/mail/mails';
import type { MailTransport } from '../service-kit/mail/transport';
import { consumersOf, mailsOf } from '../service-kit/subgraph/feature';
import { startRemovals } from '../subgraphs/identity/src/deletion/removal';
import { openAuditChains } from './audit';
import { showBacklogs } from './backlog-metrics';
import { EVENT_PARTS, FEATURES, openSource, type EventPartName } from './event-parts';
import { openFiles } from './files';
import { openMailTransport } from './mail';
import type { Platform } from './platform';

/** Subgraphs that keep files. */
const WITH_FILES: readonly string[] = ['estimates'];

/** Connects a subgraph for work on its events. */
export const openEventSource = (platform: Platform, part: EventPartName): Promise<DataSource> =>
  openSource(platform, part, 'events');

/** The queues in which events stand, of all subgraphs. */
export const eventQueues = (): string[] => [
  ...new Set([
    RELAY_QUEUE,
    MAIL_QUEUE,
    ...EVENT_PARTS.flatMap((part) => consumersOf(FEATURES[part]).map(queueOf)),
  ]),
];

/** A subgraph's consumers: those of its features, and one that sends its mails. */
function consumers(
  platform: Platform,
  part: EventPartName,
  source: DataSource,
  transport: MailTransport,
): EventConsumer[] {
  const kinds = mailsOf(FEATURES[part]);
  const keyRing = loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir);
  const files = WITH_FILES.includes(part) ? openFiles(platform, source, part) : undefined;
  const { log } = platform;
  const mails = mailConsumer({ kinds, keyRing, transport, source, files, log, product: 'CashCraft' });
  return [...consumersOf(FEATURES[part]), mails];
}

function identitySource(parts: readonly EventPart[]): DataSource {
  const identity = parts.find(({ name }) => name === 'identity');
  if (!identity) throw new Error('identity is not among the parts.');
  return identity.source;
}

/** Starts to remove what deleted organisations leave, in all subgraphs. */
function openRemovals(platform: Platform, parts: readonly EventPart[]): void {
  const others = parts
    .filter(({ name }) => name !== 'identity')
    .map(({ name, source }) => ({
      name,
      source,
      ...(WITH_FILES.includes(name) ? { files: openFiles(platform, source, name) } : {}),
    }));
  const mailer = createMailer(loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir));
  const removals = startRemovals({ identity: identitySource(parts), others, mailer, log: platform.log });
  platform.lifetime.add('removal of organisations', removals, (open) => open.close());
}

/**
 * Starts the delivery of events between all subgraphs, the chaining of the audit, and the removal of deleted organisations; any number of
 * processes may do so.
 */
export async function openEventWorkers(platform: Platform, jobs: Jobs): Promise<void> {
  const transport = openMailTransport(platform);
  const mailer = createMailer(loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir));
  const parts: EventPart[] = [];
  for (const name of EVENT_PARTS) {
    const source = await openEventSource(platform, name);
    parts.push({ name, source, consumers: consumers(platform, name, source, transport), mailer });
  }
  platform.lifetime.add('backlogs', showBacklogs(parts), (hide) => hide());
  openAuditChains(platform, identitySource(parts));
  openRemovals(platform, parts);
  const cleaning = startJobCleaning(identitySource(parts), platform.log);
  platform.lifetime.add('job cleaning', cleaning, (open) => open.close());
  platform.lifetime.add('event workers', await startEventWorkers(parts, jobs, platform.log), (workers) =>
    workers.close(),
  );
}
