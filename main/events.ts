import type { DataSource } from 'typeorm';
import { loadKeyRing } from '../service-kit/process/data-dir';
import { createEventBell, startEventWorkers } from '../service-kit/outbox/event-workers';
import type { EventBell } from '../service-kit/outbox/emit';
import type { EventConsumer, EventPart } from '../service-kit/outbox/events';
import type { Jobs } from '../service-kit/jobs/queue';
import { connectCrm } from '../subgraphs/crm/src/data-source';
import { connectEstimates } from '../subgraphs/estimates/src/data-source';
import { identityConsumers } from '../subgraphs/identity/src/consumers';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { openMailTransport } from './mail';
import type { Platform } from './platform';

/** The subgraphs that write or consume events. */
export const EVENT_PARTS = ['identity', 'crm', 'estimates'] as const;
export type EventPartName = (typeof EVENT_PARTS)[number];

const CONNECT = { identity: connectIdentity, crm: connectCrm, estimates: connectEstimates };

/** A bell for one subgraph's outbox. */
export const openBell = (platform: Platform, jobs: Jobs, part: EventPartName): EventBell =>
  platform.lifetime.add(`${part} event bell`, createEventBell(jobs, part, platform.log), (bell) =>
    bell.close(),
  );

/** Connects a subgraph for work on its events, with a pool of its own: requests don't wait for it. */
export async function openEventSource(platform: Platform, part: EventPartName): Promise<DataSource> {
  const options = { applicationName: `cashcraft-${part}-events` };
  const source = await CONNECT[part](await platform.urlFor(part), options);
  return platform.lifetime.add(`${part} event database`, source, (open) => open.destroy());
}

/** Every consumer of every subgraph. */
function consumersOf(platform: Platform): Record<EventPartName, readonly EventConsumer[]> {
  const keyRing = loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir);
  const transport = openMailTransport(platform);
  return { identity: identityConsumers({ keyRing, transport }), crm: [], estimates: [] };
}

/** Starts the delivery of events between all subgraphs; any number of processes may do so. */
export async function openEventWorkers(platform: Platform, jobs: Jobs): Promise<void> {
  const consumers = consumersOf(platform);
  const parts: EventPart[] = [];
  for (const name of EVENT_PARTS) {
    parts.push({ name, source: await openEventSource(platform, name), consumers: consumers[name] });
  }
  platform.lifetime.add('event workers', await startEventWorkers(parts, jobs, platform.log), (workers) =>
    workers.close(),
  );
}
