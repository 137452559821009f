import { saveRows } from '../../../../service-kit/data/bulk-rows';
import { newId } from '../../../../service-kit/data/ids';
import { mapInPieces } from '../../../../service-kit/data/json-in-pieces';
import type { InputPath } from '../../../../service-kit/data/input-check';
import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { inTurns, nextTurn } from '../../../../service-kit/subgraph/turns';
import { MONEY_LIMITS } from '../calculation/money-limits';
import type { Context, WritingContext } from '../context';
import { requireCostsWrite } from '../costs';
import { given } from '../estimates/estimate-settings';
import type { CataloguePriceInput, PutCataloguePricesInput } from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS, type EstimateInputCheck } from '../input-check';
import type { Catalogue } from './catalogue.entity';
import { CatalogueVersion } from './catalogue.entity';
import { CatalogueItem, CataloguePrice } from './catalogue-item.entity';
import { dayOrToday } from './catalogue-lists.service';
import { pricesOn, type PricedIn } from './catalogue-prices';
import { lockCatalogue, writeCatalogue } from './catalogues.service';

const MAX_AT_ONCE = 500;
/** Rows that are read, or written, in one statement: the driver makes objects of all that it is answered in one round of the event loop. */
const ROWS_AT_ONCE = 1_000;
/** Items of one price list, at most. */
const MAX_ITEMS = 200_000;

/**
 * Makes a version of a price list of up to 500 prices. Calls for one list wait for each other at its row.
 *
 * @throws InputRejected with every mistake of the input; GraphQLError NOT_FOUND, CONFLICT; FORBIDDEN for a cost without costs:write
 */
export async function putCataloguePrices(
  ctx: Context,
  input: PutCataloguePricesInput,
): Promise<{ catalogue: Catalogue; version: CatalogueVersion }> {
  const { items } = input;
  if (items.length === 0) throw reject('REQUIRED', 'items', 'Give at least one item.');
  if (items.length > MAX_AT_ONCE)
    throw reject('TOO_MANY_ITEMS', 'items', `Give at most ${MAX_AT_ONCE} items at once.`);
  if (items.some(({ unitCost }) => unitCost !== undefined)) requireCostsWrite(ctx);
  const validFrom = await dayOrToday(ctx, input.validFrom);
  const note = readNote(input.note, ['note']);
  return withTransaction(ctx, async (ctx) => {
    const catalogue = await lockCatalogue(ctx, input.catalogueId, input.expectedVersion);
    return putPrices(ctx, catalogue, items, { validFrom, note, at: (index) => ['items', String(index)] });
  });
}

/** What is said about a version. @throws InputRejected */
export function readNote(given: string | null | undefined, path: InputPath): string | null {
  const check = createEstimateInputCheck();
  const note = check.text(given, TEXT_LIMITS.reason, path);
  check.finish();
  return note;
}

/** A version that is being made. */
export interface NewVersion {
  readonly validFrom: string;
  readonly note: string | null;
  /** Where the input has an item. */
  readonly at: (index: number) => InputPath;
}

/**
 * Makes a version of a locked price list. Others have their turn where there are many items.
 *
 * @throws InputRejected with every mistake
 */
export async function putPrices(
  ctx: WritingContext,
  catalogue: Catalogue,
  items: readonly CataloguePriceInput[],
  { validFrom, note, at }: NewVersion,
): Promise<{ catalogue: Catalogue; version: CatalogueVersion }> {
  const { orgId, id: catalogueId } = catalogue;
  const check = createEstimateInputCheck();
  const codes = readCodes(check, items, at);
  const known = await knownItems(ctx, catalogue, codes);
  const rows = await inTurns(readItems(check, catalogue, items, { codes, known, at }));
  const before = await pricesBefore(ctx, rows, validFrom);
  const number = catalogue.lastNumber + 1;
  const prices = await inTurns(
    mapInPieces(items.entries(), ([index, item]) => {
      const { id: itemId, kind } = rows[index] as CatalogueItem;
      const values = readPrice(check, item, before.get(itemId), at(index));
      if (kind === 'TEXT' && values.unitPrice !== null && Number(values.unitPrice) !== 0) {
        check.refuse('TEXT_CARRIES_AMOUNT', [...at(index), 'unitPrice'], 'A remark has no price: give "0".');
      }
      return Object.assign(new CataloguePrice(), { orgId, itemId, version: number, validFrom, ...values });
    }),
  );
  const itemCount = catalogue.itemCount + rows.length - known.length;
  if (itemCount > MAX_ITEMS)
    check.refuse('TOO_MANY_ITEMS', ['items'], `A price list holds at most ${MAX_ITEMS} items.`);
  check.finish();
  const version = Object.assign(new CatalogueVersion(), {
    ...{ orgId, catalogueId, number, validFrom, note, priceCount: prices.length },
    ...{ authorId: ctx.viewer.userId, createdAt: new Date() },
  });
  await ctx.transaction.insert(CatalogueVersion, version);
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const to = from + ROWS_AT_ONCE;
    await saveRows(ctx.transaction, CatalogueItem, rows.slice(from, to));
    await saveRows(ctx.transaction, CataloguePrice, prices.slice(from, to));
  }
  return { catalogue: await writeCatalogue(ctx, catalogue, { itemCount, lastNumber: number }), version };
}

