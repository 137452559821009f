import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { CompanyNote, ContactNote, LeadNote } from './note.entity';
import { noteLoaders } from './notes.loaders';
import { noteResolvers } from './notes.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'company_notes',
    columns:
      'id card_kommo_id type text params connection_id kommo_id responsible_kommo_id author_kommo_id created_at updated_at is_deleted updater_kommo_id',
    omitted: { MACHINERY: 'synced_at' },
  },
  {
    table: 'contact_notes',
    columns:
      'id card_kommo_id type text params connection_id kommo_id responsible_kommo_id author_kommo_id created_at updated_at is_deleted updater_kommo_id',
    omitted: { MACHINERY: 'synced_at' },
  },
  {
    table: 'lead_notes',
    columns:
      'id card_kommo_id type text params connection_id kommo_id responsible_kommo_id author_kommo_id created_at updated_at is_deleted updater_kommo_id',
    omitted: { MACHINERY: 'synced_at' },
  },
];

export const feature = {
  name: 'notes',
  entities: [LeadNote, ContactNote, CompanyNote],
  resolvers: noteResolvers,
  loaders: noteLoaders,
  dataExports,
} satisfies CrmFeature;
