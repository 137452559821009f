import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { countByParent, orderBy, readPagesByParent, type List } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { findFiles, type StoredFile } from '../../../../service-kit/files/files';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { EstimateExport } from './estimate-export.entity';

interface ExportsKey {
  readonly estimateId: string;
  readonly args: PageArgs;
}

declare module '../context' {
  interface Loaders {
    /** Pages by estimate, the newest first. */
    readonly exportPages: DataLoader<ExportsKey, Page<EstimateExport>, string>;
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

/** One statement for all estimates that are asked for the same page. */
async function pagesOf(ctx: Context, keys: readonly ExportsKey[]): Promise<(Page<EstimateExport> | Error)[]> {
  const wanted = new Map<string, string[]>();
  for (const { estimateId, args } of keys) {
    const kind = JSON.stringify(args);
    wanted.set(kind, [...(wanted.get(kind) ?? []), estimateId]);
  }
  const found = new Map<string, Page<EstimateExport> | Error>();
  const count = (id: string) => ctx.loaders.exportCounts.load(id);
  await Promise.all(
    [...wanted].map(async ([kind, ids]) => {
      const args = JSON.parse(kind) as PageArgs;
      const parents = { column: 'estimateId' as const, ids };
      const pages = await readPagesByParent(ctx, list(), parents, args, count).catch((error: Error) => error);
      ids.forEach((id, index) =>
        found.set(`${kind} ${id}`, pages instanceof Error ? pages : (pages[index] as Page<EstimateExport>)),
      );
    }),
  );
  return keys.map(
    ({ estimateId, args }) =>
      found.get(`${JSON.stringify(args)} ${estimateId}`) as Page<EstimateExport> | Error,
  );
}

export const exportLoaders = {
  exportPages: (ctx) => new DataLoader((keys) => pagesOf(ctx, keys), { cacheKeyFn: JSON.stringify }),
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
