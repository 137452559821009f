/* What each subgraph's part stands on. A part is a file of its own: a process loads only what it serves. */
import type { DataSource } from 'typeorm';
import type { Subgraph } from '../service-kit/subgraph/subgraph';
import { ReadReplica } from '../service-kit/data/read-replica';
import type { AppRole } from './database-roles';
import type { Platform } from './platform';

/** Keeps a pool open as long as the process lives. @returns the pool */
export const keepSource = (platform: Platform, name: string, source: DataSource): DataSource =>
  platform.lifetime.add(`${name} database`, source, async (open) => {
    if (open.isInitialized) await open.destroy();
  });

/** How a part reads, as the settings have it. */
export const readsOf = ({ settings }: Platform) => ({ namedReads: settings.DATABASE_NAMED_READS === 'on' });

/** A part's pool at the read replica, where there is one. */
export async function openReplica(platform: Platform, part: AppRole): Promise<{ replica?: ReadReplica }> {
  const url = await platform.replicaUrlFor(part);
  if (url === null) return {};
  const replica = new ReadReplica({ url, applicationName: `cashcraft-${part}-replica`, log: platform.log });
  return { replica: platform.lifetime.add(`${part} replica`, replica, (open) => open.close()) };
}

/** Keeps a subgraph open as long as the process lives. @returns the subgraph */
export const keepSubgraph = (platform: Platform, subgraph: Subgraph): Subgraph =>
  platform.lifetime.add(`${subgraph.name} subgraph`, subgraph, (open) => open.close());
