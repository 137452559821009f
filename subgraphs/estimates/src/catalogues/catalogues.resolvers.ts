import { inPreviewTurn } from '../drafts/preview-turns';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { moneyOf, unitPriceOf } from '../calculation/money';
import { plainDecimal } from '../calculation/decimal-text';
import { showsSource } from '../estimates/shown-prices';
import { stubOf } from '../foreign-stub';
import type { Resolvers } from '../generated/types';
import { putCataloguePrices } from './catalogue-versions.service';
import {
  getCatalogue,
  listCatalogueItems,
  listCatalogues,
  outdatedDrafts,
  versionsOf,
} from './catalogue-lists.service';
import { createCatalogue, deleteCatalogue, updateCatalogue } from './catalogues.service';
import { checkedPositions, repriceEstimate, repricing } from './repricing.service';
import { addFromCatalogue } from './taking.service';

export const catalogueResolvers: Resolvers = {
  Query: {
    catalogue: (_root, { id }, ctx) => getCatalogue(ctx, id),
    catalogues: (_root, args, ctx) => listCatalogues(ctx, args),
    catalogueItems: (_root, args, ctx) => listCatalogueItems(ctx, args),
    repricing: (_root, { estimateId, on }, ctx) =>
      inPreviewTurn(ctx, () => repricing(ctx, estimateId, on ?? null)),
  },
  Mutation: {
    createCatalogue: (_root, { input }, ctx) => withUserErrors(() => createCatalogue(ctx, input)),
    updateCatalogue: (_root, { input }, ctx) => withUserErrors(() => updateCatalogue(ctx, input)),
    deleteCatalogue: (_root, { input }, ctx) => withUserErrors(() => deleteCatalogue(ctx, input)),
    putCataloguePrices: (_root, { input }, ctx) => withUserErrors(() => putCataloguePrices(ctx, input)),
    addFromCatalogue: (_root, { input }, ctx) =>
      withUserErrors(async () => {
        const { positions, estimate } = await addFromCatalogue(ctx, input);
        return { positions: positions.map((row) => ({ estimate, row })), estimate };
      }),
    repriceEstimate: (_root, { input }, ctx) => withUserErrors(() => repriceEstimate(ctx, input)),
  },
  Catalogue: {
    versions: (catalogue, _args, ctx) => versionsOf(ctx, catalogue),
    outdatedDrafts: (catalogue, _args, ctx) => outdatedDrafts(ctx, catalogue),
  },
  CatalogueVersion: {
    author: ({ authorId }) => stubOf(authorId),
  },
  CatalogueItem: {
    catalogue: ({ catalogueId }, _args, ctx) => ctx.loaders.catalogues.load(catalogueId),
    price: ({ id }, { on }, ctx) => ctx.loaders.cataloguePrices.load({ itemId: id, on: on ?? null }),
    prices: ({ id }, _args, ctx) => ctx.loaders.pricesByItem.load(id),
  },
  CataloguePrice: {
    validFrom: ({ validFrom }) => validFrom,
    version: ({ version }) => version,
    currency: ({ currency }) => currency,
    unitPrice: ({ unitPrice }) => unitPrice && plainDecimal(unitPrice),
    unitCost: ({ unitCost }) => unitCost && plainDecimal(unitCost),
  },
  Position: {
    source({ estimate, row }, _args, ctx) {
      if (row.sourceItemId === null || row.sourceVersion === null || row.sourceOn === null) return null;
      return showsSource(ctx.viewer.permissions.has('costs:read'), estimate, row) ? row : null;
    },
  },
  PositionSource: {
    item: ({ sourceItemId }, _args, ctx) =>
      sourceItemId === null ? null : ctx.loaders.catalogueItems.load(sourceItemId),
    version: ({ sourceVersion }) => sourceVersion ?? 0,
    unitPrice: ({ sourceUnitPrice }) => plainDecimal(sourceUnitPrice ?? '0'),
    on: ({ sourceOn }) => sourceOn ?? '',
  },
  Repricing: {
    positions: checkedPositions,
    positionCount: ({ positions }) => positions.length,
    before: ({ estimate, before }) => moneyOf(estimate, before),
    after: ({ estimate, after }) => moneyOf(estimate, after),
  },
  PositionRepricing: {
    position: ({ estimate, position }) => ({ estimate, row: position }),
    unitPrice: ({ estimate, price }) => price.unitPrice && unitPriceOf(estimate, price.unitPrice),
    unitCost: ({ estimate, price }) => price.unitCost && unitPriceOf(estimate, price.unitCost),
    currency: ({ price }) => price.currency,
    rate: ({ position }) => position.foreignPrice?.rate ?? null,
    convertedUnitPrice: ({ estimate, keeps, news }) =>
      keeps === null && news.unitPrice ? unitPriceOf(estimate, news.unitPrice) : null,
    keeps: ({ keeps }) => keeps,
    version: ({ price }) => price.version,
  },
};
