import type { EntityTarget } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { byKey } from '../../../../service-kit/data/loaders';
import type { Context } from '../context';
import { kommoKeyText, type KommoKey } from './card.entity';

interface Numbered extends KommoKey {
  orgId: string;
}

/**
 * The parameters of a look-up by connection and Kommo's number: `= ANY` of each. That is a superset when several
 * connections are asked for at once, cut down by the loader; matching pairs in SQL made the planner scan whole tables until
 * they were analysed (measured: 350 ms for 20 keys among 20,000 rows, against 17 ms).
 */
export const keyArrays = (keys: readonly KommoKey[]) => ({
  connections: [...new Set(keys.map((key) => key.connectionId))],
  numbers: [...new Set(keys.map((key) => key.kommoId))],
});

/** Rows by connection and Kommo's number: one statement for all keys. Deleted ones are among them. */
export async function rowsByKommoKey<R extends Numbered>(
  ctx: Context,
  entity: EntityTarget<R>,
  keys: readonly KommoKey[],
): Promise<(R | null)[]> {
  const rows = await read(ctx, (db) =>
    db
      .createQueryBuilder(entity, 'row')
      .where('row.orgId = :orgId', { orgId: ctx.viewer.orgId })
      .andWhere('row.connectionId = ANY(:connections::uuid[])')
      .andWhere('row.kommoId = ANY(:numbers::bigint[])')
      .setParameters(keyArrays(keys))
      .getMany(),
  );
  return byKey(keys.map(kommoKeyText), rows, kommoKeyText);
}

/** Rows by our id; null for those the organisation does not have. */
export async function rowsById<R extends { orgId: string; id: string }>(
  ctx: Context,
  entity: EntityTarget<R>,
  ids: readonly string[],
): Promise<(R | null)[]> {
  const rows = await read(ctx, (db) =>
    db
      .createQueryBuilder(entity, 'row')
      .where('row.orgId = :orgId AND row.id = ANY(:ids::uuid[])', { orgId: ctx.viewer.orgId, ids })
      .getMany(),
  );
  return byKey(ids, rows, (row) => row.id);
}
