import { textsOf } from '../custom-fields/field-value';
import type { CustomField } from '../kommo/rows';

/** One part of a row that was changed. */
export interface FieldChange {
  field: string;
  fieldId: string | null;
  before: unknown;
  after: unknown;
}

const CUSTOM = 'custom_field.';

/** Columns by the names of GraphQL's fields; numbers of Kommo's stand in them. */
const NAMES: Readonly<Record<string, string>> = {
  responsible_kommo_id: 'responsibleUser',
  pipeline_kommo_id: 'pipeline',
  stage_kommo_id: 'stage',
  company_kommo_id: 'company',
  author_kommo_id: 'author',
  type_kommo_id: 'type',
  card_kommo_id: 'card',
};

const camel = (column: string): string =>
  NAMES[column] ?? column.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** Numbers of Kommo's are texts, as everywhere; so are exact amounts. */
const shown = (value: unknown): unknown => (typeof value === 'number' ? String(value) : (value ?? null));

const valuesOf = (field: unknown): unknown => (field ? textsOf(field as CustomField) : null);

/** What a change changed, part by part. */
export function fieldChanges(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): FieldChange[] {
  return Object.keys(before)
    .sort()
    .map((key) => {
      if (!key.startsWith(CUSTOM)) {
        return { field: camel(key), fieldId: null, before: shown(before[key]), after: shown(after[key]) };
      }
      const fieldId = key.slice(CUSTOM.length);
      return { field: 'customField', fieldId, before: valuesOf(before[key]), after: valuesOf(after[key]) };
    });
}
