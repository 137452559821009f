import { notFound } from '../../../../service-kit/errors/errors';
import { checkId, isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { Context } from '../context';
import { Project } from './project.entity';

const readProjects = defineRead<Project>({
  entity: Project,
  alias: 'project',
  keys: ['id'],
  build: (query) => query.where('project.orgId = :orgId AND project.id = ANY(:ids::uuid[])'),
});

/** Loads projects of the caller's organisation; null for what it does not have. */
export async function projectsById(ctx: Context, ids: readonly string[]): Promise<(Project | null)[]> {
  return byKey(ids, await readProjects(ctx, { ids: ids.filter(isId) }), (row) => row.id);
}

/** One project. @throws GraphQLError NOT_FOUND for an unknown, malformed or foreign id */
export async function getProject(ctx: Context, id: string): Promise<Project> {
  const project = await ctx.loaders.project.load(checkId(id, 'Project'));
  if (!project) throw notFound('Project');
  return project;
}
