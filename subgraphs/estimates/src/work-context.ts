import type { EntityManager } from 'typeorm';
import { newId } from '../../../service-kit/data/ids';
import { silentLogger } from '../../../service-kit/process/logger';
import { buildContext } from '../../../service-kit/subgraph/context';
import { loaderSets } from '../../../service-kit/subgraph/loader-set';
import type { Context, EstimatesParts, Loaders } from './context';
import { estimateLoaders } from './estimates/estimates.loaders';
import { positionLoaders } from './positions/positions.loaders';
import { projectLoaders } from './projects/projects.loaders';
import { sectionLoaders } from './sections/sections.loaders';

/** Whose doing work without a request is. */
export interface Worker {
  readonly orgId: string;
  readonly userId: string;
  readonly role: string;
  readonly permissions: ReadonlySet<string>;
}

/**
 * The context of work that no request waits for: a job, an event. Nobody's token is there, so leads are not asked about: whoever wanted
 * the work has done that.
 *
 * @param db of any transaction of estimates: its connection is used
 */
export function workContext(
  db: EntityManager,
  worker: Worker,
  parts: Pick<EstimatesParts, 'changes'>,
): Context {
  const given = {
    facts: {
      ...{ requestId: newId(), token: null, ip: null, userAgent: null, deviceId: null, appType: null },
      ...{ appVersion: null, acceptLanguage: null, idempotencyKey: null, trace: { traceId: '', spanId: '' } },
    },
    log: silentLogger(),
    source: db.connection,
    viewer: { ...worker, sessionId: '', permissionsVersion: 0 },
    makeLoaders: loaderSets<Context>({
      ...estimateLoaders,
      ...positionLoaders,
      ...projectLoaders,
      ...sectionLoaders,
    }),
  };
  const own = { leads: { exists: async () => true }, ...parts };
  return buildContext<Loaders, Context>(given as never, own as never);
}
