import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead, defineValues } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { ApiKey } from './api-key.entity';

/** When and where from a key was last used. */
export interface KeyActivity {
  lastUsedAt: Date;
  lastUsedIp: string | null;
}

declare module '../context' {
  interface Loaders {
    /** By id, within the caller's organisation. */
    readonly apiKeys: DataLoader<string, ApiKey | null>;
    /** By the key's id; null for one that was never used. */
    readonly apiKeyActivity: DataLoader<string, KeyActivity | null>;
    /** By the key's id: until when a former secret works; null for a key that has none. */
    readonly formerSecrets: DataLoader<string, Date | null>;
    /** By a person's id: what they may do here now; nothing, for who may not come in. */
    readonly permissionsOf: DataLoader<string, readonly string[]>;
  }
}

const readKeys = defineRead<ApiKey>({
  entity: ApiKey,
  alias: 'key',
  keys: ['id'],
  build: (query) => query.where('key.orgId = :orgId AND key.id = ANY(:ids::uuid[])'),
});

const readActivity = defineValues<{ id: string; activity: KeyActivity }>(
  `SELECT key_id, (extract(epoch FROM last_used_at) * 1000)::bigint, last_used_ip FROM identity.api_key_activity
    WHERE org_id = :orgId AND key_id = ANY(:ids::uuid[])`,
  ([id, at, ip]) => ({
    id: id ?? '',
    activity: { lastUsedAt: new Date(Number(at)), lastUsedIp: ip ?? null },
  }),
);

const readFormerSecrets = defineValues<{ id: string; until: Date }>(
  `SELECT key_id, (extract(epoch FROM max(ends_at)) * 1000)::bigint FROM identity.api_key_secrets
    WHERE org_id = :orgId AND key_id = ANY(:ids::uuid[]) AND ended_at IS NULL AND ends_at > clock_timestamp()
    GROUP BY key_id`,
  ([id, until]) => ({ id: id ?? '', until: new Date(Number(until)) }),
);

const readPermissions = defineValues<{ id: string; permission: string }>(
  `SELECT membership.user_id, permission.name
     FROM identity.memberships membership
     JOIN identity.users person ON person.id = membership.user_id AND person.status = 'ACTIVE'
     JOIN identity.roles role ON role.org_id = membership.org_id AND role.id = membership.role_id
     CROSS JOIN LATERAL unnest(role.permissions) AS permission (name)
    WHERE membership.org_id = :orgId AND membership.status = 'ACTIVE' AND membership.user_id = ANY(:ids::uuid[])`,
  ([id, permission]) => ({ id: id ?? '', permission: permission ?? '' }),
);

export const apiKeyLoaders = {
  apiKeys: (ctx) =>
    new DataLoader(async (ids: readonly string[]) =>
      byKey(ids, await readKeys(ctx, { ids }), ({ id }) => id),
    ),
  apiKeyActivity: (ctx) =>
    new DataLoader(async (ids: readonly string[]) =>
      byKey(ids, await readActivity(ctx, { ids }), ({ id }) => id).map((row) => row?.activity ?? null),
    ),
  formerSecrets: (ctx) =>
    new DataLoader(async (ids: readonly string[]) =>
      byKey(ids, await readFormerSecrets(ctx, { ids }), ({ id }) => id).map((row) => row?.until ?? null),
    ),
  permissionsOf: (ctx) =>
    new DataLoader(async (ids: readonly string[]) => {
      const rows = await readPermissions(ctx, { ids });
      return ids.map((id) => rows.filter((row) => row.id === id).map(({ permission }) => permission));
    }),
} satisfies LoaderMakers<Context>;
