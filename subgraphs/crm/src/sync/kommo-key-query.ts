import type { EntityTarget } from 'typeorm';
import { read } from '../../../../service-kit/context';
import { byKey } from '../../../../service-kit/loaders';
import type { Context } from '../context';
import { kommoKeyText, type KommoKey } from './card.entity';

interface Numbered extends KommoKey {
  orgId: string;
}

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
      .andWhere(
        '(row.connectionId, row.kommoId) IN (SELECT * FROM unnest(:connections::uuid[], :numbers::bigint[]))',
        { connections: keys.map((key) => key.connectionId), numbers: keys.map((key) => key.kommoId) },
      )
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
