import { lateral } from '../../../../service-kit/data/lateral';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineTaggedRead } from '../../../../service-kit/data/read';
import type { Context } from '../context';
import { kommoKeyText, type Card, type KommoKey } from './card.entity';

/** Ties `card` to the company it is wanted for; for {@link linkedCards}. */
export const OF_COMPANY = 'card.company_kommo_id = wanted.kommo_id';

/** How many of a card's linked cards are answered. */
const MOST = 100;

const NEWEST_FIRST = ['created_at', 'id'].map((column) => ({ sql: `"card"."${column}"`, direction: 'DESC' }));

/**
 * Defines a read of the cards that are linked to others, newest first: one statement for all keys, with a limit per key.
 *
 * @param link SQL that ties `card` to `wanted.connection_id` and `wanted.kommo_id`
 */
export function readLinkedCards<C extends Card>(entity: new () => C, link: string) {
  const read = defineTaggedRead<Card>({
    entity,
    alias: 'card',
    keys: ['connectionId'],
    build: (query) =>
      query
        .where('card.orgId = :orgId AND card.connectionId = wanted.connection_id AND NOT card.isDeleted')
        .andWhere(link)
        .orderBy('card.createdAt', 'DESC')
        .addOrderBy('card.id', 'DESC'),
    wrap: (sql, columns) =>
      lateral(sql, columns, {
        each: 'unnest(:connections::uuid[], :numbers::bigint[]) AS wanted (connection_id, kommo_id)',
        limit: String(MOST),
        order: NEWEST_FIRST,
        tag: 'wanted.kommo_id',
      }),
  });
  return async (ctx: Context, keys: readonly KommoKey[]): Promise<C[][]> => {
    const values = {
      connections: keys.map((key) => key.connectionId),
      numbers: keys.map((key) => key.kommoId),
    };
    const found = await read(ctx, values);
    return groupByKey(keys.map(kommoKeyText), found, ({ row, tag }) =>
      kommoKeyText({ connectionId: row.connectionId, kommoId: tag }),
    ).map((group) => group.map(({ row }) => row as C));
  };
}
