import type { DataExport } from '../../../../service-kit/data-export/table-export';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { EstimatesFeature } from '../feature';
import { runProcessAsset } from './asset-job';
import { AssetPart } from './asset-part.entity';
import { Asset } from './asset.entity';
import { assetLoaders } from './assets.loaders';
import { deleteAsset, errorOf, getAsset, listAssets, processAsset, stateOf } from './assets.service';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'assets',
    columns:
      'id project_id name kind size sha256 state error_code error_message page_count sheets part_count is_truncated author_id created_at',
    omitted: { MACHINERY: 'job_id' },
    madeBy: 'author_id',
  },
  { table: 'asset_parts', leftOut: 'DERIVED' },
];

export const feature = {
  name: 'assets',
  entities: [Asset, AssetPart],
  resolvers: {
    Query: {
      asset: (_root, { id }, ctx) => getAsset(ctx, id),
      assets: (_root, args, ctx) => listAssets(ctx, args),
    },
    Mutation: {
      processAsset: (_root, { input }, ctx) => withUserErrors(() => processAsset(ctx, input)),
      deleteAsset: (_root, { input }, ctx) => withUserErrors(() => deleteAsset(ctx, input)),
    },
    Asset: {
      size: ({ size }) => Number(size),
      state: (asset, _args, ctx) => stateOf(ctx, asset),
      error: (asset, _args, ctx) => errorOf(ctx, asset),
      job: ({ jobId }) => ({ id: jobId }),
      project: ({ projectId }, _args, ctx) =>
        projectId === null || !ctx.viewer.permissions.has('projects:read')
          ? null
          : ctx.loaders.projects.load(projectId),
      parts: ({ id }, args, ctx) => ctx.loaders.assetParts.load({ parent: id, args }),
      url: ({ id }, _args, ctx) => ctx.links.make(ctx.viewer.orgId, id).url,
      urlExpiresAt: ({ id }, _args, ctx) => ctx.links.make(ctx.viewer.orgId, id).expiresAt,
      author: ({ authorId }) => ({ id: authorId }),
    },
    AssetConnection: { totalCount: ({ totalCount }) => totalCount() },
    AssetPartConnection: { totalCount: ({ totalCount }) => totalCount() },
  },
  loaders: assetLoaders,
  jobs: [runProcessAsset],
  dataExports,
} satisfies EstimatesFeature;
