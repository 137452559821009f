import DataLoader from 'dataloader';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { ConnectionAccess } from './access.entity';

declare module '../context' {
  interface Loaders {
    /** By connection. */
    readonly accessOf: DataLoader<string, ConnectionAccess[]>;
  }
}

const readAccess = defineRead<ConnectionAccess>({
  entity: ConnectionAccess,
  alias: 'a',
  keys: ['connectionId', 'capability'],
  build: (query) =>
    query.where('a.orgId = :orgId AND a.connectionId = ANY(:connectionIds::uuid[])').orderBy('a.capability'),
});

async function accessByConnection(
  ctx: Context,
  connectionIds: readonly string[],
): Promise<ConnectionAccess[][]> {
  return groupByKey(connectionIds, await readAccess(ctx, { connectionIds }), (row) => row.connectionId);
}

export const accessLoaders = {
  accessOf: (ctx) => new DataLoader((ids) => accessByConnection(ctx, ids)),
} satisfies LoaderMakers<Context>;
