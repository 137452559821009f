import type { EntityManager } from 'typeorm';
import { textsOfField, type CompanyRow } from '../kommo/rows';
import type { ConnectionRef } from '../runtime';
import { describeCardTable, storeCards } from '../cards/card-store';

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

/** Stores companies as Kommo gave them. */
export const storeCompanies = (
  db: EntityManager,
  ref: ConnectionRef,
  rows: readonly CompanyRow[],
): Promise<void> => storeCards(db, ref, COMPANIES, rows);
