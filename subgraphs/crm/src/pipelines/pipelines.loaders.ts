import DataLoader from 'dataloader';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { kommoKeyText, type KommoKey } from '../cards/card.entity';
import { keyArrays, readById, readByKommoKey } from '../cards/kommo-key-query';
import type { Context } from '../context';
import { Pipeline } from './pipeline.entity';
import { Stage } from './stage.entity';

declare module '../context' {
  interface Loaders {
    readonly pipelines: DataLoader<string, Pipeline | null>;
    readonly pipelinesByKommoId: ByKommoId<Pipeline | null>;
    /** Deleted ones are among them. */
    readonly stagesByKommoId: DataLoader<StageKey, Stage | null, string>;
    /** By pipeline: its existing stages, in order. */
    readonly stagesByPipeline: ByKommoId<Stage[]>;
  }
}

const READS = { pipelines: readById(Pipeline), pipelinesByKommoId: readByKommoKey(Pipeline) };

/** A stage is known by its pipeline too: 142 and 143 are in each. */
interface StageKey extends KommoKey {
  pipelineKommoId: string;
}

const stageKeyText = ({ connectionId, pipelineKommoId, kommoId }: StageKey): string =>
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
async function stagesByKey(ctx: Context, keys: readonly StageKey[]): Promise<(Stage | null)[]> {
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
async function stagesByPipeline(ctx: Context, keys: readonly KommoKey[]): Promise<Stage[][]> {
  const rows = await readStagesOfPipelines(ctx, keyArrays(keys));
  return groupByKey(keys.map(kommoKeyText), rows, ({ connectionId, pipelineKommoId }) =>
    kommoKeyText({ connectionId, kommoId: pipelineKommoId }),
  );
}

export const pipelineLoaders = {
  pipelines: (ctx) => new DataLoader((ids) => READS.pipelines(ctx, ids)),
  pipelinesByKommoId: (ctx) => byKommoId((keys) => READS.pipelinesByKommoId(ctx, keys)),
  stagesByKommoId: (ctx) => new DataLoader((keys) => stagesByKey(ctx, keys), { cacheKeyFn: stageKeyText }),
  stagesByPipeline: (ctx) => byKommoId((keys) => stagesByPipeline(ctx, keys)),
} satisfies LoaderMakers<Context>;
