import DataLoader from 'dataloader';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { lateral } from '../../../../service-kit/data/lateral';
import { defineTaggedRead, defineValues } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { QuarantinedRow } from './quarantined-row.entity';

/** Rows in quarantine of one kind of data. */
export interface QuarantineCount {
  connectionId: string;
  entity: string;
  count: number;
}

declare module '../context' {
  interface Loaders {
    /** By connection. */
    readonly quarantineCounts: DataLoader<string, QuarantineCount[]>;
    /** By connection, the latest first. */
    readonly quarantinedRows: DataLoader<string, QuarantinedRow[]>;
  }
}

const readCounts = defineValues<QuarantineCount>(
  `SELECT connection_id, entity, count(*) FROM crm.quarantined_rows
    WHERE org_id = :orgId AND connection_id = ANY (:ids::uuid[]) GROUP BY connection_id, entity`,
  ([connectionId, entity, count]) => ({
    connectionId: connectionId ?? '',
    entity: entity ?? '',
    count: Number(count),
  }),
);

const MOST = 100;

const readRows = defineTaggedRead<QuarantinedRow>({
  entity: QuarantinedRow,
  alias: 'q',
  keys: ['connectionId', 'id'],
  build: (query) =>
    query
      .where('q.orgId = :orgId AND q.connectionId = wanted.id')
      .orderBy('q.lastSeenAt', 'DESC')
      .addOrderBy('q.id'),
  wrap: (sql, columns) =>
    lateral(sql, columns, {
      each: 'unnest(:ids::uuid[]) AS wanted (id)',
      limit: String(MOST),
      order: [
        { sql: '"q"."last_seen_at"', direction: 'DESC' },
        { sql: '"q"."id"', direction: 'ASC' },
      ],
      tag: 'wanted.id',
    }),
});

export const quarantineLoaders = {
  quarantineCounts: (ctx) =>
    new DataLoader(async (ids) => groupByKey(ids, await readCounts(ctx, { ids }), (row) => row.connectionId)),
  quarantinedRows: (ctx) =>
    new DataLoader(async (ids) =>
      groupByKey(ids, await readRows(ctx, { ids }), ({ tag }) => tag).map((found) =>
        found.map(({ row }) => row),
      ),
    ),
} satisfies LoaderMakers<Context>;
