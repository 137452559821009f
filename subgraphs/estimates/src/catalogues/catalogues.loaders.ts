import DataLoader from 'dataloader';
import { isId } from '../../../../service-kit/data/ids';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import { read } from '../../../../service-kit/subgraph/context';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { dayOrToday } from './catalogue-lists.service';
import { Catalogue } from './catalogue.entity';
import { CatalogueItem } from './catalogue-item.entity';
import { pricesOf, pricesOn, type PricedIn } from './catalogue-prices';

/** An item on a day. */
interface PriceKey {
  readonly itemId: string;
  /** `2026-01-31`; null: today. */
  readonly on: string | null;
}

declare module '../context' {
  interface Loaders {
    readonly catalogues: DataLoader<string, Catalogue | null>;
    readonly catalogueItems: DataLoader<string, CatalogueItem | null>;
    readonly cataloguePrices: DataLoader<PriceKey, PricedIn | null, string>;
    readonly pricesByItem: DataLoader<string, PricedIn[]>;
  }
}

const readCatalogues = defineRead<Catalogue>({
  entity: Catalogue,
  alias: 'catalogue',
  keys: ['id'],
  build: (query) => query.where('catalogue.orgId = :orgId AND catalogue.id = ANY(:ids::uuid[])'),
});
const readItems = defineRead<CatalogueItem>({
  entity: CatalogueItem,
  alias: 'item',
  keys: ['id'],
  build: (query) => query.where('item.orgId = :orgId AND item.id = ANY(:ids::uuid[])'),
});

async function priceOfEach(ctx: Context, keys: readonly PriceKey[]): Promise<(PricedIn | null)[]> {
  const today = keys.some(({ on }) => on === null) ? await dayOrToday(ctx, null) : '';
  const dayOf = ({ on }: PriceKey): string => on ?? today;
  const days = [...new Set(keys.map(dayOf))];
  const found = new Map<string, Map<string, PricedIn>>();
  await read(ctx, async (db) => {
    for (const day of days) {
      const ids = keys.filter((key) => dayOf(key) === day).map(({ itemId }) => itemId);
      found.set(day, await pricesOn(db, ctx.viewer.orgId, ids, day));
    }
  });
  return keys.map((key) => found.get(dayOf(key))?.get(key.itemId) ?? null);
}

export const catalogueLoaders = {
  catalogues: (ctx) =>
    new DataLoader(async (ids) =>
      byKey(ids, await readCatalogues(ctx, { ids: ids.filter(isId) }), (row) => row.id),
    ),
  catalogueItems: (ctx) =>
    new DataLoader(async (ids) =>
      byKey(ids, await readItems(ctx, { ids: ids.filter(isId) }), (row) => row.id),
    ),
  cataloguePrices: (ctx) =>
    new DataLoader((keys) => priceOfEach(ctx, keys), { cacheKeyFn: ({ itemId, on }) => `${itemId} ${on}` }),
  pricesByItem: (ctx) =>
    new DataLoader(async (ids) =>
      groupByKey(ids, await read(ctx, (db) => pricesOf(db, ctx.viewer.orgId, ids)), (row) => row.itemId),
    ),
} satisfies LoaderMakers<Context>;
