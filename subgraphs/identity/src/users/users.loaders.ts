import DataLoader from 'dataloader';
import { isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import type { Membership } from '../organizations/membership.entity';
import { readMachines } from './machines';
import { members, MEMBERS } from './members';

declare module '../context' {
  interface Loaders {
    /** People by id, within the caller's organisation; API keys and support, too. */
    readonly users: DataLoader<string, Membership | null>;
  }
}

const readMembers = defineRead<Membership>({
  ...MEMBERS,
  keys: ['userId'],
  build: (query) => members().and('membership.userId = ANY(:ids::uuid[])').apply(query),
});

async function usersById(ctx: Context, ids: readonly string[]): Promise<(Membership | null)[]> {
  const wanted = ids.map((id) => id.toLowerCase());
  const people = await readMembers(ctx, { ids: wanted.filter(isId) });
  const found = new Set(people.map(({ userId }) => userId));
  const machines = await readMachines(
    ctx,
    wanted.filter((id) => isId(id) && !found.has(id)),
  );
  return byKey(wanted, [...people, ...machines], ({ userId }) => userId);
}

export const userLoaders = {
  users: (ctx) => new DataLoader((ids) => usersById(ctx, ids)),
} satisfies LoaderMakers<Context>;
