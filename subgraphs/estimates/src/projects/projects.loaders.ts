import DataLoader from 'dataloader';
import { In } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Project } from './project.entity';

declare module '../context' {
  interface Loaders {
    readonly project: DataLoader<string, Project | null>;
  }
}

/** Loads projects of the caller's organisation; null for what it does not have. */
async function projectsById(ctx: Context, ids: readonly string[]): Promise<(Project | null)[]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) => db.findBy(Project, { orgId, id: In(ids.filter(isId)) }));
  return byKey(ids, rows, (row) => row.id);
}

export const projectLoaders = {
  project: (ctx) => new DataLoader((ids) => projectsById(ctx, ids)),
} satisfies LoaderMakers<Context>;
