import DataLoader from 'dataloader';
import { In } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { byKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Session } from './session.entity';

declare module '../context' {
  interface Loaders {
    /** By id; only the caller's own sessions are found. */
    readonly sessions: DataLoader<string, Session | null>;
  }
}

async function sessionsById(ctx: Context, ids: readonly string[]): Promise<(Session | null)[]> {
  const { orgId, userId } = ctx.viewer;
  const rows = await read(ctx, (db) => db.getRepository(Session).findBy({ orgId, userId, id: In([...ids]) }));
  return byKey(ids, rows, ({ id }) => id);
}

export const sessionLoaders = {
  sessions: (ctx) => new DataLoader((ids) => sessionsById(ctx, ids)),
} satisfies LoaderMakers<Context>;
