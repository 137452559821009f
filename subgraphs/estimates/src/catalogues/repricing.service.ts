import { listTooLong } from '../../../../service-kit/errors/errors';
import { refusedReference } from '../../../../service-kit/data/input-check';
import { reject } from '../../../../service-kit/errors/user-errors';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { requireCostsRead } from '../costs';
import { hasOneOrder } from '../calculation/money-rules';
import { outlineOf } from '../drafts/document-order';
import { changeRow, editDraft } from '../drafts/draft';
import { calculateContentInTurns, plainDecimal } from '../drafts/draft-totals';
import { readWhole } from '../drafts/content-reads.service';
import type { Estimate } from '../estimates/estimate.entity';
import type { RepriceEstimateInput } from '../generated/types';
import { chargeCalculation } from '../snapshots/verification.service';
import type { Position } from '../positions/position.entity';
import { dayOrToday } from './catalogue-lists.service';
import { pricesOn, type PricedIn } from './catalogue-prices';
import type { Repricing } from './repricing.types';
import { sourceOf } from './taking.service';

/* What prices are by now where positions were taken from price lists; before it is done, and done. */

const MAX_LISTED = 1_000;

const sameAmount = (one: string | null, other: string | null): boolean =>
  one === null || other === null ? one === other : plainDecimal(one) === plainDecimal(other);

/** Positions whose price moved since it was taken, with it; to who may see costs also those whose cost did. */
function movedOf(
  positions: readonly Position[],
  prices: ReadonlyMap<string, PricedIn>,
  seesCosts: boolean,
): { position: Position; price: PricedIn }[] {
  return positions.flatMap((position) => {
    const price = prices.get(position.sourceItemId ?? '');
    if (!price) return [];
    const costMoved = seesCosts && price.unitCost !== null && !sameAmount(price.unitCost, position.unitCost);
    if (sameAmount(price.unitPrice, position.sourceUnitPrice) && !costMoved) return [];
    return [{ position, price }];
  });
}

/** What is not sold any more keeps its price; a cost that is not known does, too. */
const pricedBy = (position: Position, price: PricedIn): Partial<Position> => ({
  unitPrice: price.unitPrice ?? position.unitPrice,
  unitCost: price.unitCost ?? position.unitCost,
});

const itemIds = (positions: readonly Position[]): string[] => [
  ...new Set(positions.flatMap(({ sourceItemId }) => sourceItemId ?? [])),
];

/**
 * What an estimate would come to with the prices of a day.
 *
 * @param on `2026-01-31`; null: today
 * @throws GraphQLError NOT_FOUND; FORBIDDEN where prices are made of costs, without costs:read; LIST_TOO_LONG
 */
export async function repricing(ctx: Context, estimateId: string, on: string | null): Promise<Repricing> {
  const { estimate, content } = await readWhole(ctx, estimateId);
  const { sections, positions } = content;
  if (estimate.pricedByCost) requireCostsRead(ctx);
  const day = await dayOrToday(ctx, on);
  const inOrder = outlineOf(sections, positions, hasOneOrder(estimate.policyVersion)).positions;
  const prices = await read(ctx, (db) => pricesOn(db, ctx.viewer.orgId, itemIds(inOrder), day));
  const moved = movedOf(inOrder, prices, ctx.viewer.permissions.has('costs:read'));
  if (moved.length > MAX_LISTED)
    throw listTooLong(`The prices of ${moved.length} positions moved; ${MAX_LISTED} can be given at once.`);
  chargeCalculation(ctx, content);
  const news = new Map(moved.map(({ position, price }) => [position.id, pricedBy(position, price)]));
  const after = await calculateContentInTurns({
    ...content,
    positions: positions.map((row) => ({ ...row, ...news.get(row.id) })),
  });
  return {
    estimate,
    on: day,
    positions: moved.map((each) => ({ estimate, ...each })),
    before: estimate.payable,
    after: after.payable,
  };
}

/**
 * Gives positions of a draft the prices of a day.
 *
 * @throws as `editDraft`; InputRejected POSITION_NOT_FOUND, NO_SOURCE for one that was not taken from a price list
 */
export async function repriceEstimate(
  ctx: Context,
  input: RepriceEstimateInput,
): Promise<{ changedCount: number; estimate: Estimate }> {
  const { positionIds, expectedVersion } = input;
  if (positionIds && positionIds.length > MAX_LISTED)
    throw reject('TOO_MANY_ITEMS', 'positionIds', `Give at most ${MAX_LISTED} positions.`);
  const on = await dayOrToday(ctx, input.on);
  const seesCosts = ctx.viewer.permissions.has('costs:read');
  return editDraft(ctx, input.estimateId, { idPath: ['estimateId'], expectedVersion }, async (draft, ctx) => {
    const chosen = positionIds?.map((id, index) => {
      const path = ['positionIds', String(index)];
      const position = draft.positions.get(id.toLowerCase());
      if (!position) throw refusedReference('Position', path);
      if (position.sourceItemId !== null) return position;
      throw reject('NO_SOURCE', path.join('.'), `“${position.name}” was not taken from a price list.`);
    }) ?? [...draft.positions.values()];
    const prices = await pricesOn(ctx.transaction, ctx.viewer.orgId, itemIds(chosen), on);
    const moved = movedOf(chosen, prices, seesCosts).filter(({ price }) => price.unitPrice !== null);
    for (const { position, price } of moved) {
      const item = { id: price.itemId, catalogueId: position.sourceCatalogueId as string };
      draft.places.set(position.id, []);
      changeRow(draft, position, () =>
        Object.assign(position, pricedBy(position, price), sourceOf(item, price, on)),
      );
    }
    return { changedCount: moved.length };
  });
}
