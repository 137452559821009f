import { textsOfField, type CompanyRow } from '../kommo/rows';
import { describeCardTable } from '../cards/card-store';

export const COMPANIES = describeCardTable<CompanyRow>('COMPANIES', [
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
]);
