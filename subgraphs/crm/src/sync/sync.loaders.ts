import DataLoader from 'dataloader';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { SyncCursor } from './sync-cursor.entity';

declare module '../context' {
  interface Loaders {
    /** By connection. */
    readonly cursors: DataLoader<string, SyncCursor[]>;
  }
}

const readCursors = defineRead<SyncCursor>({
  entity: SyncCursor,
  alias: 'c',
  keys: ['connectionId', 'entity'],
  build: (query) => query.where('c.orgId = :orgId AND c.connectionId = ANY(:connectionIds::uuid[])'),
});

/** The cursors of each connection. */
async function cursorsByConnection(ctx: Context, connectionIds: readonly string[]): Promise<SyncCursor[][]> {
  return groupByKey(connectionIds, await readCursors(ctx, { connectionIds }), (row) => row.connectionId);
}

export const syncLoaders = {
  cursors: (ctx) => new DataLoader((ids) => cursorsByConnection(ctx, ids)),
} satisfies LoaderMakers<Context>;
