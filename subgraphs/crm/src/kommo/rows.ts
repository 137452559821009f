import { z } from 'zod';
import { KommoError } from './kommo-error';

/*
 * Kommo's rows as we read them: tolerant of what is absent, null or new (kommo-api.md 0.9, 6.10), and of a value in another
 * form where that form has one meaning ("1500" is a price). A row that can't be read rightly (no id, no time of change, a
 * price that is none) is not read at all: it goes into quarantine, and the others arrive.
 */

/** More than our column holds is no price. */
const MOST_MONEY = 1e15;
/** The most a bigint holds: a larger number is no row's, and no query of ours could take it. */
export const MOST_ID = 9_223_372_036_854_775_807n;

const id = z
  .union([z.number().int().min(0), z.string().regex(/^\d{1,19}$/)])
  .transform(String)
  .refine((text) => BigInt(text) <= MOST_ID);
const optionalId = id
  .nullable()
  .catch(null)
  .transform((value) => (value === '0' ? null : value));
/** Numbers are texts too where a text is wanted: telephone numbers come so. */
const text = z.union([z.string(), z.number().transform(String)]).catch('');
/** Names are sorted by an index, whose rows have an end. */
const LONGEST_NAME = 500;
const name = text.transform((value) => value.slice(0, LONGEST_NAME));
const flag = z.boolean().catch(false);
const MOST_INTEGER = 2_147_483_647;
const whole = z
  .number()
  .catch(0)
  .transform((value) => Math.max(-MOST_INTEGER, Math.min(MOST_INTEGER, Math.trunc(value))));
/** Unix seconds of any year PostgreSQL and JavaScript both know. */
const LAST_SECOND = 253_402_300_799;
const seconds = z.number().int().min(0).max(LAST_SECOND);

/**
 * An instant in whatever form has one meaning, as unix seconds: a number, its text, a date as text with or without a time.
 *
 * @returns null for what is none
 */
export function secondsOf(value: unknown): number | null {
  if (typeof value === 'string' && value.trim() !== '') {
    const number = Number(value);
    return secondsOf(Number.isNaN(number) ? Date.parse(value) / 1_000 : number);
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  const floored = Math.floor(value);
  return floored >= 0 && floored <= LAST_SECOND ? floored : null;
}
const optionalSeconds = z.unknown().optional().transform(secondsOf);

/** Exact, as text; null and absent are none, which is 0. */
const price = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^-?\d{1,16}(\.\d{1,8})?$/),
  ])
  .nullish()
  .refine((value) => Math.abs(Number(value ?? 0)) <= MOST_MONEY)
  .transform((value) => String(value ?? 0));

/** Elements of a list that can be read; the others are left out, and what is no list is an empty one. */
const readable = <S extends z.ZodType>(element: S) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((given) =>
      given.flatMap((one) => {
        const parsed = element.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    );

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
      .object({ tags, companies: stubs, contacts: readable(z.object({ id, is_main: flag })) })
      .catch({ tags: [], companies: [], contacts: [] }),
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

const UserRow = z.object({
  id,
  name,
  email: z.string().nullable().catch(null),
  rights: z
    .object({ is_admin: flag, is_active: z.boolean().catch(true) })
    .catch({ is_admin: false, is_active: true }),
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
export const parseTask = parserOf(TaskRow);
export const parseNote = parserOf(NoteRow);
export const parseBinLead = parserOf(BinRow);
export const parsePipeline = parserOf(PipelineRow);
export const parseUser = parserOf(UserRow);
export const parseField = parserOf(FieldRow);
export const parseEvent = parserOf(EventRow);
export const parseAccount = parserOf(AccountRow);

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

/** Kommo's number of a row that may be anything; null where none can be read. */
export function idOfRow(row: unknown): string | null {
  const parsed = z.looseObject({ id }).safeParse(row);
  return parsed.success ? parsed.data.id : null;
}
