import { textsOfField, type ContactRow } from '../kommo/rows';
import { describeCardTable } from '../cards/card-store';

export const CONTACTS = describeCardTable<ContactRow>('CONTACTS', [
  { name: 'first_name', type: 'text', valueOf: (row) => row.first_name },
  { name: 'last_name', type: 'text', valueOf: (row) => row.last_name },
  {
    name: 'phones',
    type: 'jsonb',
    valueOf: (row) => JSON.stringify(textsOfField(row.custom_fields_values, 'PHONE')),
  },
  {
    name: 'emails',
    type: 'jsonb',
    valueOf: (row) => JSON.stringify(textsOfField(row.custom_fields_values, 'EMAIL')),
  },
  { name: 'company_kommo_id', type: 'bigint', valueOf: (row) => row._embedded.companies[0]?.id ?? null },
]);
