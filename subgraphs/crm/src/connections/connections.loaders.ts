import DataLoader from 'dataloader';
import { isId } from '../../../../service-kit/data/ids';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead, defineValues } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { readById } from '../cards/kommo-key-query';
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

const readConnections = readById(Connection);

/** Connections by id; null for those the organisation does not have. */
const connectionsById = (ctx: Context, ids: readonly string[]): Promise<(Connection | null)[]> =>
  readConnections(ctx, ids.filter(isId)).then((rows) =>
    byKey(
      ids,
      rows.flatMap((row) => row ?? []),
      (row) => row.id,
    ),
  );

const readTokenExpiries = defineRead<ConnectionTokens>({
  entity: ConnectionTokens,
  alias: 'tokens',
  keys: ['connectionId', 'expiresAt'],
  onlyKeys: true,
  build: (query) => query.where('tokens.orgId = :orgId AND tokens.connectionId = ANY(:ids::uuid[])'),
});

/** When each connection's token ends; null where there is none. */
async function tokenExpiries(ctx: Context, ids: readonly string[]): Promise<(Date | null)[]> {
  const rows = await readTokenExpiries(ctx, { ids });
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
  CUSTOM_FIELDS: 'custom_fields',
  COMPANIES: 'companies',
  CONTACTS: 'contacts',
  LEADS: 'leads',
  TASKS: 'tasks',
  LEAD_NOTES: 'lead_notes',
  CONTACT_NOTES: 'contact_notes',
  COMPANY_NOTES: 'company_notes',
  CATALOGS: 'catalogs',
  CATALOG_ELEMENTS: 'catalog_elements',
} as const;

const COUNT_SQL = Object.entries(COUNTED)
  .map(
    ([entity, table]) =>
      `SELECT connection_id, '${entity}', count(*) FILTER (WHERE NOT is_deleted), count(*) FILTER (WHERE is_deleted)
         FROM crm.${table} WHERE org_id = :orgId AND connection_id = ANY (:ids::uuid[]) GROUP BY connection_id`,
  )
  .concat(
    `SELECT connection_id, 'UNSORTED_LEADS', count(*) FILTER (WHERE state = 'WAITING'),
            count(*) FILTER (WHERE state <> 'WAITING')
       FROM crm.unsorted_leads WHERE org_id = :orgId AND connection_id = ANY (:ids::uuid[]) GROUP BY connection_id`,
    `SELECT connection_id, 'CARD_EVENTS', count(*), 0
       FROM crm.card_events WHERE org_id = :orgId AND connection_id = ANY (:ids::uuid[]) GROUP BY connection_id`,
  )
  .join(' UNION ALL ');

const readEntityCounts = defineValues<EntityCounts>(COUNT_SQL, ([connectionId, entity, live, deleted]) => ({
  connectionId: connectionId ?? '',
  entity: entity ?? '',
  live: Number(live),
  deleted: Number(deleted),
}));

/** Rows of each kind that each connection holds: one statement for all. */
async function entityCounts(ctx: Context, ids: readonly string[]): Promise<EntityCounts[][]> {
  return groupByKey(ids, await readEntityCounts(ctx, { ids }), (row) => row.connectionId);
}

export const connectionLoaders = {
  connections: (ctx) => new DataLoader((ids) => connectionsById(ctx, ids)),
  tokenExpiries: (ctx) => new DataLoader((ids) => tokenExpiries(ctx, ids)),
  entityCounts: (ctx) => new DataLoader((ids) => entityCounts(ctx, ids)),
} satisfies LoaderMakers<Context>;
