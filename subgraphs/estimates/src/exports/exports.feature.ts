import type { DataExport } from '../../../../service-kit/data-export/table-export';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { EstimatesFeature } from '../feature';
import { guardShares } from '../estimates/shown-prices';
import { stubOf } from '../foreign-stub';
import { EstimateExport } from './estimate-export.entity';
import { runExport } from './export-job';
import { exportLoaders } from './exports.loaders';
import { servePapers } from './papers.http';
import { exportEstimate, exportedFile, linkedFile } from './exports.service';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'exports',
    columns: 'id estimate_id format language is_paper is_agreed file_id sha256 created_by created_at',
    madeBy: 'created_by',
  },
];

export const feature = {
  name: 'exports',
  entities: [EstimateExport],
  loaders: exportLoaders,
  resolvers: {
    Query: {
      exportedFile: (_root, { jobId }, ctx) => exportedFile(ctx, jobId),
    },
    Mutation: {
      exportEstimate: (_root, { input }, ctx) => withUserErrors(() => exportEstimate(ctx, input)),
    },
    Estimate: {
      exports: (estimate, args, ctx) => {
        guardShares(ctx, estimate);
        return ctx.loaders.exportPages.load({ parent: estimate.id, args });
      },
    },
    EstimateExport: {
      job: ({ id }) => ({ id }),
      createdBy: ({ createdBy }) => stubOf(createdBy),
      file: async ({ fileId }, _args, ctx) => {
        const file = fileId === null ? null : await ctx.loaders.keptFiles.load(fileId);
        return file && linkedFile(ctx, file);
      },
    },
  },
  routes: servePapers,
  jobs: [runExport],
  dataExports,
} satisfies EstimatesFeature;
