import type { EntityManager } from 'typeorm';
import { mapInPieces } from '../../../../service-kit/data/json-in-pieces';
import { inTurns } from '../../../../service-kit/subgraph/turns';
import { sameAmount } from '../calculation/rounding';
import type { Rounding } from '../calculation/totals.types';
import { plainDecimal } from '../calculation/decimal-text';
import { converted, fitsConverted, vanishes, type StoredForeignPrice } from '../foreign-prices/foreign-price';
import type { Position } from '../positions/position.entity';
import type { UnitBook } from '../units/unit-book';
import { unitBookOf } from '../units/units.service';
import { costsAt, pricesOn, type PricedIn } from './catalogue-prices';
import type { KeptPriceReason, MovedPrice } from './repricing.types';

/*
 * Which positions a price list has another price for, and what becomes of each: a price that somebody changed by hand, or one in
 * another currency, is not overwritten unasked.
 */

/** How positions are looked at. */
export interface MovedLook {
  /** The day of the prices. */
  readonly on: string;
  /** The estimate's. */
  readonly currency: string;
  readonly rounding: Rounding;
  /** Whether a cost that moved alone counts. */
  readonly seesCosts: boolean;
  readonly overwriteEdited: boolean;
}

const keyOf = (itemId: string, version: number): string => `${itemId} ${version}`;

/** Finds them, in the order given, in three statements. */
export async function movedPrices(
  db: EntityManager,
  orgId: string,
  positions: readonly Position[],
  look: MovedLook,
): Promise<MovedPrice[]> {
  const taken = positions.flatMap((position) => {
    const { sourceItemId: itemId, sourceVersion: version } = position;
    return itemId === null || version === null ? [] : [{ position, itemId, version }];
  });
  if (taken.length === 0) return [];
  const prices = await pricesOn(db, orgId, [...new Set(taken.map(({ itemId }) => itemId))], look.on);
  const costs = new Map(
    (await costsAt(db, orgId, taken)).map((each) => [keyOf(each.itemId, each.version), each.unitCost]),
  );
  const units = await unitBookOf(db, orgId);
  const moved = await inTurns(
    mapInPieces(taken, ({ position, itemId, version }) => {
      const price = prices.get(itemId);
      const cost = costs.get(keyOf(itemId, version)) ?? null;
      return price ? movedPrice(position, price, cost, { ...look, units }) : null;
    }),
  );
  return moved.filter((each) => each !== null);
}

/** @param takenCost what the position cost when it was taken */
function movedPrice(
  position: Position,
  price: PricedIn,
  takenCost: string | null,
  { currency, rounding, seesCosts, overwriteEdited, units }: MovedLook & { units: UnitBook },
): MovedPrice | null {
  const { foreignPrice, sourceUnitPrice, unitPriceFormula, unitCostFormula } = position;
  // In the currency that it was priced in, the price list's mostly.
  const { unitPrice, unitCost } = foreignPrice ?? position;
  const hasOtherCost = foreignPrice !== null && foreignPrice.unitCost === null && position.unitCost !== null;
  const isOwnCost = hasOtherCost || unitCostFormula !== null || !sameAmount(unitCost, takenCost);
  const keepsCost = price.unitCost === null || (!overwriteEdited && isOwnCost);
  const cost = keepsCost ? unitCost : price.unitCost;
  const costMoved = seesCosts && !sameAmount(cost, unitCost);
  if (sameAmount(price.unitPrice, sourceUnitPrice) && !costMoved) return null;
  const taken = { unitPrice: price.unitPrice ?? unitPrice, unitCost: cost };
  const news = {
    ...(foreignPrice ? atItsRate(foreignPrice, taken, position, rounding) : taken),
    unitPriceFormula: null,
    ...(keepsCost ? {} : { unitCostFormula: null }),
  };
  const isEdited = !overwriteEdited && (unitPriceFormula !== null || !sameAmount(unitPrice, sourceUnitPrice));
  const isOther = isOtherUnit(units, position.unit, price.unit);
  const fits = foreignPrice === null || fitsRate(taken.unitPrice, foreignPrice, rounding);
  const outOfLimits = fits ? null : 'OUT_OF_LIMITS';
  const keeps = whyKept(price, foreignPrice?.currency ?? currency, isOther, isEdited) ?? outOfLimits;
  return { position, price, keeps, news };
}

/** Neither more than a price can be, nor so little that nothing would be left of it. */
const fitsRate = (value: string, foreign: StoredForeignPrice, rounding: Rounding): boolean =>
  fitsConverted(value, foreign) && !vanishes(value, foreign, rounding);

/** What a position in another currency gets, at the rate that it has. */
function atItsRate(
  foreign: StoredForeignPrice,
  { unitPrice, unitCost }: Pick<StoredForeignPrice, 'unitPrice' | 'unitCost'>,
  position: Position,
  rounding: Rounding,
): Partial<Position> {
  const fits = unitCost === null || fitsRate(unitCost, foreign, rounding);
  const plain = { unitPrice: plainDecimal(unitPrice), unitCost: unitCost && plainDecimal(unitCost) };
  return {
    foreignPrice: { ...foreign, ...plain, ...(fits ? {} : { unitCost: null }) },
    unitPrice: converted(unitPrice, foreign, rounding),
    unitCost: unitCost === null ? position.unitCost : fits ? converted(unitCost, foreign, rounding) : null,
  };
}

/** A unit that was left out is told nothing of. */
const isOtherUnit = (units: UnitBook, one: string | null, other: string | null): boolean =>
  one !== null && other !== null && !units.isSame(one, other);

function whyKept(
  price: PricedIn,
  currency: string,
  isOther: boolean,
  isEdited: boolean,
): KeptPriceReason | null {
  if (price.unitPrice === null) return 'NOT_SOLD';
  if (price.currency !== currency) return 'OTHER_CURRENCY';
  if (isOther) return 'OTHER_UNIT';
  return isEdited ? 'EDITED' : null;
}
