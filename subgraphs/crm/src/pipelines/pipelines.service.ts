import { read } from '../../../../service-kit/subgraph/context';
import { isId } from '../../../../service-kit/data/ids';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import { readPage, type Page, type PageArgs, type SortColumn } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { PipelineFilter } from '../generated/types';
import { countLater } from '../cards/card-list';
import { kommoKeyText, type KommoKey } from '../cards/card.entity';
import { keyArrays } from '../cards/kommo-key-query';
import { Pipeline } from './pipeline.entity';
import { Stage } from './stage.entity';

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

/** A stage is known by its pipeline too: 142 and 143 are in each. */
export interface StageKey extends KommoKey {
  pipelineKommoId: string;
}

export const stageKeyText = ({ connectionId, pipelineKommoId, kommoId }: StageKey): string =>
  `${connectionId}/${pipelineKommoId}/${kommoId}`;

/** Stages by their keys; deleted ones are among them. */
export async function stagesByKey(ctx: Context, keys: readonly StageKey[]): Promise<(Stage | null)[]> {
  const rows = await read(ctx, (db) =>
    db
      .createQueryBuilder(Stage, 'stage')
      .where('stage.orgId = :orgId', { orgId: ctx.viewer.orgId })
      .andWhere('stage.connectionId = ANY(:connections::uuid[])')
      .andWhere('stage.pipelineKommoId = ANY(:pipelines::bigint[])')
      .andWhere('stage.kommoId = ANY(:numbers::bigint[])')
      .setParameters({ ...keyArrays(keys), pipelines: [...new Set(keys.map((key) => key.pipelineKommoId))] })
      .getMany(),
  );
  return byKey(keys.map(stageKeyText), rows, stageKeyText);
}

/** Each pipeline's existing stages, in order. */
export async function stagesByPipeline(ctx: Context, keys: readonly KommoKey[]): Promise<Stage[][]> {
  const rows = await read(ctx, (db) =>
    db
      .createQueryBuilder(Stage, 'stage')
      .where('stage.orgId = :orgId AND NOT stage.isDeleted', { orgId: ctx.viewer.orgId })
      .andWhere('stage.connectionId = ANY(:connections::uuid[])')
      .andWhere('stage.pipelineKommoId = ANY(:numbers::bigint[])')
      .setParameters(keyArrays(keys))
      .orderBy('stage.sort')
      .addOrderBy('stage.kommoId')
      .getMany(),
  );
  return groupByKey(keys.map(kommoKeyText), rows, ({ connectionId, pipelineKommoId }) =>
    kommoKeyText({ connectionId, kommoId: pipelineKommoId }),
  );
}
