import { newId } from '../../../../service-kit/data/ids';
import type { Context } from '../context';
import { requireCostsRead } from '../costs';
import type { AdjustmentInput } from '../generated/types';
import type { InputPath } from '../../../../service-kit/data/input-check';
import { TEXT_LIMITS, type EstimateInputCheck } from '../input-check';
import type { StoredAdjustment } from './estimate.entity';
import { MONEY_LIMITS, SIZE_LIMITS, type DecimalLimit } from '../calculation/money-limits';

function limitOf({ kind, mode }: AdjustmentInput): DecimalLimit {
  if (kind === 'ROUND_TO') return MONEY_LIMITS.roundingStep;
  if (mode === 'FIXED') return MONEY_LIMITS.amount;
  return kind === 'DISCOUNT' ? MONEY_LIMITS.discountPercent : MONEY_LIMITS.markupPercent;
}

/**
 * Checks a whole list of adjustments.
 *
 * @param inputs in order of calculation
 * @param current what its section or estimate has now: ids given must be of these
 * @param path of the list
 * @param places is told where each came from
 * @throws GraphQLError FORBIDDEN for the base COST without costs:read: its amount would tell the cost
 */
export function readAdjustments(
  ctx: Context,
  check: EstimateInputCheck,
  inputs: readonly AdjustmentInput[],
  current: readonly StoredAdjustment[],
  path: InputPath,
  places: Map<string, InputPath>,
): StoredAdjustment[] {
  if (inputs.some(({ base }) => base === 'COST')) requireCostsRead(ctx);
  if (inputs.length > SIZE_LIMITS.adjustmentsPerScope) {
    check.refuse(
      'TOO_MANY_ITEMS',
      path,
      `At most ${SIZE_LIMITS.adjustmentsPerScope} adjustments in one place.`,
    );
    return [];
  }
  const left = new Set(current.map(({ id }) => id));
  return inputs.map((input, index) => {
    const at = [...path, String(index)];
    const id = input.id?.toLowerCase() ?? newId();
    if (input.id != null && !left.delete(id)) {
      check.refuse('ADJUSTMENT_NOT_FOUND', [...at, 'id'], 'This adjustment no longer exists. Leave it out.');
    }
    places.set(id, at);
    const { kind, mode, base } = input;
    return {
      id,
      name: check.requiredText(input.name, TEXT_LIMITS.adjustmentName, [...at, 'name']),
      kind,
      mode,
      base,
      value: check.decimal(input.value, limitOf(input), [...at, 'value']),
    };
  });
}
