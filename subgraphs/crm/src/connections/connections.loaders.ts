import DataLoader from 'dataloader';
import { read } from '../../../../service-kit/subgraph/context';
import { isId } from '../../../../service-kit/data/ids';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { ConnectionTokens } from './connection-tokens.entity';
import { Connection } from './connection.entity';

declare module '../context' {
  interface Loaders {
    readonly connections: DataLoader<string, Connection | null>;
    /** By connection: when its token ends; null where there is none. */
    readonly tokenExpiries: DataLoader<string, Date | null>;
    /** By connection: how many rows of each kind it holds. */
    readonly entityCounts: DataLoader<string, EntityCounts[]>;
  }
}

/** Connections by id; null for those the organisation does not have. */
async function connectionsById(ctx: Context, ids: readonly string[]): Promise<(Connection | null)[]> {
  const rows = await read(ctx, (db) =>
    db
      .createQueryBuilder(Connection, 'connection')
      .where('connection.orgId = :orgId', { orgId: ctx.viewer.orgId })
      .andWhere('connection.id = ANY(:ids)', { ids: ids.filter(isId) })
      .getMany(),
  );
  return byKey(ids, rows, (row) => row.id);
}

/** When each connection's token ends; null where there is none. */
async function tokenExpiries(ctx: Context, ids: readonly string[]): Promise<(Date | null)[]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) =>
    db
      .createQueryBuilder(ConnectionTokens, 'tokens')
      .select(['tokens.orgId', 'tokens.connectionId', 'tokens.expiresAt'])
      .where('tokens.orgId = :orgId AND tokens.connectionId = ANY(:ids)', { orgId, ids })
      .getMany(),
  );
  return byKey(ids, rows, (row) => row.connectionId).map((row) => row?.expiresAt ?? null);
}

export interface EntityCounts {
  connectionId: string;
  entity: string;
  live: number;
  deleted: number;
}

const COUNTED = {
  PIPELINES: 'pipelines',
  USERS: 'crm_users',
  COMPANIES: 'companies',
  CONTACTS: 'contacts',
  LEADS: 'leads',
} as const;

const COUNT_SQL = Object.entries(COUNTED)
  .map(
    ([entity, table]) =>
      `SELECT connection_id AS "connectionId", '${entity}' AS entity,
              count(*) FILTER (WHERE NOT is_deleted)::integer AS live,
              count(*) FILTER (WHERE is_deleted)::integer AS deleted
         FROM crm.${table} WHERE org_id = $1 AND connection_id = ANY ($2) GROUP BY connection_id`,
  )
  .join(' UNION ALL ');

/** Rows of each kind that each connection holds: one statement for all. */
async function entityCounts(ctx: Context, ids: readonly string[]): Promise<EntityCounts[][]> {
  const rows = await read(
    ctx,
    (db) => db.query(COUNT_SQL, [ctx.viewer.orgId, ids]) as Promise<EntityCounts[]>,
  );
  return groupByKey(ids, rows, (row) => row.connectionId);
}

export const connectionLoaders = {
  connections: (ctx) => new DataLoader((ids) => connectionsById(ctx, ids)),
  tokenExpiries: (ctx) => new DataLoader((ids) => tokenExpiries(ctx, ids)),
  entityCounts: (ctx) => new DataLoader((ids) => entityCounts(ctx, ids)),
} satisfies LoaderMakers<Context>;
