import type { EntityManager } from 'typeorm';
import type { CustomField as FilledField } from '../kommo/rows';
import type { ConnectionRef } from '../runtime';
import type { CardEntity } from '../sync/sync-cursor.entity';
import { heldIn } from './field-value';
import { sortableOf } from './sortable';

/*
 * Values of mapped fields are kept a second time, so that lists can be narrowed and sorted by them (docs/decisions/0028). They are written
 * with their card, in one transaction. A field that is mapped later is filled from the cards that are there, a batch at a time; a batch
 * holds everybody else's cards of the account off, so that none is read before and written after its change.
 */

/** A card as it was stored. */
export interface ValuedCard {
  id: string;
  fields: readonly FilledField[];
}

interface MappedField {
  id: string;
  kind: CardEntity;
  kommo_id: string;
  time_zone: string;
}

const LOCK = (mode: '' | '_shared') =>
  `SELECT pg_advisory_xact_lock${mode}(hashtextextended('crm.card_values ' || $1, 0))`;

const MAPPED = `
  SELECT f.id, f.kind, f.kommo_id, c.time_zone FROM crm.custom_fields f
    JOIN crm.connections c ON c.org_id = f.org_id AND c.id = f.connection_id
   WHERE f.org_id = $1 AND f.connection_id = $2 AND f.key IS NOT NULL AND `;

const DROP = `
  DELETE FROM crm.card_values WHERE org_id = $1 AND field_id = ANY ($2::uuid[]) AND card_id = ANY ($3::uuid[])`;
const PUT = `
  INSERT INTO crm.card_values (org_id, field_id, card_id, position, sort, words)
  SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::integer[], $5::text[], $6::text[])`;

/** Waits for the account's cards that are being stored, and holds others off until the transaction ends. */
export const holdCardsOff = (db: EntityManager, connectionId: string): Promise<unknown> =>
  db.query(LOCK(''), [connectionId]);

/** Puts the values of cards that have just been stored in place of those they had; part of the transaction that stores them. */
export async function putCardValues(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  kind: CardEntity,
  cards: readonly ValuedCard[],
): Promise<void> {
  if (cards.length === 0) return;
  await db.query(LOCK('_shared'), [connectionId]);
  const mapped = (await db.query(`${MAPPED} f.kind = $3`, [orgId, connectionId, kind])) as MappedField[];
  await replace(db, orgId, mapped, cards);
}

/** A field that a card has twice is the first filled one, as where a card is shown. */
function shownFields(
  fields: readonly FilledField[],
  byNumber: ReadonlyMap<string, MappedField>,
): { filled: FilledField; field: MappedField }[] {
  const found = new Map<string, { filled: FilledField; field: MappedField }>();
  for (const filled of fields) {
    const field = byNumber.get(filled.field_id);
    if (field && !found.has(field.id) && heldIn(filled)) found.set(field.id, { filled, field });
  }
  return [...found.values()];
}

async function replace(
  db: EntityManager,
  orgId: string,
  mapped: readonly MappedField[],
  cards: readonly ValuedCard[],
): Promise<void> {
  if (mapped.length === 0 || cards.length === 0) return;
  const byNumber = new Map(mapped.map((field) => [field.kommo_id, field]));
  const rows = cards.flatMap(({ id: cardId, fields }) =>
    shownFields(fields, byNumber).flatMap(({ filled, field }) =>
      sortableOf(filled, field.time_zone).map((value, position) => ({
        ...value,
        fieldId: field.id,
        cardId,
        position,
      })),
    ),
  );
  await db.query(DROP, [orgId, mapped.map(({ id }) => id), cards.map(({ id }) => id)]);
  if (rows.length === 0) return;
  await db.query(PUT, [
    orgId,
    rows.map((row) => row.fieldId),
    rows.map((row) => row.cardId),
    rows.map((row) => row.position),
    rows.map((row) => row.sort),
    rows.map((row) => row.words),
  ]);
}

/** Forgets the values of fields that have no key any more. */
export const dropFieldValues = (
  db: EntityManager,
  orgId: string,
  fieldIds: readonly string[],
): Promise<unknown> =>
  db.query('DELETE FROM crm.card_values WHERE org_id = $1 AND field_id = ANY ($2::uuid[])', [
    orgId,
    fieldIds,
  ]);

/** Cards that are read at once: what holds others off takes some tens of milliseconds. */
const BATCH = 2_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** Runs work in a transaction of its own. */
type Act = <T>(work: (db: EntityManager) => Promise<T>) => Promise<T>;

/**
 * Fills mapped fields whose values are not kept yet. What is done twice comes to the same, so a process may die in it.
 *
 * @param batches after so many it is left to the next call
 */
export async function fillFields(
  act: Act,
  { orgId, connectionId }: ConnectionRef,
  batches = Number.POSITIVE_INFINITY,
): Promise<void> {
  const open = await act(
    async (db) =>
      (await db.query(`${MAPPED} f.values_at IS NULL ORDER BY f.kind, f.id`, [
        orgId,
        connectionId,
      ])) as MappedField[],
  );
  let left = batches;
  for (const { id } of open) {
    let after: string | null = FIRST;
    while (after !== null) {
      if (left <= 0) return;
      left -= 1;
      const from: string = after;
      after = await act((db) => fillBatch(db, { orgId, connectionId }, id, from));
    }
  }
}

/** @returns the last card, or null when the field is done */
async function fillBatch(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  fieldId: string,
  after: string,
): Promise<string | null> {
  await holdCardsOff(db, connectionId);
  const [field] = (await db.query(`${MAPPED} f.id = $3 AND f.values_at IS NULL`, [
    orgId,
    connectionId,
    fieldId,
  ])) as MappedField[];
  if (!field) return null; // no longer mapped, or somebody else was quicker
  const cards = (await db.query(
    `SELECT c.id, coalesce((SELECT jsonb_agg(f) FROM jsonb_array_elements(c.custom_fields) f WHERE f ->> 'field_id' = $3), '[]') AS fields
       FROM crm.${field.kind.toLowerCase()} c WHERE c.org_id = $1 AND c.connection_id = $2 AND c.id > $4 ORDER BY c.id LIMIT ${BATCH}`,
    [orgId, connectionId, field.kommo_id, after],
  )) as ValuedCard[];
  await replace(db, orgId, [field], cards);
  if (cards.length === BATCH) return cards.at(-1)?.id ?? null;
  await db.query('UPDATE crm.custom_fields SET values_at = now() WHERE org_id = $1 AND id = $2', [
    orgId,
    fieldId,
  ]);
  return null;
}
