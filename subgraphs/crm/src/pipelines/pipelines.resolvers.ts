import { isId } from '../../../../service-kit/data/ids';
import { getConnection } from '../connections/connections.service';
import type { Resolvers } from '../generated/types';
import { listPipelines } from './pipelines.service';
import { statusOfStage } from './stage.entity';

export const pipelineResolvers: Resolvers = {
  Query: { pipelines: (_root, args, ctx) => listPipelines(ctx, args) },
  Pipeline: {
    __resolveReference: ({ id }, ctx) => (isId(id) ? ctx.loaders.pipelines.load(id.toLowerCase()) : null),
    stages: (pipeline, _args, ctx) => ctx.loaders.stagesByPipeline.load(pipeline),
    connection: ({ connectionId }, _args, ctx) => getConnection(ctx, connectionId),
  },
  Stage: { status: ({ kommoId }) => statusOfStage(kommoId) },
};
