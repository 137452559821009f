import DataLoader from 'dataloader';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead, defineValues } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { SupportGrant } from './support-grant.entity';

/** One time that somebody of support came in. */
export interface SupportUse {
  operator: string;
  startedAt: Date;
  expiresAt: Date;
}

declare module '../context' {
  interface Loaders {
    /** By id, within the caller's organisation. */
    readonly supportGrants: DataLoader<string, SupportGrant | null>;
    /** By the grant's id, the latest first; the last 100. */
    readonly supportUses: DataLoader<string, SupportUse[]>;
  }
}

const readGrants = defineRead<SupportGrant>({
  entity: SupportGrant,
  alias: 'support',
  keys: ['id'],
  build: (query) => query.where('support.orgId = :orgId AND support.id = ANY(:ids::uuid[])'),
});

const at = (ms: string | null | undefined): Date => new Date(Number(ms));

const readUses = defineValues<SupportUse & { grantId: string }>(
  `SELECT one.grant_id, one.operator, (extract(epoch FROM one.started_at) * 1000)::bigint,
          (extract(epoch FROM one.expires_at) * 1000)::bigint
     FROM unnest(:ids::uuid[]) AS wanted (id)
     CROSS JOIN LATERAL (
       SELECT * FROM identity.support_uses used WHERE used.org_id = :orgId AND used.grant_id = wanted.id
        ORDER BY used.started_at DESC LIMIT 100) one`,
  ([grantId, operator, startedAt, expiresAt]) => ({
    grantId: grantId ?? '',
    operator: operator ?? '',
    startedAt: at(startedAt),
    expiresAt: at(expiresAt),
  }),
);

export const supportLoaders = {
  supportGrants: (ctx) =>
    new DataLoader(async (ids: readonly string[]) =>
      byKey(ids, await readGrants(ctx, { ids }), ({ id }) => id),
    ),
  supportUses: (ctx) =>
    new DataLoader(async (ids: readonly string[]) =>
      groupByKey(ids, await readUses(ctx, { ids }), ({ grantId }) => grantId),
    ),
} satisfies LoaderMakers<Context>;
