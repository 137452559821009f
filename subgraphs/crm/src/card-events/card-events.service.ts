import { badInput } from '../../../../service-kit/errors/errors';
import { checkFilterId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { Company } from '../companies/company.entity';
import { Contact } from '../contacts/contact.entity';
import type { Context } from '../context';
import type { CardEventFilter } from '../generated/types';
import { Lead } from '../leads/lead.entity';
import { CardEvent } from './card-event.entity';

const MOST_TYPES = 50;
const CARDS = [
  ['leadId', Lead, 'LEADS'],
  ['contactId', Contact, 'CONTACTS'],
  ['companyId', Company, 'COMPANIES'],
] as const;

function narrow(where: Narrowing<CardEvent>, filter: CardEventFilter): void {
  const { connectionId, types, from, before } = filter;
  if (connectionId != null) {
    where.and('event.connectionId = :connectionId', {
      connectionId: checkFilterId(connectionId, 'filter.connectionId'),
    });
  }
  if (types != null) {
    if (types.length > MOST_TYPES) throw badInput(`"types" may hold ${MOST_TYPES} at most.`, 'filter.types');
    where.and('event.type = ANY(:types::text[])', {
      types: types.filter((type) => /^\w{1,100}$/.test(type)),
    });
  }
  if (from != null) where.and('event.at >= :from', { from });
  if (before != null) where.and('event.at < :before', { before });
  for (const [field, entity, kind] of CARDS) {
    const id = filter[field];
    if (id == null) continue;
    where.join(
      entity,
      field,
      `${field}.orgId = event.orgId AND ${field}.connectionId = event.connectionId AND event.kind = '${kind}' AND ` +
        `${field}.kommoId = event.cardKommoId AND ${field}.id = :${field}`,
      { [field]: checkFilterId(id, `filter.${field}`) },
    );
  }
}

/** What happened to cards, the latest first. @throws GraphQLError BAD_USER_INPUT */
export async function listCardEvents(
  ctx: Context,
  args: PageArgs & { filter?: CardEventFilter | null },
): Promise<Page<CardEvent>> {
  const where = new Narrowing<CardEvent>().and('event.orgId = :orgId');
  if (args.filter) narrow(where, args.filter);
  return readPage(
    ctx,
    { entity: CardEvent, alias: 'event', where, order: orderBy<CardEvent>('at', 'DESC') },
    args,
  );
}
