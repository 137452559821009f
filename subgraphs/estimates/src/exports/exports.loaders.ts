import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { countByParent, orderBy, readPagesByParent, type List } from '../../../../service-kit/data/pages';
import { pageLoader, type PageLoader } from '../../../../service-kit/data/page-loader';
import { findFiles, type StoredFile } from '../../../../service-kit/files/files';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { EstimateExport } from './estimate-export.entity';

declare module '../context' {
  interface Loaders {
    /** Pages by estimate, the newest first. */
    readonly exportPages: PageLoader<EstimateExport>;
    /** How many there are, by estimate id. */
    readonly exportCounts: DataLoader<string, number>;
    /** What is kept, by file id. */
    readonly keptFiles: DataLoader<string, StoredFile | null>;
  }
}

const list = (): List<EstimateExport> => ({
  entity: EstimateExport,
  alias: 'export',
  where: new Narrowing<EstimateExport>().and('export.orgId = :orgId'),
  order: orderBy('createdAt', 'DESC'),
});

export const exportLoaders = {
  exportPages: (ctx) =>
    pageLoader((ids, args) =>
      readPagesByParent(ctx, list(), { column: 'estimateId', ids }, args, (id) =>
        ctx.loaders.exportCounts.load(id),
      ),
    ),
  exportCounts: (ctx) =>
    new DataLoader(async (ids) => {
      const counts = await countByParent(ctx, list(), { column: 'estimateId', ids });
      return ids.map((id) => counts.get(id) ?? 0);
    }),
  keptFiles: (ctx) =>
    new DataLoader(async (ids) =>
      byKey(ids, await findFiles(ctx.files, ctx.viewer.orgId, ids), ({ id }) => id),
    ),
} satisfies LoaderMakers<Context>;
