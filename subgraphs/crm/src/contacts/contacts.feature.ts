import type { CrmFeature } from '../feature';
import { Contact } from './contact.entity';
import { contactLoaders } from './contacts.loaders';
import { contactResolvers } from './contacts.resolvers';

export const feature = {
  name: 'contacts',
  entities: [Contact],
  resolvers: contactResolvers,
  loaders: contactLoaders,
} satisfies CrmFeature;
