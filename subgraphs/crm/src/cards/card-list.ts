import { badInput } from '../../../../service-kit/errors/errors';
import { checkFilterId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, type SortColumn } from '../../../../service-kit/data/pages';
import { checkSearch } from '../../../../service-kit/data/search';
import { CrmUser } from '../crm-users/crm-user.entity';
import type { Card } from './card.entity';
import { SEARCHED_TEXT, searchPatterns, type SearchedCards } from './search-text';

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
 * The conditions of a list of cards: the organisation's that match the common filters.
 *
 * @param searched which cards these are: what `search` looks into
 * @throws GraphQLError BAD_USER_INPUT for a filter that can't be understood; an id that names nothing finds nothing
 */
export function cardsMatching<C extends Card>(
  filter: CardFilter | null | undefined,
  searched: SearchedCards,
): Narrowing<C> {
  const where = new Narrowing<C>().and('card.orgId = :orgId');
  if (!filter?.includeDeleted) where.and('NOT card.isDeleted');
  if (!filter) return where;
  const { search, connectionId, responsibleUserId, updatedSince, kommoIds } = filter;
  if (search) narrowBySearch(where, searched, checkSearch(search));
  if (connectionId != null)
    where.and('card.connectionId = :connectionId', {
      connectionId: checkFilterId(connectionId, 'filter.connectionId'),
    });
  if (updatedSince != null) where.and('card.updatedAt >= :updatedSince', { updatedSince });
  if (kommoIds != null) {
    where.and('card.kommoId = ANY(:kommoIds::bigint[])', { kommoIds: checkKommoIds(kommoIds) });
  }
  if (responsibleUserId != null) {
    where.join(
      CrmUser,
      'owner',
      'owner.orgId = card.orgId AND owner.connectionId = card.connectionId AND ' +
        'owner.kommoId = card.responsibleKommoId AND owner.id = :responsibleUserId',
      { responsibleUserId: checkFilterId(responsibleUserId, 'filter.responsibleUserId') },
    );
  }
  return where;
}

/** By the index where it can help; it knows groups of three letters. */
function narrowBySearch<C extends Card>(where: Narrowing<C>, searched: SearchedCards, text: string): void {
  const { pattern, other } = searchPatterns(text);
  const searchedText = SEARCHED_TEXT[searched]('card.');
  const condition =
    text.length >= 3
      ? `card.id IN (SELECT crm.search_${searched}(:pattern, :other))`
      : `(${searchedText} LIKE :pattern OR ${searchedText} LIKE :other)`;
  where.and(condition, { pattern, other });
}

/** Numbers in Kommo to narrow a list by; what is none finds nothing. @throws GraphQLError BAD_USER_INPUT for too many */
export function checkKommoIds(ids: readonly string[]): readonly string[] {
  if (ids.length > MOST_KOMMO_IDS) {
    throw badInput(`"kommoIds" may hold ${MOST_KOMMO_IDS} numbers at most.`, 'filter');
  }
  return ids.filter((id) => /^\d{1,18}$/.test(id));
}

type Order = 'CREATED_AT' | 'UPDATED_AT' | 'NAME';
export type CardOrder = `${Order}_${'ASC' | 'DESC'}`;

const COLUMNS = { CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt', NAME: 'name' } as const;

/** The keyset of an order that all cards share. */
export function cardOrder(order: CardOrder): SortColumn<Card>[] {
  const direction = order.endsWith('_DESC') ? 'DESC' : 'ASC';
  return orderBy<Card>(COLUMNS[order.slice(0, order.lastIndexOf('_')) as Order], direction);
}
