import DataLoader from 'dataloader';
import { isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import { pageLoader, type PageLoader } from '../../../../service-kit/data/page-loader';
import { defineRead, defineValues } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import type { AssetPart } from './asset-part.entity';
import { Asset } from './asset.entity';
import { listParts, type PartsArgs } from './asset-parts';

declare module '../context' {
  interface Loaders {
    readonly assets: DataLoader<string, Asset | null>;
    /** The state of the job that reads a file; null when it is forgotten. */
    readonly assetJobs: DataLoader<string, string | null>;
    /** Pages by file, in the file's order. */
    readonly assetParts: PageLoader<AssetPart, PartsArgs>;
  }
}

const readAssets = defineRead<Asset>({
  entity: Asset,
  alias: 'asset',
  keys: ['id'],
  build: (query) => query.where('asset.orgId = :orgId AND asset.id = ANY(:ids::uuid[])'),
});

const readJobs = defineValues<{ id: string; state: string }>(
  'SELECT job.id, job.state FROM jobs.jobs job WHERE job.org_id = :orgId AND job.id = ANY(:ids::uuid[])',
  ([id, state]) => ({ id: String(id), state: String(state) }),
);

async function assetsById(ctx: Context, ids: readonly string[]): Promise<(Asset | null)[]> {
  return byKey(ids, await readAssets(ctx, { ids: ids.filter(isId) }), (row) => row.id);
}

async function jobStates(ctx: Context, ids: readonly string[]): Promise<(string | null)[]> {
  const states = byKey(ids, await readJobs(ctx, { ids: [...ids] }), (row) => row.id);
  return states.map((row) => row?.state ?? null);
}

export const assetLoaders = {
  assets: (ctx) => new DataLoader((ids) => assetsById(ctx, ids)),
  assetJobs: (ctx) => new DataLoader((ids) => jobStates(ctx, ids)),
  assetParts: (ctx) => pageLoader((ids, args) => listParts(ctx, ids, args)),
} satisfies LoaderMakers<Context>;
