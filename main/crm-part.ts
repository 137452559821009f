import type { DataSource } from 'typeorm';
import type { Changes } from '../service-kit/changes/changes';
import { loadKeyRing } from '../service-kit/process/data-dir';
import type { Jobs } from '../service-kit/jobs/queue';
import type { Subgraph } from '../service-kit/subgraph/subgraph';
import { readInOrganization } from '../service-kit/postgres/database';
import type { TokenVerifier } from '../service-kit/auth/viewer';
import { connectCrm } from '../subgraphs/crm/src/data-source';
import type { CrmDeps } from '../subgraphs/crm/src/runtime';
import { createCrm } from '../subgraphs/crm/src/subgraph';
import { openBell, openJobBell } from './bells';
import { openFieldRates } from './field-rates';
import type { Platform } from './platform';
import { keepSource, keepSubgraph, openReplica, readsOf } from './part';

/** What the crm subgraph and its workers need, on crm's own database role. */
export async function openCrmDeps(
  platform: Platform,
  parts: { verifier: TokenVerifier; jobs: Jobs; changes: Changes; kommo: CrmDeps['kommo'] },
): Promise<CrmDeps> {
  const source = keepSource(
    platform,
    'crm',
    await connectCrm(await platform.pooledUrlFor('crm'), readsOf(platform)),
  );
  return {
    ...parts,
    bell: openBell(platform, parts.jobs, 'crm'),
    jobBell: openJobBell(platform, parts.jobs, 'crm'),
    source,
    ...(await openReplica(platform, 'crm')),
    log: platform.log,
    rates: openFieldRates(platform, 'crm'),
    keyRing: loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir),
    mayConnect: ({ orgId, userId }) => mayConnect(source, orgId, userId),
  };
}

/** As identity has it now. */
async function mayConnect(source: DataSource, orgId: string, userId: string): Promise<boolean> {
  const [row] = await readInOrganization(source, orgId, (db) =>
    db.query<{ may: boolean }[]>(`SELECT identity.has_permission($1, 'crm:connect') AS may`, [userId]),
  );
  return row?.may ?? false;
}

/** Makes crm. */
export const openCrm = (platform: Platform, deps: CrmDeps): Subgraph =>
  keepSubgraph(platform, createCrm(deps));
