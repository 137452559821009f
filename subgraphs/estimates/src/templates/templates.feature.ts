import type { EstimatesFeature } from '../feature';
import { Template } from './template.entity';
import { templateLoaders } from './templates.loaders';
import { templateResolvers } from './templates.resolvers';

export const feature = {
  name: 'templates',
  entities: [Template],
  resolvers: templateResolvers,
  loaders: templateLoaders,
} satisfies EstimatesFeature;
