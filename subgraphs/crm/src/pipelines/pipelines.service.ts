import { idOrNull } from '../../../../service-kit/data/ids';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { defineRead } from '../../../../service-kit/data/read';
import type { Context } from '../context';
import type { PipelineFilter } from '../generated/types';
import { kommoKeyText, type KommoKey } from '../cards/card.entity';
import { keyArrays } from '../cards/kommo-key-query';
import { Pipeline } from './pipeline.entity';
import { Stage } from './stage.entity';

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
    where.and('pipeline.connectionId = :connectionId', { connectionId: idOrNull(connectionId) });
  }
  return readPage(ctx, { entity: Pipeline, alias: 'pipeline', where, order: IN_ORDER }, args);
}

/** A stage is known by its pipeline too: 142 and 143 are in each. */
export interface StageKey extends KommoKey {
  pipelineKommoId: string;
}

export const stageKeyText = ({ connectionId, pipelineKommoId, kommoId }: StageKey): string =>
  `${connectionId}/${pipelineKommoId}/${kommoId}`;

const readStages = defineRead<Stage>({
  entity: Stage,
  alias: 'stage',
  keys: ['connectionId', 'pipelineKommoId', 'kommoId'],
  build: (query) =>
    query
      .where('stage.orgId = :orgId')
      .andWhere('stage.connectionId = ANY(:connections::uuid[])')
      .andWhere('stage.pipelineKommoId = ANY(:pipelines::bigint[])')
      .andWhere('stage.kommoId = ANY(:numbers::bigint[])'),
});

/** Stages by their keys; deleted ones are among them. */
export async function stagesByKey(ctx: Context, keys: readonly StageKey[]): Promise<(Stage | null)[]> {
  const pipelines = [...new Set(keys.map((key) => key.pipelineKommoId))];
  const rows = await readStages(ctx, { ...keyArrays(keys), pipelines });
  return byKey(keys.map(stageKeyText), rows, stageKeyText);
}

const readStagesOfPipelines = defineRead<Stage>({
  entity: Stage,
  alias: 'stage',
  keys: ['connectionId', 'pipelineKommoId'],
  build: (query) =>
    query
      .where('stage.orgId = :orgId AND NOT stage.isDeleted')
      .andWhere('stage.connectionId = ANY(:connections::uuid[])')
      .andWhere('stage.pipelineKommoId = ANY(:numbers::bigint[])')
      .orderBy('stage.sort')
      .addOrderBy('stage.kommoId'),
});

/** Each pipeline's existing stages, in order. */
export async function stagesByPipeline(ctx: Context, keys: readonly KommoKey[]): Promise<Stage[][]> {
  const rows = await readStagesOfPipelines(ctx, keyArrays(keys));
  return groupByKey(keys.map(kommoKeyText), rows, ({ connectionId, pipelineKommoId }) =>
    kommoKeyText({ connectionId, kommoId: pipelineKommoId }),
  );
}
