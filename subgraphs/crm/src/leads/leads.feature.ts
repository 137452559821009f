import type { CrmFeature } from '../feature';
import { LeadContact } from './lead-contact.entity';
import { Lead } from './lead.entity';
import { leadLoaders } from './leads.loaders';
import { leadResolvers } from './leads.resolvers';

export const feature = {
  name: 'leads',
  entities: [Lead, LeadContact],
  resolvers: leadResolvers,
  loaders: leadLoaders,
} satisfies CrmFeature;
