import { In } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { checkId, isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import type { Context } from '../context';
import { Project } from './project.entity';

/** Loads projects of the caller's organisation; null for what it does not have. */
export async function projectsById(ctx: Context, ids: readonly string[]): Promise<(Project | null)[]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) => db.findBy(Project, { orgId, id: In(ids.filter(isId)) }));
  return byKey(ids, rows, (row) => row.id);
}

/** One project. @throws GraphQLError NOT_FOUND for an unknown, malformed or foreign id */
export async function getProject(ctx: Context, id: string): Promise<Project> {
  const project = await ctx.loaders.project.load(checkId(id, 'Project'));
  if (!project) throw notFound('Project');
  return project;
}
