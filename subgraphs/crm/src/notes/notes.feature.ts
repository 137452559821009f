import type { CrmFeature } from '../feature';
import { CompanyNote, ContactNote, LeadNote } from './note.entity';
import { noteLoaders } from './notes.loaders';
import { noteResolvers } from './notes.resolvers';

export const feature = {
  name: 'notes',
  entities: [LeadNote, ContactNote, CompanyNote],
  resolvers: noteResolvers,
  loaders: noteLoaders,
} satisfies CrmFeature;
