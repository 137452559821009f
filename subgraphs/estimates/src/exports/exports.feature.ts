import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { EstimatesFeature } from '../feature';
import { runExport } from './export-job';
import { exportEstimate, exportedFile } from './exports.service';

export const feature = {
  name: 'exports',
  resolvers: {
    Query: {
      exportedFile: (_root, { jobId }, ctx) => exportedFile(ctx, jobId),
    },
    Mutation: {
      exportEstimate: (_root, { input }, ctx) => withUserErrors(() => exportEstimate(ctx, input)),
    },
  },
  jobs: [runExport],
} satisfies EstimatesFeature;
