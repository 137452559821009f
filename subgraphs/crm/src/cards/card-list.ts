import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { badInput } from '../../../../service-kit/errors/errors';
import { isId } from '../../../../service-kit/data/ids';
import type { SortColumn } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import { CrmUser } from '../crm-users/crm-user.entity';
import type { Card } from './card.entity';
import { checkSearch, SEARCHED_TEXT, searchPatterns, type SearchedCards } from './search-text';

/** The filters that lists of leads, contacts and companies share. */
export interface CardFilter {
  search?: string | null;
  connectionId?: string | null;
  responsibleUserId?: string | null;
  updatedSince?: string | null;
  kommoIds?: readonly string[] | null;
  includeDeleted: boolean;
}

const MOST_KOMMO_IDS = 100;

/**
 * Begins the query of a list: the organisation's cards that match the common filters.
 *
 * @param searched which cards these are: what `search` looks into
 * @throws GraphQLError BAD_USER_INPUT for a filter that can't be understood; an id that names nothing finds nothing
 */
export function cardQuery<C extends Card>(
  db: EntityManager,
  entity: new () => C,
  orgId: string,
  filter: CardFilter | null | undefined,
  searched: SearchedCards,
): SelectQueryBuilder<C> {
  const query = db.createQueryBuilder(entity, 'card').where('card.orgId = :orgId', { orgId });
  if (!filter?.includeDeleted) query.andWhere('NOT card.isDeleted');
  if (!filter) return query;
  const { search, connectionId, responsibleUserId, updatedSince, kommoIds } = filter;
  if (search) narrowBySearch(query, searched, checkSearch(search, 'filter.search'));
  if (connectionId != null) equalsId(query, 'card.connectionId', connectionId);
  if (updatedSince != null) query.andWhere('card.updatedAt >= :updatedSince', { updatedSince });
  if (kommoIds != null) {
    query.andWhere('card.kommoId = ANY(:kommoIds::bigint[])', { kommoIds: checkKommoIds(kommoIds) });
  }
  if (responsibleUserId != null) {
    query.innerJoin(
      CrmUser,
      'owner',
      'owner.orgId = card.orgId AND owner.connectionId = card.connectionId AND ' +
        'owner.kommoId = card.responsibleKommoId AND owner.id = :responsibleUserId',
      { responsibleUserId: isId(responsibleUserId) ? responsibleUserId : null },
    );
  }
  return query;
}

/** By the index where it can help; it knows groups of three letters. */
function narrowBySearch<C extends Card>(
  query: SelectQueryBuilder<C>,
  searched: SearchedCards,
  text: string,
): void {
  const { pattern, other } = searchPatterns(text);
  const condition =
    text.length >= 3
      ? `card.id IN (SELECT crm.search_${searched}(:pattern, :other))`
      : `(${SEARCHED_TEXT[searched]('card.')} LIKE :pattern OR ${SEARCHED_TEXT[searched]('card.')} LIKE :other)`;
  query.andWhere(condition, { pattern, other });
}

/**
 * Counts a list when a client asks for it: in a transaction of its own, for the list's is over by then. `count(*)`, because
 * TypeORM's `getCount` counts distinct keys, which takes five times as long, and no join here repeats a row.
 */
export function countLater<R extends ObjectLiteral>(
  ctx: Context,
  query: SelectQueryBuilder<R>,
): () => Promise<number> {
  const all = query.clone().select('count(*)::integer', 'count');
  return () =>
    read(ctx, async (db) => {
      const bound = db.queryRunner ? all.setQueryRunner(db.queryRunner) : all;
      return (await bound.getRawOne<{ count: number }>())?.count ?? 0;
    });
}

/** An id that is malformed names nothing, like one that is unknown. */
export function equalsId<C extends Card>(query: SelectQueryBuilder<C>, column: string, id: string): void {
  const parameter = column.replace('.', '_');
  query.andWhere(`${column} = :${parameter}`, { [parameter]: isId(id) ? id : null });
}

function checkKommoIds(ids: readonly string[]): readonly string[] {
  if (ids.length > MOST_KOMMO_IDS) {
    throw badInput(`"kommoIds" may hold ${MOST_KOMMO_IDS} numbers at most.`, 'filter');
  }
  return ids.filter((id) => /^\d{1,18}$/.test(id));
}

type Order = 'CREATED_AT' | 'UPDATED_AT' | 'NAME';
export type CardOrder = `${Order}_${'ASC' | 'DESC'}`;

const COLUMNS: Record<Order, { sql: string; type: string; valueOf: (row: Card) => string }> = {
  CREATED_AT: { sql: 'card.createdAt', type: 'timestamptz', valueOf: (row) => row.createdAt.toISOString() },
  UPDATED_AT: { sql: 'card.updatedAt', type: 'timestamptz', valueOf: (row) => row.updatedAt.toISOString() },
  NAME: { sql: 'card.name', type: 'text', valueOf: (row) => row.name },
};

/** The keyset of an order that all cards share. */
export function cardOrder(order: CardOrder): SortColumn<Card>[] {
  const direction = order.endsWith('_DESC') ? 'DESC' : 'ASC';
  const column = COLUMNS[order.slice(0, order.lastIndexOf('_')) as Order];
  return [
    { ...column, direction },
    { sql: 'card.id', type: 'uuid', direction, valueOf: (row) => row.id },
  ];
}
