import DataLoader from 'dataloader';
import { read } from '../../../../service-kit/subgraph/context';
import { byKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { SyncRun } from './sync-run.entity';

declare module '../context' {
  interface Loaders {
    /** By connection: the run that was asked for last. */
    readonly latestRuns: DataLoader<string, SyncRun | null>;
  }
}

/** The run of each connection that was asked for last. */
async function latestRuns(ctx: Context, connectionIds: readonly string[]): Promise<(SyncRun | null)[]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) =>
    db
      .createQueryBuilder(SyncRun, 'run')
      .distinctOn(['run.connectionId'])
      .where('run.orgId = :orgId AND run.connectionId = ANY(:connectionIds)', { orgId, connectionIds })
      .orderBy('run.connectionId')
      .addOrderBy('run.startedAt', 'DESC')
      .addOrderBy('run.id', 'DESC')
      .getMany(),
  );
  return byKey(connectionIds, rows, (row) => row.connectionId);
}

export const syncRunLoaders = {
  latestRuns: (ctx) => new DataLoader((ids) => latestRuns(ctx, ids)),
} satisfies LoaderMakers<Context>;
