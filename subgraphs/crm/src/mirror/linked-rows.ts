import DataLoader from 'dataloader';
import { lateral } from '../../../../service-kit/data/lateral';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineTaggedRead } from '../../../../service-kit/data/read';
import { kommoKeyText, type KommoKey } from '../cards/card.entity';
import type { Context } from '../context';
import { checkFirst } from './first';

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

type ReadLinked<R> = (ctx: Context, keys: readonly KommoKey[], most: number) => Promise<R[][]>;

/** How many rows of a card are wanted. @throws GraphQLError BAD_USER_INPUT */
export const wantedOf = ({ connectionId, kommoId }: KommoKey, first: number): Wanted => ({
  connectionId,
  kommoId,
  first: checkFirst(first),
});

/** A loader for {@link readLinkedRows}. */
export const linkedLoader = <R>(ctx: Context, read: ReadLinked<R>): DataLoader<Wanted, R[], string> =>
  new DataLoader((wanted) => cut(ctx, wanted, read), {
    cacheKeyFn: (one) => `${kommoKeyText(one)}/${one.first}`,
  });

/** One read of as many as anybody wants, cut for each. */
async function cut<R>(ctx: Context, wanted: readonly Wanted[], read: ReadLinked<R>): Promise<R[][]> {
  const keys = [...new Map(wanted.map((one) => [kommoKeyText(one), one])).values()];
  const most = Math.max(...wanted.map(({ first }) => first));
  const found = await read(ctx, keys, most);
  const byCard = new Map(keys.map((key, index) => [kommoKeyText(key), found[index] ?? []]));
  return wanted.map((one) => (byCard.get(kommoKeyText(one)) ?? []).slice(0, one.first));
}
