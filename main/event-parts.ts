import type { DataSource } from 'typeorm';
import type { AnyFeature } from '../service-kit/subgraph/feature';
import { connectCrm } from '../subgraphs/crm/src/data-source';
import { features as crm } from '../subgraphs/crm/src/features';
import { connectEstimates } from '../subgraphs/estimates/src/data-source';
import { features as estimates } from '../subgraphs/estimates/src/features';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { features as identity } from '../subgraphs/identity/src/features';
import type { Platform } from './platform';

/** The subgraphs that write or consume events, and have something to tell in an export of data; identity first. */
export const EVENT_PARTS = ['identity', 'crm', 'estimates'] as const;
export type EventPartName = (typeof EVENT_PARTS)[number];

export const FEATURES: Record<EventPartName, readonly AnyFeature[]> = { identity, crm, estimates };

const CONNECT = { identity: connectIdentity, crm: connectCrm, estimates: connectEstimates };

/**
 * Connects a subgraph for work beside requests, with a pool of its own: requests don't wait for it.
 *
 * @param what the work is called, in PostgreSQL's list of connections
 */
export async function openSource(
  platform: Platform,
  part: EventPartName,
  what: string,
  poolSize?: number,
): Promise<DataSource> {
  const options = {
    applicationName: `cashcraft-${part}-${what}`,
    ...(poolSize === undefined ? {} : { poolSize }),
  };
  const source = await CONNECT[part](await platform.pooledUrlFor(part), options);
  return platform.lifetime.add(`${part} ${what} database`, source, (open) => open.destroy());
}
