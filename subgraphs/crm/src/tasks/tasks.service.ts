import { checkFilterId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { checkKommoIds } from '../cards/card-list';
import type { Context } from '../context';
import { CrmUser } from '../crm-users/crm-user.entity';
import type { CrmTaskFilter, CrmTaskOrder } from '../generated/types';
import { Lead } from '../leads/lead.entity';
import { Task } from './task.entity';

const COLUMNS = { DUE_AT: 'dueAt', CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' } as const;

function orderOf(order: CrmTaskOrder) {
  const direction = order.endsWith('_DESC') ? 'DESC' : 'ASC';
  return orderBy<Task>(COLUMNS[order.slice(0, order.lastIndexOf('_')) as keyof typeof COLUMNS], direction);
}

function narrow(where: Narrowing<Task>, filter: CrmTaskFilter): void {
  const { connectionId, leadId, responsibleUserId, isCompleted, dueFrom, dueBefore, updatedSince, kommoIds } =
    filter;
  if (connectionId != null) {
    where.and('task.connectionId = :connectionId', {
      connectionId: checkFilterId(connectionId, 'filter.connectionId'),
    });
  }
  if (isCompleted != null) where.and(`${isCompleted ? '' : 'NOT '}task.isCompleted`);
  if (dueFrom != null) where.and('task.dueAt >= :dueFrom', { dueFrom });
  if (dueBefore != null) where.and('task.dueAt < :dueBefore', { dueBefore });
  if (updatedSince != null) where.and('task.updatedAt >= :updatedSince', { updatedSince });
  if (kommoIds != null) {
    where.and('task.kommoId = ANY(:kommoIds::bigint[])', { kommoIds: checkKommoIds(kommoIds) });
  }
  if (leadId != null) {
    where.join(
      Lead,
      'lead',
      `lead.orgId = task.orgId AND lead.connectionId = task.connectionId AND task.cardKind = 'LEADS' AND ` +
        'lead.kommoId = task.cardKommoId AND lead.id = :leadId',
      { leadId: checkFilterId(leadId, 'filter.leadId') },
    );
  }
  if (responsibleUserId != null) {
    where.join(
      CrmUser,
      'owner',
      'owner.orgId = task.orgId AND owner.connectionId = task.connectionId AND ' +
        'owner.kommoId = task.responsibleKommoId AND owner.id = :responsibleUserId',
      { responsibleUserId: checkFilterId(responsibleUserId, 'filter.responsibleUserId') },
    );
  }
}

/** The tasks of the organisation's accounts. @throws GraphQLError BAD_USER_INPUT */
export async function listTasks(
  ctx: Context,
  args: PageArgs & { filter?: CrmTaskFilter | null; orderBy: CrmTaskOrder },
): Promise<Page<Task>> {
  const { filter, orderBy: order } = args;
  const where = new Narrowing<Task>().and('task.orgId = :orgId');
  if (!filter?.includeDeleted) where.and('NOT task.isDeleted');
  if (filter) narrow(where, filter);
  return readPage(ctx, { entity: Task, alias: 'task', where, order: orderOf(order) }, args);
}
