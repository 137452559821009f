import { hasSent } from '../custom-fields/same-value';
import type { CustomField, Tag } from '../kommo/rows';
import { normalForm } from '../../../../service-kit/data/normal-form';

/* What a change sends, by the journal's names of a row's parts, and whether a row has it. */

/**
 * By column; custom fields by `custom_field.` and their number or code, as the `values` that are sent. Tags as {@link SentTags}. Links of a
 * lead by `contact.` and the contact's number: whether it is linked, or that it is the main one.
 */
export type Sent = Readonly<Record<string, unknown>>;

interface SentTags {
  add: string[];
  remove: string[];
}

/** Columns by Kommo's names of what is sent. */
const COLUMNS: Readonly<Record<string, string>> = {
  name: 'name',
  first_name: 'first_name',
  last_name: 'last_name',
  price: 'price',
  status_id: 'stage_kommo_id',
  pipeline_id: 'pipeline_kommo_id',
  responsible_user_id: 'responsible_kommo_id',
};
const CUSTOM = 'custom_field.';

interface SentField {
  field_id?: number;
  field_code?: string;
  values: unknown[] | null;
}

/** What a card's change sends. @param body of the request */
export function sentOfCard(body: Readonly<Record<string, unknown>>): Sent {
  const plain = Object.entries(body).flatMap(([key, value]) => {
    const column = COLUMNS[key];
    return column === undefined ? [] : [[column, value]];
  });
  const fields = ((body['custom_fields_values'] ?? []) as SentField[]).map(
    ({ field_id: id, field_code: code, values }) => [`${CUSTOM}${id ?? code ?? ''}`, values],
  );
  const names = (key: string) => ((body[key] ?? []) as Tag[]).map(({ name }) => name);
  const tags: SentTags = { add: names('tags_to_add'), remove: names('tags_to_delete') };
  const hasTags = tags.add.length + tags.remove.length > 0;
  return Object.fromEntries([...plain, ...fields, ...(hasTags ? [['tags', tags]] : [])]) as Sent;
}

const wordsOf = (value: unknown): string => normalForm(String(value)).replace(/\s+/g, ' ').trim();
const NUMBER = /^-?\d+(\.\d+)?$/;

function samePlain(key: string, sent: unknown, there: unknown): boolean {
  if (there === null || there === undefined) return sent === null;
  if (key.endsWith('_at')) return Date.parse(String(sent)) === Date.parse(String(there));
  const [ours, theirs] = [wordsOf(sent), wordsOf(there)];
  return NUMBER.test(ours) && NUMBER.test(theirs) ? Number(ours) === Number(theirs) : ours === theirs;
}

function sameTags({ add, remove }: SentTags, there: unknown): boolean {
  const names = new Set(((there ?? []) as Tag[]).map(({ name }) => name.toLowerCase()));
  return (
    add.every((tag) => names.has(tag.toLowerCase())) && !remove.some((tag) => names.has(tag.toLowerCase()))
  );
}

function sameField(sent: unknown[] | null, there: CustomField | null): boolean {
  if (sent === null || there === null) return sent === null ? there === null : hasSent(undefined, sent);
  return there.values.length === sent.length && hasSent(there, sent);
}

function isSame(key: string, sent: unknown, there: unknown): boolean {
  if (key === 'tags') return sameTags(sent as SentTags, there);
  if (key.startsWith(CUSTOM))
    return sameField(sent as unknown[] | null, (there ?? null) as CustomField | null);
  return samePlain(key, sent, there);
}

/** A change of a row, as the journal has it. */
export interface Journaled {
  before: Readonly<Record<string, unknown>>;
  after: Readonly<Record<string, unknown>>;
}

/** Which parts of a change are what was sent: of the same part, and to the same value, which was not there before. */
export const partsSent = ({ before, after }: Journaled, sent: Sent): string[] =>
  Object.keys(after).filter((key) => {
    const code = ((after[key] ?? before[key]) as CustomField | null)?.field_code;
    const by = key in sent || !key.startsWith(CUSTOM) ? key : `${CUSTOM}${code ?? ''}`;
    return by in sent && isSame(by, sent[by], after[key]) && !isSame(by, sent[by], before[key]);
  });

/**
 * Whether a row has all that was sent.
 *
 * @param row as the database has it, by column
 * @param contacts of a lead: Kommo's numbers, and whether it is the main one
 */
export function hasAllSent(
  row: Readonly<Record<string, unknown>>,
  sent: Sent,
  contacts: ReadonlyMap<string, boolean>,
): boolean {
  const fields = (row['custom_fields'] ?? []) as CustomField[];
  return Object.entries(sent).every(([key, value]) => {
    if (key.startsWith('contact.')) {
      const isMain = contacts.get(key.slice('contact.'.length));
      return value === 'main' ? isMain === true : value === (isMain !== undefined);
    }
    if (!key.startsWith(CUSTOM)) return isSame(key, value, row[key]);
    const name = key.slice(CUSTOM.length);
    const held = fields.find(({ field_id: id, field_code: code }) => id === name || code === name);
    return isSame(key, value, held ?? null);
  });
}
