import DataLoader from 'dataloader';
import { read } from '../../../../service-kit/subgraph/context';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { kommoKeyText, type KommoKey } from '../cards/card.entity';
import { keyArrays, rowsById, rowsByKommoKey } from '../cards/kommo-key-query';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
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

/** A stage is known by its pipeline too: 142 and 143 are in each. */
interface StageKey extends KommoKey {
  pipelineKommoId: string;
}

const stageKeyText = ({ connectionId, pipelineKommoId, kommoId }: StageKey): string =>
  `${connectionId}/${pipelineKommoId}/${kommoId}`;

/** Stages by their keys; deleted ones are among them. */
async function stagesByKey(ctx: Context, keys: readonly StageKey[]): Promise<(Stage | null)[]> {
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
async function stagesByPipeline(ctx: Context, keys: readonly KommoKey[]): Promise<Stage[][]> {
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

export const pipelineLoaders = {
  pipelines: (ctx) => new DataLoader((ids) => rowsById(ctx, Pipeline, ids)),
  pipelinesByKommoId: (ctx) => byKommoId((keys) => rowsByKommoKey(ctx, Pipeline, keys)),
  stagesByKommoId: (ctx) => new DataLoader((keys) => stagesByKey(ctx, keys), { cacheKeyFn: stageKeyText }),
  stagesByPipeline: (ctx) => byKommoId((keys) => stagesByPipeline(ctx, keys)),
} satisfies LoaderMakers<Context>;
