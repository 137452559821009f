import { z } from 'zod';
import { KommoError } from './kommo-error';

/*
 * Kommo's rows as we read them: tolerant of what is absent, null or new (kommo-api.md 0.9, 6.10). Only an id and a time
 * are asked for; what a field should be and is not becomes its empty value, so that one odd row stops nothing.
 */

/** More than our column holds is no price. */
const MOST_MONEY = 1e15;

const id = z.union([z.number().int(), z.string().regex(/^\d{1,18}$/)]).transform(String);
const optionalId = z
  .union([z.number().int().positive(), z.string().regex(/^[1-9]\d{0,17}$/)])
  .transform(String)
  .nullable()
  .catch(null);
const text = z.string().catch('');
/** Names are sorted by an index, whose rows have an end. */
const LONGEST_NAME = 500;
const name = text.transform((value) => value.slice(0, LONGEST_NAME));
const flag = z.boolean().catch(false);
const whole = z.number().int().catch(0);
/** Unix seconds of any year PostgreSQL and JavaScript both know. */
const seconds = z.number().int().min(0).max(253_402_300_799);
const optionalSeconds = seconds.nullable().catch(null);

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
const customFields = z
  .array(CustomField.nullable().catch(null))
  .catch([])
  .transform((fields) => fields.filter((field): field is CustomField => field !== null));

const stubs = z.array(z.looseObject({ id })).catch([]);
const Tag = z.object({ id, name });
export type Tag = z.infer<typeof Tag>;
const tags = z.array(Tag).catch([]);

const card = {
  id,
  name,
  responsible_user_id: optionalId,
  created_at: seconds.catch(0),
  updated_at: seconds,
  custom_fields_values: customFields,
};

const LeadRow = z.object({
  ...card,
  price: z.number().min(-MOST_MONEY).max(MOST_MONEY).catch(0),
  pipeline_id: optionalId,
  status_id: optionalId,
  closed_at: optionalSeconds,
  _embedded: z
    .object({
      tags,
      companies: stubs,
      contacts: z.array(z.object({ id, is_main: flag })).catch([]),
    })
    .catch({ tags: [], companies: [], contacts: [] }),
});
export type LeadRow = z.infer<typeof LeadRow>;

const ContactRow = z.object({
  ...card,
  first_name: text,
  last_name: text,
  _embedded: z.object({ tags, companies: stubs }).catch({ tags: [], companies: [] }),
});
export type ContactRow = z.infer<typeof ContactRow>;

const CompanyRow = z.object({ ...card, _embedded: z.object({ tags }).catch({ tags: [] }) });
export type CompanyRow = z.infer<typeof CompanyRow>;

/** A lead in the bin: little more than its id (kommo-api.md 3.4). */
const BinRow = z.object({ id, updated_at: seconds });
export type BinRow = z.infer<typeof BinRow>;

const StageRow = z.object({ id, name, sort: whole, color: z.string().nullable().catch(null) });
const PipelineRow = z.object({
  id,
  name,
  sort: whole,
  is_main: flag,
  is_archive: flag,
  _embedded: z.object({ statuses: z.array(StageRow).catch([]) }).catch({ statuses: [] }),
});
export type PipelineRow = z.infer<typeof PipelineRow>;

const UserRow = z.object({
  id,
  name,
  email: z.string().nullable().catch(null),
  rights: z
    .object({ is_admin: flag, is_active: z.boolean().catch(true) })
    .catch({ is_admin: false, is_active: true }),
});
export type UserRow = z.infer<typeof UserRow>;

const EventRow = z.object({ id: z.string(), type: z.string(), entity_id: id, created_at: seconds });
export type EventRow = z.infer<typeof EventRow>;

const AccountRow = z.object({
  id,
  name,
  subdomain: text,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .catch('XXX'), // ISO 4217: no currency
});
export type AccountRow = z.infer<typeof AccountRow>;

/** @throws KommoError malformed naming the row's place, never its content */
function parserOf<S extends z.ZodType>(schema: S) {
  return (row: unknown): z.infer<S> => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    const places = parsed.error.issues.map((issue) => issue.path.join('.'));
    throw new KommoError('malformed', { detail: `a row is not understood at ${places.join(', ')}` });
  };
}

export const parseLead = parserOf(LeadRow);
export const parseContact = parserOf(ContactRow);
export const parseCompany = parserOf(CompanyRow);
export const parseBinLead = parserOf(BinRow);
export const parsePipeline = parserOf(PipelineRow);
export const parseUser = parserOf(UserRow);
export const parseEvent = parserOf(EventRow);
export const parseAccount = parserOf(AccountRow);

/** The texts of a multi-value field such as PHONE or EMAIL. */
export function textsOfField(fields: readonly CustomField[], code: string): string[] {
  return fields
    .filter((field) => field.field_code === code)
    .flatMap((field) => field.values)
    .flatMap((element) => {
      const value = (element as { value?: unknown } | null)?.value;
      return typeof value === 'string' && value !== '' ? [value] : [];
    });
}
