import type { EstimatesFeature } from '../feature';
import { Section } from './section.entity';
import { sectionLoaders } from './sections.loaders';
import { sectionResolvers } from './sections.resolvers';

export const feature = {
  name: 'sections',
  entities: [Section],
  resolvers: sectionResolvers,
  loaders: sectionLoaders,
} satisfies EstimatesFeature;
