import { notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import type { Context } from '../context';
import type { Project } from './project.entity';

/** One project. @throws GraphQLError NOT_FOUND for an unknown, malformed or foreign id */
export async function getProject(ctx: Context, id: string): Promise<Project> {
  const project = await ctx.loaders.projects.load(checkId(id, 'Project'));
  if (!project) throw notFound('Project');
  return project;
}
