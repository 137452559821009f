import DataLoader from 'dataloader';
import { read } from '../../../../service-kit/subgraph/context';
import { isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import type { Membership } from '../organizations/membership.entity';
import { membersOf } from './members';

declare module '../context' {
  interface Loaders {
    /** People by id, within the caller's organisation. */
    readonly users: DataLoader<string, Membership | null>;
  }
}

async function usersById(ctx: Context, ids: readonly string[]): Promise<(Membership | null)[]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) =>
    membersOf(db, orgId)
      .andWhere('membership.userId = ANY(:ids)', { ids: ids.filter(isId) })
      .getMany(),
  );
  return byKey(
    ids.map((id) => id.toLowerCase()),
    rows,
    ({ userId }) => userId,
  );
}

export const userLoaders = {
  users: (ctx) => new DataLoader((ids) => usersById(ctx, ids)),
} satisfies LoaderMakers<Context>;
