import type { CrmFeature } from '../feature';
import { UnsortedLead } from './unsorted-lead.entity';
import { unsortedLeadResolvers } from './unsorted-leads.resolvers';

export const feature = {
  name: 'unsortedLeads',
  entities: [UnsortedLead],
  resolvers: unsortedLeadResolvers,
} satisfies CrmFeature;
