import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { exportMyData, exportOrganizationData, findDataExport } from './data-export.service';

export const dataExportResolvers: Resolvers = {
  Query: {
    dataExport: (_root, { jobId }, ctx) => findDataExport(ctx, jobId),
  },
  Mutation: {
    exportMyData: (_root, _args, ctx) => withUserErrors(() => exportMyData(ctx)),
    exportOrganizationData: (_root, _args, ctx) => withUserErrors(() => exportOrganizationData(ctx)),
  },
};
