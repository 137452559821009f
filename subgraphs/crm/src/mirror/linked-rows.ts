import { lateral } from '../../../../service-kit/data/lateral';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineTaggedRead } from '../../../../service-kit/data/read';
import { kommoKeyText, type KommoKey } from '../cards/card.entity';
import type { Context } from '../context';

/** What hangs on cards. */
interface Hanging {
  orgId: string;
  connectionId: string;
}

/** Which rows hang on a card, and in which order. */
export interface Link {
  /** SQL that ties `item` to `wanted.kommo_id`. */
  on: string;
  /** Columns with their direction; the last one is unique. */
  order: readonly (readonly [column: string, direction: 'ASC' | 'DESC'])[];
}

/**
 * Defines a read of the rows that hang on cards: one statement for all cards, with a limit per card.
 *
 * @returns is given the cards and how many rows of each are wanted
 */
export function readLinkedRows<R extends Hanging>(entity: new () => R, { on, order }: Link) {
  const sorted = order.map(([column, direction]) => ({ sql: `"item"."${column}"`, direction }));
  const read = defineTaggedRead<Hanging>({
    entity,
    alias: 'item',
    keys: ['connectionId'],
    build: (query) => {
      query.where('item.orgId = :orgId AND item.connectionId = wanted.connection_id').andWhere(on);
      for (const { sql, direction } of sorted) query.addOrderBy(sql, direction as 'ASC' | 'DESC');
    },
    wrap: (sql, columns) =>
      lateral(sql, columns, {
        each: 'unnest(:connections::uuid[], :numbers::bigint[]) AS wanted (connection_id, kommo_id)',
        limit: ':most::integer',
        order: sorted,
        tag: 'wanted.kommo_id',
      }),
  });
  return async (ctx: Context, keys: readonly KommoKey[], most: number): Promise<R[][]> => {
    const values = {
      connections: keys.map((key) => key.connectionId),
      numbers: keys.map((key) => key.kommoId),
      most,
    };
    const found = await read(ctx, values);
    return groupByKey(keys.map(kommoKeyText), found, ({ row, tag }) =>
      kommoKeyText({ connectionId: row.connectionId, kommoId: tag }),
    ).map((group) => group.map(({ row }) => row as R));
  };
}

/** A card, and how many of its rows are wanted. */
export interface Wanted extends KommoKey {
  first: number;
}

/** A loader's batch for {@link readLinkedRows}: one read of as many as anybody wants, cut for each. */
export async function cut<R>(
  ctx: Context,
  wanted: readonly Wanted[],
  read: (ctx: Context, keys: readonly KommoKey[], most: number) => Promise<R[][]>,
): Promise<R[][]> {
  const keys = [...new Map(wanted.map((one) => [kommoKeyText(one), one])).values()];
  const most = Math.max(...wanted.map(({ first }) => first));
  const found = await read(ctx, keys, most);
  const byCard = new Map(keys.map((key, index) => [kommoKeyText(key), found[index] ?? []]));
  return wanted.map((one) => (byCard.get(kommoKeyText(one)) ?? []).slice(0, one.first));
}

/** A loader's cache key for {@link Wanted}. */
export const wantedText = (one: Wanted): string => `${kommoKeyText(one)}/${one.first}`;
