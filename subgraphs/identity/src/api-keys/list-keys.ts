import { checkId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { badInput, notFound } from '../../../../service-kit/errors/errors';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { ApiKeyFilter, ApiKeyUsage } from '../generated/types';
import { ApiKey } from './api-key.entity';

const NEWEST_FIRST = orderBy<ApiKey>('createdAt', 'DESC');
const PREFIX = /^ek_(?:live|test)_([0-9A-Za-z]{16})/;

const STATES: Record<'ACTIVE' | 'EXPIRED' | 'REVOKED', string> = {
  ACTIVE: 'key.revokedAt IS NULL AND key.expiresAt > clock_timestamp()',
  EXPIRED: 'key.revokedAt IS NULL AND key.expiresAt <= clock_timestamp()',
  REVOKED: 'key.revokedAt IS NOT NULL',
};

/** A page of the organisation's keys. @throws GraphQLError BAD_USER_INPUT for a bad page, or a prefix that is none */
export async function listApiKeys(
  ctx: Context,
  args: PageArgs & { filter?: ApiKeyFilter | null },
): Promise<Page<ApiKey>> {
  const { status, prefix } = args.filter ?? {};
  const where = new Narrowing<ApiKey>().and('key.orgId = :orgId');
  if (status) where.and(STATES[status]);
  if (prefix != null) {
    const [, publicId] = PREFIX.exec(prefix) ?? [];
    if (publicId === undefined) {
      throw badInput('A prefix is "ek_live_" and 16 letters or digits.', 'filter.prefix');
    }
    where.and('key.publicId = :publicId', { publicId });
  }
  return readPage(ctx, { entity: ApiKey, alias: 'key', where, order: NEWEST_FIRST }, args);
}

/** One key of the organisation. @throws GraphQLError NOT_FOUND */
export async function getApiKey(ctx: Context, id: string): Promise<ApiKey> {
  const key = await ctx.loaders.apiKeys.load(checkId(id, 'API key'));
  if (!key) throw notFound('API key');
  return key;
}

const MAX_DAYS = 90;
const MAX_OPERATIONS = 100;

/** What a key was used for. @throws GraphQLError BAD_USER_INPUT for too many days */
export async function usageOf(
  ctx: Context,
  { id }: Pick<ApiKey, 'id'>,
  days: number,
): Promise<ApiKeyUsage[]> {
  if (days < 1 || days > MAX_DAYS) throw badInput(`"days" takes 1 to ${MAX_DAYS}.`, 'days');
  const rows = await read(ctx, (db) =>
    db.query<(Omit<ApiKeyUsage, 'requests'> & { requests: string })[]>(
      `SELECT operation, coalesce(array_agg(DISTINCT field) FILTER (WHERE field <> ''), '{}') AS fields,
              requests, "lastUsedAt"
         FROM (SELECT operation, sum(requests)::bigint AS requests, max(last_used_at) AS "lastUsedAt",
                      string_agg(array_to_string(fields, ','), ',') AS names
                 FROM identity.api_key_usage
                WHERE org_id = $1 AND key_id = $2 AND day > current_date - $3::int
                GROUP BY operation ORDER BY 2 DESC, 1 LIMIT ${MAX_OPERATIONS}) used
         LEFT JOIN LATERAL unnest(string_to_array(names, ',')) AS each (field) ON true
        GROUP BY operation, requests, "lastUsedAt" ORDER BY requests DESC, operation`,
      [ctx.viewer.orgId, id, days],
    ),
  );
  return rows.map((row) => ({ ...row, requests: Number(row.requests) }));
}
