import { badInput } from '../../../../service-kit/errors/errors';
import type { Narrowing } from '../../../../service-kit/data/narrowing';
import type { SortColumn } from '../../../../service-kit/data/pages';
import { containing } from '../../../../service-kit/data/search';
import { defineRead } from '../../../../service-kit/data/read';
import type { Context } from '../context';
import { CardValue } from '../custom-fields/card-value.entity';
import { CustomField } from '../custom-fields/custom-field.entity';
import { isFieldKey } from '../custom-fields/field-key';
import { comparableOf, LONGEST_ASKED, sortableAsked, type Comparable } from '../custom-fields/sortable';
import type { CardFieldFilter, CardFieldOrder } from '../generated/types';
import type { CardEntity } from '../sync/sync-cursor.entity';
import type { Card } from './card.entity';

/*
 * Lists of cards by what stands in mapped fields (docs/decisions/0028). What a value is, the field's type says. All keys are looked up by one
 * statement, and the list stays one statement.
 */

const MOST_CONDITIONS = 10;
const MOST_VALUES = 100;

/** What a list of cards is asked for of its mapped fields. */
export interface FieldWishes {
  kind: CardEntity;
  connectionId?: string | null | undefined;
  conditions?: readonly CardFieldFilter[] | null | undefined;
  order?: CardFieldOrder | null | undefined;
}

/** A key in the accounts that the list is of. */
interface KnownField {
  ids: string[];
  /** Of its accounts. */
  connections: string[];
  kind: Comparable;
}

const readByKeys = defineRead<CustomField>({
  entity: CustomField,
  alias: 'f',
  keys: ['id', 'connectionId', 'key', 'type', 'isDeleted', 'valuesAt'],
  onlyKeys: true,
  build: (query) => query.where('f.orgId = :orgId AND f.kind = :kind AND f.key = ANY(:keys::text[])'),
});

/**
 * Narrows a list of cards by its mapped fields.
 *
 * @returns the column that it is ordered by, if it is to be ordered by a field
 * @throws GraphQLError BAD_USER_INPUT for a key that no field has, and for what its field can't be compared with
 */
export async function narrowByFields<C extends Card>(
  ctx: Context,
  where: Narrowing<C>,
  { kind, connectionId, conditions, order }: FieldWishes,
): Promise<SortColumn<C>[] | null> {
  const wanted = conditions ?? [];
  if (wanted.length === 0 && !order) return null;
  if (wanted.length > MOST_CONDITIONS) {
    throw badInput(`"customFields" may hold ${MOST_CONDITIONS} conditions at most.`, 'filter.customFields');
  }
  const keys = [...new Set([...wanted.map(({ key }) => key), ...(order ? [order.key] : [])])];
  const valid = keys.filter(isFieldKey);
  const found = valid.length === 0 ? [] : await readByKeys(ctx, { kind, keys: valid });
  const within = found.filter(
    (field) => connectionId == null || field.connectionId === connectionId.toLowerCase(),
  );
  wanted.forEach((condition, index) => {
    const path = `filter.customFields.${index}`;
    addCondition(where, known(within, condition.key, kind, path), condition, index, path);
  });
  return order ? sortedBy(where, known(within, order.key, kind, 'orderByField'), order) : null;
}

function known(fields: readonly CustomField[], key: string, kind: CardEntity, path: string): KnownField {
  const own = fields.filter((field) => field.key === key && !field.isDeleted);
  if (own.length === 0) {
    const cards = kind.toLowerCase();
    throw badInput(
      `No custom field of ${cards} has the key "${key}" here. Map one with mapCustomField, or take a key of "customFields".`,
      `${path}.key`,
    );
  }
  const kinds = new Set(own.map(({ type }) => comparableOf(type)));
  const [only] = kinds;
  if (kinds.size > 1) {
    throw badInput(
      `"${key}" is of different types in your accounts. Ask for one of them: filter.connectionId.`,
      `${path}.key`,
    );
  }
  if (!only) {
    throw badInput(
      `"${key}" is of the type "${own[0]?.type}", whose values can’t be compared.`,
      `${path}.key`,
    );
  }
  if (own.some(({ valuesAt }) => valuesAt === null)) {
    throw badInput(
      `The values of "${key}" are still being read. Try again in some minutes; where an account is no longer connected, ` +
        'map its field again, or ask for another account: filter.connectionId.',
      `${path}.key`,
    );
  }
  const connections = own.map(({ connectionId }) => connectionId);
  return { ids: own.map(({ id }) => id), connections, kind: only };
}

const SIGNS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;
const SIZES = Object.keys(SIGNS) as (keyof typeof SIGNS)[];
const LETTERS = { NUMBER: 'n', DATE: 'd', DATE_TIME: 't', FLAG: 'f', TEXT: 's' } as const;
const EXAMPLES: Record<Comparable, string> = {
  NUMBER: 'a number: "12.5"',
  DATE: 'a day: "2026-11-30"',
  DATE_TIME: 'an instant: "2026-11-30T12:00:00Z"',
  FLAG: '"true" or "false"',
  TEXT: `a text of ${LONGEST_ASKED} characters at most`,
};
const CAN: Record<Comparable, readonly string[]> = {
  NUMBER: ['eq', 'in', ...SIZES],
  DATE: ['eq', 'in', ...SIZES],
  DATE_TIME: ['eq', 'in', ...SIZES],
  FLAG: ['eq', 'in'],
  TEXT: ['eq', 'in', 'contains'],
};

