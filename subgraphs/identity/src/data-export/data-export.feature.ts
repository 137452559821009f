import type { IdentityFeature } from '../feature';
import { dataExportResolvers } from './data-export.resolvers';
import { runMyExport, runOrganizationExport } from './export-job';

export const feature = {
  name: 'data-export',
  resolvers: dataExportResolvers,
  jobs: [runMyExport, runOrganizationExport],
} satisfies IdentityFeature;
