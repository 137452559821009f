import { reject } from '../../../../service-kit/errors/user-errors';
import { refusedReference } from '../../../../service-kit/data/input-check';
import { newId } from '../../../../service-kit/data/ids';
import { readAssemblies } from '../assemblies/assembly-reads';
import { leavesOf, unfold, type Unfolded } from '../assemblies/unfolding';
import { MONEY_LIMITS } from '../calculation/money-limits';
import type { Context, WritingContext } from '../context';
import { editDraft, type Draft } from '../drafts/draft';
import { plainDecimal } from '../calculation/decimal-text';
import { fitsConverted, vanishes } from '../foreign-prices/foreign-price';
import { readRates } from '../foreign-prices/foreign-price-input';
import { addNewPosition, addNewSection } from '../drafts/new-content';
import { appender } from '../drafts/places';
import { parentOf, rowsOf } from '../drafts/siblings';
import type { Estimate } from '../estimates/estimate.entity';
import type { AddFromCatalogueInput, AssemblyLayout, ExchangeRateInput } from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS, type EstimateInputCheck } from '../input-check';
import type { Position, StoredAssembly } from '../positions/position.entity';
import { sectionIdIn } from '../sections/sections.service';
import type { CatalogueItem } from './catalogue-item.entity';
import { dayOrToday } from './catalogue-lists.service';
import { pricesOn, type PricedIn } from './catalogue-prices';

/*
 * A position that is taken from a price list has copies of all, so that no later price changes it, and remembers whence. An assembly
 * becomes what it consists of by then.
 */

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

/**
 * A price that can be taken into an estimate, and the rate where it is in another currency.
 *
 * @throws InputRejected CURRENCY_DIFFERS where there is no rate, NOT_SOLD
 */
function takable(
  item: CatalogueItem,
  price: PricedIn | undefined,
  { draft, rates }: Putting,
  at: string,
): { price: PricedIn; rate: ExchangeRateInput | null } {
  const { currency } = draft.estimate;
  if (!price || price.unitPrice === null) {
    throw reject('NOT_SOLD', at, `“${item.name}” has no price on that day.`);
  }
  if (price.currency === currency) return { price, rate: null };
  const rate = rates.find((each) => each.currency === price.currency);
  if (rate) return { price, rate };
  const message = `“${item.name}” is priced in ${price.currency}, the estimate in ${currency}: amounts are never mixed. Give the rate in "exchangeRates".`;
  throw reject('CURRENCY_DIFFERS', at, message);
}

/**
 * Adds positions with the prices of price lists, all or none. They take the cost along, whoever adds them: nobody sees it by that.
 *
 * @throws as `editDraft` and `unfold`; InputRejected CATALOGUEITEM_NOT_FOUND, NOT_SOLD, CURRENCY_DIFFERS; paths lead to the item
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
    const taken = await readTaken(ctx, input, draft);
    const ids = taken.flatMap((each) => leavesOf(each).map(({ item }) => item.id));
    const prices = await pricesOn(ctx.transaction, ctx.viewer.orgId, [...new Set(ids)], on);
    const { layout, exchangeRates: rates } = input;
    return { positions: addTaken(taken, { draft, sectionId, layout, prices, rates, on }) };
  });
}

/** Reads what is taken, with all that assemblies among it consist of. */
async function readTaken(
  ctx: WritingContext,
  { items }: AddFromCatalogueInput,
  { estimate }: Draft,
): Promise<Unfolded[]> {
  const { orgId } = ctx.viewer;
  const { catalogueItems } = ctx.loaders;
  const ids = items.map(({ itemId }) => itemId.toLowerCase());
  const roots = (await catalogueItems.loadMany(ids)).map((item, index) => {
    if (item instanceof Error) throw item;
    if (item === null) throw refusedReference('CatalogueItem', ['items', String(index), 'itemId']);
    return item;
  });
  const tree = await readAssemblies(ctx.transaction, orgId, ids, MAX_AT_ONCE);
  if (tree.isCut) throw tooManyPositions('items');
  const parts = [...tree.parts.values()].flat();
  const found = await catalogueItems.loadMany([...new Set(parts.map(({ componentId }) => componentId))]);
  const known = new Map(roots.map((item) => [item.id, item]));
  for (const item of found) if (item && !(item instanceof Error)) known.set(item.id, item);
  const check = createEstimateInputCheck();
  let count = 0;
  return roots.map((item, index) => {
    const at = `items.${index}`;
    const quantity = check.decimal(items[index]?.quantity ?? '1', MONEY_LIMITS.signedQuantity, [
      ...at.split('.'),
      'quantity',
    ]);
    check.finish();
    const counting = () => {
      count += 1;
      if (count > MAX_AT_ONCE) throw tooManyPositions(at);
    };
    return unfold(item, quantity, { tree, items: known, rounding: estimate.rounding, count: counting }, at);
  });
}

