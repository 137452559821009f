import { isId } from '../../../../service-kit/data/ids';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { stubOf } from '../foreign-stub';
import type { Resolvers } from '../generated/types';
import { listProjects } from './project-lists.service';
import { getProject } from './project-reads.service';
import { createProject, deleteProject, updateProject } from './projects.service';

export const projectResolvers: Resolvers = {
  Query: {
    project: (_root, { id }, ctx) => getProject(ctx, id),
    projects: (_root, args, ctx) => listProjects(ctx, args),
  },
  Mutation: {
    createProject: (_root, { input }, ctx) => withUserErrors(() => createProject(ctx, input)),
    updateProject: (_root, { input }, ctx) => withUserErrors(() => updateProject(ctx, input)),
    deleteProject: (_root, { input }, ctx) => withUserErrors(() => deleteProject(ctx, input)),
  },
  Project: {
    __resolveReference: ({ id }, ctx) => (isId(id) ? ctx.loaders.projects.load(id.toLowerCase()) : null),
    lead: ({ leadId }) => stubOf(leadId),
    author: ({ authorId }) => ({ id: authorId }),
    estimates: ({ id }, args, ctx) => ctx.loaders.estimatePages.load({ parent: 'projectId', id, args }),
  },
};
