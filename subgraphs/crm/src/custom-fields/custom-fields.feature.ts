import type { CrmFeature } from '../feature';
import { CustomField } from './custom-field.entity';
import { customFieldLoaders } from './custom-fields.loaders';
import { customFieldResolvers } from './custom-fields.resolvers';

export const feature = {
  name: 'custom-fields',
  entities: [CustomField],
  resolvers: customFieldResolvers,
  loaders: customFieldLoaders,
} satisfies CrmFeature;