/** The items that a price list has of these codes. */
async function knownItems(
  ctx: WritingContext,
  { orgId, id: catalogueId }: Catalogue,
  codes: readonly string[],
): Promise<CatalogueItem[]> {
  const known: CatalogueItem[] = [];
  for (let from = 0; from < codes.length; from += ROWS_AT_ONCE) {
    const some = await ctx.transaction
      .createQueryBuilder(CatalogueItem, 'item')
      .where('item.orgId = :orgId AND item.catalogueId = :catalogueId AND item.code = ANY(:codes)')
      .setParameters({ orgId, catalogueId, codes: codes.slice(from, from + ROWS_AT_ONCE) })
      .getMany();
    known.push(...some);
    await nextTurn();
  }
  return known;
}

/** What items cost on a day until now. */
async function pricesBefore(
  ctx: WritingContext,
  rows: readonly CatalogueItem[],
  day: string,
): Promise<Map<string, PricedIn>> {
  const before = new Map<string, PricedIn>();
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const ids = rows.slice(from, from + ROWS_AT_ONCE).map(({ id }) => id);
    for (const [id, price] of await pricesOn(ctx.transaction, ctx.viewer.orgId, ids, day))
      before.set(id, price);
    await nextTurn();
  }
  return before;
}

function readCodes(
  check: EstimateInputCheck,
  items: readonly CataloguePriceInput[],
  at: NewVersion['at'],
): string[] {
  const seen = new Set<string>();
  return items.map(({ code: given }, index) => {
    const path = [...at(index), 'code'];
    const code = check.requiredText(given, TEXT_LIMITS.code, path);
    if (seen.has(code)) check.refuse('DUPLICATE_CODE', path, `The code “${code}” occurs twice.`);
    seen.add(code);
    return code;
  });
}

/** The rows of items: those that are known with what is new of them, others as they are given. */
function* readItems(
  check: EstimateInputCheck,
  { orgId, id: catalogueId }: Catalogue,
  items: readonly CataloguePriceInput[],
  {
    codes,
    known,
    at: placeOf,
  }: { codes: readonly string[]; known: readonly CatalogueItem[]; at: NewVersion['at'] },
): Generator<void, CatalogueItem[]> {
  const byCode = new Map(known.map((item) => [item.code, item]));
  return yield* mapInPieces(items.entries(), ([index, input]) => {
    const at = placeOf(index);
    const code = codes[index] as string;
    const found = byCode.get(code);
    const blank = { id: newId(), name: '', description: null, kind: 'WORK', unit: null };
    const row = Object.assign(new CatalogueItem(), { orgId, catalogueId, code }, found ?? blank);
    if (input.name != null || !found) {
      row.name = check.requiredText(input.name ?? '', TEXT_LIMITS.positionName, [...at, 'name']);
    } else given(check, input.name, [...at, 'name']);
    for (const field of ['description', 'unit'] as const) {
      if (input[field] !== undefined)
        row[field] = check.text(input[field], TEXT_LIMITS[field], [...at, field]);
    }
    if (given(check, input.kind, [...at, 'kind'])) row.kind = input.kind;
    return row;
  });
}

/** What is left out stays as it held before. */
function readPrice(
  check: EstimateInputCheck,
  { unitPrice, unitCost }: CataloguePriceInput,
  before: PricedIn | undefined,
  at: InputPath,
): Pick<CataloguePrice, 'unitPrice' | 'unitCost'> {
  if (unitPrice === undefined && !before) {
    check.refuse('REQUIRED', [...at, 'unitPrice'], 'A new item needs a price; null when it is not sold yet.');
  }
  const read = (value: string | null | undefined, field: 'unitPrice' | 'unitCost') => {
    if (value === undefined) return before?.[field] ?? null;
    return value === null ? null : check.decimal(value, MONEY_LIMITS[field], [...at, field]);
  };
  return { unitPrice: read(unitPrice, 'unitPrice'), unitCost: read(unitCost, 'unitCost') };
}
