import type { EntityManager } from 'typeorm';
import { sameAmount } from '../calculation/rounding';
import type { Position } from '../positions/position.entity';
import type { UnitBook } from '../units/unit-book';
import { unitBookOf } from '../units/units.service';
import { costsAt, pricesOn, type PricedIn } from './catalogue-prices';

/*
 * Which positions a price list has another price for, and what becomes of each: a price that somebody changed by hand, or one in
 * another currency, is not overwritten unasked.
 */

/** `KeptPriceReason` of the schema. */
type KeptPriceReason = 'EDITED' | 'OTHER_CURRENCY' | 'OTHER_UNIT' | 'NOT_SOLD';

/** A position whose price moved since it was taken. */
export interface MovedPrice {
  readonly position: Position;
  readonly price: PricedIn;
  /** Why it stays as it is; null: `news` are taken. */
  readonly keeps: KeptPriceReason | null;
  readonly news: Partial<Position>;
}

/** How positions are looked at. */
export interface MovedLook {
  /** The day of the prices. */
  readonly on: string;
  /** The estimate's. */
  readonly currency: string;
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
  return taken.flatMap(({ position, itemId, version }) => {
    const price = prices.get(itemId);
    const moved =
      price && movedPrice(position, price, costs.get(keyOf(itemId, version)) ?? null, { ...look, units });
    return moved ? [moved] : [];
  });
}

/** @param takenCost what the position cost when it was taken */
function movedPrice(
  position: Position,
  price: PricedIn,
  takenCost: string | null,
  { currency, seesCosts, overwriteEdited, units }: MovedLook & { units: UnitBook },
): MovedPrice | null {
  const { unitPrice, unitCost, sourceUnitPrice } = position;
  const ownCost = price.unitCost === null || (!overwriteEdited && !sameAmount(unitCost, takenCost));
  const cost = ownCost ? unitCost : price.unitCost;
  const costMoved = seesCosts && !sameAmount(cost, unitCost);
  if (sameAmount(price.unitPrice, sourceUnitPrice) && !costMoved) return null;
  const news = { unitPrice: price.unitPrice ?? unitPrice, unitCost: cost };
  const isEdited = !overwriteEdited && !sameAmount(unitPrice, sourceUnitPrice);
  const isOther = isOtherUnit(units, position.unit, price.unit);
  return { position, price, keeps: whyKept(price, currency, isOther, isEdited), news };
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
