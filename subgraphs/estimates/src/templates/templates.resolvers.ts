import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { createFromTemplate } from './from-template.service';
import {
  deleteTemplate,
  getTemplate,
  listTemplates,
  saveTemplate,
  updateTemplate,
} from './templates.service';

export const templateResolvers: Resolvers = {
  Query: {
    template: (_root, { id }, ctx) => getTemplate(ctx, id),
    templates: (_root, args, ctx) => listTemplates(ctx, args),
  },
  Mutation: {
    saveTemplate: (_root, { input }, ctx) => withUserErrors(() => saveTemplate(ctx, input)),
    updateTemplate: (_root, { input }, ctx) => withUserErrors(() => updateTemplate(ctx, input)),
    deleteTemplate: (_root, { input }, ctx) => withUserErrors(() => deleteTemplate(ctx, input)),
    createFromTemplate: (_root, { input }, ctx) => withUserErrors(() => createFromTemplate(ctx, input)),
  },
  Template: {
    author: ({ authorId }) => ({ id: authorId }),
    parameters: ({ parameters }) => parameters,
  },
};
