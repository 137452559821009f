import { read } from '../../../../service-kit/subgraph/context';
import { isId } from '../../../../service-kit/data/ids';
import { readPage, type Page, type PageArgs, type SortColumn } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { PipelineFilter } from '../generated/types';
import { countLater } from '../cards/card-list';
import { Pipeline } from './pipeline.entity';

const IN_ORDER: SortColumn<Pipeline>[] = [
  { sql: 'pipeline.sort', type: 'integer', direction: 'ASC', valueOf: (row) => String(row.sort) },
  { sql: 'pipeline.id', type: 'uuid', direction: 'ASC', valueOf: (row) => row.id },
];

/** The organisation's pipelines, in their own order. */
export async function listPipelines(
  ctx: Context,
  args: PageArgs & { filter?: PipelineFilter | null },
): Promise<Page<Pipeline>> {
  const { orgId } = ctx.viewer;
  const { connectionId, includeArchived = true, includeDeleted = false } = args.filter ?? {};
  return read(ctx, (db) => {
    const query = db.createQueryBuilder(Pipeline, 'pipeline').where('pipeline.orgId = :orgId', { orgId });
    if (!includeArchived) query.andWhere('NOT pipeline.isArchived');
    if (!includeDeleted) query.andWhere('NOT pipeline.isDeleted');
    if (connectionId != null) {
      const known = isId(connectionId) ? connectionId : null;
      query.andWhere('pipeline.connectionId = :connectionId', { connectionId: known });
    }
    return readPage(query, IN_ORDER, args, countLater(ctx, query));
  });
}
