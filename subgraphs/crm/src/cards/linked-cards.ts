import type { EntityTarget } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { groupByKey } from '../../../../service-kit/data/loaders';
import type { Context } from '../context';
import { kommoKeyText, type Card, type KommoKey } from './card.entity';

/** Ties `card` to the company it is wanted for; for {@link linkedCards}. */
export const OF_COMPANY = 'card.company_kommo_id = wanted.kommo_id';

/** How many of a card's linked cards are answered. */
const MOST = 100;

/**
 * For each key the cards linked to it, newest first: one statement for all keys, with a limit per key.
 *
 * @param table the linked cards' table, as `card` in `link`
 * @param link SQL that ties `card` to `wanted.connection_id` and `wanted.kommo_id`
 */
export async function linkedCards<C extends Card>(
  ctx: Context,
  entity: EntityTarget<C>,
  link: { table: string; on: string },
  keys: readonly KommoKey[],
): Promise<C[][]> {
  const rows = await read(ctx, async (db) => {
    const found = (await db.query(
      `SELECT wanted.kommo_id AS "ownerKommoId", linked.id
         FROM unnest($2::uuid[], $3::bigint[]) AS wanted (connection_id, kommo_id)
        CROSS JOIN LATERAL (
          SELECT card.id, card.created_at FROM crm.${link.table} card
           WHERE card.org_id = $1 AND card.connection_id = wanted.connection_id AND NOT card.is_deleted
             AND ${link.on}
           ORDER BY card.created_at DESC, card.id DESC LIMIT ${MOST}) AS linked
        ORDER BY linked.created_at DESC, linked.id DESC`,
      [ctx.viewer.orgId, keys.map((key) => key.connectionId), keys.map((key) => key.kommoId)],
    )) as { ownerKommoId: string; id: string }[];
    const ids = [...new Set(found.map((row) => row.id))];
    const cards = await db
      .createQueryBuilder(entity, 'row')
      .where('row.orgId = :orgId AND row.id = ANY(:ids::uuid[])', { orgId: ctx.viewer.orgId, ids })
      .getMany();
    const byId = new Map(cards.map((card) => [card.id, card]));
    return found.flatMap(({ id, ownerKommoId }) => {
      const card = byId.get(id);
      return card ? [{ card, ownerKommoId }] : [];
    });
  });
  return groupByKey(keys.map(kommoKeyText), rows, ({ card, ownerKommoId }) =>
    kommoKeyText({ connectionId: card.connectionId, kommoId: ownerKommoId }),
  ).map((group) => group.map(({ card }) => card));
}
