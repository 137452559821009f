import { reject } from '../../../../service-kit/errors/user-errors';
import { refusedReference } from '../../../../service-kit/data/input-check';
import type { Context, WritingContext } from '../context';
import { editDraft, type Draft } from '../drafts/draft';
import { addNewPosition } from '../drafts/new-content';
import { appender } from '../drafts/places';
import { parentOf, rowsOf } from '../drafts/siblings';
import type { Estimate } from '../estimates/estimate.entity';
import type { AddFromCatalogueInput, CatalogueTakeInput } from '../generated/types';
import { createEstimateInputCheck } from '../input-check';
import type { Position } from '../positions/position.entity';
import { sectionIdIn } from '../sections/sections.service';
import type { CatalogueItem } from './catalogue-item.entity';
import { dayOrToday } from './catalogue-lists.service';
import { pricesOn, type PricedIn } from './catalogue-prices';

/* A position that is taken from a price list has copies of all, so that no later price changes it, and remembers whence. */

const MAX_AT_ONCE = 500;

/** What a position remembers of the price it took. */
export function sourceOf(item: Pick<CatalogueItem, 'id' | 'catalogueId'>, price: PricedIn, on: string) {
  return {
    sourceCatalogueId: item.catalogueId,
    sourceItemId: item.id,
    sourceVersion: price.version,
    sourceUnitPrice: price.unitPrice,
    sourceOn: on,
  } satisfies Partial<Position>;
}

/** A price that can be taken into an estimate. @throws InputRejected CURRENCY_DIFFERS, NOT_SOLD */
function takable(item: CatalogueItem, price: PricedIn | undefined, estimate: Estimate, at: string): PricedIn {
  if (!price || price.unitPrice === null) {
    throw reject('NOT_SOLD', at, `“${item.name}” has no price on that day.`);
  }
  if (price.currency === estimate.currency) return price;
  const message = `“${item.name}” is priced in ${price.currency}, the estimate in ${estimate.currency}: amounts are never mixed.`;
  throw reject('CURRENCY_DIFFERS', at, message);
}

/**
 * Adds positions with the prices of price lists, all or none. They take the cost along, whoever adds them: nobody sees it by that.
 *
 * @throws as `editDraft`; InputRejected CATALOGUE_ITEM_NOT_FOUND, NOT_SOLD, CURRENCY_DIFFERS; paths lead to the item
 */
export async function addFromCatalogue(
  ctx: Context,
  input: AddFromCatalogueInput,
): Promise<{ positions: Position[]; estimate: Estimate }> {
  const { items } = input;
  if (items.length === 0) throw reject('REQUIRED', 'items', 'Give at least one item.');
  if (items.length > MAX_AT_ONCE)
    throw reject('TOO_MANY_ITEMS', 'items', `Give at most ${MAX_AT_ONCE} items at once.`);
  const on = await dayOrToday(ctx, input.on);
  return editDraft(ctx, input.estimateId, { idPath: ['estimateId'] }, async (draft, ctx) => {
    const sectionId = sectionIdIn(draft, input.sectionId, ['sectionId']);
    const taken = await readTaken(ctx, items, on);
    return { positions: addTaken(draft, input, sectionId, taken, on) };
  });
}

interface Taken {
  readonly item: CatalogueItem;
  readonly price: PricedIn | undefined;
}

async function readTaken(
  ctx: WritingContext,
  items: readonly CatalogueTakeInput[],
  on: string,
): Promise<Taken[]> {
  const ids = items.map(({ itemId }) => itemId.toLowerCase());
  const found = await ctx.loaders.catalogueItems.loadMany(ids);
  const prices = await pricesOn(
    ctx.transaction,
    ctx.viewer.orgId,
    found.flatMap((item) => (item && !(item instanceof Error) ? [item.id] : [])),
    on,
  );
  return found.map((item, index) => {
    if (item instanceof Error) throw item;
    if (item === null) throw refusedReference('CatalogueItem', ['items', String(index), 'itemId']);
    return { item, price: prices.get(item.id) };
  });
}

function addTaken(
  draft: Draft,
  input: AddFromCatalogueInput,
  sectionId: string | null,
  taken: readonly Taken[],
  on: string,
): Position[] {
  const check = createEstimateInputCheck();
  const nextRank = appender(rowsOf(draft), parentOf);
  const positions = taken.map(({ item, price: found }, index) => {
    const path = ['items', String(index)];
    const price = takable(item, found, draft.estimate, path.join('.'));
    const { code, name, description, kind, unit } = item;
    const { quantity } = input.items[index] as CatalogueTakeInput;
    const fields = {
      ...{ code, name, description, kind, unit, quantity, wastePercent: '0' },
      ...{ unitPrice: price.unitPrice as string, taxExempt: false, secondTaxExempt: false },
      ...(price.unitCost === null || kind === 'TEXT' ? {} : { unitCost: price.unitCost }),
    };
    const position = addNewPosition(draft, check, fields, { sectionId, rank: nextRank(sectionId), path });
    return Object.assign(position, sourceOf(item, price, on));
  });
  check.finish();
  return positions;
}
