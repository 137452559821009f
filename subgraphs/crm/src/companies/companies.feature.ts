import type { CrmFeature } from '../feature';
import { companyLoaders } from './companies.loaders';
import { companyResolvers } from './companies.resolvers';
import { Company } from './company.entity';

export const feature = {
  name: 'companies',
  entities: [Company],
  resolvers: companyResolvers,
  loaders: companyLoaders,
} satisfies CrmFeature;
