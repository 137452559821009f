import { mapInPieces } from '../../../../service-kit/data/json-in-pieces';
import { inTurns } from '../../../../service-kit/subgraph/turns';
import { listTooLong } from '../../../../service-kit/errors/errors';
import { refusedReference } from '../../../../service-kit/data/input-check';
import { reject } from '../../../../service-kit/errors/user-errors';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { requireCostsRead } from '../costs';
import { hasOneOrder } from '../calculation/money-rules';
import { asRefusal } from '../drafts/calculation-errors';
import { outlineOf } from '../drafts/document-order';
import { changeRow, editDraft, type Draft } from '../drafts/draft';
import { calculateContentInTurns } from '../drafts/draft-totals';
import { readWhole } from '../drafts/content-reads.service';
import type { Estimate } from '../estimates/estimate.entity';
import type { RepriceEstimateInput } from '../generated/types';
import { chargeCalculation } from '../snapshots/verification.service';
import { dayOrToday } from './catalogue-lists.service';
import { movedPrices, type MovedLook } from './moved-prices';
import type { KeptPriceReason, MovedPrice, PositionRepricing, Repricing } from './repricing.types';
import { sourceOf } from './taking.service';

/* What prices are by now where positions were taken from price lists; before it is done, and done. */

const MAX_LISTED = 1_000;

/**
 * What an estimate would come to with the prices of a day.
 *
 * @param on `2026-01-31`; null: today
 * @throws GraphQLError NOT_FOUND; FORBIDDEN where prices are made of costs, without costs:read;
 *   BAD_USER_INPUT where it would come to more than an amount can be
 */
export async function repricing(ctx: Context, estimateId: string, on: string | null): Promise<Repricing> {
  const { estimate, content } = await readWhole(ctx, estimateId);
  const { sections, positions } = content;
  if (estimate.pricedByCost) requireCostsRead(ctx);
  const day = await dayOrToday(ctx, on);
  const inOrder = outlineOf(sections, positions, hasOneOrder(estimate.policyVersion)).positions;
  const look = lookOf(ctx, estimate, day, false);
  const moved = await read(ctx, (db) => movedPrices(db, ctx.viewer.orgId, inOrder, look));
  chargeCalculation(ctx, content);
  const news = new Map(moved.flatMap((each) => (each.keeps ? [] : [[each.position.id, each.news]])));
  const after = await calculateContentInTurns({
    ...content,
    positions: await inTurns(mapInPieces(positions, (row) => ({ ...row, ...news.get(row.id) }))),
  }).catch((error: unknown) => {
    throw asRefusal(error, 'With these prices the estimate can’t be calculated.', content);
  });
  return {
    estimate,
    on: day,
    positions: moved.map((each) => ({ estimate, ...each })),
    before: estimate.payable,
    after: after.payable,
  };
}

/** What moved, where it can be given at once; what it comes to is told however much it is. @throws GraphQLError LIST_TOO_LONG */
export function checkedPositions({ positions }: Repricing): PositionRepricing[] {
  if (positions.length <= MAX_LISTED) return [...positions];
  throw listTooLong(`The prices of ${positions.length} positions moved; ${MAX_LISTED} can be given at once.`);
}

/**
 * Gives positions of a draft the prices of a day.
 *
 * @throws as `editDraft`; InputRejected POSITION_NOT_FOUND, NO_SOURCE for one that was not taken from a price list, CURRENCY_DIFFERS,
 *   UNIT_DOES_NOT_FIT for one whose list is in another currency, or whose item is counted otherwise; OUT_OF_LIMITS where its rate is bad
 */
export async function repriceEstimate(
  ctx: Context,
  input: RepriceEstimateInput,
): Promise<{ changedCount: number; keptCount: number; estimate: Estimate }> {
  const { positionIds, expectedVersion } = input;
  if (positionIds && positionIds.length > MAX_LISTED)
    throw reject('TOO_MANY_ITEMS', 'positionIds', `Give at most ${MAX_LISTED} positions.`);
  const on = await dayOrToday(ctx, input.on);
  return editDraft(ctx, input.estimateId, { idPath: ['estimateId'], expectedVersion }, async (draft, ctx) => {
    const chosen = positionIds?.map((id, index) => {
      const path = ['positionIds', String(index)];
      const position = draft.positions.get(id.toLowerCase());
      if (!position) throw refusedReference('Position', path);
      if (position.sourceItemId !== null) return position;
      throw reject('NO_SOURCE', path.join('.'), `“${position.name}” was not taken from a price list.`);
    }) ?? [...draft.positions.values()];
    const look = lookOf(ctx, draft.estimate, on, input.overwriteEdited);
    const moved = await movedPrices(ctx.transaction, ctx.viewer.orgId, chosen, look);
    const kept = moved.filter(({ keeps }) => keeps !== null);
    if (positionIds) refuseNamed(kept, look.currency, positionIds);
    for (const each of moved) if (each.keeps === null) takePrice(draft, each, on);
    return { changedCount: moved.length - kept.length, keptCount: kept.length };
  });
}

const lookOf = (
  ctx: Context,
  { currency, rounding }: Estimate,
  on: string,
  overwriteEdited: boolean,
): MovedLook => ({
  ...{ on, currency, rounding, overwriteEdited },
  seesCosts: ctx.viewer.permissions.has('costs:read'),
});

/** What nobody can have meant who names a position. */
const REFUSED: ReadonlySet<KeptPriceReason> = new Set(['OTHER_CURRENCY', 'OTHER_UNIT', 'OUT_OF_LIMITS']);

/** @throws InputRejected CURRENCY_DIFFERS, UNIT_DOES_NOT_FIT, OUT_OF_LIMITS at a position that was named */
function refuseNamed(kept: readonly MovedPrice[], currency: string, ids: readonly string[]): void {
  const other = kept.find(({ keeps }) => keeps !== null && REFUSED.has(keeps));
  if (!other) return;
  const { position, price } = other;
  const at = `positionIds.${ids.findIndex((id) => id.toLowerCase() === position.id)}`;
  if (other.keeps === 'OTHER_UNIT') {
    const message = `“${position.name}” is counted in ${position.unit ?? ''}, its item in ${price.unit ?? ''}: the price would be for something else. Give both the same unit.`;
    throw reject('UNIT_DOES_NOT_FIT', at, message);
  }
  if (other.keeps === 'OUT_OF_LIMITS') {
    const message = `At its rate (${position.foreignPrice?.rate ?? '1'}) the new price of “${position.name}”, ${price.unitPrice ?? ''}, comes to more than a price can be, or to less than its 6 decimals hold. Give it another rate (foreignPrice).`;
    throw reject('OUT_OF_LIMITS', at, message);
  }
  const message = `“${position.name}” is priced in ${price.currency}, the estimate in ${currency}: amounts are never mixed.`;
  throw reject('CURRENCY_DIFFERS', at, message);
}

function takePrice(draft: Draft, { position, price, news }: MovedPrice, on: string): void {
  const item = { id: price.itemId, catalogueId: position.sourceCatalogueId as string };
  draft.places.set(position.id, []);
  changeRow(draft, position, () => Object.assign(position, news, sourceOf(item, price, on)));
}