const [TICKED, UNTICKED] = ['f1', 'f0'];

/** Whether a card without a value is found, too: Kommo leaves boxes out that are not ticked. */
const findsUnticked = (asked: readonly (string | readonly string[] | undefined)[]): boolean =>
  asked.every((one) => (typeof one === 'string' ? one === UNTICKED : one?.includes(UNTICKED)));

/** One value of a card has to match all that the condition says. */
function addCondition<C extends Card>(
  where: Narrowing<C>,
  field: KnownField,
  condition: CardFieldFilter,
  index: number,
  path: string,
): void {
  const { key, ...tests } = condition;
  const given = Object.entries(tests).filter(([, value]) => value != null);
  if (given.length === 0) throw badInput(`Say what "${key}" has to be: eq, in, gt, lt or contains.`, path);
  const values: Record<string, string | readonly string[]> = { [`cf${index}`]: field.ids };
  const parts = given.map(([test, value]) => {
    if (!CAN[field.kind].includes(test)) {
      throw badInput(`"${key}" takes ${CAN[field.kind].join(', ')}, not ${test}.`, `${path}.${test}`);
    }
    const name = `cf${index}_${test}`;
    values[name] = operand(field.kind, test, value as string | string[], key, `${path}.${test}`);
    if (test === 'contains') return `value.words LIKE :${name}`;
    if (test === 'in') return `value.sort = ANY(:${name}::text[])`;
    if (test === 'eq') return `value.sort = :${name}::text`;
    // Values from before the field got its type begin with another letter, and are no larger or smaller ones.
    const letter = LETTERS[field.kind];
    return `value.sort ${SIGNS[test as keyof typeof SIGNS]} :${name}::text AND value.sort BETWEEN '${letter}' AND '${letter}~'`;
  });
  if (field.kind === 'FLAG' && findsUnticked(given.map(([test]) => values[`cf${index}_${test}`]))) {
    const accounts = `cf${index}_accounts`;
    where.and(
      `(card.connectionId = ANY(:${accounts}::uuid[]) AND card.id NOT IN (SELECT value.card_id FROM crm.card_values AS value
         WHERE value.org_id = :orgId AND value.field_id = ANY(:cf${index}::uuid[]) AND value.sort = '${TICKED}' AND NOT (${parts.join(' AND ')})))`,
      { ...values, [accounts]: field.connections },
    );
    return;
  }
  where.and(
    `card.id IN (SELECT value.card_id FROM crm.card_values AS value
       WHERE value.org_id = :orgId AND value.field_id = ANY(:cf${index}::uuid[]) AND ${parts.join(' AND ')})`,
    values,
  );
}

function operand(
  kind: Comparable,
  test: string,
  given: string | string[],
  key: string,
  path: string,
): string | string[] {
  if (test === 'contains') {
    const text = String(given);
    if (text.length > LONGEST_ASKED || text.includes('\0')) {
      throw badInput(`"${key}" is looked for by ${EXAMPLES.TEXT}.`, path);
    }
    return containing(text.toLowerCase());
  }
  const list = typeof given === 'string' ? [given] : given;
  if (list.length > MOST_VALUES) throw badInput(`"in" may hold ${MOST_VALUES} values at most.`, path);
  const read = list.map((value) => {
    const sortable = value.includes('\0') ? null : sortableAsked(kind, value);
    if (sortable === null) throw badInput(`"${key}" is compared with ${EXAMPLES[kind]}.`, path);
    return sortable;
  });
  return typeof given === 'string' ? (read[0] ?? '') : read;
}

/** Cards without a value come last, in both directions. */
function sortedBy<C extends Card>(
  where: Narrowing<C>,
  { ids }: KnownField,
  { direction }: CardFieldOrder,
): SortColumn<C>[] {
  where.joinMaybe(
    CardValue,
    'sorted',
    'sorted.orgId = card.orgId AND sorted.fieldId = ANY(:sortFields::uuid[]) AND sorted.cardId = card.id AND sorted.position = 0',
    { sortFields: ids },
  );
  const last = direction === 'ASC' ? `'~'` : `''`;
  const computed = {
    sql: `coalesce(sorted.sort, ${last})`,
    ofRow: (at: string) =>
      `coalesce((SELECT value.sort FROM crm.card_values AS value WHERE value.org_id = :orgId
                    AND value.field_id = ANY(:sortFields::uuid[]) AND value.card_id = ${at} AND value.position = 0), ${last})`,
  };
  return [
    { by: 'id', direction, computed },
    { by: 'id', direction },
  ];
}
