import { z } from 'zod';
import {
  flag,
  id,
  name,
  optionalId,
  optionalSeconds,
  parserOf,
  price,
  quantity,
  readable,
  seconds,
  text,
  whole,
} from './row-parts';

/*
 * Kommo's rows as we read them: tolerant of what is absent, null or new (kommo-api.md 0.9, 6.10), and of a value in another
 * form where that form has one meaning ("1500" is a price). A row that can't be read rightly (no id, no time of change, a
 * price that is none) is not read at all: it goes into quarantine, and the others arrive.
 */

/** A filled custom field as Kommo gave it; unknown types keep all they have. */
const CustomField = z.looseObject({
  field_id: id,
  field_name: text,
  field_code: z.string().nullable().catch(null),
  field_type: text,
  values: z.array(z.unknown()).catch([]),
});
export type CustomField = z.infer<typeof CustomField>;

/** `null`, absent and an empty list are the same; what is not a field at all is left out. */
const customFields = readable(CustomField);

/** Of a lead: what it has of the account's lists. Which list stands beside it or in its metadata (kommo-api.md 3.13). */
const LinkedElement = z
  .object({
    id,
    catalog_id: optionalId,
    quantity: quantity.optional(),
    metadata: z
      .object({ catalog_id: optionalId, quantity: quantity.optional() })
      .catch({ catalog_id: null, quantity: null }),
  })
  .transform(({ id: elementId, catalog_id: list, quantity: amount, metadata }) => ({
    id: elementId,
    catalog_id: list ?? metadata.catalog_id ?? '',
    quantity: amount ?? metadata.quantity ?? null,
  }))
  .refine(({ catalog_id: list }) => list !== '');

const stubs = readable(z.looseObject({ id }));
const Tag = z.object({ id, name });
export type Tag = z.infer<typeof Tag>;
const tags = readable(Tag);

const card = {
  id,
  name,
  responsible_user_id: optionalId,
  updated_by: optionalId,
  created_at: optionalSeconds,
  /** The order of everything hangs on it, so nothing is guessed here. */
  updated_at: seconds,
  custom_fields_values: customFields,
};

/** A card without a readable time of making was there when it was changed. */
const made = <R extends { created_at: number | null; updated_at: number }>(row: R) => ({
  ...row,
  created_at: row.created_at ?? row.updated_at,
});

const LeadRow = z
  .object({
    ...card,
    price,
    pipeline_id: optionalId,
    status_id: optionalId,
    closed_at: optionalSeconds,
    _embedded: z
      .object({
        tags,
        companies: stubs,
        contacts: readable(z.object({ id, is_main: flag })),
        catalog_elements: readable(LinkedElement),
      })
      .catch({ tags: [], companies: [], contacts: [], catalog_elements: [] }),
  })
  .transform(made);
export type LeadRow = z.infer<typeof LeadRow>;

const ContactRow = z
  .object({
    ...card,
    first_name: text,
    last_name: text,
    _embedded: z.object({ tags, companies: stubs }).catch({ tags: [], companies: [] }),
  })
  .transform(made);
export type ContactRow = z.infer<typeof ContactRow>;

const CompanyRow = z.object({ ...card, _embedded: z.object({ tags }).catch({ tags: [] }) }).transform(made);
export type CompanyRow = z.infer<typeof CompanyRow>;

/** What tasks and notes have; Kommo's robot, who is nobody, has the number 0. */
const follower = {
  id,
  responsible_user_id: optionalId,
  created_by: optionalId,
  updated_by: optionalId,
  created_at: optionalSeconds,
  updated_at: seconds,
};
const CARDS = ['leads', 'contacts', 'companies', 'customers'] as const;

const TaskRow = z
  .object({
    ...follower,
    entity_id: optionalId,
    entity_type: z.enum(CARDS).nullable().catch(null),
    task_type_id: optionalId,
    text,
    is_completed: flag,
    /** Without a result Kommo gives an empty list in its place (kommo-api.md 3.10). */
    result: z
      .object({ text })
      .transform((result) => result.text)
      .nullable()
      .catch(null),
    complete_till: optionalSeconds,
    duration: whole,
  })
  .transform(made);
export type TaskRow = z.infer<typeof TaskRow>;

const NoteRow = z
  .object({
    ...follower,
    entity_id: id,
    note_type: text,
    params: z.record(z.string(), z.unknown()).catch({}),
  })
  .transform(made);
export type NoteRow = z.infer<typeof NoteRow>;

const CatalogRow = z.object({ id, name, type: text });
export type CatalogRow = z.infer<typeof CatalogRow>;

const CatalogElementRow = z
  .object({
    id,
    catalog_id: id,
    name,
    created_at: optionalSeconds,
    updated_at: seconds,
    custom_fields_values: customFields,
  })
  .transform(made);
export type CatalogElementRow = z.infer<typeof CatalogElementRow>;

