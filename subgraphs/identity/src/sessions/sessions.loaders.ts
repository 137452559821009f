import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Session } from './session.entity';

declare module '../context' {
  interface Loaders {
    /** By id; only the caller's own sessions are found. */
    readonly sessions: DataLoader<string, Session | null>;
  }
}

const readOwn = defineRead<Session>({
  entity: Session,
  alias: 'session',
  keys: ['id'],
  build: (query) =>
    query.where('session.orgId = :orgId AND session.userId = :userId AND session.id = ANY(:ids::uuid[])'),
});

async function sessionsById(ctx: Context, ids: readonly string[]): Promise<(Session | null)[]> {
  return byKey(ids, await readOwn(ctx, { userId: ctx.viewer.userId, ids }), ({ id }) => id);
}

export const sessionLoaders = {
  sessions: (ctx) => new DataLoader((ids) => sessionsById(ctx, ids)),
} satisfies LoaderMakers<Context>;
