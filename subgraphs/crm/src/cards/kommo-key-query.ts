import type { ObjectLiteral } from 'typeorm';
import { byKey } from '../../../../service-kit/data/loaders';
import type { ColumnPath } from '../../../../service-kit/data/columns';
import { defineRead } from '../../../../service-kit/data/read';
import type { Context } from '../context';
import { kommoKeyText, type KommoKey } from './card.entity';

/**
 * The parameters of a look-up by connection and Kommo's number: `= ANY` of each. That is a superset when several
 * connections are asked for at once, cut down by the loader; matching pairs in SQL made the planner scan whole tables until
 * they were analysed (measured: 350 ms for 20 keys among 20,000 rows, against 17 ms).
 */
export const keyArrays = (keys: readonly KommoKey[]) => ({
  connections: [...new Set(keys.map((key) => key.connectionId))],
  numbers: [...new Set(keys.map((key) => key.kommoId))],
});

/** Loads rows for a DataLoader; null for those the organisation does not have. */
type Batch<K, R> = (ctx: Context, keys: readonly K[]) => Promise<(R | null)[]>;

/** Defines a read by connection and Kommo's number: one statement for all keys. Deleted rows are among them. */
export function readByKommoKey<R extends KommoKey & ObjectLiteral>(entity: new () => R): Batch<KommoKey, R> {
  const read = defineRead<R>({
    entity,
    alias: 'row',
    keys: ['connectionId', 'kommoId'] as ColumnPath<R>[],
    build: (query) =>
      query
        .where('row.orgId = :orgId')
        .andWhere('row.connectionId = ANY(:connections::uuid[])')
        .andWhere('row.kommoId = ANY(:numbers::bigint[])'),
  });
  return async (ctx, keys) =>
    byKey(keys.map(kommoKeyText), await read(ctx, keyArrays(keys)), (row) => kommoKeyText(row));
}

/** Defines a read by our id: one statement for all ids. */
export function readById<R extends { id: string } & ObjectLiteral>(entity: new () => R): Batch<string, R> {
  const read = defineRead<R>({
    entity,
    alias: 'row',
    keys: ['id'] as ColumnPath<R>[],
    build: (query) => query.where('row.orgId = :orgId AND row.id = ANY(:ids::uuid[])'),
  });
  return async (ctx, ids) => byKey(ids, await read(ctx, { ids }), (row) => row.id);
}
