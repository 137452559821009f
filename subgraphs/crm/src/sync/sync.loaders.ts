import DataLoader from 'dataloader';
import { read } from '../../../../service-kit/subgraph/context';
import { groupByKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { SyncCursor } from './sync-cursor.entity';

declare module '../context' {
  interface Loaders {
    /** By connection. */
    readonly cursors: DataLoader<string, SyncCursor[]>;
  }
}

/** The cursors of each connection. */
async function cursorsByConnection(ctx: Context, connectionIds: readonly string[]): Promise<SyncCursor[][]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) =>
    db
      .createQueryBuilder(SyncCursor, 'c')
      .where('c.orgId = :orgId AND c.connectionId = ANY(:connectionIds)', { orgId, connectionIds })
      .getMany(),
  );
  return groupByKey(connectionIds, rows, (row) => row.connectionId);
}

export const syncLoaders = {
  cursors: (ctx) => new DataLoader((ids) => cursorsByConnection(ctx, ids)),
} satisfies LoaderMakers<Context>;
