import type { InputPath } from '../../../../service-kit/data/input-check';
import { MONEY_LIMITS } from '../calculation/money-limits';
import type { Context } from '../context';
import { requireCostsRead, requireCostsWrite } from '../costs';
import type { StoredCoefficient } from '../estimates/estimate.entity';
import type { CoefficientInput } from '../generated/types';
import { TEXT_LIMITS, type EstimateInputCheck } from '../input-check';
import { isForCost } from './shown-coefficients';

/** In one place: for prices, and for costs only. */
const MOST = 5;

/** What holds coefficients; null: none. */
interface Owner {
  readonly coefficients: StoredCoefficient[] | null;
}

/**
 * Checks a whole list of coefficients. Those for costs only, which its author may not see, stay.
 *
 * @param current what they are put in place of; undefined for what is new
 * @throws GraphQLError FORBIDDEN for one on costs without costs:read and costs:write
 */
export function readCoefficients(
  ctx: Context,
  check: EstimateInputCheck,
  inputs: readonly CoefficientInput[],
  current: Owner | undefined,
  path: InputPath,
): StoredCoefficient[] | null {
  if (inputs.some(isForCost)) {
    requireCostsRead(ctx);
    requireCostsWrite(ctx);
  }
  for (const forCost of [false, true]) {
    if (inputs.filter((each) => isForCost(each) === forCost).length <= MOST) continue;
    const message = `At most ${MOST} coefficients in one place for prices, and ${MOST} for costs only.`;
    check.refuse('TOO_MANY_ITEMS', path, message);
    return current?.coefficients ?? null;
  }
  const read = inputs.map(({ name, value, appliesTo }, index) => {
    const at = [...path, String(index)];
    return {
      name: check.requiredText(name, TEXT_LIMITS.adjustmentName, [...at, 'name']),
      value: check.decimal(value, MONEY_LIMITS.coefficient, [...at, 'value']),
      appliesTo,
    };
  });
  const kept = ctx.viewer.permissions.has('costs:read')
    ? []
    : (current?.coefficients ?? []).filter(isForCost);
  const all = [...read, ...kept];
  return all.length === 0 ? null : all;
}
