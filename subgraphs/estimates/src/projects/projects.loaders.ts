import DataLoader from 'dataloader';
import { isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { countByParent, orderBy, readPagesByParent, type List } from '../../../../service-kit/data/pages';
import { pageLoader, type PageLoader } from '../../../../service-kit/data/page-loader';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Project } from './project.entity';

declare module '../context' {
  interface Loaders {
    readonly projects: DataLoader<string, Project | null>;
    /** Pages by lead, the newest first. */
    readonly projectPages: PageLoader<Project>;
    /** How many there are, by lead id. */
    readonly projectCounts: DataLoader<string, number>;
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

const list = (): List<Project> => ({
  entity: Project,
  alias: 'project',
  where: new Narrowing<Project>().and('project.orgId = :orgId'),
  order: orderBy('createdAt', 'DESC'),
});

export const projectLoaders = {
  projects: (ctx) => new DataLoader((ids) => projectsById(ctx, ids)),
  projectPages: (ctx) =>
    pageLoader((ids, args) =>
      readPagesByParent(ctx, list(), { column: 'leadId', ids }, args, (id) =>
        ctx.loaders.projectCounts.load(id),
      ),
    ),
  projectCounts: (ctx) =>
    new DataLoader(async (ids) => {
      const counts = await countByParent(ctx, list(), { column: 'leadId', ids });
      return ids.map((id) => counts.get(id) ?? 0);
    }),
} satisfies LoaderMakers<Context>;
