import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { offerResolvers } from './offers.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [{ table: 'deadlines', leftOut: 'DERIVED' }];

export const feature = {
  name: 'offers',
  resolvers: offerResolvers,
  dataExports,
} satisfies EstimatesFeature;
