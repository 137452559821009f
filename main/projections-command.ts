import { tellAllLeads } from '../subgraphs/crm/src/leads/tell-leads';
import { tellAllMembers } from '../subgraphs/identity/src/organizations/tell-members';
import { tellAllOrganizations } from '../subgraphs/identity/src/organizations/settings.service';
import type { EventPartName } from './event-parts';
import { openEventSource } from './events';
import type { Platform } from './platform';
import { write } from './terminal';
import type { DataSource } from 'typeorm';

/** What is told again when a projection is rebuilt, by whom. */
const PROJECTIONS: Readonly<
  Record<string, { producer: EventPartName; tellAll: (source: DataSource) => Promise<number> }>
> = {
  organizations: { producer: 'identity', tellAll: tellAllOrganizations },
  members: { producer: 'identity', tellAll: tellAllMembers },
  leads: { producer: 'crm', tellAll: tellAllLeads },
};

/**
 * `projections rebuild <name>`: the owner of the data tells of all of it again, and every projection of it becomes whole. Running
 * workers deliver it.
 *
 * @throws Error for an unknown name
 */
export async function rebuildProjection(platform: Platform, [, name = '']: string[]): Promise<void> {
  const projection = Object.hasOwn(PROJECTIONS, name) ? PROJECTIONS[name] : undefined;
  if (!projection) {
    throw new Error(`There is no projection "${name}". Use one of: ${Object.keys(PROJECTIONS).join(', ')}`);
  }
  const source = await openEventSource(platform, projection.producer);
  write(`Told again: ${await projection.tellAll(source)}. Running workers deliver it.`);
}