const tooManyPositions = (at: string) =>
  reject(
    'TOO_MANY_ITEMS',
    at,
    `With what its assemblies consist of, this comes to more than ${MAX_AT_ONCE} positions at once: add fewer.`,
  );

/** Where and how what is taken is put. */
interface Putting {
  readonly draft: Draft;
  readonly sectionId: string | null;
  readonly layout: AssemblyLayout;
  readonly prices: ReadonlyMap<string, PricedIn>;
  readonly rates: readonly ExchangeRateInput[];
  readonly on: string;
}

function addTaken(taken: readonly Unfolded[], putting: Putting): Position[] {
  const { draft } = putting;
  const check = createEstimateInputCheck();
  readRates(check, draft.estimate, putting.rates, ['exchangeRates']);
  check.finish();
  const nextRank = appender(rowsOf(draft), parentOf);
  const positions: Position[] = [];
  const put = (each: Unfolded, sectionId: string | null, assembly: StoredAssembly | null, path: string[]) => {
    if (each.parts.length === 0) {
      const position = addLine(check, each, {
        ...putting,
        sectionId,
        rank: nextRank(sectionId),
        path,
      });
      positions.push(Object.assign(position, { assembly }));
      return;
    }
    const inside =
      putting.layout === 'SECTION'
        ? addNewSection(draft, sectionOf(each), { parentId: sectionId, rank: nextRank(sectionId), path }).id
        : sectionId;
    for (const part of each.parts) put(part, inside, assembly, path);
  };
  taken.forEach((each, index) => {
    const { item, quantity, parts } = each;
    const assembly =
      parts.length === 0 ? null : { group: newId(), itemId: item.id, name: item.name, quantity };
    put(each, putting.sectionId, assembly, ['items', String(index)]);
  });
  check.finish();
  return positions;
}

const costFits = (cost: string, rate: ExchangeRateInput, { estimate }: Draft): boolean =>
  fitsConverted(cost, rate) && !vanishes(cost, rate, estimate.rounding);

function addLine(
  check: EstimateInputCheck,
  { item, quantity }: Unfolded,
  putting: Putting & { rank: number; path: string[] },
): Position {
  const { draft, prices, on, sectionId, rank, path } = putting;
  const { price, rate } = takable(item, prices.get(item.id), putting, path.join('.'));
  const { code, name, description, kind, unit } = item;
  const unitPrice = price.unitPrice as string;
  // A cost that doesn't fit at the rate isn't known: a refusal would tell how large it is.
  const takesCost =
    price.unitCost !== null && kind !== 'TEXT' && (!rate || costFits(price.unitCost, rate, draft));
  const cost = takesCost ? { unitCost: plainDecimal(price.unitCost as string) } : {};
  const fields = {
    ...{ code, name, description, kind, unit, quantity, wastePercent: '0' },
    ...{ taxExempt: false, secondTaxExempt: false },
    ...(rate === null
      ? { unitPrice: plainDecimal(unitPrice), ...cost }
      : { unitPrice: '0', foreignPrice: { ...rate, unitPrice: plainDecimal(unitPrice), ...cost } }),
  };
  const position = addNewPosition(draft, check, fields, { sectionId, rank, path });
  return Object.assign(position, sourceOf(item, price, on));
}

/** An assembly's section: its name, how much of it there is, and what is said about it. */
function sectionOf({ item, quantity }: Unfolded) {
  const amount = [quantity, item.unit].filter(Boolean).join(' ');
  const description = [amount, item.description].filter(Boolean).join('\n');
  return {
    name: cut(item.name, TEXT_LIMITS.name),
    description: cut(description, TEXT_LIMITS.description),
    ...{ choice: null, adjustments: [] },
  };
}

/** The beginning of a text that is too long; no half of a character. */
const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
