import { checkFilterId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { CrmUserFilter } from '../generated/types';
import { CrmUser } from './crm-user.entity';

const BY_NAME = orderBy<CrmUser>('name', 'ASC');

/** The people of the organisation's Kommo accounts, by name. */
export async function listCrmUsers(
  ctx: Context,
  args: PageArgs & { filter?: CrmUserFilter | null },
): Promise<Page<CrmUser>> {
  const { connectionId, includeDeleted = false } = args.filter ?? {};
  const where = new Narrowing<CrmUser>().and('person.orgId = :orgId');
  if (!includeDeleted) where.and('NOT person.isDeleted');
  if (connectionId != null)
    where.and('person.connectionId = :connectionId', {
      connectionId: checkFilterId(connectionId, 'filter.connectionId'),
    });
  return readPage(ctx, { entity: CrmUser, alias: 'person', where, order: BY_NAME }, args);
}
