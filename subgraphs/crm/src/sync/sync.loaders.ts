import DataLoader from 'dataloader';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { ConnectionNotice } from './connection-notice.entity';
import { SyncCursor } from './sync-cursor.entity';

declare module '../context' {
  interface Loaders {
    /** By connection. */
    readonly cursors: DataLoader<string, SyncCursor[]>;
    /** By connection, oldest first. */
    readonly notices: DataLoader<string, ConnectionNotice[]>;
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

const readNotices = defineRead<ConnectionNotice>({
  entity: ConnectionNotice,
  alias: 'n',
  keys: ['connectionId', 'code', 'message', 'since'],
  onlyKeys: true,
  build: (query) =>
    query
      .where('n.orgId = :orgId AND n.connectionId = ANY(:connectionIds::uuid[])')
      .orderBy('n.since')
      .addOrderBy('n.code'),
});

/** What is to be known of each connection. */
async function noticesByConnection(
  ctx: Context,
  connectionIds: readonly string[],
): Promise<ConnectionNotice[][]> {
  return groupByKey(connectionIds, await readNotices(ctx, { connectionIds }), (row) => row.connectionId);
}

export const syncLoaders = {
  notices: (ctx) => new DataLoader((ids) => noticesByConnection(ctx, ids)),
  cursors: (ctx) => new DataLoader((ids) => cursorsByConnection(ctx, ids)),
} satisfies LoaderMakers<Context>;
