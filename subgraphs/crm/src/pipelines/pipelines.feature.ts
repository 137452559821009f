import type { CrmFeature } from '../feature';
import { Pipeline } from './pipeline.entity';
import { pipelineLoaders } from './pipelines.loaders';
import { pipelineResolvers } from './pipelines.resolvers';
import { Stage } from './stage.entity';

export const feature = {
  name: 'pipelines',
  entities: [Pipeline, Stage],
  resolvers: pipelineResolvers,
  loaders: pipelineLoaders,
} satisfies CrmFeature;
