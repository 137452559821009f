import { In, type EntityManager } from 'typeorm';
import { badInput } from '../../../../service-kit/errors/errors';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { read } from '../../../../service-kit/subgraph/context';
import { searchPatterns } from '../cards/search-text';
import { Company } from '../companies/company.entity';
import { Contact } from '../contacts/contact.entity';
import type { Context } from '../context';
import type { CrmDuplicatesInput } from '../generated/types';
import type { ConnectionRef } from '../runtime';

/*
 * Cards that have the same telephone number or e-mail address, in our copy; before a card is made, what Kommo has of them is copied
 * (ask-for-duplicates.ts). Numbers are compared by their last ten digits, for
 * country codes and trunk prefixes are written in many ways; addresses without regard to case. Kommo itself knows no such rule.
 */

/** Cards that are known by numbers and addresses. */
export const DUPLICATE_KINDS = { contacts: Contact, companies: Company };
export type DuplicateKind = keyof typeof DUPLICATE_KINDS;
export type DuplicateCard<K extends DuplicateKind> = InstanceType<(typeof DUPLICATE_KINDS)[K]>;

const MOST = 50;
const MOST_ASKED = 20;
const SIGNIFICANT_DIGITS = 10;
const FEWEST_DIGITS = 5;

/** A card's telephone numbers and addresses. */
export interface Numbers {
  phones: readonly string[];
  emails: readonly string[];
}

/** What a number or address is known by; null for one too short to say anything. */
function keyOf(text: string, kind: keyof Numbers): string | null {
  if (kind === 'emails') return text.trim().toLowerCase() || null;
  const digits = text.replace(/\D/g, '').slice(-SIGNIFICANT_DIGITS);
  return digits.length < FEWEST_DIGITS ? null : digits;
}

/** What numbers and addresses are known by. */
export const keysOf = (numbers: Numbers): Set<string> =>
  new Set(
    (['phones', 'emails'] as const).flatMap((kind) =>
      numbers[kind].flatMap((text) => keyOf(text, kind) ?? []),
    ),
  );

/** Many cards may only contain a number or address: those that have it come first. */
const CANDIDATES = (kind: DuplicateKind): string => `
  SELECT c.id FROM crm.${kind} c JOIN crm.search_${kind}($4, $5) AS found (id) ON found.id = c.id
   WHERE c.org_id = $1 AND NOT c.is_deleted AND ($2::uuid IS NULL OR c.connection_id = $2)
   ORDER BY EXISTS (SELECT FROM jsonb_array_elements_text(c.emails) AS e WHERE lower(btrim(e)) = $3)
         OR EXISTS (SELECT FROM jsonb_array_elements_text(c.phones) AS p
                     WHERE right(regexp_replace(p, '[^0-9]', '', 'g'), ${SIGNIFICANT_DIGITS}) = $3) DESC, c.updated_at DESC
   LIMIT ${4 * MOST}`;

/** The cards of a kind that have one of the numbers, the latest changed first. @param connectionId only of this account */
export async function duplicatesOf<K extends DuplicateKind>(
  ctx: Context,
  kind: K,
  numbers: Numbers,
  connectionId?: string,
): Promise<DuplicateCard<K>[]> {
  const keys = keysOf(numbers);
  if (keys.size === 0) return [];
  const { orgId } = ctx.viewer;
  const cards = await read(ctx, async (db) => {
    const ids = new Set<string>();
    for (const key of keys) {
      const { pattern, other } = searchPatterns(key);
      const rows = (await db.query(CANDIDATES(kind), [
        ...[orgId, connectionId ?? null, key, pattern, other],
      ])) as { id: string }[];
      for (const { id } of rows) ids.add(id);
    }
    const where = { orgId, id: In([...ids]), isDeleted: false, ...(connectionId ? { connectionId } : {}) };
    return db.find<Contact | Company>(DUPLICATE_KINDS[kind], { where, order: { updatedAt: 'DESC' } });
  });
  const isOne = (card: Numbers): boolean => [...keysOf(card)].some((key) => keys.has(key));
  return cards.filter(isOne).slice(0, MOST) as DuplicateCard<K>[];
}

/** Contacts and companies that have one of the numbers. @throws GraphQLError BAD_USER_INPUT */
export async function findDuplicates(ctx: Context, input: CrmDuplicatesInput) {
  const numbers = { phones: input.phones ?? [], emails: input.emails ?? [] };
  for (const [name, given] of Object.entries(numbers)) {
    if (given.length > MOST_ASKED)
      throw badInput(`"${name}" may hold ${MOST_ASKED} at most.`, `input.${name}`);
    if (given.some((text) => text.length > 255))
      throw badInput(`"${name}" holds too long a text.`, `input.${name}`);
    if (given.some((text) => /\p{Surrogate}|\0/u.test(text)))
      throw badInput(`"${name}" holds broken characters.`, `input.${name}`);
  }
  return {
    contacts: await duplicatesOf(ctx, 'contacts', numbers),
    companies: await duplicatesOf(ctx, 'companies', numbers),
  };
}

/** A card is there already: the payload has the others beside the refusal. */
export class Duplicate extends InputRejected {
  constructor(what: string) {
    super([
      {
        code: 'DUPLICATE',
        path: [],
        message: `${what} has the same number or address. Use it, or say ifDuplicate: CREATE.`,
      },
    ]);
  }
}

const NAMES = { contacts: 'contact', companies: 'company' };
/** A card that was made so lately may not be in our copy yet. */
const LATELY = "interval '2 minutes'";
/** What its job has not ended by then it hardly will. */
const MOST_OPEN = "interval '2 hours'";

/** Those numbers that a write of ours sends. */
function numbersIn(body: {
  custom_fields_values?: { field_code?: string; values?: { value?: unknown }[] | null }[];
}): Numbers {
  const of = (code: string) =>
    (body.custom_fields_values ?? [])
      .filter((field) => field.field_code === code)
      .flatMap((field) => (field.values ?? []).map(({ value }) => String(value)));
  return { phones: of('PHONE'), emails: of('EMAIL') };
}

/**
 * Refuses a card whose number or address another one of the account has, or one that is being made just now: of two at once
 * one is made.
 *
 * @param ctx within the transaction that writes the card down
 * @throws Duplicate
 */
export async function refuseDuplicates(
  ctx: Context & { readonly transaction: EntityManager },
  kind: DuplicateKind,
  numbers: Numbers,
  { orgId, connectionId }: ConnectionRef,
): Promise<void> {
  const keys = keysOf(numbers);
  if (keys.size === 0) return;
  const db = ctx.transaction;
  await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`crm ${kind} ${orgId}`]);
  const [card] = await duplicatesOf(ctx, kind, numbers, connectionId);
  if (card) throw new Duplicate(`Another ${NAMES[kind]}, "${card.name.slice(0, 100)}",`);
  const rows = (await db.query(
    `SELECT body FROM crm.kommo_writes WHERE org_id = $1 AND connection_id = $2 AND entity = $3
        AND ((state = 'OPEN' AND created_at > now() - ${MOST_OPEN}) OR (state = 'DONE' AND finished_at > now() - ${LATELY}))`,
    [orgId, connectionId, kind.toUpperCase()],
  )) as { body: Parameters<typeof numbersIn>[0] }[];
  if (rows.some(({ body }) => [...keysOf(numbersIn(body))].some((key) => keys.has(key)))) {
    throw new Duplicate(`Another ${NAMES[kind]} that is being made just now`);
  }
}
