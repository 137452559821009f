import DataLoader from 'dataloader';
import { isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { countByParent, orderBy, readPagesByParent, type List } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Project } from './project.entity';

interface ProjectsKey {
  readonly leadId: string;
  readonly args: PageArgs;
}

declare module '../context' {
  interface Loaders {
    readonly projects: DataLoader<string, Project | null>;
    /** Pages by lead, the newest first. */
    readonly projectPages: DataLoader<ProjectsKey, Page<Project>, string>;
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

/** One statement for all leads that are asked for the same page. */
async function pagesOf(ctx: Context, keys: readonly ProjectsKey[]): Promise<(Page<Project> | Error)[]> {
  const kinds = keys.map(({ args }) => JSON.stringify(args));
  const count = (id: string) => ctx.loaders.projectCounts.load(id);
  const found = new Map<string, Page<Project> | Error>();
  await Promise.all(
    [...new Set(kinds)].map(async (kind) => {
      const ids = keys.flatMap(({ leadId }, index) => (kinds[index] === kind ? leadId : []));
      const parents = { column: 'leadId' as const, ids };
      const pages = await readPagesByParent(ctx, list(), parents, JSON.parse(kind) as PageArgs, count).catch(
        (error: Error) => error,
      );
      ids.forEach((id, index) =>
        found.set(`${kind} ${id}`, pages instanceof Error ? pages : (pages[index] as Page<Project>)),
      );
    }),
  );
  return keys.map(({ leadId }, index) => found.get(`${kinds[index]} ${leadId}`) as Page<Project> | Error);
}

export const projectLoaders = {
  projects: (ctx) => new DataLoader((ids) => projectsById(ctx, ids)),
  projectPages: (ctx) => new DataLoader((keys) => pagesOf(ctx, keys), { cacheKeyFn: JSON.stringify }),
  projectCounts: (ctx) =>
    new DataLoader(async (ids) => {
      const counts = await countByParent(ctx, list(), { column: 'leadId', ids });
      return ids.map((id) => counts.get(id) ?? 0);
    }),
} satisfies LoaderMakers<Context>;
