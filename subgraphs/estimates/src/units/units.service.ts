import type { EntityManager } from 'typeorm';
import { reject } from '../../../../service-kit/errors/user-errors';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { SetUnitSynonymInput } from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS } from '../input-check';
import { tableUnit, UnitBook, type KnownUnit } from './unit-book';
import { UnitSynonym } from './unit-synonym.entity';
import { plainUnit } from './units';

/** Words of an organisation's own, at most: all are read wherever units are compared. */
const MOST_WORDS = 500;

/** The units of an organisation, in an open transaction. One statement. */
export async function unitBookOf(db: EntityManager, orgId: string): Promise<UnitBook> {
  const words = await db.find(UnitSynonym, { where: { orgId }, order: { plain: 'ASC' } });
  return new UnitBook(words.map(({ word, unit }) => [word, unit]));
}

/** The units of the caller's organisation. */
export const unitBook = (ctx: Context): Promise<UnitBook> =>
  read(ctx, (db) => unitBookOf(db, ctx.viewer.orgId));

/**
 * Notes a word for a unit, or takes it back.
 *
 * @throws InputRejected UNIT_IS_KNOWN for a word of the table, UNIT_IS_OWN for one that other words stand for, TOO_MANY_ITEMS
 */
export async function setUnitSynonym(
  ctx: Context,
  input: SetUnitSynonymInput,
): Promise<{ unit: KnownUnit | null }> {
  const check = createEstimateInputCheck();
  const word = check.requiredText(input.word, TEXT_LIMITS.unit, ['word']);
  const text = input.unit == null ? null : check.requiredText(input.unit, TEXT_LIMITS.unit, ['unit']);
  const plain = plainUnit(word);
  if (word !== '' && plain === '') check.refuse('REQUIRED', ['word'], 'A word has letters.');
  if (text !== null && text !== '' && plainUnit(text) === '')
    check.refuse('REQUIRED', ['unit'], 'A unit has letters.');
  check.finish();
  return withTransaction(ctx, async (ctx) => {
    const { orgId } = ctx.viewer;
    const db = ctx.transaction;
    if (text === null) {
      await db.delete(UnitSynonym, { orgId, plain });
      return { unit: null };
    }
    const known = await db.findBy(UnitSynonym, { orgId });
    checkWord(known, word, plain, text);
    const others = known.filter((each) => each.plain !== plain);
    const unit = spelledBy(others, text);
    await db.upsert(UnitSynonym, { orgId, plain, word, unit }, ['orgId', 'plain']);
    return { unit: bookOf([...others, { word, unit }]).find(word)?.unit ?? null };
  });
}

const bookOf = (words: readonly Pick<UnitSynonym, 'word' | 'unit'>[]): UnitBook =>
  new UnitBook(words.map(({ word, unit }) => [word, unit]));

/** A unit as it is kept: the table's symbol, or the organisation's own way to write it. */
function spelledBy(words: readonly UnitSynonym[], text: string): string {
  const named = bookOf(words).find(text);
  return named && named.count === '' ? named.unit.ru.symbol : text;
}

function checkWord(known: readonly UnitSynonym[], word: string, plain: string, unit: string): void {
  const table = tableUnit(word);
  if (table)
    throw reject(
      'UNIT_IS_KNOWN',
      'word',
      `“${word}” is known already: it is ${table.en.symbol} (${table.ru.symbol}).`,
    );
  if (plain === plainUnit(unit))
    throw reject('UNIT_IS_OWN', 'word', 'A word can’t stand for itself: give the unit that it means.');
  const other = known.find((each) => each.plain !== plain && plainUnit(each.unit) === plain);
  if (other) {
    const message = `“${other.word}” stands for “${word}”, so this is a unit of your own: take that word back first.`;
    throw reject('UNIT_IS_OWN', 'word', message);
  }
  if (known.length < MOST_WORDS || known.some((each) => each.plain === plain)) return;
  throw reject('TOO_MANY_ITEMS', 'word', `There are ${MOST_WORDS} words already: take some back first.`);
}
