import DataLoader from 'dataloader';
import { isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Project } from './project.entity';

declare module '../context' {
  interface Loaders {
    readonly projects: DataLoader<string, Project | null>;
  }
}

const readProjects = defineRead<Project>({
  entity: Project,
  alias: 'project',
  keys: ['id'],
  build: (query) => query.where('project.orgId = :orgId AND project.id = ANY(:ids::uuid[])'),
});

/** Loads projects of the caller's organisation; null for what it does not have. */
async function projectsById(ctx: Context, ids: readonly string[]): Promise<(Project | null)[]> {
  return byKey(ids, await readProjects(ctx, { ids: ids.filter(isId) }), (row) => row.id);
}

export const projectLoaders = {
  projects: (ctx) => new DataLoader((ids) => projectsById(ctx, ids)),
} satisfies LoaderMakers<Context>;
