import type { EstimatesFeature } from '../feature';
import { Project } from './project.entity';
import { projectLoaders } from './projects.loaders';
import { projectResolvers } from './projects.resolvers';

export const feature = {
  name: 'projects',
  entities: [Project],
  resolvers: projectResolvers,
  loaders: projectLoaders,
} satisfies EstimatesFeature;
