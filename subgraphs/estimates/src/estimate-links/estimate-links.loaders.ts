import DataLoader from 'dataloader';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import { read } from '../../../../service-kit/subgraph/context';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { EstimateLink, type EstimateLinkView } from './estimate-link.entity';

declare module '../context' {
  interface Loaders {
    /** By their own ids. */
    readonly estimateLinks: DataLoader<string, EstimateLink | null>;
    /** By estimate id, the newest first. */
    readonly estimateLinksByEstimate: DataLoader<string, EstimateLink[]>;
    /** By link id, the newest first. */
    readonly estimateLinkViews: DataLoader<string, EstimateLinkView[]>;
  }
}

/** Of one estimate; of one link. */
const MAX_LINKS = 100;
const MAX_VIEWS = 20;

const readOne = defineRead<EstimateLink>({
  entity: EstimateLink,
  alias: 'link',
  keys: ['id'],
  build: (query) => query.where('link.orgId = :orgId AND link.id = ANY(:ids::uuid[])'),
});

const readOfEstimates = defineRead<EstimateLink>({
  entity: EstimateLink,
  alias: 'link',
  keys: ['id', 'estimateId'],
  build: (query) =>
    query
      .where('link.orgId = :orgId AND link.estimateId = ANY(:estimateIds::uuid[])')
      .orderBy('link.createdAt', 'DESC')
      .addOrderBy('link.id', 'DESC'),
});

/** The latest views of each link. */
const VIEWS = `
  SELECT view.link_id AS "linkId", view.at, view.ip, view.user_agent AS "userAgent"
    FROM unnest($2::uuid[]) AS link(id)
   CROSS JOIN LATERAL (SELECT * FROM estimates.client_views
                        WHERE org_id = $1 AND link_id = link.id ORDER BY at DESC, id DESC LIMIT ${MAX_VIEWS}) AS view
   ORDER BY view.at DESC, view.id DESC`;

export const estimateLinkLoaders = {
  estimateLinks: (ctx) =>
    new DataLoader(async (ids) => byKey(ids, await readOne(ctx, { ids }), ({ id }) => id)),
  estimateLinksByEstimate: (ctx) =>
    new DataLoader(async (estimateIds) => {
      const links = await readOfEstimates(ctx, { estimateIds });
      return groupByKey(estimateIds, links, ({ estimateId }) => estimateId).map((all) =>
        all.slice(0, MAX_LINKS),
      );
    }),
  estimateLinkViews: (ctx) =>
    new DataLoader(async (ids) => {
      const views = await read(ctx, (db) => db.query<EstimateLinkView[]>(VIEWS, [ctx.viewer.orgId, ids]));
      return groupByKey(ids, views, ({ linkId }) => linkId);
    }),
} satisfies LoaderMakers<Context>;
