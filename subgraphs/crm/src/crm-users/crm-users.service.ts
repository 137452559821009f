import { read } from '../../../../service-kit/subgraph/context';
import { isId } from '../../../../service-kit/data/ids';
import { readPage, type Page, type PageArgs, type SortColumn } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { CrmUserFilter } from '../generated/types';
import { countLater } from '../cards/card-list';
import { CrmUser } from './crm-user.entity';

const BY_NAME: SortColumn<CrmUser>[] = [
  { sql: 'person.name', type: 'text', direction: 'ASC', valueOf: (row) => row.name },
  { sql: 'person.id', type: 'uuid', direction: 'ASC', valueOf: (row) => row.id },
];

/** The people of the organisation's Kommo accounts, by name. */
export async function listCrmUsers(
  ctx: Context,
  args: PageArgs & { filter?: CrmUserFilter | null },
): Promise<Page<CrmUser>> {
  const { orgId } = ctx.viewer;
  const { connectionId, includeDeleted = false } = args.filter ?? {};
  return read(ctx, (db) => {
    const query = db.createQueryBuilder(CrmUser, 'person').where('person.orgId = :orgId', { orgId });
    if (!includeDeleted) query.andWhere('NOT person.isDeleted');
    if (connectionId != null) {
      const known = isId(connectionId) ? connectionId : null;
      query.andWhere('person.connectionId = :connectionId', { connectionId: known });
    }
    return readPage(query, BY_NAME, args, countLater(ctx, query));
  });
}
