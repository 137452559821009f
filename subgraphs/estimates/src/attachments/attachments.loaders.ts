import DataLoader from 'dataloader';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { read } from '../../../../service-kit/subgraph/context';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { SELECT_ATTACHMENTS, type Attachment } from './attachments';

declare module '../context' {
  interface Loaders {
    /** All of an estimate and its lines that the caller may see, by estimate id, the oldest first. */
    readonly attachmentsByEstimate: DataLoader<string, Attachment[]>;
  }
}

const OF_ESTIMATES = `${SELECT_ATTACHMENTS} AND kept.estimate_id = ANY ($2::uuid[]) AND (kept.audience <> 'COSTS' OR $3)
   ORDER BY kept.created_at, kept.id`;

export const attachmentLoaders = {
  attachmentsByEstimate: (ctx) =>
    new DataLoader(async (ids) => {
      const { orgId, permissions } = ctx.viewer;
      const seesCosts = permissions.has('costs:read');
      const rows = await read(ctx, (db) => db.query<Attachment[]>(OF_ESTIMATES, [orgId, ids, seesCosts]));
      return groupByKey(ids, rows, ({ estimateId }) => estimateId);
    }),
} satisfies LoaderMakers<Context>;
