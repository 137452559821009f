import type { CrmFeature } from '../feature';
import { runKommoWrite } from './write-job';
import { writeResolvers } from './writes.resolvers';

export const feature = {
  name: 'writes',
  resolvers: writeResolvers,
  jobs: [runKommoWrite],
} satisfies CrmFeature;
