import type { DataSource } from 'typeorm';
import { createKeyRing } from '../../service-kit/auth/secrets';
import { localChanges } from '../../service-kit/changes/changes';
import { silentLogger } from '../../service-kit/process/logger';
import type { CrmDeps } from '../../subgraphs/crm/src/runtime';
import { openRates } from '../open-rates';
import { createIdleJobs } from './idle-jobs';

/** The secrets of tests are sealed by it. */
const KEY = Buffer.alloc(32, 7);

/**
 * What crm is made of beside a simulator: nobody waits for a schedule, everybody may connect, all sessions are fresh, and jobs are idle.
 *
 * @param over parts in place of these; `kommo` goes over its settings one by one
 */
export function crmDeps(
  source: DataSource,
  { authorizeUrl, accountUrl }: { authorizeUrl: string; accountUrl: string },
  { kommo = {}, ...over }: Partial<Omit<CrmDeps, 'kommo'>> & { kommo?: Partial<CrmDeps['kommo']> } = {},
): CrmDeps {
  return {
    source,
    verifier: undefined as never, // who lets somebody log in gives one
    keyRing: createKeyRing([['k1', KEY]]),
    kommo: { authorizeUrl, accountUrl, allowedHosts: ['kommo.com'], pollIntervalMs: 0, ...kommo },
    jobs: createIdleJobs(),
    changes: localChanges(),
    mayConnect: async () => true,
    log: silentLogger(),
    rates: openRates(),
    isFresh: async () => true, // sessions here are made up
    ...over,
  };
}
