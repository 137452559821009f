import { z } from 'zod';
import { KommoError } from './kommo-error';

/* What Kommo's rows are read by: each value in every form that has one meaning. */

/** More than our column holds is no price. */
const MOST_MONEY = 1e15;
/** The most a bigint holds: a larger number is no row's, and no query of ours could take it. */
export const MOST_ID = 9_223_372_036_854_775_807n;

export const id = z
  .union([z.number().int().min(0), z.string().regex(/^\d{1,19}$/)])
  .transform(String)
  .refine((text) => BigInt(text) <= MOST_ID);
export const optionalId = id
  .nullable()
  .catch(null)
  .transform((value) => (value === '0' ? null : value));
/** Numbers are texts too where a text is wanted: telephone numbers come so. */
export const text = z.union([z.string(), z.number().transform(String)]).catch('');
/** Names are sorted by an index, whose rows have an end. */
const LONGEST_NAME = 500;
export const name = text.transform((value) => value.slice(0, LONGEST_NAME));
export const flag = z.boolean().catch(false);
const MOST_INTEGER = 2_147_483_647;
export const whole = z
  .number()
  .catch(0)
  .transform((value) => Math.max(-MOST_INTEGER, Math.min(MOST_INTEGER, Math.trunc(value))));
/** Unix seconds of any year PostgreSQL and JavaScript both know. */
const LAST_SECOND = 253_402_300_799;
export const seconds = z.number().int().min(0).max(LAST_SECOND);

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
export const optionalSeconds = z.unknown().optional().transform(secondsOf);

/** Exact, as text; null and absent are none, which is 0. */
export const price = z
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

/** How many; null for what is no amount. */
export const quantity = z
  .unknown()
  .transform((value) => (typeof value === 'number' ? String(value) : value))
  .transform((value) => (typeof value === 'string' && /^\d{1,15}(\.\d{1,8})?$/.test(value) ? value : null));

/** Elements of a list that can be read; the others are left out, and what is no list is an empty one. */
export const readable = <S extends z.ZodType>(element: S) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((given) =>
      given.flatMap((one) => {
        const parsed = element.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    );

/** @throws KommoError malformed naming the row's place, never its content */
export function parserOf<S extends z.ZodType>(schema: S) {
  return (row: unknown): z.infer<S> => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    const places = parsed.error.issues.map((issue) => issue.path.join('.'));
    throw new KommoError('malformed', { detail: `a row is not understood at ${places.join(', ')}` });
  };
}

const numbered = z.object({ id });

/** Kommo's number of a row that may be anything; null where none can be read. */
export function idOfRow(row: unknown): string | null {
  const parsed = numbered.safeParse(row);
  return parsed.success ? parsed.data.id : null;
}
