import { checkFilterId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { PipelineFilter } from '../generated/types';
import { Pipeline } from './pipeline.entity';

const IN_ORDER = orderBy<Pipeline>('sort', 'ASC');

/** The organisation's pipelines, in their own order. */
export async function listPipelines(
  ctx: Context,
  args: PageArgs & { filter?: PipelineFilter | null },
): Promise<Page<Pipeline>> {
  const { connectionId, includeArchived = true, includeDeleted = false } = args.filter ?? {};
  const where = new Narrowing<Pipeline>().and('pipeline.orgId = :orgId');
  if (!includeArchived) where.and('NOT pipeline.isArchived');
  if (!includeDeleted) where.and('NOT pipeline.isDeleted');
  if (connectionId != null) {
    where.and('pipeline.connectionId = :connectionId', {
      connectionId: checkFilterId(connectionId, 'filter.connectionId'),
    });
  }
  return readPage(ctx, { entity: Pipeline, alias: 'pipeline', where, order: IN_ORDER }, args);
}