/** An incoming lead (kommo-api.md 3.14): it has a name in place of a number, and no time of change. */
const UnsortedRow = z.object({
  uid: z.string().regex(/^[\w-]{1,100}$/),
  category: text,
  source_uid: name,
  source_name: name,
  pipeline_id: optionalId,
  created_at: optionalSeconds.pipe(seconds),
  metadata: z.record(z.string(), z.unknown()).catch({}),
  _embedded: z
    .object({ leads: stubs, contacts: stubs, companies: stubs })
    .catch({ leads: [], contacts: [], companies: [] }),
});
export type UnsortedRow = z.infer<typeof UnsortedRow>;

/** A lead in the bin: little more than its id (kommo-api.md 3.4). */
const BinRow = z.object({ id, updated_at: seconds });
type BinRow = z.infer<typeof BinRow>;

const StageRow = z.object({ id, name, sort: whole, color: z.string().nullable().catch(null) });
const PipelineRow = z.object({
  id,
  name,
  sort: whole,
  is_main: flag,
  is_archive: flag,
  _embedded: z.object({ statuses: readable(StageRow) }).catch({ statuses: [] }),
});
export type PipelineRow = z.infer<typeof PipelineRow>;

/** A right of Kommo's roles: all, the group's, one's own, none; null where it says something else, or nothing. */
const right = z.enum(['A', 'G', 'M', 'D']).nullable().catch(null);
const rights = z.object({ add: right, edit: right }).catch({ add: null, edit: null });
const WriteRights = z.object({ leads: rights, contacts: rights, companies: rights, tasks: rights });
const UserRow = z.object({
  id,
  name,
  email: z.string().nullable().catch(null),
  rights: z
    .looseObject({ is_admin: flag, is_active: z.boolean().catch(true) })
    .catch({ is_admin: false, is_active: true })
    .transform((row) => ({ ...row, ...WriteRights.parse(row) })),
});
export type UserRow = z.infer<typeof UserRow>;

const FieldOptionRow = z
  .object({ id, value: text, code: z.string().nullable().catch(null) })
  .transform(({ id: enumId, code, value }) => ({ enumId, code, value }));
const FieldRow = z.object({
  id,
  name,
  type: z.string(),
  code: z.string().nullable().catch(null),
  enums: readable(FieldOptionRow),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullable()
    .catch(null),
});
export type FieldRow = z.infer<typeof FieldRow>;

const EventRow = z.object({
  id: z.string(),
  type: z.string(),
  entity_id: id,
  entity_type: text,
  created_at: seconds,
  /** Of a note that was deleted: which one. */
  value_before: readable(z.object({ note: z.object({ id }) })),
});
export type EventRow = z.infer<typeof EventRow>;

/** An event of a card, as data: what was and what is as Kommo gives it. */
const CardEventRow = z.object({
  id: z.string().regex(/^[\w-]{1,100}$/),
  type: z.string().regex(/^\w{1,100}$/),
  entity_id: id,
  entity_type: text,
  created_by: optionalId,
  created_at: seconds,
  value_before: z.array(z.unknown()).catch([]),
  value_after: z.array(z.unknown()).catch([]),
});
export type CardEventRow = z.infer<typeof CardEventRow>;

const AccountRow = z.object({
  id,
  name,
  subdomain: text,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .catch('XXX'), // ISO 4217: no currency
  /** Whose token asks. */
  current_user_id: optionalId,
  _embedded: z
    .object({ datetime_settings: z.object({ timezone: text }).catch({ timezone: '' }) })
    .catch({ datetime_settings: { timezone: '' } }),
});
export type AccountRow = z.infer<typeof AccountRow>;

export const parseLead = parserOf(LeadRow);
export const parseContact = parserOf(ContactRow);
export const parseCompany = parserOf(CompanyRow);
export const parseTask = parserOf(TaskRow);
export const parseNote = parserOf(NoteRow);
export const parseCatalog = parserOf(CatalogRow);
export const parseCatalogElement = parserOf(CatalogElementRow);
export const parseUnsorted = parserOf(UnsortedRow);
export const parseBinLead = parserOf(BinRow);
export const parsePipeline = parserOf(PipelineRow);
export const parseUser = parserOf(UserRow);
export const parseField = parserOf(FieldRow);
export const parseEvent = parserOf(EventRow);
export const parseCardEvent = parserOf(CardEventRow);
export const parseAccount = parserOf(AccountRow);

/** The filled custom fields of a row that was not read yet; none for what is no list of them. */
export const customFieldsOf = (given: unknown): CustomField[] => customFields.parse(given);

/** The texts of a multi-value field such as PHONE or EMAIL; numbers count as texts. */
export function textsOfField(fields: readonly CustomField[], code: string): string[] {
  return fields
    .filter((field) => field.field_code === code)
    .flatMap((field) => field.values)
    .flatMap((element) => {
      const value = (element as { value?: unknown } | null)?.value;
      if (typeof value === 'number') return [String(value)];
      return typeof value === 'string' && value !== '' ? [value] : [];
    });
}
