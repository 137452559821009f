import DataLoader from 'dataloader';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead, defineValues } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { SyncRun } from './sync-run.entity';

declare module '../context' {
  interface Loaders {
    /** By connection: the run that was asked for last. */
    readonly latestRuns: DataLoader<string, SyncRun | null>;
    /** By connection: the runs that wait or run. */
    readonly openRuns: DataLoader<string, OpenRun[]>;
  }
}

const readLatestRuns = defineRead<SyncRun>({
  entity: SyncRun,
  alias: 'run',
  keys: ['connectionId'],
  build: (query) =>
    query
      .distinctOn(['run.connectionId'])
      .where('run.orgId = :orgId AND run.connectionId = ANY(:connectionIds::uuid[])')
      .orderBy('run.connectionId')
      .addOrderBy(`CASE run.state WHEN 'RUNNING' THEN 0 WHEN 'QUEUED' THEN 1 ELSE 2 END`)
      .addOrderBy('run.startedAt', 'DESC')
      .addOrderBy('run.id', 'DESC'),
});

interface OpenRun {
  connectionId: string;
}

const readOpenRuns = defineValues<OpenRun>(
  `SELECT connection_id FROM crm.sync_runs WHERE org_id = :orgId AND connection_id = ANY (:ids::uuid[])
      AND state IN ('QUEUED', 'RUNNING')`,
  ([connectionId]) => ({ connectionId: connectionId ?? '' }),
);

/** The run of each connection that was asked for last. */
async function latestRuns(ctx: Context, connectionIds: readonly string[]): Promise<(SyncRun | null)[]> {
  return byKey(connectionIds, await readLatestRuns(ctx, { connectionIds }), (row) => row.connectionId);
}

export const syncRunLoaders = {
  openRuns: (ctx) =>
    new DataLoader(async (ids) =>
      groupByKey(ids, await readOpenRuns(ctx, { ids }), (row) => row.connectionId),
    ),
  latestRuns: (ctx) => new DataLoader((ids) => latestRuns(ctx, ids)),
} satisfies LoaderMakers<Context>;
